-- Data that look measured but are the same everywhere: sums of a few sines.
local data = {}

-- A number between -1 and 1 that looks random.
function data.noise(i)
  return math.sin(12.9898*i + 4.1) * math.cos(78.233*i*i + 0.7)
end

-- n rows {x = , y = } of y = a + b*x with some noise.
function data.line(n, a, b)
  local rows = {}
  for i = 1, n do
    local x = i/n
    rows[i] = {x = x, y = a + b*x + 0.1*data.noise(i)}
  end
  return rows
end

-- n rows of `columns` features each, and a label for each, 0 or 1.
function data.classes(n, columns)
  local X, y = {}, {}
  for i = 1, n do
    local row, score = {}, 0.3*data.noise(1000 + i)
    for j = 1, columns do
      row[j] = data.noise(columns*i + j)
      score = score + (j % 2 == 0 and 1 or -1) * row[j]
    end
    X[i], y[i] = row, score > 0 and 1 or 0
  end
  return X, y
end

-- n values of a series that swings and wanders.
function data.series(n)
  local list, level = {}, 0
  for t = 1, n do
    level = 0.8*level + data.noise(t)
    list[t] = level + math.sin(t/3)
  end
  return list
end

return data

--- data - the numbers of all languages (c/bench.h, peers/bench.py), and sets
--- made of them.
local data = {}

--- A function of its own sequence, from -1 to 1: s = 16807*s mod 2^31 - 1.
function data.draws()
  local s = 1
  return function()
    s = s*16807 % 2147483647
    return s/2147483647*2 - 1
  end
end

--- Rows of numbers, and for each row 1 or 0: does the sum of its columns with
--- changing sign exceed a draw? Plain tables.
function data.labelled(rows, columns)
  local draw, X, y = data.draws(), {}, {}
  for i = 1, rows do
    local row, sum = {}, 0
    for j = 1, columns do
      row[j] = draw()
      sum = sum + (j % 2 == 1 and row[j] or -row[j])
    end
    X[i] = row
    y[i] = sum > draw() and 1 or 0
  end
  return X, y
end

return data

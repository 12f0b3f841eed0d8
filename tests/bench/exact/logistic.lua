--- Logistic regression, 10,000 rows of 20, as matrix and vectors.
local case = {title = "logistic regression, 10,000 x 20", program = "logistic", epochs = 1000}

-- The same numbers as in c/logistic.c.
local function data(gd)
  local X, y, s = gd.zeros(10000, 20), gd.zeros(10000), 1
  for i = 1, 10000 do
    local row, sum = X[i], 0
    for j = 1, 20 do
      s = (s*1103515245 + 12345) & 0xffffffff
      row[j] = ((s >> 16) & 0x7fff)/16384 - 1
      sum = sum + row[j]*(j % 2 == 1 and 1 or -1)
    end
    y[i] = sum > 0 and 1 or 0
  end
  return X, y
end

function case.run(gd, epochs)
  local X, y = data(gd)
  local function cost(w)
    local z = X:matmul(w)
    return (gd.softplus(z) - y*z):mean()
  end
  return gd.minimize(cost, gd.zeros(20), {step = 0.5, epochs = epochs, tolerance = 0,
                                          history = false})
end

return case

--- The sum of squares of 10^7 numbers: x = x - step*2*x, as fast as memory is.
--- Timed are the epochs, not the making of a run.
local n = 10000000

local function cost(x) return (x*x):sum() end

local function descent(gd, count)
  local d = gd.descent(cost, gd.ones(n), {step = 1e-3, epochs = count + 2})
  d:run(2)
  return function()
    local before = d:result().epochs
    d:run(count)
    local r = d:result()
    if r.epochs - before ~= count then error("it stopped early: " .. tostring(r.reason), 0) end
    return {r.last.x[1], r.last.x[n]}
  end
end

local function plain(count)
  local x = {}
  for i = 1, n do x[i] = 1 end
  return function()
    for _ = 1, count + 2 do
      local value = 0
      for i = 1, n do
        value = value + x[i]*x[i]
        x[i] = x[i] - 1e-3*(2*x[i])
      end
      if value ~= value then break end
    end
    return {x[1], x[n]}, count + 2
  end
end

return {
  {
    name = "memory", title = "x = x - step*gradient, n = 10^7", unit = "epoch", count = 40, ceiling = 1.1,
    few = {lua = 40, luajit = 4, numpy = 4}, agree = 1e-9,
    sides = {c = "memory", lua = plain, numpy = "memory", gdlua = descent},
  },
}

--- The sum of squares of 10^7 numbers: x = x - step*2*x, as fast as memory is.
--- Timed are `count` epochs by one call of run, after as many others as bring
--- the compiled code into place; the other sides start where those end. The
--- result is part of it: copies of the point and its gradient into memory that the
--- system has to find and clear first, which takes as long as some hundred epochs.
local run = dofile "tests/bench/run.lua"
local n, warm = 10000000, 520

local function cost(x) return (x*x):sum() end

local function descent(gd, count)
  local d = gd.descent(cost, gd.ones(n), {step = 1e-3, epochs = count + warm})
  d:run(warm)
  return function()
    local calls = select(4, d:stretches())
    local r = d:run(count)
    if r.epochs ~= count + warm then error("it stopped early: " .. tostring(r.reason), 0) end
    return {r.last.x[1], r.last.x[n]}, nil, run.note(d, calls)
  end
end

local function plain(count)
  local x = {}
  for i = 1, n do x[i] = 0.998^warm end
  return function()
    for _ = 1, count do
      local value = 0
      for i = 1, n do
        value = value + x[i]*x[i]
        x[i] = x[i] - 1e-3*(2*x[i])
      end
      if value ~= value then break end
    end
    return {x[1], x[n]}
  end
end

return {
  {
    name = "memory", title = "x = x - step*gradient, n = 10^7", unit = "epoch", count = 1500, ceiling = 1.1,
    few = {lua = 750, luajit = 75, numpy = 75}, agree = 1e-9, cold = true,
    sides = {c = "memory", lua = plain, numpy = "memory", gdlua = descent},
  },
}

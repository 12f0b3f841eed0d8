--- Runs worlds: dofile of this file answers a function(class, rows) that adds to
--- a class of luaunit what is to be tested about each row. A row makes: the cost
--- of a number; value and slope by hand; change(k), which changes what the cost
--- reads; perhaps what puts everything back.
---
--- Each is asked again and again while the world changes, and compared with a
--- formula by hand that looks at the world as it is now; then a descent whose
--- on_epoch changes it is compared with one whose gradient is that formula. No
--- spot check has to find what the rules of tracing should have seen. A row
--- whose name ends in `_alone` is not: what a compiled cost has read stays alive,
--- so that two runs see two worlds.
local lu = require "luaunit"
local gd = require "gdlua"
local flat = dofile "tests/spec/flat.lua"

local function agree(what, got, expected, tolerance)
  local scale = math.max(1, math.abs(expected))
  lu.assertTrue(math.abs(got - expected) <= tolerance*scale,
                ("%s: %.17g for %.17g"):format(what, got, expected))
end

local function tolerance(f, x)
  return gd.explain(f, x).rung == "differences" and 1e-6 or 1e-12
end

local function asked_again(make)
  local f, hand, change, mend = make()
  local ok, message = pcall(function()
    for k = 1, 8 do
      local x = 1.5 + k/8
      local value, slope = hand(x)
      local g, cost = gd.gradient(f, x)
      lu.assertTrue(flat.same(cost, f(x)), ("round %d: the cost is %.17g for %.17g"):format(k, cost, f(x)))
      agree("round " .. k .. ", cost", cost, value, 1e-12)
      agree("round " .. k .. ", gradient", g, slope, tolerance(f, x))
      lu.assertNotStrContains(gd.explain(f, x).reason or "", "spot check")
      change(k)
    end
  end)
  if mend then mend() end
  if not ok then error(message, 0) end
end

-- Epochs by which the change comes: each, or far apart (so that whole
-- stretches run in between).
local function in_a_descent(make, every)
  local function run(by_hand)
    local f, hand, change, mend = make()
    local k = 0
    local ok, r = pcall(gd.minimize, f, 2, {
      method = "gd", step = 1e-3, epochs = 8*every, tolerance = 0, history = {"x", "cost"},
      gradient = by_hand and function(x) local _, slope = hand(x); return slope end or nil,
      on_epoch = function(s)
        agree("cost at epoch " .. s.epoch, s.cost, (hand(s.x)), 1e-12)
        if s.epoch > 0 and s.epoch % every == 0 then k = k + 1; change(k) end
      end,
    })
    if mend then mend() end
    if not ok then error(r, 0) end
    return r
  end
  local expected, r = run(true), run(false)
  lu.assertNotStrContains(table.concat(r.warnings, "\n"), "spot check")
  for i = 1, #expected.history.x do
    agree("x after row " .. i, r.history.x[i], expected.history.x[i], 1e-5)
    agree("cost after row " .. i, r.history.cost[i], expected.history.cost[i], 1e-5)
  end
end

-- The oracle is independent only if it can tell: what the cost was before a
-- change differs from what it is after, for each row, at some time.
local function it_matters(make)
  local f, _, change, mend = make()
  local before, differs = f(1.7), false
  for k = 1, 8 do
    change(k)
    differs = differs or f(1.7) ~= before
  end
  if mend then mend() end
  lu.assertTrue(differs)
end

return function(class, rows)
  for name, make in pairs(rows) do
    class["test_it_matters_" .. name] = function() it_matters(make) end
    class["test_asked_again_" .. name] = function() asked_again(make) end
    if not name:find("_alone$") then
      class["test_in_a_descent_" .. name] = function() in_a_descent(make, 1) end
      class["test_after_a_stretch_" .. name] = function() in_a_descent(make, 5) end
    end
  end
end

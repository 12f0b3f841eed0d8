--- What gdlua made of a cost, and why: gd.explain.
---
---   gdlua examples/explain.lua
local gd = require "gdlua"

-- Most costs are compiled: gdlua runs the function once on values that write
-- down what is done to them, and works with that from then on. An if is
-- written down with the side that was taken; other sides follow when they are
-- met.
local function compiled(x)
  local sum = 0
  for i = 1, #x do
    if x[i] > 1 then sum = sum + 2*x[i] - 1 else sum = sum + x[i]^2 end
  end
  return sum
end

print "a cost that is compiled"
print(gd.explain(compiled, {3, 0.5}))

-- This one does something besides computing: it counts. So it has to run at
-- each evaluation. It is written down each time anew (on a "tape"), which is as
-- exact, but slower.
local calls = 0
local function counting(x)
  calls = calls + 1
  return (x[1] - 1)^2 + x[2]^4
end

print "\na cost that has to run each time"
print(gd.explain(counting, {3, 0.5}))
print(gd.gradient(counting, {3, 0.5}))

-- And here values are kept in a cache, by a text made of x. Nothing that can
-- be written down says which text another x would make. The function is called
-- as it is, and its gradient worked out by differences.
local cache = {}
local function cached(x)
  local key = ("%.17g"):format(x)
  cache[key] = cache[key] or x^3 + 2*x
  return cache[key]
end

print "\na cost that cannot be traced"
print(gd.explain(cached, 2.5))
print(("%.6f"):format((gd.gradient(cached, 2.5))))

-- The same answers are there for programs.
print()
for _, case in ipairs{{compiled, {3, 0.5}}, {counting, {3, 0.5}}, {cached, 2.5}} do
  local report = gd.explain(case[1], case[2])
  print(report.rung, report.line or "-", report.reason or "-")
end

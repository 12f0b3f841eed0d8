--- Newton's method by hand: second derivatives of a plain Lua function, and a
--- linear system at each step.
---
---   gdlua examples/hessian.lua
local gd = require "gdlua"

-- Where is a well nearest to four villages, the sum of all ways being what
-- counts?
local villages = {{0, 0}, {10, 1}, {9, 7}, {2, 8}}

local function way(x)
  local sum = 0
  for _, v in ipairs(villages) do
    sum = sum + math.sqrt((x[1] - v[1])^2 + (x[2] - v[2])^2)
  end
  return sum
end

-- Near x the cost is nearly the parabola with the same gradient g and the same
-- Hessian H. Its lowest point is x + d, where H d = -g.
local function newton_step(f, x)
  local g, cost = gd.gradient(f, x)
  local H = gd.hessian(f, x)
  return x + gd.solve(H, -g), cost, g:norm()
end

-- Each step doubles the number of digits that are right.
print "Newton's method"
local x = gd.vector{4, 5}
for step = 0, 5 do
  local next_x, cost, slope = newton_step(way, x)
  print(("%d  (%.12f, %.12f)  cost %.12f  |g| %.1e"):format(step, x[1], x[2], cost, slope))
  x = next_x
end

-- The Hessian there tells what kind of point it is: both curvatures are
-- positive, so it is a minimum; the way grows faster in one direction.
print "\nthe Hessian at the well, and its eigenvalues"
local H = gd.hessian(way, x)
print(H)
print((gd.eigh(H)))

-- Newton's method looks for a flat point of any kind. This cost has a minimum,
-- a maximum and two saddles; the signs of the curvatures tell them apart.
local function hills(p) return p[1]^3 - 3*p[1] + p[2]^3 - 12*p[2] end

print "\nflat points of x^3 - 3x + y^3 - 12y"
for _, start in ipairs{{2, 3}, {2, -3}, {-2, 3}, {-2, -3}} do
  local p = gd.vector(start)
  for _ = 1, 8 do p = newton_step(hills, p) end
  local low, high = table.unpack(gd.eigh(gd.hessian(hills, p)):totable())
  local kind = low > 0 and "minimum" or high < 0 and "maximum" or "saddle"
  print(("(%2.0f, %2.0f)  curvatures %3.0f and %3.0f: %s"):format(p[1], p[2], low, high, kind))
end

-- For many variables the matrix is large; its product with a direction is not,
-- and costs little more than a gradient. Conjugate gradients need no more to
-- solve H d = -g.
local function chain(v)
  local s = 0
  for i = 1, #v - 1 do s = s + gd.exp(v[i + 1] - v[i]) + (v[i] - i/#v)^2 end
  return s + v[#v]^2
end

local function solve_by_products(f, at, g)
  local d, r = gd.zeros_like(g), -g
  local p, rr = r, r:dot(r)
  while math.sqrt(rr) > 1e-12 do
    local Hp = gd.hvp(f, at, p)
    local a = rr/p:dot(Hp)
    d, r = d + a*p, r - a*Hp
    local next_rr = r:dot(r)
    p, rr = r + (next_rr/rr)*p, next_rr
  end
  return d
end

print "\n200 variables, without the matrix"
local v = gd.zeros(200)
for step = 0, 5 do
  local g, cost = gd.gradient(chain, v)
  print(("%d  cost %.9f  |g| %.1e"):format(step, cost, g:norm()))
  v = v + solve_by_products(chain, v, g)
end

-- Five runs that fail, and what result:why() says of each: what went wrong, how it
-- knows, and what to try.
local gd = require "gdlua"

local function show(title, r)
  print(("%s\n%s\n%s\n"):format(title, ("-"):rep(#title), r:why()))
end

local function valley(v) return v[1]^2 + 50*v[2]^2 end

show("A step that is a little too long", gd.minimize(valley, {3, 1}, {step = 0.0205}))

show("A gradient by hand, with a slip",
     gd.minimize(valley, {3, 1}, {step = 0.01, gradient = function(v) return {2*v[1], 50*v[2]} end}))

show("A logarithm that leaves its domain",
     gd.minimize(function(v)
       local inside = 2 - v[1] - v[2]
       return (v[1] - 1)^2 + (v[2] - 1.5)^2 + 0.01*math.log(inside)
     end, {0, 0}, {step = 0.1}))

show("A start on a saddle", gd.minimize(function(v) return v[1]^2 - v[2]^2 + v[2]^4 end, {1, 0}, {step = 0.1}))

show("Two parameters in units that do not match",
     gd.minimize(function(v) return (v[1] - 1)^2 + (1e-3*v[2] - 1)^2 end, {0, 0}, {step = 0.3}))

-- Where another rule would have ended a run, without running it again.
local r = gd.minimize(valley, {3, 1}, {step = 0.019})
print(r.reason)
print(gd.replay(r, gd.stop.cost_change(1e-6)))

--- Stops when the parameters are within `tol` of a point that is known (2-norm
--- over all of them).
local stop = require "gdlua.stop"
local blame = require "gdlua.blame"
local gd = require "gdlua"
local tree = require "gdlua.tree"

local between = gd.distance

return stop.define{
  name = "distance", doc = "a point close to a known one", converges = true,
  options = {
    {"target", nil, "the point, in the shape of the parameters", required = true,
     type = {"number", "table", "userdata"}},
    {"tol", 1e-6, "how close", min = 0},
  },
  init = function(s, o)
    local target, wrong = tree.like(o.target, s.x, "target")
    if target == nil then blame("bad option 'target' to 'distance' (%s)", wrong) end
    return {target = target, array = type(target) == "userdata"}
  end,
  reached = function(s, o, m)
    local distance = (m.array and between or tree.distance)(s.x, m.target)
    if not (distance <= o.tol) then return false end
    return true, "%.2g <= %g from the target after %d epochs", distance, o.tol, s.epoch
  end,
}

--- What the functions about derivatives take: functions, modes, the option h.
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local options = require "gdlua.options"

local arguments = {}

local modes = {"auto", "reverse", "forward", "central", "forward_difference", "richardson"}
arguments.modes = modes

--- Modes that want the function traced.
arguments.exact = {auto = "gradient", reverse = "gradient", forward = "forward"}

arguments.options = options.publish("gradient", {
  {"mode", "auto", "how the derivative is worked out", type = "string"},
  {"h", nil, "step of the differences; default: chosen for each component", type = "number",
   above = 0},
})
options.publish("grad", arguments.options)
options.publish("derivative", arguments.options)

arguments.check_options = options.publish("check_gradient", {
  {"mode", "richardson", "differences to compare with", choices =
   {"central", "forward_difference", "richardson"}},
  {"h", nil, "step of the differences; default: chosen for each component", type = "number",
   above = 0},
  {"tolerance", 1e-5, "largest error allowed, relative to the larger of 1, the component " ..
   "and what it is compared with", above = 0},
  {"print", true, "print the table"},
})

function arguments.is_mode(value) return options.is_one_of(value, modes) end

function arguments.check_mode(fname, option, mode)
  if not options.is_one_of(mode, modes) then
    blame("bad option '%s' to '%s' (no mode %s; %s)", option, fname, core.describe(mode),
          options.suggestion(tostring(mode), modes))
  end
  return mode
end

-- A step is for differences.
local function check_h(fname, mode, h)
  if h and (mode == "reverse" or mode == "forward") then
    blame("bad option 'h' to '%s' (mode \"%s\" is exact and takes no steps; h goes with " ..
          "\"central\", \"forward_difference\" and \"richardson\")", fname, mode)
  end
  return mode, h or 0
end

--- Mode and h (0: chosen) among the options of `fname`. An h without a mode is
--- that of central differences.
function arguments.read(fname, given)
  if given == nil then return "auto", 0 end
  local o = options.check(fname, arguments.options, given)
  arguments.check_mode(fname, "mode", o.mode)
  if o.h and o.mode == "auto" then return "central", o.h end
  return check_h(fname, o.mode, o.h)
end

--- The same of an option that is a mode or {mode =, h =}.
function arguments.mode(fname, option, value)
  if type(value) ~= "table" then return arguments.check_mode(fname, option, value), 0 end
  return arguments.read(fname .. "." .. option, value)
end

--- Blames the user unless argument number `position` can be called.
function arguments.check_function(fname, position, f)
  local meta = getmetatable(f)
  if type(f) ~= "function" and not (type(meta) == "table" and meta.__call) then
    blame("bad argument #%d to '%s' (a function expected, got %s)", position, fname,
          core.describe(f))
  end
end

return arguments

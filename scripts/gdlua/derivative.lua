--- gd.gradient, gd.grad, gd.derivative, gd.check_gradient.
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local options = require "gdlua.options"

local derivative = {}

local modes = {"auto", "central", "forward_difference", "richardson", "reverse", "forward"}

local mode_options = options.publish("gradient", {
  {"mode", "auto", "how the derivative is worked out", type = "string"},
  {"h", nil, "step of the differences; default: chosen for each component", type = "number",
   above = 0},
})
options.publish("grad", mode_options)
options.publish("derivative", mode_options)

local function check_mode(fname, option, mode)
  if mode == "reverse" or mode == "forward" then
    blame("bad option '%s' to '%s' (exact derivatives, mode \"%s\", are not available in this " ..
          "version of gdlua; \"central\" and \"richardson\" work out differences)", option, fname,
          mode)
  elseif not options.is_one_of(mode, modes) then
    blame("bad option '%s' to '%s' (no mode %s%s)", option, fname, core.describe(mode),
          "; " .. options.suggestion(tostring(mode), modes))
  end
  return mode == "auto" and "central" or mode
end

--- Mode and h (0: chosen) of an option that is a mode or {mode =, h =}.
function derivative.mode(fname, option, value)
  if type(value) ~= "table" then return check_mode(fname, option, value), 0 end
  local o = options.check(fname .. "." .. option, mode_options, value)
  return check_mode(fname, option, o.mode), o.h or 0
end

local function check_function(fname, position, f)
  local meta = getmetatable(f)
  if type(f) ~= "function" and not (type(meta) == "table" and meta.__call) then
    blame("bad argument #%d to '%s' (a function expected, got %s)", position, fname,
          core.describe(f))
  end
end

local function read(fname, opts)
  local o = options.check(fname, mode_options, opts)
  return check_mode(fname, "mode", o.mode), o.h or 0
end

--- Gradient and cost of f at x.
function derivative.gradient(f, x, opts)
  check_function("gradient", 1, f)
  local mode, h = read("gradient", opts)
  local g, cost = core.gradient(f, x, mode, h, nil)
  return g, cost
end

--- function(x, ...) -> gradient and cost of f there.
function derivative.grad(f, opts)
  check_function("grad", 1, f)
  local mode, h = read("grad", opts)
  return function(x, ...)
    local g, cost = core.gradient(f, x, mode, h, nil, ...)
    return g, cost
  end
end

--- The derivative of a function of one variable.
function derivative.derivative(f, x, opts)
  check_function("derivative", 1, f)
  if type(x) ~= "number" then
    blame("bad argument #2 to 'derivative' (a number expected, got %s; gd.gradient is for " ..
          "several variables)", core.describe(x))
  end
  local mode, h = read("derivative", opts)
  local g = core.gradient(f, x, mode, h, nil)
  return g
end

local check_options = options.publish("check_gradient", {
  {"mode", "richardson", "differences to compare with", choices =
   {"central", "forward_difference", "richardson"}},
  {"h", nil, "step of the differences; default: chosen for each component", type = "number",
   above = 0},
  {"tolerance", 1e-5, "largest error allowed, relative to the larger of 1, the component " ..
   "and what it is compared with", above = 0},
  {"print", true, "print the table"},
})

-- One row of the report a component.
local function compare(names, given, expected, noise, tolerance)
  local rows, ok, worst = {}, true, 0
  for i = 1, #given do
    local scale = math.max(1, math.abs(given[i]), math.abs(expected[i]))
    local err = math.abs(given[i] - expected[i])
    local right = err <= tolerance * scale + 10 * noise[i]
    rows[i] = {name = names[i] == "" and "x" or "x" .. (names[i]:match("^%[") and "" or ".")
                      .. names[i],
               given = given[i], expected = expected[i], error = err, ok = right}
    ok = ok and right
    if not (err / scale <= worst) then worst = err / scale end
  end
  return rows, ok, worst
end

local function print_table(report)
  print(("%-12s %18s %18s %10s"):format("component", "gradient", "differences", "error"))
  for _, row in ipairs(report.rows) do
    print(("%-12s %18.9g %18.9g %10.2g%s"):format(row.name, row.given, row.expected, row.error,
                                                 row.ok and "" or "  <- wrong"))
  end
  print(report.ok and "the gradient is right" or
        ("the gradient is WRONG in %d of %d components"):format(report.wrong, #report.rows))
end

--- Compares the gradient function g of f with differences at x, component by
--- component: prints a table, returns true or false and the report.
function derivative.check_gradient(f, g, x, opts)
  check_function("check_gradient", 1, f)
  check_function("check_gradient", 2, g)
  local o = options.check("check_gradient", check_options, opts)
  local given = core.gradient(f, x, "central", 0, g)
  local expected, cost, noise = core.gradient(f, x, o.mode, o.h or 0, nil)
  local a, names = core.flatten(given)
  local rows, ok, worst = compare(names, a, core.flatten(expected), core.flatten(noise),
                                  o.tolerance)
  local wrong = 0
  for _, row in ipairs(rows) do wrong = wrong + (row.ok and 0 or 1) end
  local report = {ok = ok, wrong = wrong, worst = worst, rows = rows, cost = cost,
                  given = given, expected = expected}
  if o.print then print_table(report) end
  return ok, report
end

return derivative

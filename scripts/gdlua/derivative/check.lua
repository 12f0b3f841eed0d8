--- gd.check_gradient: a gradient and differences, side by side.
local core = require "gdlua.core"
local arguments = require "gdlua.derivative.arguments"
local blame = require "gdlua.blame"
local options = require "gdlua.options"

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

-- The gradient to be checked: a function's, or that of a mode.
local function given_gradient(f, g, x)
  if g == nil or type(g) == "string" then
    local mode = arguments.check_mode("check_gradient", "mode", g or "auto")
    return (require "gdlua.derivative".gradient(f, x, {mode = mode}))
  end
  return (core.gradient(f, x, "central", 0, g))
end

--- Compares the gradient function g of f, or the gradient of mode g ("auto" when
--- nil), with differences at x, component by component: prints a table, returns
--- true or false and the report.
return function(f, g, x, opts)
  arguments.check_function("check_gradient", 1, f)
  local meta = getmetatable(g)
  if g ~= nil and not options.is_one_of(g, arguments.modes) and type(g) ~= "function" and
     not (type(meta) == "table" and meta.__call) then
    blame("bad argument #2 to 'check_gradient' (a function or a mode expected, got %s%s)",
          core.describe(g), type(g) == "string" and options.hint(g, arguments.modes) or "")
  end
  local o = options.check("check_gradient", arguments.check_options, opts)
  if core.tracing() then core.refuse("gd.check_gradient") end
  local given = given_gradient(f, g, x)
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

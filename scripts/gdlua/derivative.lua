--- gd.gradient, gd.grad, gd.derivative; gd.hessian, gd.hvp, gd.jacobian.
--- Exact derivatives come from the engine, which traces the function
--- (core.exact), or adds to the trace of a function around it (core.nested).
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local arguments = require "gdlua.derivative.arguments"
local refusal = require "gdlua.derivative.refusal"

local derivative = {}

derivative.mode, derivative.exact = arguments.mode, arguments.exact

-- Loaded when it is first needed.
local function differences() return require "gdlua.derivative.differences" end

-- A gd.custom whose gradient cannot be traced has second derivatives of NaN.
local function has_nan(value)
  if type(value) == "table" then
    for _, part in pairs(value) do
      if has_nan(part) then return true end
    end
    return false
  end
  local sum = type(value) == "userdata" and value:sum() or value
  return sum ~= sum
end

-- NaN of that kind is an error.
local function check_known(result)
  if has_nan(result) then
    blame("second derivatives are needed of a gd.custom whose gradient cannot be traced: they " ..
          "are not known")
  end
end

--
-- First derivatives
--
-- Gradient and cost.
local function gradient(f, x, mode, h, ...)
  local want = arguments.exact[mode]
  if core.tracing() then
    if want then return core.nested(want, f, x, nil, ...) end
    return differences().gradient(f, x, mode, h, ...)
  elseif want then
    local g, cost, unknown = core.exact(want, f, x, nil, ...)
    if unknown then check_known(g) end
    if g then return g, cost end
    if mode ~= "auto" then refusal.raise(cost, "gradient") end
    core.warn_refused(f)
    mode = "central"
  end
  local g, cost = core.gradient(f, x, mode, h, nil, ...)
  return g, cost
end

--- Gradient and cost of f at x.
function derivative.gradient(f, x, opts, ...)
  arguments.check_function("gradient", 1, f)
  local mode, h = arguments.read("gradient", opts)
  return gradient(f, x, mode, h, ...)
end

--- function(x, ...) -> gradient and cost of f there.
function derivative.grad(f, opts)
  arguments.check_function("grad", 1, f)
  local mode, h = arguments.read("grad", opts)
  local function grad(x, ...) return gradient(f, x, mode, h, ...) end
  return arguments.exact[mode] == "gradient" and core.repeated(f, grad) or grad
end

--- The derivative of a function of one variable.
function derivative.derivative(f, x, opts, ...)
  arguments.check_function("derivative", 1, f)
  if type(x) ~= "number" then
    blame("bad argument #2 to 'derivative' (a number expected, got %s; gd.gradient is for " ..
          "several variables)", core.describe(x))
  end
  local mode, h = arguments.read("derivative", opts)
  return (gradient(f, x, mode, h, ...))
end

--
-- Second derivatives and maps. Where f cannot be traced they are differences of
-- the best kind: of fourth order, of gradients that were extrapolated.
--
local gradient_step, map_step = -12, -10      -- exponents of 2

-- The gradient of f as a map of flat vectors, and x as one.
local function flat_gradient(f, x, ...)
  local extra = table.pack(...)
  local shape, v = core.shape(x, "x")
  return function(at)
    local g = core.gradient(f, core.unflatten(shape, at), "richardson", 0, nil,
                            table.unpack(extra, 1, extra.n))
    return (core.flatten(g))
  end, v, shape
end

-- What is wanted of f, exactly; or nil, the reason being said.
local function exact(want, what, f, x, v, ...)
  if core.tracing() then return core.nested(want, f, x, v, ...) end
  local result, report, unknown = core.exact(want, f, x, v, ...)
  if unknown then check_known(result) end
  if result == nil then refusal.warn(f, report, what) end
  return result
end

local function columns_to_matrix(columns)
  return require "gdlua".matrix(columns).T
end

-- A table of options for a function that takes none, but hands what follows on.
local function check_no_options(fname, position, given)
  if type(given) == "table" and getmetatable(given) == nil and type(given.mode) == "string" and
     arguments.is_mode(given.mode) then
    blame("bad argument #%d to '%s' (it takes no options, got {mode = \"%s\"}: derivatives are " ..
          "exact where the function can be traced, else differences; what follows is handed on " ..
          "to the function)", position, fname, given.mode)
  end
end

--- The matrix of second derivatives; of a function of a number, a number.
function derivative.hessian(f, x, ...)
  arguments.check_function("hessian", 1, f)
  check_no_options("hessian", 3, (...))
  local H = exact("hessian", "Hessian", f, x, nil, ...)
  if H == nil then
    local g, v = flat_gradient(f, x, ...)
    H = columns_to_matrix(differences().columns(g, v, gradient_step))
    H = (H + H.T) / 2
  end
  if type(x) == "number" and type(H) == "userdata" then return H[1][1] end
  return H
end

local function hvp(f, x, v, ...)
  arguments.check_function("hvp", 1, f)
  check_no_options("hvp", 4, (...))
  if v == nil then
    blame("bad argument #3 to 'hvp' (a direction, of the shape of x, expected, got nil)")
  end
  local Hv = exact("hvp", "Hessian", f, x, v, ...)
  if Hv ~= nil then return Hv end
  local g, at, shape = flat_gradient(f, x, ...)
  local direction = core.spread(shape, v, "v")
  local zero = direction:abs():max() == 0
  return core.unflatten(shape, zero and direction or
                        differences().along(g, at, direction, gradient_step))
end

--- The matrix of second derivatives times v, in the shape of x.
derivative.hvp = core.repeated_product(hvp)

-- "a table with a string at [2]": what is wrong with a result.
local function describe_result(value)
  if type(value) == "table" then
    for i = 1, #value do
      if type(value[i]) ~= "number" then
        return ("a table with %s at [%d]"):format(core.describe(value[i]), i)
      end
    end
  end
  return core.describe(value)
end

-- What r returned, as a vector.
local function to_vector(value)
  if type(value) == "number" then return require "gdlua".vector{value} end
  local ok, v = pcall(core.flatten, value)
  if not ok or type(value) == "userdata" and value.rank == 2 then
    blame("the function returned %s; a number, a vector or a table of numbers expected",
          describe_result(value))
  end
  return v
end

--- A matrix: a row for each number that r returns, a column for each of x.
function derivative.jacobian(r, x, ...)
  arguments.check_function("jacobian", 1, r)
  check_no_options("jacobian", 3, (...))
  local J = exact("jacobian", "Jacobian", r, x, nil, ...)
  if J == nil then
    local extra = table.pack(...)
    local shape, v = core.shape(x, "x")
    J = columns_to_matrix(differences().columns(function(at)
      return to_vector((r(core.unflatten(shape, at), table.unpack(extra, 1, extra.n))))
    end, v, map_step))
  end
  return J
end

derivative.check_gradient = function(...)
  return require "gdlua.derivative.check"(...)
end

derivative.custom = function(...)
  return require "gdlua.derivative.custom"(...)
end

return derivative

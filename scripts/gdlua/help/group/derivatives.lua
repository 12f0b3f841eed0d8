--- gd.gradient and its relatives.
local f = {"f", "cost", "a function that returns one number"}
local options = {"options", "options", "see below", optional = true}

return {
  key = "derivatives", title = "Derivatives",
  doc = "Gradients by differences: central, forward, or Richardson's extrapolation. Exact " ..
        "derivatives, modes \"reverse\" and \"forward\", are not there yet; \"auto\" means " ..
        "\"central\".",

  {
    name = "gradient",
    text = "The gradient of `f` at `x`, and the cost there.",
    args = {f, {"x", "point", "where: a number, an array, a list or a table of these"}, options},
    options = "gradient",
    returns = {{"point", "the gradient, in the shape of x"}, {"number", "f(x)"}},
    errors = {{"gd.gradient(gd.sum_of_squares, {3, 4}, {mode = 'reverse'})", "@"},
              {"gd.gradient(function(x) return x end, {3, 4})", "@"}},
    example = [[
print(gd.gradient(function(v) return v[1]^2*v[2] end, {3, 4}))
print((gd.gradient(gd.sum_of_squares, {3, 4}, {mode = "central", h = 1e-4})))
]], output = "@", see = "grad derivative check_gradient minimize.gradient",
  },
  {
    name = "grad",
    text = "The gradient as a function: it takes a point, and whatever else f takes, and answers " ..
           "gradient and cost.",
    args = {f, options}, options = "grad",
    returns = {{"function", "function(x, ...) -> gradient, cost"}},
    errors = {{"gd.grad(3)", "@"}},
    example = [[
local slope = gd.grad(function(v, scale) return scale*v[1]^2 end)
print((slope({3}, 10)))
]], output = "@", see = "gradient",
  },
  {
    name = "derivative",
    text = "The derivative of a function of one number.",
    args = {f, {"x", "number", "where"}, options}, options = "derivative",
    returns = {{"number", "the slope of f at x"}},
    errors = {{"gd.derivative(math.sin, {0})", "@"}},
    example = [[
print(("%.10f"):format(gd.derivative(math.sin, 0)))
print(("%.10f"):format(gd.derivative(math.exp, 1, {mode = "richardson"})))
]], output = "@", see = "gradient",
  },
  {
    name = "check_gradient",
    text = "Compares a gradient of one's own with differences, component by component, and prints " ..
           "the table. To be done once before such a gradient is trusted.",
    args = {f, {"g", "function", "function(x) -> gradient, in the shape of x"},
            {"x", "point", "where"}, options},
    options = "check_gradient",
    returns = {{"boolean", "is it right everywhere?"},
               {"table", "the report: `ok`, `wrong` (how many), `worst` (the largest relative " ..
                "error), `cost`, `given`, `expected`, and `rows` with `name`, `given`, " ..
                "`expected`, `error`, `ok` of each component"}},
    errors = {{"gd.check_gradient(gd.sum_of_squares, 3, {1})", "@"}},
    example = [[
gd.check_gradient(gd.sum_of_squares, function(v) return 3*v end, {1, 2})
]], output = "@", see = "gradient minimize.gradient",
  },
}

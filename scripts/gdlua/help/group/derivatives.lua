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
    errors = {{"gd.gradient(gd.sum_of_squares, {3, 4}, {mode = 'reverse'})",
               "bad option 'mode' to 'gradient' (exact derivatives, mode \"reverse\", are not " ..
               "available in this version of gdlua; \"central\" and \"richardson\" work out " ..
               "differences)"},
              {"gd.gradient(function(x) return x end, {3, 4})",
               "the cost returned vector of 2; a number expected (cost defined at code:1)"}},
    example = [[
print(gd.gradient(function(v) return v[1]^2*v[2] end, {3, 4}))
print((gd.gradient(gd.sum_of_squares, {3, 4}, {mode = "central", h = 1e-4})))
]], output = [[
{24, 9}	36.0
{6, 8}
]], see = "grad derivative check_gradient minimize.gradient",
  },
  {
    name = "grad",
    text = "The gradient as a function: it takes a point, and whatever else f takes, and " ..
           "answers gradient and cost.",
    args = {f, options}, options = "grad",
    returns = {{"function", "function(x, ...) -> gradient, cost"}},
    errors = {{"gd.grad(3)", "bad argument #1 to 'grad' (a function expected, got 3)"}},
    example = [[
local slope = gd.grad(function(v, scale) return scale*v[1]^2 end)
print((slope({3}, 10)))
]], output = "{60}\n", see = "gradient",
  },
  {
    name = "derivative",
    text = "The derivative of a function of one number.",
    args = {f, {"x", "number", "where"}, options}, options = "derivative",
    returns = {{"number", "the slope of f at x"}},
    errors = {{"gd.derivative(math.sin, {0})",
               "bad argument #2 to 'derivative' (a number expected, got a table; gd.gradient is " ..
               "for several variables)"}},
    example = [[
print(("%.10f"):format(gd.derivative(math.sin, 0)))
print(("%.10f"):format(gd.derivative(math.exp, 1, {mode = "richardson"})))
]], output = [[
1.0000000000
2.7182818285
]], see = "gradient",
  },
  {
    name = "check_gradient",
    text = "Compares a gradient of one's own with differences, component by component, and " ..
           "prints the table. To be done once before such a gradient is trusted.",
    args = {f, {"g", "function", "function(x) -> gradient, in the shape of x"},
            {"x", "point", "where"}, options},
    options = "check_gradient",
    returns = {{"boolean", "is it right everywhere?"},
               {"table", "the report: `ok`, `wrong` (how many), `worst` (the largest relative " ..
                "error), `cost`, `given`, `expected`, and `rows` with `name`, `given`, " ..
                "`expected`, `error`, `ok` of each component"}},
    errors = {{"gd.check_gradient(gd.sum_of_squares, 3, {1})",
               "bad argument #2 to 'check_gradient' (a function expected, got 3)"}},
    example = [[
gd.check_gradient(gd.sum_of_squares, function(v) return 3*v end, {1, 2})
]], output = [[
component              gradient        differences      error
x[1]                          3                  2          1  <- wrong
x[2]                          6                  4          2  <- wrong
the gradient is WRONG in 2 of 2 components
]], see = "gradient minimize.gradient",
  },
}

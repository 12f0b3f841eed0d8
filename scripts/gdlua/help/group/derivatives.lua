--- gd.gradient and its relatives.
local f = {"f", "cost", "a function that returns one number"}
local point = {"x", "point", "where: a number, an array, a list or a table of these"}
local options = {"options", "options", "see below", optional = true}
local more = {"...", "any", "handed on to f"}

return {
  key = "derivatives", title = "Derivatives",
  doc = "Exact derivatives of plain Lua functions: the function is traced, run once on values that " ..
        "write down what is done to them, and what was written down is differentiated. Where " ..
        "that cannot be, mode \"auto\" works out differences and says so once; gd.explain tells " ..
        "why. Differences of every kind are there as well.",

  {
    name = "gradient",
    text = "The gradient of `f` at `x`, and the cost there. The modes are \"auto\" (exact, and where " ..
           "the function cannot be traced central differences with a warning), \"reverse\" and " ..
           "\"forward\" (exact, or an error), \"central\", \"forward_difference\" and " ..
           "\"richardson\". An `h` without a mode means central differences.",
    args = {f, point, options, more},
    options = "gradient",
    returns = {{"point", "the gradient, in the shape of x"}, {"number", "f(x)"}},
    errors = {{"gd.gradient(function(x) return tonumber(('%d'):format(x)) end, 3, {mode = 'reverse'})",
               "the cost cannot be traced (code:1: a traced value is given to 'string.format'), so that " ..
               "there is no exact gradient; mode \"auto\" works it out by differences"},
              {"gd.gradient(function(x) return x end, {3, 4})",
               "the cost returned vector of 2; a number expected (cost defined at code:1)"}},
    example = [[
print(gd.gradient(function(v) return v[1]^2*v[2] end, {3, 4}))
print((gd.gradient(gd.sum_of_squares, {3, 4}, {mode = "central", h = 1e-4})))
]], output = [[
{24, 9}	36.0
{6, 8}
]], see = "grad derivative hessian explain check_gradient minimize.gradient",
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
    args = {f, {"x", "number", "where"}, options, more}, options = "derivative",
    returns = {{"number", "the slope of f at x"}},
    errors = {{"gd.derivative(math.sin, {0})",
               "bad argument #2 to 'derivative' (a number expected, got a table; gd.gradient is " ..
               "for several variables)"}},
    example = [[
print(gd.derivative(math.sin, 0))
local function slope(x) return gd.derivative(function(t) return t^3 end, x) end
print(gd.derivative(slope, 2))
print(("%.10f"):format(gd.derivative(math.exp, 1, {mode = "richardson"})))
]], output = [[
1.0
12.0
2.7182818285
]], see = "gradient hessian",
  },
  {
    name = "hessian",
    text = "The matrix of second derivatives of `f` at `x`: a row and a column for each element of " ..
           "x, in the order of its leaves (list first, then names by bytes); of a function of a " ..
           "number, a number. Exact; where `f` cannot be traced it is made of differences, with a " ..
           "warning.",
    args = {f, point, more},
    returns = {{"matrix", "n x n"}},
    errors = {{"gd.hessian(3, {1})", "bad argument #1 to 'hessian' (a function expected, got 3)"}},
    example = [[
local function cost(v) return v[1]^2*v[2] end
print(gd.hessian(cost, {3, 4}))
print(gd.hessian(math.exp, 0))
]], output = [[
{{8, 6}, {6, 0}}
1.0
]], see = "hvp jacobian gradient solve",
  },
  {
    name = "hvp",
    text = "The Hessian of `f` at `x` times `v`. The matrix is never made: this costs about as " ..
           "much as two gradients, however many variables there are.",
    args = {f, point, {"v", "point", "a direction, in the shape of x"}, more},
    returns = {{"point", "the product, in the shape of x"}},
    errors = {{"gd.hvp(gd.sum_of_squares, {1, 2}, {1})", "v is vector of 1 (vector of 2 expected)"}},
    example = [[
local function cost(v) return v[1]^2*v[2] end
print(gd.hvp(cost, {3, 4}, {1, 0}))
]], output = "{8, 6}\n", see = "hessian gradient",
  },
  {
    name = "jacobian",
    text = "The derivatives of a function that answers several numbers: a row for each of them, a " ..
           "column for each element of `x`. Exact, worked out row by row or column by column, " ..
           "whichever are fewer; where `r` cannot be traced by differences, with a warning.",
    args = {{"r", "function", "function(x, ...) -> a number, a vector or a list of numbers"}, point,
            more},
    returns = {{"matrix", "m x n"}},
    errors = {{"gd.jacobian(function() return 'x' end, 1)",
               "the function returned 'x' (a string); a number, a vector or a table of numbers " ..
               "expected (function defined at code:1)"}},
    example = [[
print(gd.jacobian(function(v) return {v[1]*v[2], v[1]^2, v[2]} end, {3, 4}))
]], output = [[
{{4, 3}, {6, 0}, {0, 1}}
]], see = "gradient hessian",
  },
  {
    name = "explain",
    text = "How a function is evaluated and differentiated, and why. `rung` of the report is " ..
           "\"compiled\" (a program), \"tape\" (traced at each evaluation; exact, too) or " ..
           "\"differences\"; `reason`, `file` and `line` say what stood in the way of more. " ..
           "Printing it shows the graph and the comparisons it depends on; where a long loop was " ..
           "traced, `paths[1].packing` says what of it became operations on vectors, what did " ..
           "not, and why. A program that has " ..
           "been run for some milliseconds becomes machine code, `paths[1].native`, by " ..
           "`compiler`: no result depends on it.",
    args = {{"f", "function", "a cost"},
            {"x", "point", "where; without it, the shape f was last traced for", optional = true},
            {"...", "any", "handed on to f"}},
    returns = {{"table", "the report"}},
    errors = {{"gd.explain(function(x) return x end)", "bad argument #2 to 'explain' (a start expected: this " ..
               "function has not been differentiated yet)"}},
    example = [[
local count = 0
local function cost(x) count = count + 1 return x^2 end
local report = gd.explain(cost, 3)
print(report.rung, report.line)
print(gd.explain(function(x) return x^2 end, 3).rung)
]], output = [[
tape	2
compiled
]], see = "gradient minimize",
  },
  {
    name = "detach",
    text = "The value, a constant for differentiation: what it depends on is not looked at. " ..
           "Numbers, arrays and tables of these; outside of a derivative it is `x` itself.",
    args = {{"x", "any", "a value"}},
    returns = {{"any", "x"}},
    errors = {{"gd.detach()", "bad argument #1 to 'detach' (a value expected, got nil)"}},
    example = [[
print(gd.derivative(function(x) return gd.detach(x)*x end, 3))
print(gd.detach(3))
]], output = "3.0\n3\n", see = "custom gradient",
  },
  {
    name = "custom",
    text = "A function that brings a derivative of its own: where it is called, its value is " ..
           "value(x, ...), and derivatives by x are those that gradient(x, ...) answers, whatever " ..
           "`value` does. Both are traced where they can be (then there are second derivatives, " ..
           "too), and otherwise called with plain values.",
    call = {"gd.custom{value = f, gradient = g}"},
    args = {{"functions", "table", "`value`: function(x, ...) -> number; `gradient`: function(x, ...) " ..
             "-> gradient, in the shape of x"}},
    returns = {{"function", "function(x, ...) -> number"}},
    errors = {{"gd.custom{value = math.sin}",
               "bad argument #1 to 'custom' (gradient should be a function, it is nil)"}},
    example = [[
-- log(1 + exp(x)), by hand where exp overflows
local softplus = gd.custom{
  value = function(x) return x > 700 and x or math.log(1 + math.exp(x)) end,
  gradient = function(x) return 1/(1 + math.exp(-x)) end,
}
print(softplus(1000), gd.derivative(softplus, 1000))
]], output = "1000\t1.0\n", see = "detach gradient check_gradient",
  },
  {
    name = "check_gradient",
    text = "Compares a gradient of one's own with differences, component by component, and " ..
           "prints the table. To be done once before such a gradient is trusted.",
    args = {f, {"g", "function|string", "function(x) -> gradient, in the shape of x (also one of " ..
                "gd.grad); or a mode; nil: mode \"auto\""},
            {"x", "point", "where"}, options},
    options = "check_gradient",
    returns = {{"boolean", "is it right everywhere?"},
               {"table", "the report: `ok`, `wrong` (how many), `worst` (the largest relative " ..
                "error), `cost`, `given`, `expected`, and `rows` with `name`, `given`, " ..
                "`expected`, `error`, `ok` of each component"}},
    errors = {{"gd.check_gradient(gd.sum_of_squares, 3, {1})",
               "bad argument #2 to 'check_gradient' (a function or a mode expected, got 3)"}},
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

--- Making arrays.
local size = {
  {"n", "size", "elements, or rows; or all sizes in a list: {rows, cols}"},
  {"m", "integer", "columns", optional = true, default = "none: a vector"},
}

return {
  key = "arrays", title = "Making arrays",
  doc = "Vectors and matrices of doubles. Everything that takes an array takes a plain list of " ..
        "numbers as well.",

  {
    name = "vector", call = {"gd.vector{x1, x2, ...}", "gd.vector(n)"},
    text = "A vector of these numbers, or of n zeros.",
    args = {{"values", "numbers|integer", "a list or vector, which is copied, or the length"}},
    returns = {{"vector", "a new one"}},
    errors = {{"gd.vector(3, 4)", "@"}, {"gd.vector{1, 'a'}", "@"}, {"gd.vector{{1, 2}, {3, 4}}", "@"}},
    example = "local v = gd.vector{3, 4}\nprint(v, #v, v[1], 2*v + 1)\n", output = "@",
    see = "matrix zeros array",
  },
  {
    name = "matrix", call = {"gd.matrix{{a, b}, {c, d}, ...}", "gd.matrix(rows, cols)"},
    text = "A matrix of these rows, or of zeros.",
    args = {{"rows", "numbers|integer", "a list of rows or a matrix, which is copied, or how many rows"},
            {"cols", "integer", "how many columns, after a number of rows", optional = true}},
    returns = {{"matrix", "a new one"}},
    errors = {{"gd.matrix{{1, 2}, {3}}", "@"}, {"gd.matrix{1, 2}", "@"}, {"gd.matrix(2)", "@"}},
    example = "local A = gd.matrix{{1, 2}, {3, 4}}\nprint(A, A[2], A[2][1])\n", output = "@",
    see = "vector eye array",
  },
  {
    name = "zeros", text = "A vector or matrix of zeros.", args = size,
    returns = {{"array", "a new one"}}, errors = {{"gd.zeros(-1)", "@"}},
    example = "print(gd.zeros(2), gd.zeros(2, 3))\n", output = "@", see = "ones full zeros_like",
  },
  {
    name = "ones", text = "A vector or matrix of ones.", args = size,
    returns = {{"array", "a new one"}}, errors = {{"gd.ones('2')", "@"}},
    example = "print(gd.ones(3), gd.ones{1, 2})\n", output = "@", see = "zeros full",
  },
  {
    name = "full", call = {"gd.full(n, value)", "gd.full(rows, cols, value)"},
    text = "A vector or matrix of one value.",
    args = {size[1], {"cols", "number", "columns, or the value of a vector"},
            {"value", "number", "the value of a matrix", optional = true}},
    returns = {{"array", "a new one"}}, errors = {{"gd.full(3)", "@"}},
    example = "print(gd.full(3, 0.5), gd.full(1, 2, 7))\n", output = "@", see = "zeros ones",
  },
  {
    name = "zeros_like",
    text = "Zeros in the shape of x.",
    args = {{"x", "point", "a number, an array, or a table of them"}},
    returns = {{"point", "in the shape of x"}}, errors = {{"gd.zeros_like 'x'", "@"}},
    example = "print(gd.zeros_like(gd.vector{1, 2}), gd.zeros_like({w = {3}}).w[1])\n", output = "@",
    see = "zeros method.define",
  },
  {
    name = "eye", text = "A matrix with ones on its diagonal.",
    args = {{"n", "integer", "rows"}, {"m", "integer", "columns", optional = true, default = "n"}},
    returns = {{"matrix", "a new one"}}, errors = {{"gd.eye(1.5)", "@"}},
    example = "print(gd.eye(2))\n", output = "@", see = "matrix inverse",
  },
  {
    name = "linspace", text = "Numbers from a to b in equal steps, both included.",
    args = {{"a", "number", "the first"}, {"b", "number", "the last"}, {"n", "integer", "how many"}},
    returns = {{"vector", "a new one"}}, errors = {{"gd.linspace(0, 1)", "@"}},
    example = "print(gd.linspace(0, 1, 5))\n", output = "@", see = "logspace",
  },
  {
    name = "logspace", text = "Numbers from 10^a to 10^b in equal factors, both included.",
    args = {{"a", "number", "exponent of the first"}, {"b", "number", "exponent of the last"},
            {"n", "integer", "how many"}},
    returns = {{"vector", "a new one"}}, errors = {{"gd.logspace(0, 1, -2)", "@"}},
    example = "print(gd.logspace(-2, 1, 4))\n", output = "@", see = "linspace",
  },
  {
    name = "equal",
    text = "Are two values equal, number by number? Arrays, lists and tables of them are compared " ..
           "by what is in them.",
    args = {{"a", "any", "one"}, {"b", "any", "the other"},
            {"tol", "number", "the largest difference allowed", optional = true, default = "0",
             range = ">= 0"}},
    returns = {{"boolean", "are they?"}}, errors = {{"gd.equal(1, 2, -1)", "@"}},
    example = "print(gd.equal({1, 2}, gd.vector{1, 2}), gd.equal({x = 1}, {x = 1.05}, 0.1))\n",
    output = "@", see = "array",
  },
}

--- Methods, fields and operators of arrays.
local axis = {"axis", "integer", "1: one number a column, 2: one a row", optional = true,
              default = "over everything"}

local function reduction(name, text, example, see)
  return {
    name = "array." .. name, text = text, args = {axis},
    returns = {{"number|vector", "a number; with an axis of a matrix, a vector"}},
    errors = {{("gd.matrix{{1, 2}}:%s(3)"):format(name), "@"}},
    example = example, output = "@", see = see,
  }
end

return {
  key = "array", title = "Arrays",
  doc = "What vectors and matrices can do. Indices begin at 1; reading past the end gives nil, " ..
        "writing past it is an error. `A[i]` is a row that shares its memory with A. `+ - * / ^ " ..
        "// %` and the unary minus work element by element: a number goes with everything, a " ..
        "vector with each row of a matrix, and the other operand may be a plain list. `==` " ..
        "compares two arrays by their contents. #v is the length (of a matrix: rows); ipairs and " ..
        "pairs go over elements or rows; tostring shows 8 significant digits.",
  object = {name = "array", variable = "a", methods = false},
  errors = {{"return gd.vector{1, 2} + {1, 2, 3}", "@"}, {"gd.vector{1, 2}[3] = 0", "@"},
            {"return gd.vector{1, 2}.summ", "@"}},
  example = [[
local v, A = gd.vector{3, 4}, gd.matrix{{1, 2}, {3, 4}}
print(2*v, v^2, v + {10, 20}, -v)
print(A*v, A + 1)
print(A[2], A[2][1], #A, v == gd.vector{3, 4})
A[1][2] = 9
print(A.rows, A.cols, A.T)
]], output = "@",

  {name = "array.rows", type = "integer", text = "How many elements a vector, or rows a matrix has."},
  {name = "array.cols", type = "integer|nil", text = "How many columns a matrix has; nil for a vector."},
  {name = "array.rank", type = "integer", text = "1 for a vector, 2 for a matrix."},
  {name = "array.shape", type = "integer[]", text = "The sizes: {rows}, or {rows, cols}."},
  {name = "array.T", type = "array", text = "The transpose, a copy; of a vector the vector itself."},
  {name = "array.names", type = "string[]|nil",
   text = "The names of a matrix's columns, as gd.load reads and gd.save writes them; a list of " ..
          "strings may be set."},

  reduction("sum", "The sum.", "local A = gd.matrix{{1, 2}, {3, 4}}\nprint(A:sum(), A:sum(1), A:sum(2))\n",
            "array.mean"),
  reduction("mean", "The mean.", "local A = gd.matrix{{1, 2}, {3, 4}}\nprint(A:mean(), A - A:mean(1))\n",
            "array.sum"),
  reduction("min", "The smallest element.", "print(gd.vector{3, 1, 2}:min())\n", "array.argmin min"),
  reduction("max", "The largest element.", "print(gd.matrix{{1, 5}, {3, 4}}:max(1))\n",
            "array.argmax max"),
  {
    name = "array.argmin", text = "Where the smallest element is; of equal ones the first.", args = {},
    returns = {{"integer", "the index; of a matrix the row"}, {"integer?", "the column"}},
    errors = {{"gd.zeros(0):argmin()", "@"}},
    example = "print(gd.vector{3, 1, 2}:argmin(), gd.matrix{{1, 5}, {0, 4}}:argmin())\n", output = "@",
    see = "array.min",
  },
  {
    name = "array.argmax", text = "Where the largest element is; of equal ones the first.", args = {},
    returns = {{"integer", "the index; of a matrix the row"}, {"integer?", "the column"}},
    errors = {{"gd.zeros(0):argmax()", "@"}},
    example = "print(gd.vector{3, 1, 2}:argmax())\n", output = "@", see = "array.max",
  },
  {
    name = "array.norm",
    text = "The norm (sum of |x|^p)^(1/p), of a matrix over all its elements.",
    args = {{"p", "number|string", "a number from 1 up, or \"inf\"", optional = true, default = "2"}},
    returns = {{"number", "the norm"}}, errors = {{"gd.vector{3, 4}:norm(0)", "@"}},
    example = "local v = gd.vector{3, -4}\nprint(v:norm(), v:norm(1), v:norm(\"inf\"))\n",
    output = "@", see = "magnitude",
  },
  {
    name = "array.abs", text = "The absolute values.", args = {},
    returns = {{"array", "a new one"}}, errors = {{"gd.vector{1}.abs()", "@"}},
    example = "print(gd.vector{3, -4}:abs())\n", output = "@", see = "abs",
  },
  {
    name = "array.map", text = "f of every element.",
    args = {{"f", "function", "function(number) -> number"}},
    returns = {{"array", "a new one"}},
    errors = {{"gd.vector{1}:map()", "@"}, {"gd.vector{1}:map(tostring)", "@"}},
    example = "print(gd.vector{1, 2, 3}:map(function(x) return x^2 end))\n", output = "@",
    see = "where",
  },
  {
    name = "array.dot", text = "The product of two vectors.",
    args = {{"b", "numbers", "of the same length"}}, returns = {{"number", "the sum of a[i]*b[i]"}},
    errors = {{"gd.vector{1, 2}:dot{1, 2, 3}", "@"}},
    example = "print(gd.vector{1, 2}:dot{3, 4})\n", output = "@", see = "array.matmul dot",
  },
  {
    name = "array.matmul", text = "The product of matrices, or of matrix and vector.",
    args = {{"B", "numbers", "as many rows as a has columns"}},
    returns = {{"array", "a matrix; with a vector, a vector"}},
    errors = {{"gd.matrix{{1, 2}}:matmul{1, 2, 3}", "@"}},
    example = "local A = gd.matrix{{1, 2}, {3, 4}}\nprint(A:matmul(A), A:matmul{1, 1})\n", output = "@",
    see = "array.dot solve",
  },
  {
    name = "array.slice",
    text = "Elements or rows i to j, a copy. Counted as string.sub does: negative numbers from " ..
           "the end, what is outside is left out.",
    args = {{"i", "integer", "the first", optional = true, default = "1"},
            {"j", "integer", "the last", optional = true, default = "-1"}},
    returns = {{"array", "a new one"}}, errors = {{"gd.vector{1}:slice('a')", "@"}},
    example = "local v = gd.vector{1, 2, 3, 4}\nprint(v:slice(2, 3), v:slice(-2))\n", output = "@",
    see = "array.rows_at",
  },
  {
    name = "array.rows_at", text = "The elements or rows with these numbers, a copy.",
    args = {{"list", "numbers", "row numbers, in any order, also several times"}},
    returns = {{"array", "a new one"}}, errors = {{"gd.vector{1, 2}:rows_at{3}", "@"}},
    example = "print(gd.vector{10, 20, 30}:rows_at{3, 1, 1})\n", output = "@",
    see = "array.slice permutation",
  },
  {
    name = "array.copy", text = "A copy with memory of its own.", args = {},
    returns = {{"array", "a new one"}}, errors = {{"gd.vector{1}.copy()", "@"}},
    example = "local v = gd.vector{1, 2}\nlocal w = v:copy()\nw[1] = 9\nprint(v, w)\n", output = "@",
    see = "array.totable",
  },
  {
    name = "array.totable", text = "The numbers as plain Lua tables.", args = {},
    returns = {{"table", "a list; of a matrix a list of lists"}},
    errors = {{"gd.vector{1}.totable()", "@"}},
    example = "print(table.concat(gd.vector{1, 2}:totable(), \" \"))\n", output = "@",
    see = "vector matrix",
  },
}

--- Methods, fields and operators of arrays.
local axis = {"axis", "integer", "1: one number a column, 2: one a row", optional = true,
              default = "over everything"}

local function reduction(name, text, see, example, output)
  return {
    name = "array." .. name, text = text, args = {axis},
    returns = {{"number|vector", "a number; with an axis of a matrix, a vector"}},
    errors = {{("gd.matrix{{1, 2}}:%s(3)"):format(name),
               ("bad argument #1 to '%s' (axis 1 (one number a column) or 2 (one number " ..
                "a row) expected, got 3)"):format(name)}},
    example = example, output = output, see = see,
  }
end

return {
  key = "array", title = "Arrays",
  doc = "What vectors and matrices can do. Indices begin at 1; reading past the end gives nil, " ..
        "writing past it is an error. `A[i]` is a row that shares its memory with A. `+ - * / ^ " ..
        "// %` and the unary minus work element by element: a number goes with everything, a " ..
        "vector with each row of a matrix, and the other operand may be a plain list. `==` " ..
        "compares two arrays by their contents. #v is the length (of a matrix: rows); ipairs " ..
        "and pairs go over elements or rows; tostring shows 8 significant digits.",
  object = {name = "array", variable = "a", methods = false},
  errors = {{"return gd.vector{1, 2} + {1, 2, 3}", "cannot add a vector of 2 and a vector of 3"},
            {"gd.vector{1, 2}[3] = 0", "index 3 is outside a vector of 2"},
            {"return gd.vector{1, 2}.summ", "vector has no field 'summ' (did you mean 'sum'?)"}},
  example = [[
local v, A = gd.vector{3, 4}, gd.matrix{{1, 2}, {3, 4}}
print(2*v, v^2, v + {10, 20}, -v)
print(A*v, A + 1)
print(A[2], A[2][1], #A, v == gd.vector{3, 4})
A[1][2] = 9
print(A.rows, A.cols, A.T)
]], output = [[
{6, 8}	{9, 16}	{13, 24}	{-3, -4}
{{3, 8}, {9, 16}}	{{2, 3}, {4, 5}}
{3, 4}	3.0	2	true
2	2	{{1, 3}, {9, 4}}
]],

  {name = "array.rows", type = "integer",
   text = "How many elements a vector, or rows a matrix has."},
  {name = "array.cols", type = "integer", text = "How many columns a matrix has; 1 for a vector."},
  {name = "array.rank", type = "integer", text = "1 for a vector, 2 for a matrix."},
  {name = "array.shape", type = "integer[]", text = "The sizes: {rows}, or {rows, cols}."},
  {name = "array.T", type = "array",
   text = "The transpose, a copy; of a vector a matrix of one row."},
  {name = "array.names", type = "string[]|nil",
   text = "The names of a matrix's columns, as gd.load reads and gd.save writes them; a list of " ..
          "strings may be set."},

  reduction("sum", "The sum.", "array.mean",
            "local A = gd.matrix{{1, 2}, {3, 4}}\nprint(A:sum(), A:sum(1), A:sum(2))\n",
            "10.0\t{4, 6}\t{3, 7}\n"),
  reduction("mean", "The mean.", "array.sum",
            "local A = gd.matrix{{1, 2}, {3, 4}}\nprint(A:mean(), A - A:mean(1))\n",
            "2.5\t{{-1, -1}, {1, 1}}\n"),
  reduction("min", "The smallest element.", "array.argmin min",
            "print(gd.vector{3, 1, 2}:min())\n", "1.0\n"),
  reduction("max", "The largest element.", "array.argmax max",
            "print(gd.matrix{{1, 5}, {3, 4}}:max(1))\n", "{3, 5}\n"),
  {
    name = "array.argmin", text = "Where the smallest element is; of equal ones the first.",
    args = {},
    returns = {{"integer", "the index; of a matrix the row"}, {"integer?", "the column"}},
    errors = {{"gd.zeros(0):argmin()", "'argmin' of an empty vector"}},
    example = "print(gd.vector{3, 1, 2}:argmin(), gd.matrix{{1, 5}, {0, 4}}:argmin())\n",
    output = "2\t2\t1\n",
    see = "array.min",
  },
  {
    name = "array.argmax", text = "Where the largest element is; of equal ones the first.",
    args = {},
    returns = {{"integer", "the index; of a matrix the row"}, {"integer?", "the column"}},
    errors = {{"gd.zeros(0):argmax()", "'argmax' of an empty vector"}},
    example = "print(gd.vector{3, 1, 2}:argmax())\n", output = "1\n", see = "array.max",
  },
  {
    name = "array.norm",
    text = "The norm (sum of |x|^p)^(1/p), of a matrix over all its elements.",
    args = {{"p", "number|string", "a number from 1 up, or \"inf\"", optional = true,
             default = "2"}},
    returns = {{"number", "the norm"}},
    errors = {{"gd.vector{3, 4}:norm(0)",
               "bad argument #1 to 'norm' (number from 1 up, or 'inf' expected, got 0)"}},
    example = "local v = gd.vector{3, -4}\nprint(v:norm(), v:norm(1), v:norm(\"inf\"))\n",
    output = "5.0\t7.0\t4.0\n", see = "magnitude",
  },
  {
    name = "array.abs", text = "The absolute values.", args = {},
    returns = {{"array", "a new one"}},
    errors = {{"gd.vector{1}.abs()",
               "bad argument #1 to 'abs' (vector or matrix expected, got nil)"}},
    example = "print(gd.vector{3, -4}:abs())\n", output = "{3, 4}\n", see = "abs",
  },
  {
    name = "array.map", text = "f of every element.",
    args = {{"f", "function", "function(number) -> number"}},
    returns = {{"array", "a new one"}},
    errors = {{"gd.vector{1}:map()", "bad argument #1 to 'map' (function expected, got nil)"},
              {"gd.vector{1}:map(tostring)",
               "the function given to 'map' must return a number, got '1.0' (a string) for " ..
               "element 1"}},
    example = "print(gd.vector{1, 2, 3}:map(function(x) return x^2 end))\n", output = "{1, 4, 9}\n",
    see = "where",
  },
  {
    name = "array.dot", text = "The product of two vectors.",
    args = {{"b", "numbers", "of the same length"}}, returns = {{"number", "the sum of a[i]*b[i]"}},
    errors = {{"gd.vector{1, 2}:dot{1, 2, 3}",
               "'dot' needs two of one length, got a vector of 2 and a vector of 3"}},
    example = "print(gd.vector{1, 2}:dot{3, 4})\n", output = "11.0\n", see = "array.matmul dot",
  },
  {
    name = "array.matmul", text = "The product of matrices, or of matrix and vector.",
    args = {{"B", "numbers", "as many rows as a has columns"}},
    returns = {{"array", "a matrix; with a vector, a vector"}},
    errors = {{"gd.matrix{{1, 2}}:matmul{1, 2, 3}",
               "shapes do not fit: matrix of 1 x 2 and vector of 3 (2 columns on the left, 3 " ..
               "rows on the right)"}},
    example = "local A = gd.matrix{{1, 2}, {3, 4}}\nprint(A:matmul(A), A:matmul{1, 1})\n",
    output = "{{7, 10}, {15, 22}}\t{3, 7}\n",
    see = "array.dot solve",
  },
  {
    name = "array.slice",
    text = "Elements or rows i to j, a copy. Counted as string.sub does: negative numbers from " ..
           "the end, what is outside is left out.",
    args = {{"i", "integer", "the first", optional = true, default = "1"},
            {"j", "integer", "the last", optional = true, default = "-1"}},
    returns = {{"array", "a new one"}},
    errors = {{"gd.vector{1}:slice('a')",
               "bad argument #1 to 'slice' (whole number expected, got 'a' (a string))"}},
    example = "local v = gd.vector{1, 2, 3, 4}\nprint(v:slice(2, 3), v:slice(-2))\n",
    output = "{2, 3}\t{3, 4}\n",
    see = "array.rows_at",
  },
  {
    name = "array.rows_at", text = "The elements or rows with these numbers, a copy.",
    args = {{"list", "numbers", "row numbers, in any order, also several times"}},
    returns = {{"array", "a new one"}},
    errors = {{"gd.vector{1, 2}:rows_at{3}",
               "item 1 of the list of rows, 3, is outside a vector of 2"}},
    example = "print(gd.vector{10, 20, 30}:rows_at{3, 1, 1})\n", output = "{30, 10, 10}\n",
    see = "array.slice permutation",
  },
  {
    name = "array.copy", text = "A copy with memory of its own.", args = {},
    returns = {{"array", "a new one"}},
    errors = {{"gd.vector{1}.copy()",
               "bad argument #1 to 'copy' (vector or matrix expected, got nil)"}},
    example = "local v = gd.vector{1, 2}\nlocal w = v:copy()\nw[1] = 9\nprint(v, w)\n",
    output = "{1, 2}\t{9, 2}\n",
    see = "array.totable",
  },
  {
    name = "array.totable", text = "The numbers as plain Lua tables.", args = {},
    returns = {{"table", "a list; of a matrix a list of lists"}},
    errors = {{"gd.vector{1}.totable()",
               "bad argument #1 to 'totable' (vector or matrix expected, got nil)"}},
    example = "print(table.concat(gd.vector{1, 2}:totable(), \" \"))\n", output = "1.0 2.0\n",
    see = "vector matrix",
  },
}

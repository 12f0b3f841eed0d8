--- Data: batches, parts, scales, polynomials.
local rows = {"data", "table|array", "an array with one row per example, or a table of such"}

return {
  key = "data", title = "Data",
  doc = "What is done to data around a descent. Data are an array with one row per example, or " ..
        "a table of such arrays, as the option `data` takes them; `gd.load` reads them. Random " ..
        "order is that of gd.seed.",

  {
    name = "batches",
    text = "One pass over data in batches, for a loop of one's own. A descent does that by " ..
           "itself: minimize.batch.",
    args = {rows, {"size", "integer", "rows a batch"},
            {"opts", "table", "options", optional = true}},
    options = "batches",
    returns = {{"function", "an iterator: the batch, in the form of the data, and its number"}},
    errors = {{"gd.batches({1, 2, 3}, 4)",
               "bad argument #2 to 'batches' (rows a batch, a whole number in [1, 3], expected, " ..
               "got 4)"}},
    example = [[
for batch, number in gd.batches({x = {1, 2, 3}, y = {2, 4, 6}}, 2, {shuffle = false}) do
  print(number, batch.x, batch.y)
end
]], output = "1\t{1, 2}\t{2, 4}\n2\t{3}\t{6}\n",
    see = "split minimize.data minimize.batch",
  },
  {
    name = "split",
    text = "Data in two parts: the first with this fraction of the rows, say to learn from, the " ..
           "second with the others, to judge by.",
    args = {rows, {"fraction", "number", "of the rows, for the first part", range = "in (0, 1)"},
            {"opts", "table", "options", optional = true}},
    options = "split",
    returns = {{"table|array", "the first part, in the form of the data"},
               {"table|array", "the second"}},
    errors = {{"gd.split({1, 2, 3}, 1)",
               "bad argument #2 to 'split' (a fraction in (0, 1) expected, got 1)"}},
    example = "print(gd.split({1, 2, 3, 4, 5}, 0.6, {shuffle = false}))\n",
    output = "{1, 2, 3}\t{4, 5}\n", see = "batches minimize.validation",
  },
  {
    name = "standardize",
    text = "Columns with mean 0 and standard deviation 1 (that of the rows themselves: divided " ..
           "by their number), and what does the same to other rows: `scaler:apply(X)`, and back: " ..
           "`scaler:undo(Z)`. It has the fields `mean` and `scale`. A column that does not vary " ..
           "becomes 0.",
    args = {{"X", "numbers", "a matrix with one row per example, or a vector"}},
    returns = {{"array", "the same, standardized"}, {"table", "the scaler"}},
    errors = {{"gd.standardize{1, 0/0}",
               "bad argument #1 to 'standardize' (row 2 is nan)"}},
    example = [[
local Z, scaler = gd.standardize{{1, 10}, {3, 10}}
print(Z, scaler:apply{{2, 11}})
print(scaler:undo(Z))
]], output = "{{-1, 0}, {1, 0}}\t{{0, 1}}\n{{1, 10}, {3, 10}}\n", see = "split",
  },
  {
    name = "polyfit",
    text = "The polynomial with the least sum of squares of its distances from points. It is " ..
           "called as a function, of numbers, vectors, or in a cost; `coefficients` are those of " ..
           "1, x, x^2, ..., `residuals` what is left of y. It is evaluated in (x - middle)/half, " ..
           "which goes from -1 to 1 over the points: more exact than its coefficients are.",
    args = {{"x", "numbers", "where the points are"}, {"y", "numbers", "as many values"},
            {"degree", "integer", "the highest power", range = ">= 0"},
            {"opts", "table", "options", optional = true}},
    options = "polyfit",
    returns = {{"table", "the polynomial"}},
    errors = {{"gd.polyfit({1, 1, 2}, {1, 2, 3}, 2)",
               "'polyfit': a polynomial of degree 2 needs 3 points with different x, there are 2"}},
    example = [[
local p = gd.polyfit({0, 1, 2, 3}, {1, 3, 9, 19}, 2)
print(gd.equal(p.coefficients, {1, 0, 2}, 1e-12), ("%.4f"):format(p(4)))
]], output = "true\t33.0000\n", see = "lstsq",
  },
}

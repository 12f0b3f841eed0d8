--- Vector algebra under the names of textbooks.
local a = {"a", "numbers", "one"}
local b = {"b", "numbers", "the other, of the same length"}
local v = {"v", "numbers", "a vector or list"}

return {
  key = "textbook", title = "Textbook names",
  doc = "Vector algebra under the names that textbooks use, for vectors and plain lists.",

  {
    name = "add", text = "a + b.", args = {a, b}, returns = {{"array", "the sum"}},
    errors = {{"gd.add({1, 2}, {1, 2, 3})",
               "'add' needs two of one length, got a vector of 2 and a vector of 3"}},
    example = "print(gd.add({1, 2}, {3, 4}))\n", output = "{4, 6}\n", see = "subtract",
  },
  {
    name = "subtract", text = "a - b.", args = {a, b}, returns = {{"array", "the difference"}},
    errors = {{"gd.subtract({1}, 1)",
               "bad argument #2 to 'subtract' (vector or table of numbers expected, got 1)"}},
    example = "print(gd.subtract({1, 2}, {3, 4}))\n", output = "{-2, -2}\n", see = "add distance",
  },
  {
    name = "scalar_multiply", text = "c times v.", args = {{"c", "number", "the factor"}, v},
    returns = {{"array", "the product"}},
    errors = {{"gd.scalar_multiply({1, 2}, 3)",
               "bad argument #1 to 'scalar_multiply' (number expected, got a table)"}},
    example = "print(gd.scalar_multiply(2, {1, 2}))\n", output = "{2, 4}\n", see = "add step",
  },
  {
    name = "dot", text = "The sum of a[i]*b[i].", args = {a, b},
    returns = {{"number", "the product"}},
    errors = {{"gd.dot({{1, 2}}, {{1, 2}})",
               "'dot' is the product of two vectors (A:matmul(B) multiplies matrices)"}},
    example = "print(gd.dot({1, 2}, {3, 4}))\n", output = "11.0\n", see = "array.dot array.matmul",
  },
  {
    name = "sum_of_squares", text = "The sum of v[i]^2.", args = {v},
    returns = {{"number", "the sum"}},
    errors = {{"gd.sum_of_squares(3)",
               "bad argument #1 to 'sum_of_squares' (vector or table of numbers expected, got 3)"}},
    example = "print(gd.sum_of_squares{3, 4})\n", output = "25.0\n", see = "magnitude",
  },
  {
    name = "magnitude", text = "The length of v, the square root of its sum of squares.",
    args = {v},
    returns = {{"number", "the length"}},
    errors = {{"gd.magnitude()",
               "bad argument #1 to 'magnitude' (vector or table of numbers expected, got nil)"}},
    example = "print(gd.magnitude{3, 4})\n", output = "5.0\n", see = "array.norm distance",
  },
  {
    name = "distance", text = "The length of a - b.", args = {a, b},
    returns = {{"number", "the distance"}},
    errors = {{"gd.distance({1, 2}, {1})",
               "'distance' needs two of one length, got a vector of 2 and a vector of 1"}},
    example = "print(gd.distance({0, 0}, {3, 4}))\n", output = "5.0\n",
    see = "magnitude stop.distance",
  },
}

--- Linear algebra.
local A = {"A", "numbers", "a square matrix"}

return {
  key = "linalg", title = "Linear algebra",
  doc = "By LAPACK, which is loaded when one of these is first used (package " ..
        "libopenblas0-pthread).",

  {
    name = "solve", text = "The x with A x = b.",
    args = {A, {"b", "numbers", "a vector, or a matrix with one right-hand side a column"}},
    returns = {{"array", "x, in the shape of b"}},
    errors = {{"gd.solve({{1, 2}, {2, 4}}, {1, 2})",
               "'solve': the matrix is singular (pivot 2 is 0)"},
               {"gd.solve({{1, 2}}, {1})",
                "bad argument #1 to 'solve' (square matrix expected, got matrix of 1 x 2)"}},
    example = "print(gd.solve({{2, 1}, {1, 3}}, {3, 5}))\n", output = "{0.8, 1.4}\n",
    see = "lstsq inverse",
  },
  {
    name = "lstsq",
    text = "The x for which |A x - b| is smallest; of several the one with the least norm.",
    args = {{"A", "numbers", "a matrix"}, {"b", "numbers", "as many rows as A"}},
    returns = {{"array", "x"}, {"integer", "the rank of A"}},
    errors = {{"gd.lstsq({{1}, {2}}, {1, 2, 3})",
               "'lstsq': a matrix of 2 x 1 has 2 rows, the right-hand side is a vector of 3"}},
    example = "print(gd.lstsq({{1, 0}, {1, 1}, {1, 2}}, {1, 3, 5}))\n", output = "{1, 2}\t2\n",
    see = "solve",
  },
  {
    name = "cholesky", text = "The lower triangular C with C C^T = A.",
    args = {{"A", "numbers", "a symmetric, positive definite matrix"}},
    returns = {{"matrix", "C"}},
    errors = {{"gd.cholesky{{1, 2}, {2, 1}}",
               "'cholesky': the matrix is not positive definite (its leading 2 x 2 part is not)"}},
    example = "print(gd.cholesky{{4, 2}, {2, 5}})\n", output = "{{2, 0}, {1, 2}}\n", see = "solve",
  },
  {
    name = "inverse", text = "The inverse of a matrix.", args = {A},
    returns = {{"matrix", "its inverse"}},
    errors = {{"gd.inverse{{0, 0}, {0, 0}}", "'inverse': the matrix is singular (pivot 1 is 0)"}},
    example = "print(gd.inverse{{2, 1}, {1, 1}})\n", output = "{{1, -1}, {-1, 2}}\n", see = "solve",
  },
  {
    name = "det", text = "The determinant of a matrix.", args = {A},
    returns = {{"number", "its determinant"}},
    errors = {{"gd.det{{1, 2}}",
               "bad argument #1 to 'det' (square matrix expected, got matrix of 1 x 2)"}},
    example = "print(gd.det{{2, 1}, {1, 3}})\n", output = "5.0\n", see = "inverse",
  },
  {
    name = "eigh", text = "Eigenvalues and eigenvectors of a symmetric matrix.",
    args = {{"A", "numbers", "a symmetric matrix"}},
    returns = {{"vector", "the eigenvalues, in ascending order"},
               {"matrix", "the eigenvectors, one a column"}},
    errors = {{"gd.eigh{1, 2}", "bad argument #1 to 'eigh' (matrix expected, got vector of 2)"}},
    example = "local values = gd.eigh{{2, 1}, {1, 2}}\nprint(values)\n", output = "{1, 3}\n",
    see = "det",
  },
}

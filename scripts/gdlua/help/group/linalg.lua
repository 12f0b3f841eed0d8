--- Linear algebra.
local A = {"A", "numbers", "a square matrix"}

return {
  key = "linalg", title = "Linear algebra",
  doc = "By LAPACK, which is loaded when one of these is first used (package libopenblas0-pthread).",

  {
    name = "solve", text = "The x with A x = b.",
    args = {A, {"b", "numbers", "a vector, or a matrix with one right-hand side a column"}},
    returns = {{"array", "x, in the shape of b"}},
    errors = {{"gd.solve({{1, 2}, {2, 4}}, {1, 2})", "@"}, {"gd.solve({{1, 2}}, {1})", "@"}},
    example = "print(gd.solve({{2, 1}, {1, 3}}, {3, 5}))\n", output = "@", see = "lstsq inverse",
  },
  {
    name = "lstsq",
    text = "The x for which |A x - b| is smallest; of several the one with the least norm.",
    args = {{"A", "numbers", "a matrix"}, {"b", "numbers", "as many rows as A"}},
    returns = {{"array", "x"}, {"integer", "the rank of A"}},
    errors = {{"gd.lstsq({{1}, {2}}, {1, 2, 3})", "@"}},
    example = "print(gd.lstsq({{1, 0}, {1, 1}, {1, 2}}, {1, 3, 5}))\n", output = "@", see = "solve",
  },
  {
    name = "cholesky", text = "The lower triangular C with C C^T = A.",
    args = {{"A", "numbers", "a symmetric, positive definite matrix"}},
    returns = {{"matrix", "C"}}, errors = {{"gd.cholesky{{1, 2}, {2, 1}}", "@"}},
    example = "print(gd.cholesky{{4, 2}, {2, 5}})\n", output = "@", see = "solve",
  },
  {
    name = "inverse", text = "The inverse of a matrix.", args = {A},
    returns = {{"matrix", "its inverse"}}, errors = {{"gd.inverse{{0, 0}, {0, 0}}", "@"}},
    example = "print(gd.inverse{{2, 1}, {1, 1}})\n", output = "@", see = "solve",
  },
  {
    name = "det", text = "The determinant of a matrix.", args = {A},
    returns = {{"number", "its determinant"}}, errors = {{"gd.det{{1, 2}}", "@"}},
    example = "print(gd.det{{2, 1}, {1, 3}})\n", output = "@", see = "inverse",
  },
  {
    name = "eigh", text = "Eigenvalues and eigenvectors of a symmetric matrix.",
    args = {{"A", "numbers", "a symmetric matrix"}},
    returns = {{"vector", "the eigenvalues, in ascending order"},
               {"matrix", "the eigenvectors, one a column"}},
    errors = {{"gd.eigh{1, 2}", "@"}},
    example = "local values = gd.eigh{{2, 1}, {1, 2}}\nprint(values)\n", output = "@", see = "det",
  },
}

--- gd.least_squares and gd.fit.
local start = {"start", "point", "where to begin; the function is given parameters of this shape"}

return {
  key = "fits", title = "Fits",
  doc = "Sums of squares, and models fitted to data: the Levenberg-Marquardt method with exact " ..
        "Jacobians. What is known of a fit besides the fields of a result: the group `fitted`.",

  {
    name = "least_squares",
    text = "The point where the sum of the squares of residuals is least, or of what a robust " ..
           "loss makes of them. `f` answers the residuals, a vector or a list of numbers, always " ..
           "as many. The method is that of Levenberg and Marquardt in a trust region; the " ..
           "Jacobian is exact where `f` can be traced. `cost` of the result is half the sum. A " ..
           "Jacobian without full rank is no error: the shortest of the steps is taken.",
    args = {{"f", "function", "function(x [, data]) -> residuals, at least as many as parameters"},
            start, {"options", "options", "see below", optional = true}},
    options = "least_squares",
    returns = {{"result", "with two more fields, `residuals` (a vector) and `jacobian` (a matrix)"}},
    errors = {
      {"gd.least_squares(function(x) return {x[1]} end, {1, 2})",
       "1 residual for 2 parameters: there must be at least as many residuals as parameters " ..
       "that vary (the option 'frozen' holds parameters)"},
      {"gd.least_squares(function(x) return x[1]^2 end, {1})",
       "the function returned 1.0; residuals, a vector or a list of numbers, expected"},
      {"gd.least_squares(function(x) return x end, {1}, {loss = 'hubert'})",
       "bad option 'loss' to 'least_squares' ('linear', 'huber', 'soft_l1' or 'cauchy' expected, " ..
       "got 'hubert' (a string))"},
    },
    example = [[
local function residuals(x) return {10*(x[2] - x[1]^2), 1 - x[1]} end
local r = gd.least_squares(residuals, {-1.2, 1})
print(r.x, r.converged)
r = gd.least_squares(residuals, {-1.2, 1}, {bounds = {-2, {0.5, 2}}})
print(r.x, r.cost)
]], output = [[
{1, 1}	true
{0.5, 0.25}	0.125
]],
    see = "fit minimize method.levenberg_marquardt lstsq",
  },
  {
    name = "fit",
    text = "Fits a model to data: the parameters for which the (weighted) sum of the squares of " ..
           "y - model is least, with their standard errors, confidence intervals and the rest " ..
           "of what a statistician asks. The model is a function of the parameters and of one " ..
           "row of predictors, a number where there is one predictor, that answers a number; it " ..
           "may as well be written for all rows at once. Parameters that the data do not " ..
           "determine are named.",
    args = {{"model", "function", "function(p, x) -> the response expected at x"},
            {"X", "numbers|table", "the predictors: a column, a matrix with a row for each " ..
             "observation, or a table of named columns"},
            {"y", "numbers", "the responses"}, start,
            {"options", "options", "see below", optional = true}},
    options = "fit",
    returns = {{"fitted", "a result, with the fields of the group `fitted`"}},
    errors = {
      {"gd.fit(function(p, x) return p*x end, {1, 2, 3}, {2, 4}, 1)",
       "bad argument #3 to 'fit' (2 responses for 3 rows of predictors)"},
      {"gd.fit(function(p, x) return p*x end, {1, 2, 3}, {2, 0/0, 6}, 1)",
       "bad argument #3 to 'fit' (y[2] is nan; leave out rows that are incomplete)"},
      {"gd.fit(function(p, x) return p[1] + p[2]*x end, {1}, {2}, {0, 0})",
       "1 observation for 2 parameters: there must be at least as many observations as parameters " ..
       "that vary (the option 'frozen' holds parameters)"},
    },
    example = [[
local t = {0, 1, 2, 3, 4, 5}
local y = {5.1, 3.0, 1.9, 1.1, 0.7, 0.4}
local fit = gd.fit(function(p, t) return p.a*math.exp(-p.k*t) end, t, y, {a = 1, k = 1})
print(("k = %.4f, give or take %.4f"):format(fit.x.k, fit.stderr.k))
print(fit:predict{0.5, 6})
]], output = [[
k = 0.5053, give or take 0.0079
{3.9453531, 0.24496757}
]],
    see = "fitted least_squares method.levenberg_marquardt",
  },
}

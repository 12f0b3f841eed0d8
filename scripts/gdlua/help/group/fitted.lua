--- What a fit has besides the fields of a result.
return {
  key = "fitted", title = "A fit",
  doc = "What gd.fit returns: a result, with all that a result has (the group `result`), and " ..
        "these fields. print(fit) shows the table that statisticians are used to.",
  object = {name = "fitted", variable = "fit"},
  errors = {{"gd.fit(3, {1}, {2}, 1)",
             "bad argument #1 to 'fit' (the model, a function of parameters and predictors, " ..
             "expected, got 3)"}},
  example = [[
local fit = gd.fit(function(p, x) return p.a + p.b*x end,
                   {1, 2, 3, 4}, {3.1, 4.9, 7.2, 8.8}, {a = 0, b = 0})
print(fit)
print(("%.4f"):format(fit:predict(5)), fit.dof)
]], output = [[
fit of 4 observations, 2 parameters
converged after 3 steps
  parameter  estimate  std. error  t value  p value  95% interval
  a              1.15     0.24799    4.637   0.0435  0.0829768 .. 2.21702
  b              1.94    0.090554    21.42  0.00217  1.55038 .. 2.32962
  residual standard error 0.20248 on 2 degrees of freedom
  R2 0.995661, adjusted 0.993492
10.8500	2
]],

  {name = "fitted.stderr", type = "point",
   text = "The standard errors, in the shape of the start: 0 of what was held (frozen, or at a " ..
          "bound), math.huge of what is not determined."},
  {name = "fitted.covariance", type = "matrix",
   text = "The covariance of the parameters, in the order of `names`: the variance of the " ..
          "residuals times the inverse of J'J, J the Jacobian."},
  {name = "fitted.correlation", type = "matrix", text = "The same, divided by the standard errors."},
  {name = "fitted.names", type = "string[]", text = "The parameters, in the order of the matrices."},
  {name = "fitted.confidence", type = "table",
   text = "{lower =, upper =}, each in the shape of the start: estimate and standard error, times " ..
          "the quantile of Student's t distribution for `level`."},
  {name = "fitted.level", type = "number", text = "The option of that name."},
  {name = "fitted.residuals", type = "vector", text = "y minus what the model says, unweighted."},
  {name = "fitted.sigma", type = "number",
   text = "The residual standard error: the root of the weighted sum of squares over `dof`. Of a " ..
          "robust loss, what takes its place."},
  {name = "fitted.dof", type = "integer",
   text = "Degrees of freedom: observations of weight above 0, less what was determined."},
  {name = "fitted.observations", type = "integer", text = "How many these observations are."},
  {name = "fitted.chi2", type = "number?",
   text = "With the option `sigma`: the sum of the squares of residual over standard deviation."},
  {name = "fitted.r2", type = "number",
   text = "The part of the variance of y about its mean that the model explains."},
  {name = "fitted.adjusted_r2", type = "number",
   text = "The same, corrected for the number of parameters."},
  {name = "fitted.undetermined", type = "string[]",
   text = "The parameters of which other values fit as well: some direction among them leaves " ..
          "the Jacobian's columns dependent. Empty as it should be."},
  {name = "fitted.predict", type = "function",
   text = "fit:predict(X): what the model says at other predictors, written as X was; of a single " ..
          "row a number, else a vector."},
}

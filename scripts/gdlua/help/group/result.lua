--- The fields and methods of a result.
return {
  key = "result", title = "The result",
  doc = "What gd.minimize, d:run() and d:result() return. print(result) shows it.",
  object = {name = "result", variable = "r", methods = require "gdlua.result".methods},
  errors = {{"gd.minimize(gd.sum_of_squares, {3, 4}).plot()",
             "bad self in a call of 'plot' (a result expected, got nil; methods are called with " ..
             "a colon: r:plot())"}},
  example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.25, epochs = 3})
print(r.x, r.cost, r.gradient_norm)
print(r.epochs, r.updates, r.evaluations)
print(r.best.epoch, r.last.epoch)
print(r.converged, r.reason)
print(r.history.cost)
]], output = [[
{0.375, 0.5}	0.390625	1.0
3	3	4
3	3
false	epochs: 3 of 3 done, |g| = 1 > 1e-06
{25, 6.25, 1.5625, 0.390625}
]],

  {name = "result.x", type = "point",
   text = "The point found, in the shape of the start: the last one, or the best one where the " ..
          "run has diverged."},
  {name = "result.cost", type = "number", text = "The cost there."},
  {name = "result.gradient", type = "point", text = "The gradient there."},
  {name = "result.gradient_norm", type = "number", text = "Its largest component."},
  {name = "result.best", type = "table",
   text = "The lowest cost that was seen: a table of `x`, `cost` and `epoch`."},
  {name = "result.last", type = "table",
   text = "The last point: a table of `x`, `cost`, `gradient`, `gradient_norm`, " ..
          "`gradient_error` and `epoch`."},
  {name = "result.epochs", type = "integer", text = "Epochs completed."},
  {name = "result.updates", type = "integer", text = "Updates completed."},
  {name = "result.evaluations", type = "integer",
   text = "Evaluations of the cost, those for differences included; cost and exact gradient " ..
          "together are one."},
  {name = "result.elapsed", type = "number", text = "Seconds it took."},
  {name = "result.converged", type = "boolean", text = "Was a minimum found?"},
  {name = "result.reason", type = "string",
   text = "Why the run ended: a sentence with the value that was reached and the one it was " ..
          "compared with."},
  {name = "result.warnings", type = "string[]", text = "Sentences on what is not as it should be."},
  {name = "result.history", type = "table|nil",
   text = "What was recorded: vectors `epoch`, `cost`, `step`, `gradient_norm`, or those that " ..
          "the option `history` names; `x` and `gradient` are matrices, one row an entry."},
  {
    name = "result.plot", call = "r:plot([file or options])",
    text = "Draws the picture that fits: of one or two parameters whose values were recorded " ..
           "(history = {\"cost\", \"x\"}) the path, else the cost per epoch.",
    args = {{"options", "string|table",
             "the name of a file, or the options of gd.plot.path or gd.plot.history",
             optional = true}},
    returns = {{"string?", "the name of the file"}},
    errors = {{"gd.minimize(gd.sum_of_squares, {3, 4}).plot()",
               "bad self in a call of 'plot' (a result expected, got nil; methods are called " ..
               "with a colon: r:plot())"},
              {"gd.minimize(gd.sum_of_squares, {3, 4}):plot('run.jpg')",
               "bad option 'file' to 'plot.history' (a name that ends in .png, .svg or .pdf " ..
               "expected, got 'run.jpg' (a string))"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4, 5}, {step = 0.1})
print(r:plot("cost.svg"))
]], output = "cost.svg\n", see = "plot.path plot.history",
  },
  {
    name = "result.why", call = "r:why()",
    text = "Why the run ended as it did: every rule's value against its threshold, the curvature " ..
           "at the end with the critical step, and what went wrong, with what to try. For that it " ..
           "evaluates the cost, its gradient and Hessian-vector products around the run's points and " ..
           "makes short runs from its end; nothing of the user's is changed. Findings are called " ..
           "\"wrong gradient\", \"NaN source\", \"step above critical\", \"step far too small\", " ..
           "\"scaling\", \"kink\", \"plateau\", \"saddle\", \"rounding floor\", \"decayed schedule\", " ..
           "\"epoch limit\", \"noisy batch\" and \"unbounded\".",
    args = {},
    returns = {{"table", "the report, which prints well: `finding`, the name of the first, or nil where " ..
                "nothing is wrong; `findings`, a list of tables of `name`, `evidence`, `suggestion`, the " ..
                "one to act on first; `rules`, a list of `name`, `value`, `threshold`, `met`; " ..
                "`lambda_max` and `lambda_min`, eigenvalues of the Hessian; `step` and `critical_step`; " ..
                "`reason`"}},
    errors = {{"gd.minimize(gd.sum_of_squares, {3, 4}).why()",
               "bad self in a call of 'why' (a result expected, got nil; methods are called with a " ..
               "colon: r:why())"}},
    example = [[
local r = gd.minimize(function(v) return v[1]^2 + 50*v[2]^2 end, {3, 1}, {step = 0.0205})
local w = r:why()
print(w.finding, w.critical_step, w.lambda_max)
]], output = "step above critical\t0.02\t100.0\n", see = "replay check_gradient minimize.on_rise",
  },
}

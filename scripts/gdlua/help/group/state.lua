--- The fields of the state of a run.
return {
  key = "state", title = "The state",
  doc = "What schedules, stopping rules and on_epoch are given, and what d:step() and " ..
        "d:epochs() answer: where the run is. There is one state a run, always that of now; `x` " ..
        "and `gradient` are snapshots that may be kept. It is read-only.",
  object = {name = "state", variable = "state"},
  errors = {{"gd.descent(gd.sum_of_squares, {1}):step().xx = 1",
             "the state is read-only (tried to set 'xx' (a string))"},
            {"print(gd.descent(gd.sum_of_squares, {1}):step().epochs)",
             "the state has no field 'epochs' (it has epoch, updates, evaluations, x, gradient, " ..
             "cost, gradient_norm, gradient_error, step, step_peak, change, cost_change, " ..
             "elapsed, best, sense, validation)"}},
  example = [[
local d = gd.descent(gd.sum_of_squares, {3, 4}, {step = 0.25})
local state = d:step()
print(state)
print(state.epoch, state.updates, state.evaluations)
print(state.x, state.gradient, state.gradient_norm)
print(state.change, state.cost_change, state.best.epoch)
]], output = [[
epoch 1  cost 6.25  |g| 4  step 0.25
1	1	2
{1.5, 2}	{3, 4}	4.0
2.5	-18.75	1
]],

  {name = "state.epoch", type = "integer", text = "Epochs completed; 0 at the start."},
  {name = "state.updates", type = "integer",
   text = "Updates completed. Without batches as many as epochs."},
  {name = "state.evaluations", type = "integer",
   text = "Evaluations of the cost so far, those for differences included; cost and exact " ..
          "gradient together are one."},
  {name = "state.x", type = "point", text = "Where the run is, in the shape of the start."},
  {name = "state.cost", type = "number",
   text = "The cost there; with batches, the mean over the epoch."},
  {name = "state.gradient", type = "point",
   text = "The gradient there, in the shape of the start; with batches, the mean over the epoch."},
  {name = "state.gradient_norm", type = "number",
   text = "The largest component of the gradient, before `clip`, frozen ones counted as 0. With " ..
          "`bounds` or `project` that of x - P(x - gradient)."},
  {name = "state.gradient_error", type = "number",
   text = "What rounding may contribute to that norm where the gradient is made of differences; " ..
          "0 with a gradient of one's own."},
  {name = "state.step", type = "number",
   text = "The step size of the last update; NaN for a solver, which has none."},
  {name = "state.step_peak", type = "number", text = "The largest step size so far."},
  {name = "state.change", type = "number",
   text = "How far the last epoch moved the parameters (2-norm); infinite at the start."},
  {name = "state.cost_change", type = "number",
   text = "The cost minus that of the epoch before; infinite at the start."},
  {name = "state.elapsed", type = "number", text = "Seconds the run has taken."},
  {name = "state.best", type = "table",
   text = "The best point so far: a table of `x`, `cost` and `epoch`; with the option " ..
          "`validation` the one where that was least, which is its field `validation`."},
  {name = "state.sense", type = "integer", text = "1, or -1 where a maximum is sought."},
  {name = "state.validation", type = "number|nil",
   text = "What the option `validation` says of x, asked once per epoch; nil without it."},
}

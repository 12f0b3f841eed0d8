--- The options of a descent, one by one: what they mean is said where they are
--- declared, scripts/gdlua/descent/declarations.lua.
require "gdlua.descent"
require "gdlua.checkpoint"
require "gdlua.experiment.record"

return {
  key = "options", title = "Options of a descent",
  doc = "The last argument of gd.minimize, gd.maximize and gd.descent is a table of these. An " ..
        "option that does not exist is an error that suggests the nearest.",
  declared = "minimize",

  {
    name = "minimize.method",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {method = 'adm'})",
               "bad option 'method' to 'minimize' (no method 'adm'; did you mean 'adam'?)"},
              {"gd.minimize(gd.sum_of_squares, {1}, {method = 'lbfgs', step = 0.1})",
               "bad option 'step' to 'minimize' (the method 'lbfgs' is a solver, which finds " ..
               "its own steps and evaluates the whole cost; 'step' goes with an update rule " ..
               "such as 'gd')"}},
    example = [[
local function valley(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end
print(gd.minimize(valley, {-1.2, 1}).epochs)
print(gd.minimize(valley, {-1.2, 1}, {method = "adam", step = 0.05, epochs = 5000}).epochs)
print(gd.minimize(valley, {-1.2, 1}, {method = gd.method.lbfgs{memory = 3}}).epochs)
]], output = [[
38
2430
38
]], see = "method",
  },
  {
    name = "minimize.step",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {step = -0.1})",
               "bad option 'step' to 'minimize' (a number >= 0, a function or a table expected, " ..
               "got -0.1)"},
              {"gd.minimize(gd.sum_of_squares, {1}, {step = gd.schedule.cosine})",
               "bad option 'step' to 'minimize' (call it: gd.schedule.cosine(...))"}},
    example = [[
local function cost(p) return p.w^2 + 10*p.b^2 end
local start = {w = 1, b = 1}
print(gd.minimize(cost, start, {step = 0.05}).epochs)
print(gd.minimize(cost, start, {step = gd.schedule.exponential(0.08, 0.99)}).epochs)
print(gd.minimize(cost, start, {step = function(t) return 0.09/(1 + 0.01*t) end}).epochs)
print(gd.minimize(cost, start, {step = {w = 0.5, b = 0.05}}).epochs)
]], output = [[
138
199
112
1
]], see = "schedule",
  },
  {
    name = "minimize.epochs",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {epochs = 2.5})",
               "bad option 'epochs' to 'minimize' (a whole number >= 0 expected, got 2.5)"}},
    example = [[
print(gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.01, epochs = 10}).reason)
]], output = "epochs: 10 of 10 done, |g| = 6.5 > 1e-06\n",
    see = "minimize.time minimize.stop stop.epochs",
  },
  {
    name = "minimize.tolerance",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {tolerance = -1})",
               "bad option 'tolerance' to 'minimize' (a number >= 0 expected, got -1)"}},
    example = [[
print(gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, tolerance = 0.01}).reason)
]], output = "gradient: |g| = 0.0099 <= 0.01 after 30 epochs\n",
    see = "minimize.stop stop.gradient",
  },
  {
    name = "minimize.time",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {time = 0})",
               "bad option 'time' to 'minimize' (a positive number expected, got 0)"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {
  step = 1e-9, time = 0.01, epochs = math.huge,
})
print(r.reason:match("^time: "), r.converged)
]], output = "time: \tfalse\n", see = "minimize.epochs stop.time",
  },
  {
    name = "minimize.stop",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {stop = 5})",
               "bad option 'stop' to 'minimize' (a function or a table expected, got 5)"}},
    example = [[
print(gd.minimize(gd.sum_of_squares, {3, 4}, {
  step = 0.1, stop = gd.stop.cost_below(0.01) | gd.stop.evaluations(1000),
}).reason)
print(gd.minimize(gd.sum_of_squares, {3, 4}, {
  step = 0.1, stop = function(state) if state.x[1] < 1 then return "far enough" end end,
}).reason)
]], output = [[
cost_below: cost = 0.00811296 <= 0.01 after 18 epochs
far enough
]], see = "stop stop.rule",
  },
  {
    name = "minimize.gradient", fields = "gradient",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {gradient = 'revers'})",
               "bad option 'gradient' to 'minimize' (no mode 'revers' (a string); did you mean " ..
               "'reverse'?)"},
              {"gd.minimize(gd.sum_of_squares, {1}, {gradient = function(x) return {1, 2} end})",
               "the gradient is vector of 2 (vector of 1 expected)"}},
    example = [[
local function slope(v) return 2*v end
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {gradient = slope, step = 0.1})
print(r.epochs, r.evaluations)
r = gd.minimize(gd.sum_of_squares, {3, 4}, {gradient = {mode = "central", h = 1e-4}, step = 0.1})
print(r.epochs, r.evaluations)
]], output = [[
72	73
72	365
]], see = "gradient check_gradient",
  },
  {
    name = "minimize.data",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {data = {x = {1, 2}, y = {1, 2, 3}}})",
               "bad option 'data' to 'minimize' (data.x has 2 rows, data.y has 3)"}},
    example = [[
local x = gd.vector{0, 1, 2, 3}
local function cost(p, data) return ((p.w*data.x + p.b - data.y)^2):mean() end
local r = gd.minimize(cost, {w = 0, b = 0}, {data = {x = x, y = 2*x + 1}})
print(("w = %.3f, b = %.3f"):format(r.x.w, r.x.b))
]], output = "w = 2.000, b = 1.000\n", see = "minimize.batch minimize.shuffle",
  },
  {
    name = "minimize.batch",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {batch = 10})",
               "bad option 'batch' to 'minimize' (it goes with 'data')"}},
    example = [[
local x = gd.linspace(-1, 1, 100)
local function cost(p, batch) return ((p.w*batch.x - batch.y)^2):mean() end
local r = gd.minimize(cost, {w = 0}, {
  data = {x = x, y = 3*x}, batch = 20, step = 0.5, epochs = 20,
})
print(("w = %.3f, %d epochs, %d updates"):format(r.x.w, r.epochs, r.updates))
]], output = "w = 3.000, 8 epochs, 40 updates\n", see = "minimize.data minimize.shuffle",
  },
  {
    name = "minimize.shuffle",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {shuffle = true})",
               "bad option 'shuffle' to 'minimize' (it goes with 'data')"}},
    example = [[
local rows = {}
gd.minimize(function(p, row) rows[#rows + 1] = row[1] return p^2 end, 1, {
  data = {10, 20, 30}, batch = 1, step = 0.1, epochs = 1, gradient = function(p) return 2*p end,
  shuffle = function(epoch) return {3, 1, 2} end,
})
print(table.concat(rows, " ", #rows - 2))
]], output = "30.0 10.0 20.0\n", see = "minimize.batch seed",
  },
  {
    name = "minimize.bounds",
    errors = {{"gd.minimize(gd.sum_of_squares, {5}, {bounds = {0, 1}})",
               "the start is outside the bounds: element 1 is 5, its bounds are 0 and 1"}},
    example = [[
local function cost(v) return (v[1] - 3)^2 + (v[2] + 1)^2 end
print(gd.minimize(cost, {1, 1}, {bounds = {0, {2, 5}}}).x)
]], output = "{2, 0}\n", see = "method.lbfgsb minimize.project minimize.frozen",
  },
  {
    name = "minimize.project",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {project = 'circle'})",
               "bad option 'project' to 'minimize' (a function expected, got 'circle' (a " ..
               "string))"}},
    example = [[
local function cost(v) return (v[1] - 3)^2 + (v[2] - 4)^2 end
local r = gd.minimize(cost, {0, 0}, {
  step = 0.1, project = function(v) return v/math.max(1, v:norm()) end,
})
print(r.x)
]], output = "{0.6, 0.8}\n", see = "minimize.bounds",
  },
  {
    name = "minimize.frozen",
    errors = {{"gd.minimize(function(p) return p.a^2 end, {a = 1}, {frozen = 'b'})",
               "bad option 'frozen' to 'minimize' (the start has no leaf 'b'; known: a)"}},
    example = [[
local function cost(p) return p.a^2 + p.b^2 end
local r = gd.minimize(cost, {a = 1, b = 2}, {frozen = "b", step = 0.25})
print(("a = %.4f, b = %.4f"):format(r.x.a, r.x.b))
]], output = "a = 0.0000, b = 2.0000\n", see = "minimize.bounds",
  },
  {
    name = "minimize.clip", fields = "minimize.clip",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {clip = {}})",
               "bad option 'clip' to 'minimize' ({norm = 1} or {value = 1} expected)"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {300, 400}, {clip = {norm = 1}, step = 1, epochs = 1})
print(r.x)
]], output = "{299.4, 399.2}\n", see = "minimize.step",
  },
  {
    name = "minimize.on_epoch",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {on_epoch = true})",
               "bad option 'on_epoch' to 'minimize' (a function expected, got true)"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.25, on_epoch = function(state)
  print(state.epoch, state.cost)
  return state.epoch == 2
end})
print(r.reason)
]], output = [[
0	25.0
1	6.25
2	1.5625
on_epoch: ended by the script after 2 epochs
]], see = "state minimize.verbose minimize.stop",
  },
  {
    name = "minimize.history",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {history = {'costs'}})",
               "bad option 'history' to 'minimize' (no field 'costs' (a string); did you mean " ..
               "'cost'?)"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.25, epochs = 2, history = {"cost", "x"}})
print(r.history.epoch, r.history.cost)
print(r.history.x)
]], output = [[
{0, 1, 2}	{25, 6.25, 1.5625}
{{3, 4}, {1.5, 2}, {0.75, 1}}
]], see = "result.history",
  },
  {
    name = "minimize.progress",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {progress = 'yes'})",
               "bad option 'progress' to 'minimize' ('auto', true or false expected, got 'yes' " ..
               "(a string))"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, progress = false})
print(r.converged)
]], output = "true\n", see = "minimize.verbose",
  },
  {
    name = "minimize.verbose",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {verbose = 0})",
               "bad option 'verbose' to 'minimize' (a positive whole number, true or false " ..
               "expected, got 0)"}},
    example = [[
gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, epochs = 20, verbose = 10})
]], output = [[
epoch 0  cost 25  |g| 8  step 0.1
epoch 10  cost 0.288230376  |g| 0.859  step 0.1
epoch 20  cost 0.00332306999  |g| 0.0922  step 0.1
]], see = "minimize.on_epoch minimize.progress",
  },
  {
    name = "minimize.on_rise", fields = "minimize.on_rise",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {on_rise = 'half'})",
               "bad option 'on_rise' to 'minimize' (\"halve\", \"stop\", \"ignore\" or {action " ..
               "=, factor =} expected, got 'half')"}},
    example = [[
print(gd.minimize(gd.sum_of_squares, {3, 4}, {step = 1.5, epochs = 9}).cost > 1e6)
print(gd.minimize(gd.sum_of_squares, {3, 4}, {step = 1.5, on_rise = "halve"}).reason)
print(gd.minimize(gd.sum_of_squares, {3, 4}, {step = 1.5, on_rise = "stop"}).reason)
]], output = [[
true
gradient: |g| = 9.5e-07 <= 1e-06 after 23 epochs
on_rise: the cost rises from 25 to 100 in epoch 1
]], see = "minimize.step",
  },
  {
    name = "minimize.checkpoint", fields = "minimize.checkpoint",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {checkpoint = {every = 5}})",
               "missing option 'path' to 'minimize.checkpoint' (a string expected)"},
              {"gd.minimize(gd.sum_of_squares, {1}, {checkpoint = 'nowhere/run.ckpt'})",
               "bad option 'path' to 'minimize.checkpoint' (there is no folder 'nowhere')"}},
    example = [[
local options = {step = 0.25, checkpoint = {path = "run.ckpt", every = 1, resume = true}}
options.epochs = 3
print(gd.minimize(gd.sum_of_squares, {3, 4}, options).x)

-- the same script, started once more with a larger limit, goes on from there
options.epochs = 5
local r = gd.minimize(gd.sum_of_squares, {3, 4}, options)
print(r.x, r.epochs)
]], output = [[
{0.375, 0.5}
{0.09375, 0.125}	5
]], see = "descent.save descent.restore descent.fork",
  },
  {
    name = "minimize.record", fields = "minimize.record",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {record = {}})",
               "missing option 'store' to 'minimize.record' (a table expected)"},
              {"gd.minimize(gd.sum_of_squares, {1}, {record = 'runs.db'})",
               "bad option 'record' to 'minimize' (a table expected, got 'runs.db' (a string))"}},
    example = [[
local store = gd.store("runs.db")
gd.minimize(gd.sum_of_squares, {3, 4}, {record = store})
gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, record = {store = store, name = "by steps"}})
for _, row in ipairs(store:runs()) do print(row.id, row.name, row.method, row.converged) end
]], output = "1\tnil\tlbfgs\ttrue\n2\tby steps\tgd\ttrue\n",
    see = "store minimize.history",
  },
  {
    name = "minimize.validation",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {validation = 3})",
               "bad option 'validation' to 'minimize' (a function expected, got 3)"}},
    example = [[
-- learns from some points, is judged by another
local function cost(x) return (x - 3)^2 end
local r = gd.minimize(cost, 0, {step = 0.1, stop = gd.stop.patience(3),
                                validation = function(x) return (x - 2)^2 end})
print(r.reason)
print(r.best.epoch, ("%.3f"):format(r.best.x), ("%.5f"):format(r.best.validation))
]], output = "patience: no fall of 0 in 3 epochs\n5\t2.017\t0.00029\n",
    see = "stop.patience schedule.plateau split",
  },
  {
    name = "minimize.precision",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {precision = 'quick'})",
               "bad option 'precision' to 'minimize' ('exact' or 'fast' expected, got " ..
               "'quick' (a string))"}},
    example = [[
print(gd.minimize(gd.sum_of_squares, {3, 4}, {precision = "exact"}).converged)
]], output = "true\n", see = "minimize",
  },
}

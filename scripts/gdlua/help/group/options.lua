--- The options of a descent, one by one: what they mean is said where they are
--- declared, scripts/gdlua/descent/declarations.lua.
return {
  key = "options", title = "Options of a descent",
  doc = "The last argument of gd.minimize, gd.maximize and gd.descent is a table of these. An " ..
        "option that does not exist is an error that suggests the nearest.",
  declared = "minimize",

  {
    name = "minimize.method",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {method = 'adm'})", "@"},
              {"gd.minimize(gd.sum_of_squares, {1}, {method = 'lbfgs', step = 0.1})", "@"}},
    example = [[
local function valley(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end
print(gd.minimize(valley, {-1.2, 1}).epochs)
print(gd.minimize(valley, {-1.2, 1}, {method = "adam", step = 0.05, epochs = 5000}).epochs)
print(gd.minimize(valley, {-1.2, 1}, {method = gd.method.lbfgs{memory = 3}}).epochs)
]], output = "@", see = "method",
  },
  {
    name = "minimize.step",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {step = -0.1})", "@"},
              {"gd.minimize(gd.sum_of_squares, {1}, {step = gd.schedule.cosine})", "@"}},
    example = [[
local function cost(p) return p.w^2 + 10*p.b^2 end
local start = {w = 1, b = 1}
print(gd.minimize(cost, start, {step = 0.05}).epochs)
print(gd.minimize(cost, start, {step = gd.schedule.exponential(0.08, 0.99)}).epochs)
print(gd.minimize(cost, start, {step = function(t) return 0.09/(1 + 0.01*t) end}).epochs)
print(gd.minimize(cost, start, {step = {w = 0.5, b = 0.05}}).epochs)
]], output = "@", see = "schedule",
  },
  {
    name = "minimize.epochs",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {epochs = 2.5})", "@"}},
    example = [[
print(gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.01, epochs = 10}).reason)
]], output = "@", see = "minimize.time minimize.stop stop.epochs",
  },
  {
    name = "minimize.tolerance",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {tolerance = -1})", "@"}},
    example = [[
print(gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, tolerance = 0.01}).reason)
]], output = "@", see = "minimize.stop stop.gradient",
  },
  {
    name = "minimize.time",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {time = 0})", "@"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {
  step = 1e-9, time = 0.01, epochs = math.huge,
})
print(r.reason:match("^time: "), r.converged)
]], output = "@", see = "minimize.epochs stop.time",
  },
  {
    name = "minimize.stop",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {stop = 5})", "@"}},
    example = [[
print(gd.minimize(gd.sum_of_squares, {3, 4}, {
  step = 0.1, stop = gd.stop.cost_below(0.01) | gd.stop.evaluations(1000),
}).reason)
print(gd.minimize(gd.sum_of_squares, {3, 4}, {
  step = 0.1, stop = function(state) if state.x[1] < 1 then return "far enough" end end,
}).reason)
]], output = "@", see = "stop stop.rule",
  },
  {
    name = "minimize.gradient", fields = "gradient",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {gradient = 'reverse'})", "@"},
              {"gd.minimize(gd.sum_of_squares, {1}, {gradient = function(x) return {1, 2} end})",
               "@"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {gradient = function(v) return 2*v end, step = 0.1})
print(r.epochs, r.evaluations)
r = gd.minimize(gd.sum_of_squares, {3, 4}, {gradient = {mode = "central", h = 1e-4}, step = 0.1})
print(r.epochs, r.evaluations)
]], output = "@", see = "gradient check_gradient",
  },
  {
    name = "minimize.data",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {data = {x = {1, 2}, y = {1, 2, 3}}})", "@"}},
    example = [[
local x = gd.vector{0, 1, 2, 3}
local function cost(p, data) return ((p.w*data.x + p.b - data.y)^2):mean() end
local r = gd.minimize(cost, {w = 0, b = 0}, {data = {x = x, y = 2*x + 1}})
print(("w = %.3f, b = %.3f"):format(r.x.w, r.x.b))
]], output = "@", see = "minimize.batch minimize.shuffle",
  },
  {
    name = "minimize.batch",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {batch = 10})", "@"}},
    example = [[
local x = gd.linspace(-1, 1, 100)
local function cost(p, batch) return ((p.w*batch.x - batch.y)^2):mean() end
local r = gd.minimize(cost, {w = 0}, {
  data = {x = x, y = 3*x}, batch = 20, step = 0.5, epochs = 20,
})
print(("w = %.3f, %d epochs, %d updates"):format(r.x.w, r.epochs, r.updates))
]], output = "@", see = "minimize.data minimize.shuffle",
  },
  {
    name = "minimize.shuffle",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {shuffle = true})", "@"}},
    example = [[
local rows = {}
gd.minimize(function(p, row) rows[#rows + 1] = row[1] return p^2 end, 1, {
  data = {10, 20, 30}, batch = 1, step = 0.1, epochs = 1, gradient = function(p) return 2*p end,
  shuffle = function(epoch) return {3, 1, 2} end,
})
print(table.concat(rows, " ", #rows - 2))
]], output = "@", see = "minimize.batch seed",
  },
  {
    name = "minimize.bounds",
    errors = {{"gd.minimize(gd.sum_of_squares, {5}, {bounds = {0, 1}})", "@"}},
    example = [[
local function cost(v) return (v[1] - 3)^2 + (v[2] + 1)^2 end
print(gd.minimize(cost, {1, 1}, {bounds = {0, {2, 5}}, step = 0.1}).x)
]], output = "@", see = "minimize.project minimize.frozen",
  },
  {
    name = "minimize.project",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {project = 'circle'})", "@"}},
    example = [[
local function cost(v) return (v[1] - 3)^2 + (v[2] - 4)^2 end
local r = gd.minimize(cost, {0, 0}, {
  step = 0.1, project = function(v) return v/math.max(1, v:norm()) end,
})
print(r.x)
]], output = "@", see = "minimize.bounds",
  },
  {
    name = "minimize.frozen",
    errors = {{"gd.minimize(function(p) return p.a^2 end, {a = 1}, {frozen = 'b'})", "@"}},
    example = [[
local function cost(p) return p.a^2 + p.b^2 end
local r = gd.minimize(cost, {a = 1, b = 2}, {frozen = "b", step = 0.25})
print(("a = %.4f, b = %.4f"):format(r.x.a, r.x.b))
]], output = "@", see = "minimize.bounds",
  },
  {
    name = "minimize.clip", fields = "minimize.clip",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {clip = {}})", "@"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {300, 400}, {clip = {norm = 1}, step = 1, epochs = 1})
print(r.x)
]], output = "@", see = "minimize.step",
  },
  {
    name = "minimize.on_epoch",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {on_epoch = print('x')})", false},
              {"gd.minimize(gd.sum_of_squares, {1}, {on_epoch = true})", "@"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.25, on_epoch = function(state)
  print(state.epoch, state.cost)
  return state.epoch == 2
end})
print(r.reason)
]], output = "@", see = "state minimize.verbose minimize.stop",
  },
  {
    name = "minimize.history",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {history = {'costs'}})", "@"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.25, epochs = 2, history = {"cost", "x"}})
print(r.history.epoch, r.history.cost)
print(r.history.x)
]], output = "@", see = "result.history",
  },
  {
    name = "minimize.progress",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {progress = 'yes'})", "@"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, progress = false})
print(r.converged)
]], output = "@", see = "minimize.verbose",
  },
  {
    name = "minimize.verbose",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {verbose = 0})", "@"}},
    example = [[
gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, epochs = 20, verbose = 10})
]], output = "@", see = "minimize.on_epoch minimize.progress",
  },
  {
    name = "minimize.on_rise", fields = "minimize.on_rise",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {on_rise = 'half'})", "@"}},
    example = [[
print(gd.minimize(gd.sum_of_squares, {3, 4}, {step = 1.5, epochs = 9}).cost > 1e6)
print(gd.minimize(gd.sum_of_squares, {3, 4}, {step = 1.5, on_rise = "halve"}).reason)
print(gd.minimize(gd.sum_of_squares, {3, 4}, {step = 1.5, on_rise = "stop"}).reason)
]], output = "@", see = "minimize.step",
  },
  {
    name = "minimize.checkpoint",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {checkpoint = {path = 'run.ckpt'}})", "@"}},
    example = [[
print(pcall(gd.minimize, gd.sum_of_squares, {1}, {checkpoint = {path = "run.ckpt"}}))
]], output = "@", see = "descent.fork",
  },
  {
    name = "minimize.record",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {record = {}})", "@"}},
    example = [[
print((select(2, pcall(gd.minimize, gd.sum_of_squares, {1}, {record = {}}))))
]], output = "@", see = "minimize.history",
  },
  {
    name = "minimize.validation",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {validation = gd.sum_of_squares})", "@"}},
    example = [[
print((select(2, pcall(gd.minimize, gd.sum_of_squares, {1}, {validation = gd.sum_of_squares}))))
]], output = "@", see = "stop.patience",
  },
  {
    name = "minimize.precision",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {precision = 'fast'})", "@"}},
    example = [[
print(gd.minimize(gd.sum_of_squares, {3, 4}, {precision = "exact"}).converged)
]], output = "@", see = "minimize",
  },
}

--- gd.method: what each is, is said in its file in scripts/gdlua/method.
local function example(method)
  return ([[
local function cost(v) return (v[1] - 1)^2 + 20*(v[2] + 2)^2 end
local r = gd.minimize(cost, {4, 3}, %s)
print(r.x, r.epochs)
]]):format(method)
end

return {
  key = "method", title = "Methods",
  doc = "How the next point is found from the gradient. Update rules take a step and go with " ..
        "batches, bounds and projection; solvers, of which L-BFGS is one, find their own steps " ..
        "and need the whole cost; of these lbfgsb keeps bounds. A method, or its name, goes into the option `method`.",
  returns = {{"method", "goes into the option `method` of a descent"}},

  {
    name = "method.gd",
    errors = {{"gd.method.gd{step = 0.1}", "bad option 'step' to 'gd' (known: linesearch)"},
              {"gd.minimize(gd.sum_of_squares, {1}, {step = 0.1, " ..
               "method = gd.method.gd{linesearch = 'armijo'}})",
               "bad option 'step' to 'minimize' (the method 'gd' is a solver, which finds " ..
               "its own steps and evaluates the whole cost; 'step' goes with an update rule " ..
               "such as 'gd')"}},
    example = example('{method = "gd", step = 0.02}') ..
              'r = gd.minimize(cost, {4, 3}, {method = gd.method.gd{linesearch = "exact"}})\n' ..
              'print(r.x, r.epochs)\n',
    output = "{1.0000005, -2}\t383\n{1.0000002, -2}\t9\n",
    see = "minimize.step linesearch",
  },
  {
    name = "method.momentum",
    errors = {{"gd.method.momentum{beta = -1}",
               "bad option 'beta' to 'momentum' (a number >= 0 expected, got -1)"}},
    example = example("{method = gd.method.momentum{beta = 0.7}, step = 0.02}"),
    output = "{1, -2}\t105\n",
    see = "method.nesterov",
  },
  {
    name = "method.nesterov",
    errors = {{"gd.method.nesterov{gamma = 0.9}",
               "bad option 'gamma' to 'nesterov' (known: beta)"}},
    example = example("{method = gd.method.nesterov(0.7), step = 0.02}"),
    output = "{1.0000005, -2}\t81\n",
    see = "method.momentum",
  },
  {
    name = "method.adagrad",
    errors = {{"gd.method.adagrad{epsilon = -1}",
               "bad option 'epsilon' to 'adagrad' (a number >= 0 expected, got -1)"}},
    example = example('{method = "adagrad", step = 1}'), output = "{1, -2}\t170\n",
    see = "method.rmsprop",
  },
  {
    name = "method.rmsprop",
    errors = {{"gd.method.rmsprop{rho = 1.5}",
               "bad option 'rho' to 'rmsprop' (a number in [0, 1] expected, got 1.5)"}},
    example = example(
      '{method = gd.method.rmsprop{rho = 0.9}, step = gd.schedule.exponential(0.3, 0.95)}'),
    output = "{1, -2}\t249\n", see = "method.adagrad method.adam",
  },
  {
    name = "method.adam",
    errors = {{"gd.method.adam{beta1 = 1}",
               "bad option 'beta1' to 'adam' (a number in [0, 1) expected, got 1)"}},
    example = example('{method = "adam", step = 0.3}'), output = "{1.0000001, -2}\t301\n",
    see = "method.rmsprop method.momentum",
  },
  {
    name = "method.adadelta",
    errors = {{"gd.method.adadelta{rho = 2}",
               "bad option 'rho' to 'adadelta' (a number in [0, 1] expected, got 2)"}},
    example = example(
      '{method = gd.method.adadelta{epsilon = 1e-3}, step = gd.schedule.exponential(5, 0.99)}'),
    output = "{1, -2}\t67\n",
    see = "method.adagrad method.rmsprop",
  },
  {
    name = "method.adamw",
    errors = {{"gd.method.adamw{decay = -1}",
               "bad option 'decay' to 'adamw' (a number >= 0 expected, got -1)"}},
    example = example('{method = gd.method.adamw{decay = 0.001}, step = 0.3}'),
    output = "{0.99984281, -1.9993819}\t1000\n",
    see = "method.adam method.lamb",
  },
  {
    name = "method.amsgrad",
    errors = {{"gd.method.amsgrad{variant = 'jax'}",
               "bad option 'variant' to 'amsgrad' ('paper', 'torch', 'optax' or 'keras' " ..
               "expected, got 'jax' (a string))"}},
    example = example('{method = "amsgrad", step = 0.3}'), output = "{1.0000001, -2}\t325\n",
    see = "method.adam",
  },
  {
    name = "method.adamax",
    errors = {{"gd.method.adamax{beta2 = 1}",
               "bad option 'beta2' to 'adamax' (a number in [0, 1) expected, got 1)"}},
    example = example('{method = "adamax", step = 0.3}'), output = "{1, -2}\t303\n",
    see = "method.adam",
  },
  {
    name = "method.nadam",
    errors = {{"gd.method.nadam{momentumdecay = 0}",
               "bad option 'momentumdecay' to 'nadam' (did you mean 'momentum_decay'?)"}},
    example = example('{method = "nadam", step = 0.1}'), output = "{1, -2}\t284\n",
    see = "method.adam method.nesterov",
  },
  {
    name = "method.radam",
    errors = {{"gd.method.radam{epsilon = -1}",
               "bad option 'epsilon' to 'radam' (a number >= 0 expected, got -1)"}},
    example = example('{method = "radam", step = 0.03}'), output = "{1.0000005, -2}\t945\n",
    see = "method.adam",
  },
  {
    name = "method.lion",
    errors = {{"gd.method.lion{beta = 0.9}",
               "bad option 'beta' to 'lion' (did you mean 'beta1'?)"}},
    example = example('{method = "lion", step = gd.schedule.exponential(0.3, 0.98)}'),
    output = "{1.0000004, -2}\t621\n",
    see = "method.signsgd method.adamw",
  },
  {
    name = "method.adabelief",
    errors = {{"gd.method.adabelief{beta1 = -1}",
               "bad option 'beta1' to 'adabelief' (a number in [0, 1) expected, got -1)"}},
    example = example('{method = "adabelief", step = 0.3}'), output = "{1.0000002, -2}\t312\n",
    see = "method.adam",
  },
  {
    name = "method.yogi",
    errors = {{"gd.method.yogi{initial = -1}",
               "bad option 'initial' to 'yogi' (a number >= 0 expected, got -1)"}},
    example = example('{method = "yogi", step = 1}'), output = "{1.0000003, -2}\t305\n",
    see = "method.adam",
  },
  {
    name = "method.lamb",
    errors = {{"gd.method.lamb{decay = -1}",
               "bad option 'decay' to 'lamb' (a number >= 0 expected, got -1)"}},
    example = example('{method = "lamb", step = gd.schedule.exponential(0.1, 0.98)}'),
    output = "{0.99999955, -2}\t609\n",
    see = "method.adamw method.define",
  },
  {
    name = "method.rprop",
    errors = {{"gd.method.rprop{shrink = 1}",
               "bad option 'shrink' to 'rprop' (a number in (0, 1) expected, got 1)"}},
    example = example('{method = gd.method.rprop{min = 1e-9}, step = 0.1}'),
    output = "{1, -2}\t74\n",
    see = "method.signsgd",
  },
  {
    name = "method.signsgd",
    errors = {{"gd.method.signsgd(1)",
               "bad option 'beta' to 'signsgd' (a number in [0, 1) expected, got 1)"}},
    example = example('{method = "signsgd", step = gd.schedule.exponential(0.3, 0.97)}'),
    output = "{1.0000005, -2}\t439\n",
    see = "method.lion method.rprop",
  },
  {
    name = "method.barzilai_borwein",
    errors = {{"gd.method.barzilai_borwein('longer')",
               "bad option 'form' to 'barzilai_borwein' ('long', 'short' or 'alternate' " ..
               "expected, got 'longer' (a string))"}},
    example = example('{method = "barzilai_borwein"}'), output = "{1, -2}\t7\n",
    see = "method.polyak method.lbfgs",
  },
  {
    name = "method.polyak",
    errors = {{"gd.method.polyak{max = 0}",
               "bad option 'max' to 'polyak' (a positive number expected, got 0)"}},
    example = example('{method = gd.method.polyak{minimum = 0}}'), output = "{1.0000003, -2}\t83\n",
    see = "method.barzilai_borwein method.dog",
  },
  {
    name = "method.dog",
    errors = {{"gd.method.dog{first = 0}",
               "bad option 'first' to 'dog' (a positive number expected, got 0)"}},
    example = example('{method = "dog", epochs = 2000}'), output = "{1.0000049, -2}\t2000\n",
    see = "method.prodigy method.polyak",
  },
  {
    name = "method.prodigy",
    errors = {{"gd.method.prodigy{first = 0}",
               "bad option 'first' to 'prodigy' (a positive number expected, got 0)"}},
    example = example('{method = "prodigy"}'), output = "{1.0000004, -2}\t314\n",
    see = "method.dog method.adam",
  },
  {
    name = "method.schedule_free",
    errors = {{"gd.method.schedule_free(2)",
               "bad option 'beta' to 'schedule_free' (a number in [0, 1] expected, got 2)"}},
    example = example('{method = "schedule_free", step = 0.04}'),
    output = "{1.0001505, -2}\t1000\n",
    see = "method.dog schedule",
  },
  {
    name = "method.clip",
    errors = {{"gd.method.clip{norm = 0}",
               "bad option 'norm' to 'clip' (a positive number expected, got 0)"}},
    example = example('{method = gd.method.clip{norm = 10}, step = 0.02}'),
    output = "{1.0000005, -2}\t403\n",
    see = "method.chain minimize.clip",
  },
  {
    name = "method.lbfgs",
    errors = {{"gd.method.lbfgs{decrease = 0.5, curvature = 0.1}",
               "bad option 'curvature' to 'lbfgs' (a number above 'decrease', 0.5, expected, " ..
               "got 0.1)"},
              {"gd.method.lbfgs{curvature = 0.5, linesearch = 'exact'}",
               "bad option 'curvature' to 'lbfgs' (it belongs to the solver's own line search; " ..
               "with 'linesearch' say it there, as in gd.linesearch.strong_wolfe{curvature = 0.5})"},
              {"gd.minimize(gd.sum_of_squares, {1}, {method = 'lbfgs', batch = 1, data = {1, 2}})",
               "bad option 'batch' to 'minimize' (the method 'lbfgs' is a solver, which finds " ..
               "its own steps and evaluates the whole cost; 'batch' goes with an update rule " ..
               "such as 'gd')"}},
    example = example("{method = gd.method.lbfgs{memory = 5}}"), output = "{1, -2}\t6\n",
    see = "method.bfgs method.lbfgsb linesearch minimize.method",
  },
  {
    name = "method.bfgs",
    errors = {{"gd.method.bfgs{linesearch = 'wolfe'}",
               "bad option 'linesearch' to 'bfgs' (no line search 'wolfe'; known: armijo, exact, " ..
               "hager_zhang, nonmonotone, strong_wolfe)"},
              {"gd.minimize(gd.sum_of_squares, {1}, {method = 'bfgs', bounds = {0, 2}})",
               "bad option 'bounds' to 'minimize' (the method 'bfgs' is a solver that does not keep " ..
               "to bounds; 'lbfgsb' does, and update rules such as 'gd' do)"}},
    example = example('{method = "bfgs"}'), output = "{0.99999996, -2}\t6\n",
    see = "method.lbfgs linesearch",
  },
  {
    name = "method.cg",
    errors = {{"gd.method.cg{beta = 'polak'}",
               "bad option 'beta' to 'cg' ('fletcher_reeves', 'polak_ribiere', " ..
               "'hestenes_stiefel', 'dai_yuan' or 'hager_zhang' expected, got 'polak' (a string))"}},
    example = example('{method = gd.method.cg{beta = "polak_ribiere"}}'), output = "{1, -2}\t2\n",
    see = "method.lbfgs linesearch",
  },
  {
    name = "method.nelder_mead",
    errors = {{"gd.method.nelder_mead{linesearch = 'armijo'}",
               "bad option 'linesearch' to 'nelder_mead' (this solver does not go along lines)"},
              {"gd.minimize(gd.sum_of_squares, {1}, {method = 'nelder_mead', gradient = 'central'})",
               "bad option 'gradient' to 'minimize' (the method 'nelder_mead' asks for costs only)"}},
    example = [[
local function kink(v) return math.abs(v[1] - 1) + 2*math.abs(v[2] + 2) end
local r = gd.minimize(kink, {4, 3}, {method = "nelder_mead"})
print(r.x, r.converged)
]], output = "{0.99999989, -1.9999998}\ttrue\n", see = "minimize.bounds",
  },
  {
    name = "method.levenberg_marquardt",
    errors = {{"gd.minimize(gd.sum_of_squares, {1}, {method = 'levenberg_marquardt'})",
               "bad option 'method' to 'minimize' (the method 'levenberg_marquardt' takes a " ..
               "function that answers residuals: gd.least_squares(residuals, start))"}},
    example = [[
local function residuals(x) return {x[1] - 1, 10*(x[2] - x[1]^2)} end
local d = gd.descent(residuals, {-1.2, 1}, {method = gd.method.levenberg_marquardt{gtol = 1e-8}})
print(d:run().x, d:result().converged)
]], output = "{1, 1}\ttrue\n",
    see = "least_squares fit minimize.method",
  },
  {
    name = "method.lbfgsb",
    text = "The method where there are `bounds` and none is named: as gd.method.lbfgs, between " ..
           "bounds. The cost is never asked for outside, not even by a trial; a variable that " ..
           "ends at a bound stands there to the last bit.",
    errors = {{"gd.method.lbfgsb{decrease = 0.5, curvature = 0.1}",
               "bad option 'curvature' to 'lbfgsb' (a number above 'decrease', 0.5, expected, " ..
               "got 0.1)"},
              {"gd.minimize(gd.sum_of_squares, {1}, {method = 'lbfgs', bounds = {0, 2}})",
               "bad option 'bounds' to 'minimize' (the method 'lbfgs' is a solver that does not keep " ..
               "to bounds; 'lbfgsb' does, and update rules such as 'gd' do)"}},
    example = [[
local function cost(v) return (v[1] - 1)^2 + 20*(v[1]*v[2] + 2)^2 end
local r = gd.minimize(cost, {4, 3}, {method = gd.method.lbfgsb{memory = 5}, bounds = {0.5, 9}})
print(r.x, r.converged)
]], output = "{0.5, 0.5}\ttrue\n",
    see = "minimize.bounds method.lbfgs",
  },
  {
    name = "method.newton",
    text = "Newton's method for some hundreds of variables at most: the exact Hessian, a product " ..
           "of which with each unit vector is one evaluation, is factored in every epoch. Where " ..
           "it is not positive definite it is made so, and the step goes along the negative " ..
           "curvature, too: saddles are left. (A run that starts where the gradient is within " ..
           "`tolerance` ends there, whatever the Hessian.) The cost has to be one that can be " ..
           "traced.",
    errors = {{"gd.method.newton{memory = 5}", "bad option 'memory' to 'newton' (known: linesearch)"},
              {"gd.minimize(gd.sum_of_squares, {1}, {method = 'newton', gradient = 'central'})",
               "bad option 'gradient' to 'minimize' (the method 'newton' needs second " ..
               "derivatives, which differences do not give; \"auto\" expected, or a method such " ..
               "as 'lbfgs')"}},
    example = [[
local function saddle(v) return v[1]^2 - v[2]^2 + v[2]^4/2 end
local r = gd.minimize(saddle, {1, 0.001}, {method = "newton"})
print(("%.6f, |x2| = %.6f"):format(r.cost, math.abs(r.x[2])))
]], output = "-0.500000, |x2| = 1.000000\n",
    see = "method.newton_cg method.trust_region hessian",
  },
  {
    name = "method.newton_cg",
    text = "Newton's method for many variables: its equations are solved by conjugate gradients, " ..
           "as far as it pays, with products of the exact Hessian and a vector; each counts as " ..
           "an evaluation. Where the cost cannot be traced but a function `gradient` is given, " ..
           "products are differences of that.",
    errors = {{"gd.method.newton_cg{forcing = 1}",
               "bad option 'forcing' to 'newton_cg' (a number in [1e-10, 0.9999] expected, got 1)"}},
    example = [[
local function chain(v)
  local a, b = v:slice(1, #v - 1), v:slice(2, #v)
  return (100*(b - a^2)^2 + (1 - a)^2):sum()
end
local r = gd.minimize(chain, gd.full(1000, 0.5), {method = "newton_cg"})
print(r.converged, r.epochs < 40)
]], output = "true\ttrue\n",
    see = "method.newton method.lbfgs hvp",
  },
  {
    name = "method.trust_region",
    text = "A quadratic model with the exact Hessian is made least within a radius, which follows " ..
           "how well the model foretells the cost. With up to `exact` variables that is done by " ..
           "factorisations, and saddles are left; with more by conjugate gradients. Derivatives " ..
           "are had as by gd.method.newton_cg.",
    errors = {{"gd.method.trust_region{radius = 2, largest = 1}",
               "bad option 'radius' to 'trust_region' (a number up to 'largest', 1, expected, " ..
               "got 2)"}},
    example = [[
local function valley(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end
local r = gd.minimize(valley, {-1.2, 1}, {method = gd.method.trust_region{radius = 1}})
print(r.converged, r.epochs < 40)
]], output = "true\ttrue\n",
    see = "method.newton method.newton_cg",
  },
  {
    name = "method.define",
    text = "Makes an update rule of one's own; the built-in ones are made by it. `update(x, g, " ..
           "step, s, o, t, cost)` returns the next point; x and g are vectors of all " ..
           "parameters, s is the memory that `init` made, t the updates completed. With " ..
           "`per_leaf` it is called for each leaf of a start with names, with its part of x and " ..
           "g and a memory of its own. In place of `update` there can be a `transform` of the " ..
           "gradient, for gd.method.chain; the rule's move by itself is then x - step*that.",
    args = {{"definition", "table", "the fields below"}}, options = "method.define",
    returns = {{"function", "the constructor: called by position or with names, it makes a " ..
                "method; the option `method` takes the constructor, too"}},
    errors = {{"gd.method.define{name = 'mine'}",
               "missing option 'update' to 'gd.method.define' (a function expected)"}},
    example = [[
local heavyball = gd.method.define{
  name = "heavyball", doc = "the moves add up", options = {{"beta", 0.9, "and fade by this"}},
  init = function(x) return {m = gd.zeros_like(x)} end,
  update = function(x, g, step, s, o)
    s.m = o.beta*s.m + g
    return x - step*s.m
  end,
}
print(gd.minimize(gd.sum_of_squares, {3, 4}, {method = heavyball{beta = 0.5}, step = 0.1}).epochs)
]], output = "44\n", see = "schedule.define stop.define",
  },
  {
    name = "method.chain",
    text = "Update rules one after the other, as one: each link makes a gradient for the next, " ..
           "and the last makes the move. A link before the last is a method that was defined " ..
           "with `transform`, as gd.method.clip is, or a function(g, x, t, cost) that answers a " ..
           "gradient.",
    args = {{"...", "method|function|string", "the links; the last is any update rule"}},
    returns = {{"method", "goes into the option `method` of a descent"}},
    errors = {{"gd.method.chain('adam', 'gd')",
               "bad argument #1 to 'gd.method.chain' (the method 'adam' makes the next point and " ..
               "no gradient, so it can only be the last of a chain)"}},
    example = [[
local method = gd.method.chain(gd.method.clip{norm = 1}, gd.method.momentum{beta = 0.5})
print(method)
print(gd.minimize(gd.sum_of_squares, {30, 40}, {method = method, step = 0.1}).epochs)
]], output = "chain(clip{norm = 1}, momentum{beta = 0.5})\n283\n", see = "method.clip method.define",
  },
  {
    name = "method.solver",
    text = "The constructor of a solver that is written in C: how gd.method.lbfgs is made. The " ..
           "solver tells its options itself.",
    args = {{"name", "string", "what the engine calls it"},
            {"doc", "string", "one line that says what it does", optional = true},
            {"check", "function", "function(o), raises for options that do not go together",
             optional = true}},
    returns = {{"function", "the constructor"}},
    errors = {{"gd.method.solver 'simplex'",
               "bad argument #1 to 'gd.method.solver' (the name of a solver of the engine " ..
               "expected, got 'simplex' (a string))"}},
    example = 'print(gd.method.solver("lbfgs", "quasi-Newton"))\n',
    output = "method lbfgs(memory, decrease, curvature, evaluations, linesearch)\n",
    see = "method.lbfgs",
  },
  {
    name = "method.resolve",
    text = "The method that a value of an option `method` stands for: a method, a constructor " ..
           "(its defaults are taken) or a name. For functions of one's own that take such an " ..
           "option.",
    args = {{"value", "method|function|string", "the value of the option"},
            {"fname", "string", "the function that has the option, for messages", optional = true,
             default = "minimize"}},
    returns = {{"method", "the method"}},
    errors = {{"gd.method.resolve('adm', 'train')",
               "bad option 'method' to 'train' (no method 'adm'; did you mean 'adam'?)"}},
    example = 'print(gd.method.resolve("adam"), gd.method.resolve(gd.method.momentum{beta = ' ..
              '0.5}))\n',
    output = "adam\tmomentum{beta = 0.5}\n", see = "minimize.method",
  },
  {
    name = "method.is",
    text = "Is the value a method?",
    args = {{"value", "any", "anything"}},
    returns = {{"boolean", "true for a method, not for a constructor or a name"}},
    errors = false,
    example = 'print(gd.method.is(gd.method.adam()), gd.method.is("adam"))\n',
    output = "true\tfalse\n",
    see = "method.resolve",
  },
  {
    name = "method.names",
    text = "The names of the methods there are, a list in order.",
    args = {},
    returns = {{"string[]", "a new list"}},
    errors = false,
    example = 'print(table.concat(gd.method.names(), " "))\n',
    output = "adabelief adadelta adagrad adam adamax adamw amsgrad barzilai_borwein bfgs cg clip dog " ..
             "gd lamb lbfgs lbfgsb levenberg_marquardt lion momentum nadam nelder_mead nesterov newton " ..
             "newton_cg polyak prodigy radam rmsprop rprop schedule_free signsgd trust_region yogi\n",
    see = "method",
  },
}

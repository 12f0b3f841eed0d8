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
        "and need the whole cost. A method, or its name, goes into the option `method`.",
  returns = {{"method", "goes into the option `method` of a descent"}},

  {
    name = "method.gd",
    errors = {{"gd.method.gd{step = 0.1}", "bad option 'step' to 'gd' (it has none)"}},
    example = example('{method = "gd", step = 0.02}'), output = "{1.0000005, -2}\t383\n",
    see = "minimize.step",
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
    name = "method.lbfgs",
    errors = {{"gd.method.lbfgs{decrease = 0.5, curvature = 0.1}",
               "bad option 'curvature' to 'lbfgs' (a number above 'decrease', 0.5, expected, " ..
               "got 0.1)"},
              {"gd.minimize(gd.sum_of_squares, {1}, {method = 'lbfgs', batch = 1, data = {1, 2}})",
               "bad option 'batch' to 'minimize' (the method 'lbfgs' is a solver, which finds " ..
               "its own steps and evaluates the whole cost; 'batch' goes with an update rule " ..
               "such as 'gd')"}},
    example = example("{method = gd.method.lbfgs{memory = 5}}"), output = "{1, -2}\t6\n",
    see = "minimize.method",
  },
  {
    name = "method.define",
    text = "Makes an update rule of one's own; the built-in ones are made by it. `update(x, g, " ..
           "step, s, o, t, cost)` returns the next point; x and g are vectors of all " ..
           "parameters, s is the memory that `init` made, t the updates completed.",
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
    output = "method lbfgs(memory, decrease, curvature, evaluations)\n",
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
    output = "adagrad adam gd lbfgs momentum nesterov rmsprop\n", see = "method",
  },
}

--- gd.schedule: what each is, is said in its file in scripts/gdlua/schedule.
return {
  key = "schedule", title = "Schedules",
  doc = "Step sizes as functions of time. A schedule is asked s(t, state) with the epochs " ..
        "completed, 0 first, and answers the step size. Schedules are put together: `a .. b` is " ..
        "a, then b from its own 0 (a must have a length); `a * b` and `0.5 * a` are products; " ..
        "one of the two may be a plain function. tostring(s) shows the formula.",
  object = {name = "schedule", variable = "s",
            methods = getmetatable(require "gdlua.schedule".constant()).__index},
  returns = {{"schedule", "goes into the option `step` of a descent"}},

  {
    name = "schedule.constant",
    errors = {{"gd.schedule.constant(-1)",
               "bad option 'v' to 'constant' (a number >= 0 expected, got -1)"}},
    example = "print(gd.schedule.constant(0.1):take(5) .. gd.schedule.constant(0.01))\n",
    output = "0.1 while t < 5, then 0.01\n", see = "schedule.piecewise schedule.take",
  },
  {
    name = "schedule.step",
    errors = {{"gd.schedule.step{every = 0}",
               "bad option 'every' to 'step' (a positive number expected, got 0)"}},
    example = "local s = gd.schedule.step(0.1, 0.5, 10)\nprint(s)\nprint(s(0), s(9), s(10), " ..
              "s(20))\n",
    output = [[
0.1*0.5^floor(t/10)
0.1	0.1	0.05	0.025
]], see = "schedule.multistep schedule.exponential",
  },
  {
    name = "schedule.multistep",
    errors = {{"gd.schedule.multistep(0.1)",
               "missing option 'at' to 'multistep' (a table expected)"},
               {"gd.schedule.multistep(0.1, 0.1, {80, 30})",
                "bad option 'at' to 'multistep' (a list of increasing epochs expected, like " ..
                "{30, 80})"}},
    example = "local s = gd.schedule.multistep{from = 0.1, at = {30, 80}}\nprint(s)\n" ..
              "print(s(29), s(30), s(80))\n",
    output = [[
0.1*0.1^count({30, 80} <= t)
0.1	0.01	0.001
]], see = "schedule.step schedule.piecewise",
  },
  {
    name = "schedule.piecewise", call = "gd.schedule.piecewise{{epoch, step}, {epoch, step}, ...}",
    errors = {{"gd.schedule.piecewise{{0, 0.1}, {0, 0.01}}",
               "bad option 'pieces' to 'piecewise' (piece 2 should start after piece 1)"}},
    example = "local s = gd.schedule.piecewise{{0, 0.1}, {30, 0.01}}\nprint(s)\nprint(s(29), " ..
              "s(30))\n",
    output = [[
0.1 while t < 30, then 0.01
0.1	0.01
]], see = "schedule.multistep",
  },
  {
    name = "schedule.linear",
    errors = {{"gd.schedule.linear{form = 0.1}",
               "bad option 'form' to 'linear' (did you mean 'from'?)"}},
    example = "local s = gd.schedule.linear(0.1, 0, 100)\nprint(s)\nprint(s(0), s(50), s(200))\n",
    output = [[
0.1 + (0 - 0.1)*min(t/100, 1)
0.1	0.05	0
]], see = "schedule.polynomial schedule.warmup",
  },
  {
    name = "schedule.polynomial",
    errors = {{"gd.schedule.polynomial{power = 0}",
               "bad option 'power' to 'polynomial' (a positive number expected, got 0)"}},
    example = "local s = gd.schedule.polynomial(0.1, 0, 100, 2)\nprint(s)\nprint(s(0), s(50), " ..
              "s(100))\n",
    output = [[
0.1*(1 - min(t/100, 1))^2
0.1	0.025	0.0
]], see = "schedule.linear",
  },
  {
    name = "schedule.exponential",
    errors = {{"gd.schedule.exponential(0.1, -0.5)",
               "bad option 'factor' to 'exponential' (a number >= 0 expected, got -0.5)"}},
    example = "local s = gd.schedule.exponential(0.1, 0.5)\nprint(s)\nprint(s(0), s(1), s(2))\n",
    output = [[
0.1*0.5^t
0.1	0.05	0.025
]], see = "schedule.step schedule.inverse_time",
  },
  {
    name = "schedule.inverse_time",
    errors = {{"gd.schedule.inverse_time('fast')",
               "bad option 'from' to 'inverse_time' (a number >= 0 expected, got 'fast' (a " ..
               "string))"}},
    example = "local s = gd.schedule.inverse_time(0.1, 1)\nprint(s)\nprint(s(0), s(1), s(9))\n",
    output = [[
0.1/(1 + 1*t)
0.1	0.05	0.01
]], see = "schedule.sqrt_decay schedule.exponential",
  },
  {
    name = "schedule.sqrt_decay",
    errors = {{"gd.schedule.sqrt_decay(0.1, 2)",
               "too many arguments to 'sqrt_decay' (it takes from)"}},
    example = "local s = gd.schedule.sqrt_decay(0.1)\nprint(s)\nprint(s(0), s(3), s(99))\n",
    output = [[
0.1/sqrt(t + 1)
0.1	0.05	0.01
]], see = "schedule.inverse_time",
  },
  {
    name = "schedule.cosine",
    errors = {{"gd.schedule.cosine(0.1, 0, 0)",
               "bad option 'epochs' to 'cosine' (a positive number expected, got 0)"}},
    example = "local s = gd.schedule.cosine(0.1, 0, 100)\nprint(s)\nprint(s(0), s(50), s(100))\n",
    output = [[
0.1*(1 + cos(pi*min(t/100, 1)))/2
0.1	0.05	0.0
]], see = "schedule.warm_restarts schedule.one_cycle schedule.warmup",
  },
  {
    name = "schedule.warm_restarts",
    errors = {{"gd.schedule.warm_restarts{growth = 0.5}",
               "bad option 'growth' to 'warm_restarts' (a number >= 1 expected, got 0.5)"}},
    example = "local s = gd.schedule.warm_restarts{from = 0.1, period = 10, growth = " ..
              "2}\nprint(s)\n" ..
              "print(s(0), s(5), s(10), s(20))\n",
    output = [[
0.1*(1 + cos(pi*share(t, periods 10, 20, ...)))/2
0.1	0.05	0.1	0.05
]], see = "schedule.cosine schedule.cyclic",
  },
  {
    name = "schedule.one_cycle",
    errors = {{"gd.schedule.one_cycle{rise = 2}",
               "bad option 'rise' to 'one_cycle' (a number in [0, 1] expected, got 2)"}},
    example = "local s = gd.schedule.one_cycle(0.1, 100)\nprint(s)\n" ..
              "print(s(0), s(29), (\"%.2g\"):format(s(99)))\n",
    output = [[
one_cycle(0.1, 100)
0.004	0.1	4e-07
]], see = "schedule.cyclic schedule.cosine",
  },
  {
    name = "schedule.cyclic",
    errors = {{"gd.schedule.cyclic{mode = 'triangle'}",
               "bad option 'mode' to 'cyclic' ('triangular', 'triangular2' or 'exp_range' " ..
               "expected, got 'triangle' (a string))"}},
    example = "local s = gd.schedule.cyclic{low = 0, high = 0.1, half = 5, mode = " ..
              "\"triangular2\"}\n" ..
              "print(s)\nprint(s(0), s(5), s(10), s(15))\n",
    output = [[
0.1*(1 - abs(t/5 % 2 - 1))*0.5^floor(t/(2*5))
0.0	0.1	0.0	0.05
]], see = "schedule.one_cycle schedule.warm_restarts",
  },
  {
    name = "schedule.warmup",
    errors = {{"gd.schedule.warmup(0)",
               "bad option 'n' to 'warmup' (a positive number expected, got 0)"}},
    example = "local s = gd.schedule.warmup(4) .. gd.schedule.constant(0.1)\nprint(s)\n" ..
              "print(s(0), s(1), s(4))\n",
    output = [[
0.1*min(t/4, 1) while t < 4, then 0.1
0.0	0.025	0.1
]], see = "schedule.linear schedule.cosine",
  },
  {
    name = "schedule.plateau",
    errors = {{"gd.schedule.plateau()(3)",
               "schedule 'plateau(0.1)' follows the cost: it is asked with the state of a run, " ..
               "s(t, state)"}},
    example = [[
local function cost(x) return math.abs(x) end
local r = gd.minimize(cost, 1, {
  step = gd.schedule.plateau{from = 0.3, factor = 0.5, patience = 3}, epochs = 20,
})
print(r.history.step[2], r.history.step[21])
]],
    output = "0.3\t0.0375\n", see = "stop.patience minimize.on_rise",
  },
  {
    name = "schedule.noam",
    errors = {{"gd.schedule.noam(0)",
               "bad option 'dim' to 'noam' (a positive number expected, got 0)"}},
    example = "local s = gd.schedule.noam(512, 4000):per_update()\nprint(s)\n" ..
              "print((\"%.3g %.3g\"):format(s(3999), s(15999)))\n",
    output = [[
512^-0.5*min((t + 1)^-0.5, (t + 1)*4000^-1.5), t in updates
0.000699 0.000349
]], see = "schedule.per_update schedule.warmup",
  },
  {
    name = "schedule.take", call = "s:take(n)",
    text = "The same schedule with a length of `n`, so that another can follow it.",
    args = {{"n", "number", "epochs", range = "> 0"}},
    returns = {{"schedule", "with that length"}},
    errors = {{"gd.schedule.constant(0.1):take(0)",
               "bad argument #1 to 'take' (a positive number expected, got 0)"},
              {"return gd.schedule.constant(0.1) .. gd.schedule.constant(0.2)",
               "an endless schedule (0.1) cannot be followed by another: s:take(n) gives it a " ..
               "length"}},
    example = "print(gd.schedule.constant(0.1):take(3) .. gd.schedule.exponential(0.1, 0.5))\n",
    output = "0.1 while t < 3, then 0.1*0.5^(t - 3)\n", see = "schedule.after",
  },
  {
    name = "schedule.after", call = "s:after(n)",
    text = "The same schedule, begun later: s(0) until `n`, then s(t - n).",
    args = {{"n", "number", "epochs", range = ">= 0"}},
    returns = {{"schedule", "that waits"}},
    errors = {{"gd.schedule.constant(0.1):after(-1)",
               "bad argument #1 to 'after' (a number >= 0 expected, got -1)"}},
    example = "local s = gd.schedule.exponential(0.1, 0.5):after(10)\nprint(s)\nprint(s(10), " ..
              "s(11))\n",
    output = [[
0.1*0.5^max(t - 10, 0)
0.1	0.05
]], see = "schedule.take",
  },
  {
    name = "schedule.per_update", call = "s:per_update()",
    text = "The same schedule, asked with the updates completed in place of the epochs: with " ..
           "batches the step then changes within an epoch.",
    args = {},
    returns = {{"schedule", "that counts updates"}},
    errors = {{"gd.schedule.constant(1).per_update()",
               "calling 'per_update' on bad self (a schedule expected, got nil)"},
              {"return gd.schedule.constant(1)*gd.schedule.linear():per_update()",
               "the schedules on both sides of '*' count differently (epochs and updates): use " ..
               "per_update() on both or on the whole"}},
    example = "print(gd.schedule.inverse_time(0.1, 0.01):per_update())\n",
    output = "0.1/(1 + 0.01*t), t in updates\n", see = "minimize.batch",
  },
  {
    name = "schedule.define",
    text = "Makes a constructor of schedules of one's own; the built-in ones are made by it. " ..
           "`at(t, o)` is all it needs.",
    args = {{"definition", "table", "the fields below"}}, options = "schedule.define",
    returns = {{"function", "the constructor: called by position or with names, it makes a " ..
                "schedule"}},
    errors = {{"gd.schedule.define{name = 'mine'}",
               "bad schedule 'mine' (it needs `at`, a function(t, o))"}},
    example = [[
local sawtooth = gd.schedule.define{
  name = "sawtooth", doc = "falls, and starts again",
  options = {{"high", 0.1, "the first step"}, {"period", 10, "epochs", above = 0}},
  formula = "high*(1 - (t % period)/period)",
  at = function(t, o) return o.high*(1 - t % o.period/o.period) end,
}
local s = sawtooth{period = 4}
print(s)
print(s(0), s(3), s(4))
]],
    output = [[
0.1*(1 - (t % 4)/4)
0.1	0.025	0.1
]], see = "schedule stop.define method.define",
  },
  {
    name = "schedule.is",
    text = "Is the value a schedule?",
    args = {{"value", "any", "anything"}},
    returns = {{"boolean", "true for a schedule, not for a constructor or plain function"}},
    errors = false,
    example = "print(gd.schedule.is(gd.schedule.constant(1)), gd.schedule.is(0.1))\n",
    output = "true\tfalse\n", see = "schedule.define",
  },
  {
    name = "schedule.names",
    text = "The names of the schedules there are, a list in order.",
    args = {},
    returns = {{"string[]", "a new list"}},
    errors = false,
    example = "print(#gd.schedule.names(), gd.schedule.names()[1])\n",
    output = "16\tconstant\n", see = "schedule",
  },
}

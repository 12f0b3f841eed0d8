--- gd.stop: what each is, is said in its file in scripts/gdlua/stop.
local loop = "gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, stop = %s})"

local function example(rule)
  return ("local r = " .. loop .. "\nprint(r.converged, r.reason)\n"):format(rule)
end

return {
  key = "stop", title = "Stopping rules",
  doc = "When a descent ends. A rule looks at the state at every epoch, 0 included. Rules are " ..
        "put together: `a | b` fires when either does, `a & b` when both do at the same epoch, " ..
        "`a * 3` when a does three epochs in a row; one of the two may be a plain function. A " ..
        "rule goes into the option `stop`, which takes the place of `tolerance`, not of `epochs`.",
  object = {name = "stop", variable = "rule",
            methods = getmetatable(require "gdlua.stop".never()).__index},
  returns = {{"rule", "goes into the option `stop` of a descent"}},

  {
    name = "stop.gradient",
    errors = {{"gd.stop.gradient{norm = 1}",
               "bad option 'norm' to 'gradient' ('inf' or 2 expected, got 1)"}},
    example = example("gd.stop.gradient(1e-3, 2)"),
    output = "true\tgradient: |g| = 0.00085 <= 0.001 after 42 epochs\n",
    see = "minimize.tolerance state.gradient_error",
  },
  {
    name = "stop.distance",
    errors = {{"gd.stop.distance()",
               "missing option 'target' to 'distance' (a number, a table or an array expected)"},
              {"gd.minimize(gd.sum_of_squares, {1}, {stop = gd.stop.distance({0, 0}, 0.1)})",
               "bad option 'target' to 'distance' (target should be a vector of 1, it is vector " ..
               "of 2)"}},
    example = example("gd.stop.distance({0, 0}, 0.01)"),
    output = "true\tdistance: 0.0097 <= 0.01 from the target after 28 epochs\n", see = "distance",
  },
  {
    name = "stop.cost_below",
    errors = {{"gd.stop.cost_below()", "missing option 'v' to 'cost_below' (a number expected)"}},
    example = example("gd.stop.cost_below(0.01)"),
    output = "true\tcost_below: cost = 0.00811296 <= 0.01 after 18 epochs\n", see = "stop.patience",
  },
  {
    name = "stop.cost_change",
    errors = {{"gd.stop.cost_change{tol = -1}",
               "bad option 'tol' to 'cost_change' (a number >= 0 expected, got -1)"}},
    example = example("gd.stop.cost_change(1e-6)"),
    output = "true\tcost_change: |change of the cost| = 9.5e-07 <= 1e-06 after 37 epochs\n",
    see = "stop.change",
  },
  {
    name = "stop.change",
    errors = {{"gd.stop.change('small')",
               "bad option 'tol' to 'change' (a number >= 0 expected, got 'small' (a string))"}},
    example = example("gd.stop.change(1e-3) * 3"),
    output = "true\tchange: moved by 0.00063 <= 0.001 after 34 epochs, 3 times in a row\n",
    see = "stop.cost_change",
  },
  {
    name = "stop.step_size",
    errors = {{"gd.stop.step_size(-1)",
               "bad option 'tol' to 'step_size' (a number >= 0 expected, got -1)"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {
  step = gd.schedule.exponential(0.1, 0.5), stop = gd.stop.step_size(1e-3),
})
print(r.converged, r.reason)
]], output = "false\tstep_size: step = 0.00078 <= 0.001 after 8 epochs\n", see = "schedule.plateau",
  },
  {
    name = "stop.patience",
    errors = {{"gd.stop.patience(0)",
               "bad option 'epochs' to 'patience' (a number >= 1 expected, got 0)"}},
    example = example("gd.stop.patience(5, 0.1)"),
    output = "false\tpatience: no fall of 0.1 in 5 epochs\n",
    see = "schedule.plateau minimize.validation",
  },
  {
    name = "stop.diverged",
    errors = {{"gd.stop.diverged(0)",
               "bad option 'factor' to 'diverged' (a positive number expected, got 0)"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 1.5, stop = gd.stop.diverged(100)})
print(r.converged, r.reason)
print(r.x)
]], output = [[
false	diverged: |cost| = 6400 > 2500 after 4 epochs
{3, 4}
]], see = "minimize.on_rise result.best",
  },
  {
    name = "stop.epochs",
    errors = {{"gd.stop.epochs()", "missing option 'n' to 'epochs' (a number >= 0 expected)"}},
    example = example("gd.stop.epochs(5)"), output = "false\tepochs: limit of 5 epochs\n",
    see = "minimize.epochs",
  },
  {
    name = "stop.updates",
    errors = {{"gd.stop.updates(-1)",
               "bad option 'n' to 'updates' (a number >= 0 expected, got -1)"}},
    example = example("gd.stop.updates(5)"),
    output = "false\tupdates: 5 made, limit of 5 updates\n", see = "minimize.batch",
  },
  {
    name = "stop.evaluations",
    errors = {{"gd.stop.evaluations('many')",
               "bad option 'n' to 'evaluations' (a number >= 0 expected, got 'many' (a string))"}},
    example = example("gd.stop.evaluations(100)"),
    output = "false\tevaluations: 100 made, limit of 100 evaluations\n", see = "state.evaluations",
  },
  {
    name = "stop.time",
    errors = {{"gd.stop.time()", "missing option 'seconds' to 'time' (a number >= 0 expected)"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {
  step = 1e-9, stop = gd.stop.time(0.01), epochs = math.huge,
})
print(r.reason:match("^time: "))
]], output = "time: \n", see = "minimize.time",
  },
  {
    name = "stop.never",
    errors = {{"gd.stop.never(1)", "too many arguments to 'never' (it takes none)"}},
    example = example("gd.stop.never()"), output = "false\tepochs: 1000 of 1000 done\n",
    see = "minimize.epochs",
  },
  {
    name = "stop.after", call = "rule:after(n)",
    text = "The same rule, asked from the start and not heard before epoch `n`.",
    args = {{"n", "number", "epochs", range = ">= 0"}},
    returns = {{"rule", "that waits"}},
    errors = {{"gd.stop.patience(5):after(-1)",
               "bad argument #1 to 'after' (a number >= 0 expected, got -1)"}},
    example = example("gd.stop.cost_below(1):after(20)"),
    output = "true\tcost_below: cost = 0.00332307 <= 1 after 20 epochs\n", see = "stop.patience",
  },
  {
    name = "stop.rule",
    text = "A rule made of a function of the state. It returns nothing or false to go on, true " ..
           "when what was sought is found, or a text: the reason to end without it. The option " ..
           "`stop` takes such a function as it is; this is for putting it together with others, " ..
           "or for a true that does not mean \"found\".",
    args = {{"f", "function", "function(state) -> false, true or a reason"},
            {"options", "options", "see below", optional = true}}, options = "stop.rule",
    returns = {{"rule", "goes into the option `stop` of a descent"}},
    errors = {{"gd.stop.rule(3)",
               "bad argument #1 to 'gd.stop.rule' (a function expected, got 3)"}},
    example = [[
local rule = gd.stop.rule(function(state) return state.cost < 1 end, {converges = false})
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, stop = rule})
print(r.converged, r.epochs)
]], output = "false\t8\n", see = "stop.define",
  },
  {
    name = "stop.define",
    text = "Makes a constructor of rules of one's own; the built-in ones are made by it. " ..
           "`reached(state, o, m)` answers whether the rule fires, and a format with its values " ..
           "for the reason.",
    args = {{"definition", "table", "the fields below"}}, options = "stop.define",
    returns = {{"function", "the constructor: called by position or with names, it makes a rule"}},
    errors = {{"gd.stop.define{name = 'mine'}",
               "missing option 'reached' to 'gd.stop.define' (a function expected)"}},
    example = [[
local near = gd.stop.define{
  name = "near", doc = "a first component that is small", converges = true,
  options = {{"tol", 0.1, "how small", min = 0}},
  reached = function(state, o)
    return math.abs(state.x[1]) <= o.tol, "x[1] is %.3g", state.x[1]
  end,
}
print(gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, stop = near(0.5)}).reason)
]], output = "near: x[1] is 0.403\n", see = "stop.rule schedule.define method.define",
  },
  {
    name = "stop.wrap",
    text = "The rule that a value of an option `stop` stands for: a rule itself, or one made of " ..
           "a function. For functions of one's own that take such an option.",
    args = {{"value", "rule|function", "the value of the option"},
            {"fname", "string", "the function that has the option, for messages", optional = true,
             default = "minimize"}},
    returns = {{"rule", "the rule"}},
    errors = {{"gd.stop.wrap(5, 'train')",
               "bad option 'stop' to 'train' (a stopping rule or function expected, got 5)"}},
    example = "print(gd.stop.wrap(gd.stop.epochs(3)))\n", output = "epochs(3)\n", see = "stop.rule",
  },
  {
    name = "stop.is",
    text = "Is the value a stopping rule?",
    args = {{"value", "any", "anything"}},
    returns = {{"boolean", "true for a rule, not for a constructor or plain function"}},
    errors = false,
    example = "print(gd.stop.is(gd.stop.never()), gd.stop.is(print))\n", output = "true\tfalse\n",
    see = "stop.wrap",
  },
  {
    name = "stop.names",
    text = "The names of the rules there are, a list in order.",
    args = {},
    returns = {{"string[]", "a new list"}},
    errors = false,
    example = "print(#gd.stop.names(), gd.stop.names()[1])\n", output = "13\tchange\n",
    see = "stop",
  },
}

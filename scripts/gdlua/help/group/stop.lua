--- gd.stop: what each is, is said in its file in scripts/gdlua/stop.
local loop = "gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, stop = %s})"

local function example(rule)
  return ("local r = " .. loop .. "\nprint(r.converged, r.reason)\n"):format(rule)
end

return {
  key = "stop", title = "Stopping rules",
  doc = "When a descent ends. A rule looks at the state at every epoch, 0 included. Rules are put " ..
        "together: `a | b` fires when either does, `a & b` when both do at the same epoch, " ..
        "`a * 3` when a does three epochs in a row; one of the two may be a plain function. A " ..
        "rule goes into the option `stop`, which takes the place of `tolerance`, not of `epochs`.",
  object = {name = "stop", variable = "rule",
            methods = getmetatable(require "gdlua.stop".never()).__index},
  returns = {{"rule", "goes into the option `stop` of a descent"}},

  {
    name = "stop.gradient",
    errors = {{"gd.stop.gradient{norm = 1}", "@"}},
    example = example("gd.stop.gradient(1e-3, 2)"), output = "@",
    see = "minimize.tolerance state.gradient_error",
  },
  {
    name = "stop.distance",
    errors = {{"gd.stop.distance()", "@"},
              {"gd.minimize(gd.sum_of_squares, {1}, {stop = gd.stop.distance({0, 0}, 0.1)})", "@"}},
    example = example("gd.stop.distance({0, 0}, 0.01)"), output = "@", see = "distance",
  },
  {
    name = "stop.cost_below",
    errors = {{"gd.stop.cost_below()", "@"}},
    example = example("gd.stop.cost_below(0.01)"), output = "@", see = "stop.patience",
  },
  {
    name = "stop.cost_change",
    errors = {{"gd.stop.cost_change{tol = -1}", "@"}},
    example = example("gd.stop.cost_change(1e-6)"), output = "@", see = "stop.change",
  },
  {
    name = "stop.change",
    errors = {{"gd.stop.change('small')", "@"}},
    example = example("gd.stop.change(1e-3) * 3"), output = "@", see = "stop.cost_change",
  },
  {
    name = "stop.step_size",
    errors = {{"gd.stop.step_size(-1)", "@"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {
  step = gd.schedule.exponential(0.1, 0.5), stop = gd.stop.step_size(1e-3),
})
print(r.converged, r.reason)
]], output = "@", see = "schedule.plateau",
  },
  {
    name = "stop.patience",
    errors = {{"gd.stop.patience(0)", "@"}},
    example = example("gd.stop.patience(5, 0.1)"), output = "@",
    see = "schedule.plateau minimize.validation",
  },
  {
    name = "stop.diverged",
    errors = {{"gd.stop.diverged(0)", "@"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 1.5, stop = gd.stop.diverged(100)})
print(r.converged, r.reason)
print(r.x)
]], output = "@", see = "minimize.on_rise result.best",
  },
  {
    name = "stop.epochs",
    errors = {{"gd.stop.epochs()", "@"}},
    example = example("gd.stop.epochs(5)"), output = "@", see = "minimize.epochs",
  },
  {
    name = "stop.updates",
    errors = {{"gd.stop.updates(-1)", "@"}},
    example = example("gd.stop.updates(5)"), output = "@", see = "minimize.batch",
  },
  {
    name = "stop.evaluations",
    errors = {{"gd.stop.evaluations('many')", "@"}},
    example = example("gd.stop.evaluations(100)"), output = "@", see = "state.evaluations",
  },
  {
    name = "stop.time",
    errors = {{"gd.stop.time()", "@"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {
  step = 1e-9, stop = gd.stop.time(0.01), epochs = math.huge,
})
print(r.reason:match("^time: "))
]], output = "@", see = "minimize.time",
  },
  {
    name = "stop.never",
    errors = {{"gd.stop.never(1)", "@"}},
    example = example("gd.stop.never()"), output = "@", see = "minimize.epochs",
  },
  {
    name = "stop.after", call = "rule:after(n)",
    text = "The same rule, asked from the start and not heard before epoch `n`.",
    args = {{"n", "number", "epochs", range = ">= 0"}},
    returns = {{"rule", "that waits"}},
    errors = {{"gd.stop.patience(5):after(-1)", "@"}},
    example = example("gd.stop.cost_below(1):after(20)"), output = "@", see = "stop.patience",
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
    errors = {{"gd.stop.rule(3)", "@"}},
    example = [[
local rule = gd.stop.rule(function(state) return state.cost < 1 end, {converges = false})
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, stop = rule})
print(r.converged, r.epochs)
]], output = "@", see = "stop.define",
  },
  {
    name = "stop.define",
    text = "Makes a constructor of rules of one's own; the built-in ones are made by it. " ..
           "`reached(state, o, m)` answers whether the rule fires, and a format with its values " ..
           "for the reason.",
    args = {{"definition", "table", "the fields below"}}, options = "stop.define",
    returns = {{"function", "the constructor: called by position or with names, it makes a rule"}},
    errors = {{"gd.stop.define{name = 'mine'}", "@"}},
    example = [[
local near = gd.stop.define{
  name = "near", doc = "a first component that is small", converges = true,
  options = {{"tol", 0.1, "how small", min = 0}},
  reached = function(state, o)
    return math.abs(state.x[1]) <= o.tol, "x[1] is %.3g", state.x[1]
  end,
}
print(gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, stop = near(0.5)}).reason)
]], output = "@", see = "stop.rule schedule.define method.define",
  },
  {
    name = "stop.wrap",
    text = "The rule that a value of an option `stop` stands for: a rule itself, or one made of a " ..
           "function. For functions of one's own that take such an option.",
    args = {{"value", "rule|function", "the value of the option"},
            {"fname", "string", "the function that has the option, for messages", optional = true,
             default = "minimize"}},
    returns = {{"rule", "the rule"}},
    errors = {{"gd.stop.wrap(5, 'train')", "@"}},
    example = "print(gd.stop.wrap(gd.stop.epochs(3)))\n", output = "@", see = "stop.rule",
  },
  {
    name = "stop.is",
    text = "Is the value a stopping rule?",
    args = {{"value", "any", "anything"}},
    returns = {{"boolean", "true for a rule, not for a constructor or plain function"}},
    errors = false,
    example = "print(gd.stop.is(gd.stop.never()), gd.stop.is(print))\n", output = "@",
    see = "stop.wrap",
  },
  {
    name = "stop.names",
    text = "The names of the rules there are, a list in order.",
    args = {},
    returns = {{"string[]", "a new list"}},
    errors = false,
    example = "print(#gd.stop.names(), gd.stop.names()[1])\n", output = "@", see = "stop",
  },
}

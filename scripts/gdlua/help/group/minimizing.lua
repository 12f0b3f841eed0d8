--- Runs of a descent: gd.minimize and what stands beside it.
local core = require "gdlua.core"
require "gdlua.descent.fork"                  -- publishes its options

local cost = {"f", "cost", "the cost: a function that returns one number"}
local start = {"start", "point",
               "where to begin; the cost is given arguments of this shape, and " ..
               "the result has it"}
local options = {"options", "options", "see the group `options`", optional = true}
local same = {"options", "options", "those of gd.minimize", optional = true}

return {
  key = "minimizing", title = "Minimizing",
  doc = "A descent looks for the point where a cost is smallest. gd.minimize runs it to its " ..
        "end, gd.descent hands it over to be run epoch by epoch: `d` in the names below is what " ..
        "it returns.",
  object = {name = "descent", variable = "d", methods = core.descent_methods},
  -- What the scripts of gdlua ask of the engine; not for users, and it may change.
  internal = {advance = true, fork_run = true, history = true, report = true, state = true,
              epoch = true, config = true, save_file = true, restore_file = true,
              linearised = true, take = true, checkpoint_trouble = true, cost_trouble = true, part_trouble = true},

  {
    name = "minimize",
    text = "Runs a descent to its end and returns what it found: where, how small the cost is " ..
           "there, and why it ended. No ending is an error; `result.converged` says whether a " ..
           "minimum was found. Without options the method is L-BFGS; with a `step` it is plain " ..
           "gradient descent.",
    args = {cost, start, options}, options = "minimize",
    returns = {{"result", "see the group `result`"}},
    errors = {
      {"gd.minimize(function(x) return x end)",
       "the start is missing: where should the run begin? (a number, an array or a table of " ..
       "them expected)"},
      {"gd.minimize(gd.sum_of_squares, {3, 4}, {stpe = 0.1})",
       "bad option 'stpe' to 'minimize' (did you mean 'step'?)"},
      {"gd.minimize(function(x) return 'a' end, 1)",
       "the cost returned 'a' (a string); a number expected (cost defined at code:1)"},
    },
    example = [[
local r = gd.minimize(function(x) return (x - 3)^2 end, 0, {step = 0.2})
print(r.x, r.converged)
print(r.reason)

-- parameters with names, and the method found by itself
r = gd.minimize(function(p) return (p.a - 1)^2 + p.b^2 end, {a = 5, b = -3})
print(r.x.a, r.epochs)
]], output = [[
2.9999996020669	true
gradient: |g| = 8e-07 <= 1e-06 after 31 epochs
1.0	2
]],
    see = "maximize descent options result method stop schedule",
  },
  {
    name = "maximize",
    text = "The same for the highest point. Cost, gradient and history are those of `f` itself; " ..
           "rules that compare costs (`on_rise`, `patience`, `plateau`, `cost_below`) are read " ..
           "the other way round.",
    args = {cost, start, same}, options_of = "minimize",
    returns = {{"result", "see the group `result`"}},
    errors = {{"gd.maximize(3, 1)",
               "bad argument #1 to 'maximize' (the cost, a function, expected, got 3)"}},
    example = [[
local r = gd.maximize(function(t) return t*math.exp(-t) end, 3)
print(("%.4f at %.4f"):format(r.cost, r.x))
]], output = "0.3679 at 1.0000\n",
    see = "minimize",
  },
  {
    name = "descent",
    text = "A run held in the hand: the same as gd.minimize, but it goes on only when it is " ..
           "told to. It takes the same options.",
    args = {cost, start, same}, options_of = "minimize",
    returns = {{"descent", "with the methods below"}},
    errors = {{"gd.descent(gd.sum_of_squares, {1, 0/0})",
               "the start is not finite: start[2] is nan"}},
    example = [[
local d = gd.descent(gd.sum_of_squares, {3, 4}, {step = 0.25})
for state in d:epochs() do
  print(state.epoch, state.x, state.cost)
  if state.cost < 1 then break end
end
print(d:run(2).reason)
]], output = [[
1	{1.5, 2}	6.25
2	{0.75, 1}	1.5625
3	{0.375, 0.5}	0.390625
running: 5 epochs done
]],
    see = "minimize descent.step descent.epochs descent.run descent.fork state",
  },
  {
    name = "step",
    text = "The move all descents are made of: v + size*gradient. A negative size goes down.",
    args = {
      {"v", "point", "where one is"},
      {"gradient", "point", "of the same shape"},
      {"size", "number", "how much of the gradient is added"},
    },
    returns = {{"point", "in the shape of v; v stays as it is"}},
    errors = {{"gd.step({1, 2}, {1, 2, 3}, -0.1)",
               "the gradient is vector of 3 (vector of 2 expected)"}},
    example = [[
local v = gd.vector{3, 4}
print(gd.step(v, 2*v, -0.1))
]], output = "{2.4, 3.2}\n",
    see = "minimize",
  },
  {
    name = "descent.step", call = "d:step()",
    text = "Runs one epoch. The first call evaluates the start as well.",
    args = {},
    returns = {{"state|nil", "the state of the run, or nil once it has ended"},
               {"string?", "the reason why it ended"}},
    errors = {{"gd.descent(gd.sum_of_squares, {1}).step()",
               "bad self in a call of 'step' (a descent expected, got nil; methods are called " ..
               "with a colon: d:step())"}},
    example = [[
local d = gd.descent(gd.sum_of_squares, {3, 4}, {step = 0.25, epochs = 1})
print(d:step())
print(d:step())
]], output = [[
epoch 1  cost 6.25  |g| 4  step 0.25
nil	epochs: 1 of 1 done, |g| = 4 > 1e-06
]],
    see = "descent.epochs state",
  },
  {
    name = "descent.epochs", call = "for state in d:epochs() do ... end",
    text = "Goes on epoch by epoch, until the run ends or the loop is left; another loop goes " ..
           "on from there.",
    args = {},
    returns = {{"function", "an iterator that answers the state of the run"}},
    errors = {{"gd.descent(gd.sum_of_squares, {1}).epochs()",
               "bad self in a call of 'epochs' (a descent expected, got nil; methods are called " ..
               "with a colon: d:epochs())"}},
    example = [[
local d = gd.descent(function(x) return x^2 end, 1, {step = 0.25})
for state in d:epochs() do
  if state.x < 0.1 then break end
end
print(d:result().epochs, d:result().x)
]], output = "4\t0.0625\n",
    see = "descent.step descent.run",
  },
  {
    name = "descent.run", call = "d:run([epochs])",
    text = "Runs so many more epochs, or to the end.",
    args = {{"epochs", "number", "how many at most", optional = true, default = "until it ends"}},
    returns = {{"result", "the result so far"}},
    errors = {{"gd.descent(gd.sum_of_squares, {1}):run(-1)",
               "bad argument #1 to 'run' (a number of epochs >= 0 expected, got -1)"}},
    example = [[
local d = gd.descent(function(x) return x^2 end, 1, {step = 0.25})
print(d:run(5).reason)
print(d:run().reason)
]], output = [[
running: 5 epochs done
gradient: |g| = 9.5e-07 <= 1e-06 after 21 epochs
]],
    see = "descent.result descent.fork",
  },
  {
    name = "descent.result", call = "d:result()",
    text = "The result so far; the run is not changed.",
    args = {},
    returns = {{"result", "see the group `result`"}},
    errors = {{"gd.descent(gd.sum_of_squares, {1}).result()",
               "bad self in a call of 'result' (a descent expected, got nil; methods are called " ..
               "with a colon: d:result())"}},
    example = [[
local d = gd.descent(function(x) return x^2 end, 1, {step = 0.25})
print(d:result().reason)
d:step()
print(d:result().x, d:result().converged)
]], output = [[
not started
0.5	false
]],
    see = "descent.run result",
  },
  {
    name = "descent.fork",
    text = "An independent run that goes on from here: with the same random numbers for its batches, " ..
           "the memory of method, schedule and rules, and the history so far. It makes no " ..
           "checkpoints.\n" ..
           "With options the run goes on from an earlier `epoch`, to which it is repeated from its " ..
           "start, bit by bit, or with other limits, step sizes, rules and observers; what is not " ..
           "given stays as it is. A schedule or stopping rule that is given begins anew; a schedule is " ..
           "asked with the epochs of the whole run (`s:after(40)` begins at epoch 40). Where the " ..
           "repeated run is not what was recorded, an error says so.",
    args = {{"options", "options", "see below", optional = true}}, options = "fork",
    returns = {{"descent", "the other run"}},
    errors = {{"gd.descent(gd.sum_of_squares, {1}).fork()",
               "bad self in a call of 'fork' (a descent expected, got nil; methods are called " ..
               "with a colon: d:fork())"},
              {"gd.descent(gd.sum_of_squares, {1}, {step = 0.1}):fork{method = 'adam'}",
               "bad option 'method' to 'fork' (a fork goes on with the memory of the method, which " ..
               "another one could not use)"},
              {"gd.descent(gd.sum_of_squares, {1}, {step = 0.1}):fork{epoch = 3}",
               "bad option 'epoch' to 'fork' (3; the run has not started)"}},
    example = [[
local d = gd.descent(function(x) return x^2 end, 1, {step = 0.25})
d:run(3)
local same, other = d:fork(), d:fork{epoch = 2, step = 0.5}
print(d:run(1).x, same:run(2).x, other:run(1).x)
]], output = "0.0625\t0.03125\t0.0\n",
    see = "descent.run descent.rewind",
  },
  {
    name = "descent.rewind",
    text = "Goes back to an epoch where the run has been: it is repeated from its start, bit by bit. " ..
           "gd's random numbers are then what they were there, too. The observers are not asked again " ..
           "about what is repeated. Where the repeated run is not what was recorded, because the cost " ..
           "or the data have changed, an error says so, and the run stays where it is; so it does when " ..
           "it went on from a checkpoint, whose start it does not know.",
    args = {{"epoch", "integer", "where to; 0 is the start"}},
    returns = {{"descent", "itself"}},
    errors = {{"gd.descent(gd.sum_of_squares, {1}):rewind(3)",
               "bad argument #1 to 'rewind' (3; the run has not started)"}},
    example = [[
local d = gd.descent(function(x) return x^2 end, 1, {step = 0.25})
print(d:run(5).x)
print(d:rewind(2):result().x, d:run(3).x)
]], output = "0.03125\n0.25\t0.03125\n",
    see = "descent.fork descent.restore",
  },
  {
    name = "descent.save", call = "d:save(path)",
    text = "Writes all that the run is to a file: point, counts, history, random numbers, the " ..
           "order of the data, the memory of method, schedule and rules. The file is whole or " ..
           "not there, whatever happens meanwhile.",
    args = {{"path", "string", "the file"}}, returns = {},
    errors = {{"gd.descent(gd.sum_of_squares, {1}):save()",
               "bad argument #1 to 'save' (path expected, got nil)"},
              {"gd.descent(gd.sum_of_squares, {1}):save('nowhere/run.ckpt')",
               "cannot write 'nowhere/run.ckpt': No such file or directory"}},
    example = [[
local d = gd.descent(gd.sum_of_squares, {3, 4}, {step = 0.25})
d:run(2)
d:save("run.ckpt")
print(d:result().x)
]], output = "{0.75, 1}\n",
    see = "descent.restore minimize.checkpoint descent.fork",
  },
  {
    name = "descent.restore", call = "d:restore(path)",
    text = "Puts the run to where another was when it was saved; from there it goes on with the " ..
           "same bits. Cost, data and the functions of the script are not in the file: the run " ..
           "must have been made with the same.",
    args = {{"path", "string", "the file"}}, returns = {{"descent", "itself"}},
    errors = {{"gd.descent(gd.sum_of_squares, {1}):restore('nowhere.ckpt')",
               "cannot open 'nowhere.ckpt': No such file or directory"}},
    example = [[
local function make() return gd.descent(gd.sum_of_squares, {3, 4}, {step = 0.25}) end
local d = make()
d:run(2)
d:save("run.ckpt")

local other = make():restore("run.ckpt")
print(other:run(1).epochs, other:result().x)
]], output = "3\t{0.375, 0.5}\n",
    see = "descent.save minimize.checkpoint",
  },
  {
    name = "descent.rungs", call = "d:rungs()",
    text = "What the schedule, the method and the stopping rule run as: compiled, without Lua, " ..
           "or as the Lua functions that they are. A part is traced once it has been asked some " ..
           "times; gd.explain tells the same of the cost.",
    args = {},
    returns = {{"table", "\"compiled\" or \"Lua\" by `schedule`, `method`, `stopping rule`, as " ..
                         "far as the run has them"},
               {"table", "by the same names, why a part stays Lua; nothing where it has not been " ..
                         "traced yet"}},
    errors = {{"gd.descent(gd.sum_of_squares, {1}).rungs()",
               "bad argument #1 (a descent expected, got nil; methods are called with a colon: " ..
               "d:step())"}},
    example = [[
local seen = {}
local function step(t) seen[#seen + 1] = t; return 0.01 end
local d = gd.descent(gd.sum_of_squares, {3, 4}, {method = "adam", step = step})
d:run(50)
local parts, why = d:rungs()
print(parts.method, parts.schedule, why.schedule)
]], output = "compiled\tLua\tit changes element 17 of a table\n",
    see = "descent.stretches explain",
  },
  {
    name = "descent.stretches", call = "d:stretches()",
    text = "How much of the run was made in native stretches: many epochs as one program, which " ..
           "has the cost, its gradient, the method, the schedule and the stopping rule in it " ..
           "and gives the bits of the same epochs one by one. There are stretches once all of " ..
           "these are compiled, in runs of up to 64 variables.",
    args = {},
    returns = {{"number", "stretches so far"},
               {"number", "epochs in them"},
               {"string?", "why the parts of the run cannot be put together, where they cannot"},
               {"number", "how often the engine has called Lua so far, in all runs of the program"}},
    errors = {{"gd.descent(gd.sum_of_squares, {1}).stretches()",
               "bad argument #1 (a descent expected, got nil; methods are called with a colon: " ..
               "d:step())"}},
    example = [[
local opts = {step = gd.schedule.cosine(0.01, 0, 5000), epochs = 5000, tolerance = 0}
local d = gd.descent(gd.sum_of_squares, {3, 4}, opts)
d:run()
local stretches, epochs = d:stretches()
print(stretches > 0, epochs > 4000)

d = gd.descent(function(p) return gd.exp(p):sum() end, {3, 4}, opts)
d:run()
print((select(3, d:stretches())))
]], output = "true\ttrue\nexp: arrays have other bits than numbers\n",
    see = "descent.rungs descent.run",
  },
}

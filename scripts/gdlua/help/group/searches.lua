--- Searches: many runs of one kind, and what they say together.
local f = {"f", "cost", "the cost"}

return {
  key = "searches", title = "Searches",
  doc = "Questions that one run does not answer: which step size, which of several minima, which " ..
        "method.",

  {
    name = "lr_find",
    text = "A step size for an update rule, with the reason for it. A range test (Smith 2017) makes " ..
           "one run whose step grows by a constant factor from update to update; then steps, each a " ..
           "third of the one before, are tried from the start for some updates each, from the one " ..
           "with the lowest cost in the test down. The answer is the step whose trial ends lowest: " ..
           "the mean cost of its last fifth. A step that leads to NaN or infinity is one that is too " ..
           "large, and no error. The start and gd's random numbers stay as they are.\n" ..
           "With batches smaller than the data each update is given the next batch of rows in random " ..
           "order; all trials see the same.\n" ..
           "What comes back prints well and has: step (nil where none was found), reason; steps, " ..
           "costs, smooth, lists of the range test (costs as they were and averaged); minimum, the " ..
           "step with the lowest of them; start_cost; trials, a list of {step =, cost =}; method; and " ..
           "plot([file or options]), the picture gd.plot.lr_find.",
    args = {f, {"start", "point", "where each run begins"},
            {"options", "options", "those below; method, data and others are those of gd.minimize",
             optional = true}},
    options = "lr_find",
    returns = {{"table", "what was found"}},
    errors = {
      {"gd.lr_find(gd.sum_of_squares, {3, 4}, {method = 'lbfgs'})",
       "bad option 'method' to 'lr_find' (the method 'lbfgs' is a solver, which finds its own " ..
       "steps; an update rule such as 'gd' expected)"},
      {"gd.lr_find(gd.sum_of_squares, {3, 4}, {from = 1, to = 0.1})",
       "bad option 'from' to 'lr_find' (1 is not below 'to', 0.1)"},
    },
    example = [[
local function cost(v) return v[1]^2 + 25*v[2]^2 end
local found = gd.lr_find(cost, {3, 1})
print(found.step)
print(gd.minimize(cost, {3, 1}, {step = found.step}).reason)
]], output = [[
0.016
gradient: |g| = 1e-06 <= 1e-06 after 480 epochs
]],
    see = "plot.lr_find minimize.step schedule.one_cycle",
  },
  {
    name = "multistart",
    text = "Runs from many starts, and the distinct minima they end at. Ends are one minimum when no " ..
           "parameter differs by more than `apart`; a run that has not converged counts for a minimum " ..
           "it is near to, but makes none. A run that raises an error is a run that failed; only when " ..
           "all do, the first error is raised.\n" ..
           "Every run has random numbers of its own, which follow from `seed`: the answer is the same " ..
           "for any number of jobs, and gd's generator is left one number further.\n" ..
           "What comes back prints as a table and has: best, the result of the best run; minima, a " ..
           "list of {x, cost, count, run}, the best first; runs, a list of {start, x, cost, converged, " ..
           "reason, epochs, evaluations, minimum (which one), error}; seed, starts, goal.",
    args = {f, {"sampler", "function|table", "function(i) that answers the start of run i, out of " ..
                "gd's random numbers if it likes; or a box {lower, upper}, out of which starts are " ..
                "drawn evenly"},
            {"options", "options", "those below; the others are those of gd.minimize", optional = true}},
    options = "multistart",
    returns = {{"table", "what was found"}},
    errors = {
      {"gd.multistart(gd.sum_of_squares, 3)",
       "bad argument #2 to 'multistart' (function(i) that answers the start of run i, or a box " ..
       "{lower, upper} expected, got 3)"},
      {"gd.multistart(gd.sum_of_squares, {{2, 0}, {1, 1}})",
       "bad argument #2 to 'multistart' (element 1 of the box goes from 2.0 to 1.0)"},
    },
    example = [[
local function waves(x) return 0.1*(x - 1)^2 + math.cos(3*x + 1.5) end
local m = gd.multistart(waves, {-6, 6}, {starts = 40, seed = 1})
print(("%d minima, the lowest at %.6f"):format(#m.minima, m.best.x))
]], output = "6 minima, the lowest at 0.557042\n",
    see = "minimize sweep",
  },
  {
    name = "profile",
    text = "Performance profiles (Dolan and More 2002) of methods over problems: for each method the " ..
           "share of problems that it solves with at most so many times what the best method takes. " ..
           "A run has solved its problem when its cost is at most least + accuracy*(cost of the start " ..
           "- least): least is the known minimum of the problem, or, where it has none, the lowest " ..
           "cost that any of the methods found.\n" ..
           "What comes back prints as a table and has: problems, methods, lists of names; " ..
           "work[problem][method], what was taken until then, nil where it was not solved; " ..
           "ratios[method], in order; targets[problem]; unsolved, the problems that no method solved; " ..
           "failures, a list of {problem, method, reason}; share(method [, factor]), the share that " ..
           "the method solved with at most factor times what the best took; and plot([file or " ..
           "options]), the picture gd.plot.profile.",
    args = {{"problems", "table", "a list of problems of gd.problems, of their names or of {cost = f, " ..
             "start = x}, or {name = problem, ...}"},
            {"methods", "table", "a list of methods, of their names or of tables of options, or {name " ..
             "= options, ...}"},
            {"options", "options", "see below", optional = true}},
    options = "profile",
    returns = {{"table", "the profiles"}},
    errors = {
      {"gd.profile({'beal'}, {'gd'})", "no problem 'beal' (did you mean 'beale'?)"},
      {"gd.profile({'beale'}, {3})",
       "bad argument #2 to 'profile' (method 1: a method, its name, or a table of options expected, " ..
       "got 3)"},
    },
    example = [[
local p = gd.profile({"beale", "rosenbrock", "wood"}, {"lbfgs", "nelder_mead"})
print(p)
]], output = [[
2 methods, 3 problems, evaluations to within 1e-05 of the fall
  method         solved      best    in 2 x   in 10 x
  lbfgs           100 %     100 %     100 %     100 %
  nelder_mead     100 %       0 %       0 %     100 %
]],
    see = "plot.profile problems method",
  },
}

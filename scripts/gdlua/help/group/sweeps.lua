--- Many runs: gd.sweep and gd.compare.
return {
  key = "sweeps", title = "Many runs",
  doc = "Runs of one function with many parameters and seeds, in several processes, and runs of " ..
        "one cost with different options. What they answer: the group `rows`.",

  {
    name = "sweep",
    call = "gd.sweep{run = f, grid = {name = list, ...} | random = {...} | points = list, ...}",
    text = "Calls run(p, seed) for every point, a table of parameters, with every seed, in several " ..
           "processes that are copies of this one: what the function knows, it knows there; what it " ..
           "changes, it changes there. Before each run gd.seed(seed) and math.randomseed(seed) are " ..
           "called, so that the rows are the same for any number of jobs.\n" ..
           "What a run answers comes back where bytes can hold it: numbers, texts, arrays, results " ..
           "and tables of these. A run that raises an error, crashes, is killed or goes beyond its " ..
           "limits is a row with that error; the others are not touched. Ctrl-C keeps what is " ..
           "finished.\n" ..
           "With `halving`, run(p, seed, budget) is called in rounds (successive halving, Jamieson " ..
           "and Talwalkar 2016): all points with a small budget, the best of them with a larger " ..
           "one, and so on. A budget is a number, of which run makes what it likes, such as epochs.",
    args = {{"options", "options", "see below"}},
    options = "sweep",
    returns = {{"rows", "in the order of points and seeds: the group `rows`"}},
    errors = {
      {"gd.sweep{grid = {step = {0.1, 0.2}}}", "missing option 'run' to 'sweep' (a function expected)"},
      {"gd.sweep{run = print, grid = {step = 0.1}}",
       "bad option 'grid' to 'sweep' ('step' should be a list of values, it is 0.1)"},
      {"gd.sweep{run = print, random = {step = {0, 1, log = true}}}",
       "bad option 'random' to 'sweep' ('step' is on a logarithmic scale and begins at 0; a " ..
       "positive number expected)"},
      {"gd.sweep{run = print, seeds = {1, 1}}", "bad option 'seeds' to 'sweep' (1 is there twice)"},
    },
    example = [[
local function cost(v) return v[1]^2 + 25*v[2]^2 end
local rows = gd.sweep{
  run = function(p, seed)
    return gd.minimize(cost, gd.normal(2), {step = p.step, method = p.method, epochs = 100})
  end,
  grid = {step = {0.001, 0.01, 0.1}, method = {"gd", "momentum"}},
  seeds = 5,
}
print(#rows, rows:groups()[1].params.step, rows:groups()[1].params.method)
]], output = "30\t0.01\tmomentum\n",
    see = "rows.best rows.groups compare plot.sweep multistart",
  },
  {
    name = "compare",
    text = "The same descent with different options, as one table, best first, and one picture. " ..
           "Every run begins with the same random numbers, gd.seed(seed); the generator stays where " ..
           "it is. A run that raises an error is shown as failed; where all do, it is raised. Besides " ..
           "what the group `rows` says there are `results`, {name = result with the first seed}, and " ..
           "plot([file or options]), the picture gd.plot.compare of them. The parameter of a row is " ..
           "`run`, the name.",
    args = {{"f", "cost", "the cost"}, {"start", "point", "where each run begins"},
            {"runs", "table", "{name = options of gd.minimize, ...}"},
            {"options", "options", "see below", optional = true}},
    options = "compare",
    returns = {{"rows", "ordered by name and seed: the group `rows`"}},
    errors = {
      {"gd.compare(gd.sum_of_squares, {3, 4}, {fast = {stpe = 0.3}})",
       "bad option 'stpe' to 'compare.fast' (did you mean 'step'?)"},
      {"gd.compare(gd.sum_of_squares, {3, 4}, {})",
       "bad argument #3 to 'compare' ({name = options, ...} expected, got an empty table)"},
    },
    example = [[
local c = gd.compare(gd.sum_of_squares, {3, 4}, {
  slow = {step = 0.01}, fast = {step = 0.3}, adam = {method = "adam", step = 0.3},
}, {common = {epochs = 50}})
print(c:best().params.run, c.results.fast.epochs, c.results.slow.converged)
]], output = "fast\t18\tfalse\n",
    see = "sweep rows.groups plot.compare",
  },
}

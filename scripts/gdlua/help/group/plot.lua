--- gd.plot: what each draws, is said in its file in scripts/gdlua/plot.
local file = "gd.plot.%s(%s, {file = 'picture.jpg'})"

return {
  key = "plot", title = "Pictures",
  doc = "Pictures of costs, runs and schedules, drawn by gnuplot. The last argument is a table " ..
        "of options, or the name of a file in its place; the file's ending decides: .png, .svg, " ..
        ".pdf. Without a file the picture goes to standard output as text, for which no gnuplot " ..
        "is needed.",

  {
    name = "plot.curve",
    args = {
      {"f", "cost|table", "a function of one number, or {name = function, ...}"},
      {"range", "number[]", "{from, to} of the x axis"},
      {"options", "string|table", "see below", optional = true},
    },
    errors = {{"gd.plot.curve(math.sin, {1, 0})",
               "bad argument #2 to 'plot.curve' ({from, to} expected; 1 is not below 0)"},
               {file:format("curve", "math.sin, {0, 6}"),
                "bad option 'file' to 'plot.curve' (a name that ends in .png, .svg or .pdf " ..
                "expected, got 'picture.jpg' (a string))"}},
    example = 'print(gd.plot.curve(function(x) return (x - 3)^2 end, {-2, 8}, "curve.svg"))\n',
    output = "curve.svg\n", see = "plot.path",
  },
  {
    name = "plot.path",
    args = {
      {"results", "result|table", "a result, or {name = result, ...} of runs of one cost"},
      {"options", "string|table", "see below", optional = true},
    },
    errors = {{"gd.plot.path(gd.minimize(gd.sum_of_squares, {3, 4}))",
               "'plot.path' needs the parameters of every epoch, which the run did not record: " ..
               "give it the option history = {\"cost\", \"x\"}"}},
    example = [[
local function cost(x) return (x - 3)^2 end
local r = gd.minimize(cost, 0, {step = 0.2, epochs = 10, history = {"cost", "x"}})
print(gd.plot.path(r, "path.svg"))
]], output = "path.svg\n", see = "result.plot plot.contour plot.surface",
  },
  {
    name = "plot.contour",
    args = {
      {"f", "cost", "a function of two variables"},
      {"x", "number[]", "{from, to} of the first"},
      {"y", "number[]", "{from, to} of the second"},
      {"options", "string|table", "see below", optional = true},
    },
    errors = {{"gd.plot.contour(gd.sum_of_squares, {-1, 1})",
               "bad argument #3 to 'plot.contour' ({from, to} expected; it is nil)"}},
    example = 'print(gd.plot.contour(gd.sum_of_squares, {-5, 5}, {-5, 5}, "contour.svg"))\n',
    output = "contour.svg\n", see = "plot.surface plot.path",
  },
  {
    name = "plot.surface",
    args = {
      {"f", "cost", "a function of two variables"},
      {"x", "number[]", "{from, to} of the first"},
      {"y", "number[]", "{from, to} of the second"},
      {"options", "string|table", "see below", optional = true},
    },
    errors = {{"gd.plot.surface(gd.sum_of_squares, {-1, 1}, {1, 1})",
               "bad argument #3 to 'plot.surface' ({from, to} expected; 1 is not below 1)"}},
    example = 'print(gd.plot.surface(gd.sum_of_squares, {-5, 5}, {-5, 5}, "surface.png"))\n',
    output = "surface.png\n", see = "plot.contour",
  },
  {
    name = "plot.history",
    args = {
      {"results", "result|table", "a result, or {name = result, ...}"},
      {"options", "string|table", "see below", optional = true},
    },
    errors = {{"gd.plot.history({})",
               "bad argument #1 to 'plot.history' (a result, or {name = result, ...}, expected, " ..
               "got an empty table)"},
              {"gd.plot.history(gd.minimize(gd.sum_of_squares, {3}, {history = false}))",
               "'plot.history' needs 'cost' of every epoch, which the run did not record: give " ..
               "it the option history = true"}},
    example = [[
local function run(step) return gd.minimize(gd.sum_of_squares, {3, 4}, {step = step}) end
print(gd.plot.history({slow = run(0.05), fast = run(0.3)}, "history.svg"))
]], output = "history.svg\n", see = "plot.compare minimize.history",
  },
  {
    name = "plot.schedule",
    args = {
      {"s", "schedule|function|table", "a schedule or function of t, or {name = schedule, ...}"},
      {"epochs", "integer", "how many to show"},
      {"options", "string|table", "see below", optional = true},
    },
    errors = {{"gd.plot.schedule(gd.schedule.cosine(), 0)",
               "bad argument #2 to 'plot.schedule' (how many epochs to show, a whole number " ..
               "from 1 to 10000000, expected, got 0)"}},
    example = [[
local s = gd.schedule.warmup(5) .. gd.schedule.cosine(0.1, 0, 45)
print(gd.plot.schedule(s, 50, "schedule.svg"))
]], output = "schedule.svg\n", see = "schedule",
  },
  {
    name = "plot.compare",
    args = {
      {"results", "table", "{name = result, ...}"},
      {"options", "string|table", "see below", optional = true},
    },
    errors = {{"gd.plot.compare(3)",
               "bad argument #1 to 'plot.compare' (a result, or {name = result, ...}, expected, " ..
               "got 3)"}},
    example = [[
local runs = {}
for _, name in ipairs{"gd", "momentum", "adam"} do
  runs[name] = gd.minimize(gd.sum_of_squares, {3, 4}, {method = name, step = 0.05})
end
print(gd.plot.compare(runs, "compare.svg"))
]], output = "compare.svg\n", see = "plot.history",
  },
  {
    name = "plot.lr_find",
    args = {{"found", "table", "what gd.lr_find answers"},
            {"options", "string|table", "see below", optional = true}},
    errors = {{"gd.plot.lr_find(3)",
               "bad argument #1 to 'plot.lr_find' (what gd.lr_find answers expected, got 3)"}},
    example = [[
local found = gd.lr_find(gd.problems.rosenbrock, {-1.2, 1})
print(gd.plot.lr_find(found, "lr_find.svg"))
]], output = "lr_find.svg\n", see = "lr_find",
  },
  {
    name = "plot.profile",
    args = {{"profile", "table", "what gd.profile answers"},
            {"options", "string|table", "see below", optional = true}},
    errors = {{"gd.plot.profile(3)",
               "bad argument #1 to 'plot.profile' (what gd.profile answers expected, got 3)"}},
    example = [[
local p = gd.profile({"beale", "rosenbrock", "wood"}, {"lbfgs", "cg", "nelder_mead"})
print(gd.plot.profile(p, "profile.svg"))
]], output = "profile.svg\n", see = "profile",
  },
  {
    name = "plot.sweep",
    args = {{"rows", "table", "the rows of a sweep, each with params, seed and result or error"},
            {"options", "string|table", "see below", optional = true}},
    errors = {{"gd.plot.sweep({})",
               "bad argument #1 to 'plot.sweep' (rows of gd.sweep expected, got none)"}},
    example = [[
local rows = {}
for i, step in ipairs{0.01, 0.03, 0.1, 0.3} do
  local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = step, epochs = 50})
  rows[i] = {params = {step = step}, result = r}
end
print(gd.plot.sweep(rows, "sweep.svg"))
]], output = "sweep.svg\n", see = "sweep plot.compare",
  },
  {
    name = "plot.names",
    text = "The names of the pictures there are, a list in order.",
    args = {},
    returns = {{"string[]", "a new list"}},
    errors = false,
    example = 'print(table.concat(gd.plot.names(), " "))\n',
    output = "compare contour curve history lr_find path profile schedule surface sweep\n", see = "plot",
  },
}

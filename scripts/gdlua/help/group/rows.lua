--- What gd.sweep and gd.compare answer.
return {
  key = "rows", title = "Rows of a sweep",
  doc = "What gd.sweep and gd.compare return: a list of rows, {params, seed, result, error, seconds, " ..
        "score, budget}, in the order of points and seeds. `result` is what the run answered, " ..
        "`error` the text of why there is none; `score` the number that runs are compared by. " ..
        "print(rows) shows the best, with means over the seeds where there are several.",
  object = {name = "rows", variable = "rows", methods = require "gdlua.experiment.rows".methods},
  example = [[
local rows = gd.sweep{
  run = function(p, seed) return p.a*seed end, grid = {a = {3, -1, 2}}, seeds = {1, 2},
}
print(rows[1].result, rows.goal, rows.title, rows.failed, rows.interrupted, rows.names[1])
]], output = "3\tminimum\tresult\t0\tnil\ta\n",
  errors = false,

  {
    name = "rows.best",
    text = "The best row, or the n best, best first, as a list of the same kind. What failed and " ..
           "what is not finite comes last; with `halving`, what had the largest budget first.",
    args = {{"n", "integer", "how many", optional = true, default = "one row"}},
    returns = {{"table|rows", "a row, or a list of them"}},
    errors = {{"gd.sweep{run = function() return 1 end}:best 'all'",
               "bad argument #1 to 'best' (how many rows, a whole number, expected, got 'all' (a string))"}},
    example = [[
local rows = gd.sweep{run = function(p) return (p.a - 2)^2 end, grid = {a = {1, 2, 4}}}
print(rows:best())
print(rows:best(2)[2].params.a)
]], output = "a = 2, seed 1: 0\n1\n", see = "sweep rows.groups",
  },
  {
    name = "rows.groups",
    text = "The points: a list, best first by the mean of the score over the seeds, of {params, rows, " ..
           "mean, median, sd, best, worst, failed, converged}. A point of which a run failed, or is " ..
           "not finite, comes after those of which none did.",
    args = {},
    returns = {{"table", "a list of points"}},
    errors = {{"gd.sweep{run = function() return 1 end}.groups(3)",
               "bad self in a call of 'groups' (the rows of a sweep expected, got 3; methods are " ..
               "called with a colon: rows:groups())"}},
    example = [[
local rows = gd.sweep{run = function(p, seed) return p.a*seed end, grid = {a = {3, -1}}, seeds = 3}
for _, g in ipairs(rows:groups()) do print(g.params.a, g.mean, g.sd, #g.rows) end
]], output = "-1\t-2.0\t1.0\t3\n3\t6.0\t3.0\t3\n", see = "rows.best rows.table",
  },
  {
    name = "rows.table",
    text = "A text with a line for each row, in their order.",
    args = {{"n", "integer", "how many lines at most", optional = true, default = "all"}},
    returns = {{"string", "lines"}},
    errors = {{"gd.sweep{run = function() return 1 end}.table(3)",
               "bad self in a call of 'table' (the rows of a sweep expected, got 3; methods are " ..
               "called with a colon: rows:table())"}},
    example = [[
local rows = gd.sweep{run = function(p, seed) return p.a*seed end, grid = {a = {3, -1}}}
print((rows:table():gsub(" [%d.e-]+$", ""):match("^[^\n]*")))
]], output = "   a  seed  result   seconds\n", see = "rows.groups",
  },
  {name = "rows.goal", type = "string", text = "\"minimum\" or \"maximum\": which score is the best."},
  {name = "rows.title", type = "string",
   text = "What the score is: \"cost\", \"result\" where runs answer numbers, or \"score\"."},
  {name = "rows.names", type = "string[]", text = "The names of the parameters, in order."},
  {name = "rows.jobs", type = "integer", text = "How many processes there were."},
  {name = "rows.seconds", type = "number", text = "How long all of it took."},
  {name = "rows.failed", type = "integer", text = "How many rows have an error."},
  {name = "rows.before", type = "integer?", text = "How many came from the store, done before."},
  {name = "rows.interrupted", type = "boolean?", text = "true: Ctrl-C ended it early."},
  {name = "rows.missing", type = "integer?", text = "How many runs were not made for that reason."},
}

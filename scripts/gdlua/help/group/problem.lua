--- The fields of a test problem.
return {
  key = "problem", title = "A test problem",
  doc = "What gd.problems holds and gd.problems.get makes: a table that can be called as a " ..
        "cost. Its functions are plain Lua, are traced, and have exact derivatives like those " ..
        "of anybody else.",
  object = {name = "problem", variable = "p"},
  errors = {{"gd.minimize(gd.problems.himmelblau)",
             "the start is missing: where should the run begin? (a number, an array or a table " ..
             "of them expected)"}},
  example = [[
local p = gd.problems.freudenstein_roth
local r = gd.minimize(p, p.start)
print(p.name, p.family, p.n, p.m)
print(("%.6f"):format(r.cost), "not the lowest:")
print(p.minimum.cost, gd.vector(p.minimum.x))
print(p.minima[1].cost, gd.vector(p.minima[1].x))
]], output = [[
freudenstein_roth	mgh	2	2
48.984254	not the lowest:
0	{5, 4}
48.98425367924	{11.412779, -0.89680525}
]],

  {name = "problem.name", type = "string", text = "What gd.problems.get takes."},
  {name = "problem.title", type = "string", text = "What it is called, with a word on it."},
  {name = "problem.source", type = "string", text = "The paper it is from."},
  {name = "problem.family", type = "string", text = "\"mgh\" or \"classic\"."},
  {name = "problem.n", type = "integer", text = "The number of variables."},
  {name = "problem.m", type = "integer?",
   text = "The number of residuals; nil where the cost is no sum of squares."},
  {name = "problem.start", type = "number[]", text = "The usual start."},
  {name = "problem.starts", type = "table",
   text = "Three starts: the usual one, and it 10 and 100 times as far from 0. (A start at 0 " ..
          "becomes (10, 10, ...) and (100, 100, ...), as in the paper of the family \"mgh\".)"},
  {name = "problem.cost", type = "function",
   text = "The cost of a point; for residuals, the sum of their squares, without a factor. p(x) " ..
          "is p.cost(x)."},
  {name = "problem.residuals", type = "function?",
   text = "The residuals of a point, a list of m numbers; nil where there are none."},
  {name = "problem.minimum", type = "table?",
   text = "The lowest cost known, {cost = , x = }; x is nil where the literature has none, all " ..
          "of it is nil where it has nothing for that size."},
  {name = "problem.minima", type = "table",
   text = "Other local minima that are known, each {cost = , x = }; without an x it is " ..
          "approached where variables go to infinity. The list need not be complete."},
  {name = "problem.bounds", type = "table?",
   text = "{lower, upper}, lists as long as the start: the box the literature looks at. What " ..
          "gd.minimize takes as its option of that name."},
  {name = "problem.smooth", type = "boolean",
   text = "False where there is no gradient at the minimum."},
}

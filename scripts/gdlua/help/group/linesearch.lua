--- gd.linesearch: what each is, is said in its file in scripts/gdlua/linesearch.
local function example(search)
  return ([[
local function valley(v) return 100*(v[2] - v[1]^2)^2 + (1 - v[1])^2 end
local method = gd.method.%s
print(method)
print(gd.minimize(valley, {-1.2, 1}, {method = method}).x)
]]):format(search)
end

return {
  key = "linesearch", title = "Line searches",
  doc = "How far to go along a direction. The solvers gd, cg, bfgs and lbfgs take one as their " ..
        "option `linesearch`: a search, its constructor or its name. Trials without a finite cost " ..
        "are backed off from. Where costs differ by rounding only, slopes decide.",
  returns = {{"linesearch", "goes into the option `linesearch` of a solver"}},

  {
    name = "linesearch.armijo",
    errors = {{"gd.linesearch.armijo{decrease = 0}",
               "bad option 'decrease' to 'armijo' (a number in [1e-16, 0.5] expected, got 0)"}},
    example = example 'bfgs{linesearch = gd.linesearch.armijo{decrease = 0.01}}',
    output = "bfgs{linesearch = armijo{decrease = 0.01}}\n{0.99999999, 0.99999999}\n",
    see = "linesearch.nonmonotone linesearch.strong_wolfe",
  },
  {
    name = "linesearch.strong_wolfe",
    errors = {{"gd.linesearch.strong_wolfe{decrease = 0.3, curvature = 0.2}",
               "bad options to 'strong_wolfe' ('curvature' must be above 'decrease')"}},
    example = example 'lbfgs{linesearch = gd.linesearch.strong_wolfe{curvature = 0.5}}',
    output = "lbfgs{linesearch = strong_wolfe{curvature = 0.5}}\n{1, 1}\n",
    see = "linesearch.hager_zhang method.lbfgs",
  },
  {
    name = "linesearch.hager_zhang",
    errors = {{"gd.linesearch.hager_zhang{stride = 1}",
               "bad option 'stride' to 'hager_zhang' (a number in [1.01, 1000000] expected, got 1)"}},
    example = example 'bfgs{linesearch = "hager_zhang"}',
    output = "bfgs{linesearch = hager_zhang}\n{1, 1}\n",
    see = "linesearch.strong_wolfe method.cg",
  },
  {
    name = "linesearch.nonmonotone",
    errors = {{"gd.linesearch.nonmonotone{memory = 2}",
               "bad option 'memory' to 'nonmonotone' (a number in [0, 1] expected, got 2)"}},
    example = example 'gd{linesearch = "nonmonotone"}',
    output = "gd{linesearch = nonmonotone}\n{1, 1}\n",
    see = "linesearch.armijo method.gd",
  },
  {
    name = "linesearch.exact",
    errors = {{"gd.linesearch.exact{evaluations = 1}",
               "bad option 'evaluations' to 'exact' (a whole number in [3, 100000] expected, got 1)"}},
    example = example 'bfgs{linesearch = "exact"}',
    output = "bfgs{linesearch = exact}\n{1, 1}\n",
    see = "linesearch.strong_wolfe",
  },
  {
    name = "linesearch.of",
    text = "The constructor of a line search that is written in C: how gd.linesearch.armijo is " ..
           "made. The search tells its options itself.",
    args = {{"name", "string", "what the engine calls it"}},
    returns = {{"function", "the constructor"}},
    errors = {{"gd.linesearch.of 'golden'",
               "bad argument #1 to 'gd.linesearch.of' (the name of a line search of the engine " ..
               "expected, got 'golden' (a string))"}},
    example = 'print(gd.linesearch.of "exact")\n', output = "line search exact(width, evaluations)\n",
    see = "method.solver",
  },
  {
    name = "linesearch.resolve",
    text = "The line search that a value of an option `linesearch` stands for: a search, a " ..
           "constructor (its defaults are taken) or a name.",
    args = {{"value", "linesearch|function|string", "the value of the option"},
            {"fname", "string", "what has the option, for messages", optional = true,
             default = "lbfgs"}},
    returns = {{"linesearch", "the search"}},
    errors = {{"gd.linesearch.resolve('armjo', 'cg')",
               "bad option 'linesearch' to 'cg' (no line search 'armjo'; did you mean 'armijo'?)"}},
    example = 'print(gd.linesearch.resolve("exact"))\n', output = "exact\n",
    see = "method.resolve",
  },
  {
    name = "linesearch.is",
    text = "Is the value a line search?",
    args = {{"value", "any", "anything"}},
    returns = {{"boolean", "true for a line search, not for a constructor or a name"}},
    errors = false,
    example = 'print(gd.linesearch.is(gd.linesearch.exact()), gd.linesearch.is("exact"))\n',
    output = "true\tfalse\n", see = "linesearch.resolve",
  },
  {
    name = "linesearch.names",
    text = "The names of the line searches there are, a list in order.",
    args = {},
    returns = {{"string[]", "a new list"}},
    errors = false,
    example = 'print(table.concat(gd.linesearch.names(), " "))\n',
    output = "armijo exact hager_zhang nonmonotone strong_wolfe\n", see = "linesearch",
  },
}

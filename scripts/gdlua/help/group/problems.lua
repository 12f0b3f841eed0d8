--- Test problems: the functions, and an entry for each problem.
local problems = require "gdlua.problems"

local group = {
  key = "problems", title = "Test problems",
  doc = "Functions from the literature on which methods are tried out, with their usual " ..
        "starts, their known minima and, where they are sums of squares, their residuals: the " ..
        "35 of More, Garbow and Hillstrom (1981, the family \"mgh\"), and others well known " ..
        "(\"classic\"). gd.problems.NAME, the same as require \"gdlua.problems\".NAME, is the " ..
        "problem of the usual size; `pairs` goes over all of them in the order of their names. " ..
        "What a problem has in it: the group `problem`.",
  errors = {{"print(gd.problems.rosenbrok)",
             "no problem 'rosenbrok' (did you mean 'rosenbrock'?)"}},
  example = [[
local p = gd.problems.rosenbrock
local r = gd.minimize(p, p.start)
print(p)
print(r.x, r.converged)
]], output = [[
rosenbrock: Rosenbrock's valley; 2 variables, 2 residuals; minimum 0
{1, 1}	true
]],

  {
    name = "problems.get",
    text = "Makes a test problem, of as many variables and residuals as one likes where its " ..
           "definition leaves that open. Without them it has the usual size.",
    args = {{"name", "string", "the name of the problem; problems.list tells them"},
            {"n", "integer", "the number of variables", optional = true},
            {"m", "integer", "the number of residuals, n or more", optional = true}},
    returns = {{"problem", "see the group `problem`; callable as a cost"}},
    errors = {
      {"gd.problems.get('watsom')", "no problem 'watsom' (did you mean 'watson'?)"},
      {"gd.problems.get('beale', 3)",
       "bad argument #2 to 'problems.get' (n = 2, or none, expected for 'beale', got 3)"},
      {"gd.problems.get('extended_powell', 6)",
       "bad argument #2 to 'problems.get' (n, 4 or more and a multiple of 4 expected for " ..
       "'extended_powell', got 6)"},
    },
    example = [[
local p = gd.problems.get("watson", 9)
print(p)
print(#p.start, #p.residuals(p.start), p(p.start))
]], output = [[
watson: Watson; 9 variables, 31 residuals; minimum 1.39976014e-06
9	31	30.0
]],
    see = "problems.list problem",
  },
  {
    name = "problems.list",
    text = "The names of the test problems, sorted: of all, or of one family.",
    args = {{"family", "string", "\"mgh\" or \"classic\"", optional = true}},
    returns = {{"string[]", "the names"}},
    errors = {{"gd.problems.list('easy')",
               "bad argument #1 to 'problems.list' (\"mgh\", \"classic\" or nothing expected, " ..
               "got 'easy' (a string))"}},
    example = [[
print(#gd.problems.list(), #gd.problems.list("mgh"))
print(table.concat(gd.problems.list("classic"), " ", 1, 4))
]], output = [[
58	35
ackley bohachevsky booth branin
]],
    see = "problems.get",
  },
}

-- "3 variables, 15 residuals": of the usual size.
local function size(p)
  return ("%d variables"):format(p.n) .. (p.m and (", %d residuals"):format(p.m) or "")
end

for _, name in ipairs(problems.list()) do
  local p = problems[name]
  group[#group + 1] = {
    name = "problems." .. name, type = "problem",
    text = ("%s. (%s.) Usual size: %s."):format(p.title, p.source, size(p)),
  }
end

return group

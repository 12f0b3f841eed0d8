--- Random numbers.
local size = {"size", "size", "how many, or {rows, cols}", optional = true, default = "one number"}

return {
  key = "random", title = "Random numbers",
  doc = "One generator, started where chance has it, or by gd.seed.",

  {
    name = "seed",
    text = "Makes all that is random from here on repeat, bit for bit: the numbers below, and " ..
           "the order of the data in a descent.",
    args = {{"k", "integer", "any whole number"}}, returns = {},
    errors = {{"gd.seed(0.5)", "bad argument #1 to 'seed' (whole number expected, got 0.5)"}},
    example = "gd.seed(7)\nlocal a = gd.uniform()\ngd.seed(7)\nprint(a == gd.uniform())\n",
    output = "true\n", see = "uniform minimize.shuffle",
  },
  {
    name = "uniform", text = "Numbers between two bounds, each as likely as the other.",
    args = {size, {"lo", "number", "lower bound", optional = true, default = "0"},
            {"hi", "number", "upper bound", optional = true, default = "1"}},
    returns = {{"number|array", "of that size"}},
    errors = {{"gd.uniform(3, 2, 1)", "'uniform' needs bounds lo <= hi, got 2.0 and 1.0"}},
    example = "gd.seed(1)\nprint(#gd.uniform(5), gd.uniform({2, 3}, -1, 1).cols)\n",
    output = "5\t3\n",
    see = "normal seed",
  },
  {
    name = "normal", text = "Normally distributed numbers.",
    args = {size, {"mean", "number", "their mean", optional = true, default = "0"},
            {"sd", "number", "their standard deviation", optional = true, default = "1",
             range = ">= 0"}},
    returns = {{"number|array", "of that size"}},
    errors = {{"gd.normal(3, 0, -1)",
               "bad argument #3 to 'normal' (standard deviation, 0 or more expected, got -1)"}},
    example = "gd.seed(1)\nprint(math.abs(gd.normal(10000, 5, 2):mean() - 5) < 0.1)\n",
    output = "true\n",
    see = "uniform seed",
  },
  {
    name = "permutation", text = "The numbers from 1 to n in random order.",
    args = {{"n", "integer", "how many"}}, returns = {{"vector", "a new one"}},
    errors = {{"gd.permutation(-1)",
               "bad argument #1 to 'permutation' (whole number, 0 or more expected, got -1)"}},
    example = "gd.seed(1)\nlocal p = gd.permutation(10)\nprint(#p, p:sum())\n",
    output = "10\t55.0\n",
    see = "array.rows_at seed",
  },
}

--- gd.report.
return {
  key = "reports", title = "Reports",
  doc = "Pages that show what runs did, to be opened in any browser: one file, without network.",

  {
    name = "report",
    text = "Writes a page with the curves of runs, a table that sorts and filters, and for costs of " ..
           "one or two parameters (recorded by history = {\"cost\", \"x\"}) their ways through " ..
           "lines of equal cost, with a slider over the epochs. Numbers have all their digits. Long " ..
           "histories are drawn through some of their entries: the first, the last, and of every " ..
           "stretch in between the lowest and the highest cost; the page says so.",
    args = {
      {"runs", "result|table", "a result, {name = result, ...}, a comparison, the rows of a sweep, or a store"},
      {"path", "string", "the file to be written"},
      {"opts", "table", "options", optional = true},
    },
    options = "report",
    returns = {{"string", "the path"}},
    errors = {{"gd.report({}, 'report.html')", "bad argument #1 to 'report' (there is no run in it)"}},
    example = [[
local function cost(x) return (x[1] - 1)^2 + 10*x[2]^2 end
local runs = {}
for _, name in ipairs{"gd", "adam"} do
  runs[name] = gd.minimize(cost, {4, 2}, {method = name, step = 0.05, history = {"cost", "x"}})
end
print(gd.report(runs, "report.html", {title = "Two methods"}))
]], output = "report.html\n", see = "plot.compare plot.history",
  },
}

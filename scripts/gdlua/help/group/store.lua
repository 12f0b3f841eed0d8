--- Stores of runs: gd.store, and the methods of what it answers.
require "gdlua.experiment.store"
require "gdlua.experiment.store.export"
require "gdlua.experiment.store.again"

local three = [[
local store = gd.store(":memory:")
local function valley(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end
for _, step in ipairs{0.1, 0.01, 0.03} do
  gd.minimize(valley, {-1.2, 1}, {method = "adam", step = step, epochs = 300,
                                  record = {store = store, name = "adam"}})
end
]]

local id = {"id", "integer", "the number of the run"}

return {
  key = "store", title = "Stores of runs",
  doc = "Runs that are kept in a file (an SQLite database), with their options, seed, script, " ..
        "histories and results; docs/store-format.md says what is where. A store is safe with " ..
        "several processes that write to it, and with ones that are killed.",
  object = {name = "store", variable = "store",
            methods = require "gdlua.experiment.store".methods},
  internal = {begin_sweep = true, put_rows = true, check_writable = true},

  {
    name = "store",
    text = "Opens a store, which is made where there is none. What goes into it is on the disk " ..
           "when the call that put it there returns. Needs SQLite (libsqlite3), which is loaded " ..
           "by the first call.",
    args = {{"path", "string", "the file; \":memory:\" for a store that ends with the program"},
            {"opts", "options", "mode = \"read\": only look at it", optional = true}},
    options = "store",
    returns = {{"store", "the store"}},
    errors = {{"gd.store(7)", "bad argument #1 to 'store' (the name of a file expected, got 7)"},
              {"gd.store('none.db', {mode = 'read'})",
               "store 'none.db': it cannot be opened (there is no such file)"}},
    example = [[
local store = gd.store("bowls.db")
for _, step in ipairs{0.1, 0.3} do
  gd.minimize(gd.sum_of_squares, {3, 4}, {step = step, epochs = 20, record = store})
end
print(store)
print(store:best()[1].step)
]],
    output = "store 'bowls.db': 2 runs\n0.3\n",
    see = "minimize.record store.runs store.run",
  },
  {
    name = "store.runs",
    text = "The runs, as a list of rows that prints as a table. A row has\n" ..
           "  id name called goal method step seed cost best_cost best_epoch\n" ..
           "  gradient_norm epochs updates evaluations elapsed converged reason\n" ..
           "  warnings began host gdlua ordinal sweep row\n" ..
           "where `called` is the function that was (\"minimize\"), `warnings` how many there were " ..
           "and `began` seconds since 1970. `where` as a table says which values columns, or " ..
           "options of the run, are to have; as a text it is an expression of SQL.",
    args = {{"opts", "options", "which, in which order, how many", optional = true,
             default = "all, by their numbers"}},
    options = "store.runs",
    returns = {{"table", "list of rows"}},
    errors = {{"gd.store(':memory:'):runs{where = 'bla < 3'}",
               "bad option 'where' or 'order' to 'runs' (no such column: bla; columns are id, " ..
               "name, called, goal, method, step, seed, cost, best_cost, best_epoch, " ..
               "gradient_norm, epochs, updates, evaluations, elapsed, converged, reason, " ..
               "warnings, began, host, gdlua, ordinal, sweep, row)"}},
    example = three .. [[
for _, row in ipairs(store:runs{where = {method = "adam"}, order = "cost"}) do
  print(row.id, row.step, row.epochs)
end
print(#store:runs{where = "cost < 1e-3"}, #store:runs{where = {step = 0.03}})
]],
    output = "1\t0.1\t300\n3\t0.03\t300\n2\t0.01\t300\n0\t1\n",
    see = "store.best store.run",
  },
  {
    name = "store.best",
    text = "The runs with the best cost, best first: the lowest, and of those that looked for a " ..
           "maximum the highest. What is not a number comes last.",
    args = {{"n", "integer", "how many", optional = true, default = "1"},
            {"where", "string|table", "of which runs, as in store:runs", optional = true,
             default = "all"}},
    returns = {{"table", "list of rows, as of store:runs"}},
    errors = {{"gd.store(':memory:'):best(-1)",
               "bad argument #1 to 'best' (how many runs, a whole number, expected, got -1)"}},
    example = three .. "for _, row in ipairs(store:best(2)) do print(row.id, row.step) end\n",
    output = "1\t0.1\n3\t0.03\n",
    see = "store.runs",
  },
  {
    name = "store.run",
    text = "All there is about a run. Its fields: id name by goal method step options (texts by " ..
           "name) start seed script arguments versions host began history result sweep row. The " ..
           "history has the vectors that were recorded; result is like one of gd.minimize, and " ..
           "can be shown and drawn (gd.plot.history, gd.plot.compare).",
    args = {id},
    returns = {{"table", "the run; prints"}},
    errors = {{"gd.store(':memory:'):run(3)", "store ':memory:' has no run 3 (it is empty)"}},
    example = three .. [[
local run = store:run(2)
print(run.name, run.method, run.options.epochs, run.start)
print(#run.history.cost, run.history.cost[1], run.result.reason:match("^[^,]*"))
]],
    output = "adam\tadam\t300\t{-1.2, 1}\n301\t24.2\tepochs: 300 of 300 done\n",
    see = "store.runs store.repeat_run result",
  },
  {
    name = "store.add",
    text = "Keeps the result of a run. The option `record` does that at the end of a run; this is " ..
           "for a result that is there already.",
    args = {{"result", "result", "of gd.minimize and its like, in this process"},
            {"name", "string", "what it is called", optional = true}},
    returns = {{"integer", "the number of the run"}},
    errors = {{"gd.store(':memory:'):add(3)",
               "bad argument #1 to 'add' (a result expected, got 3)"}},
    example = [[
local store = gd.store(":memory:")
local r = gd.minimize(gd.sum_of_squares, {3, 4})
print(store:add(r, "a bowl"), store:run(1).name)
]],
    output = "1\ta bowl\n",
    see = "minimize.record",
  },
  {
    name = "store.delete", text = "Takes a run, with its histories, out of the store.",
    args = {id}, returns = {},
    errors = {{"gd.store(':memory:'):delete(3)", "store ':memory:' has no run 3 (it is empty)"}},
    example = three .. "store:delete(2)\nprint(#store:runs())\n", output = "2\n",
    see = "store.runs",
  },
  {
    name = "store.export",
    text = "Writes runs into a CSV file: a line for each run, with the columns of store:runs, its " ..
           "options and its x; with history = true a line for each epoch that was recorded. " ..
           "Numbers have the digits that read back as the same number.",
    args = {{"path", "string", "a file whose name ends in .csv"},
            {"opts", "options", "which runs; history = true", optional = true}},
    options = "store.export",
    returns = {{"integer", "how many runs there were"}},
    errors = {{"gd.store(':memory:'):export('runs.txt')",
               "bad argument #1 to 'export' (the name of a file that ends in .csv expected, got " ..
               "'runs.txt' (a string))"}},
    example = three .. [[
print(store:export("runs.csv"), store:export("epochs.csv", {history = true, where = "id < 3"}))
local epochs = gd.load("epochs.csv")
print(epochs.rows, table.concat(epochs.names, " "))
]],
    output = "3\t2\n602\tid epoch cost gradient_norm step\n",
    see = "store.runs load",
  },
  {
    name = "store.repeat_run",
    text = "Runs a recorded run again and answers its result, which has the same bits, or else " ..
           "raises an error that says where it differs first, or why it cannot be repeated.\n\n" ..
           "Without options the recorded text of the script runs once more, with the same " ..
           "arguments and the same random numbers, in a Lua state of its own and up to the end of " ..
           "that run; nothing is printed, nothing is recorded, no checkpoint is used. With the " ..
           "option `cost` that function takes the place of the script: start, options and random " ..
           "numbers are those of the store.",
    args = {id, {"opts", "options", "the cost, and options that a store does not keep",
                 optional = true}},
    options = "store.repeat_run",
    returns = {{"result", "as of the run that was"}},
    errors = {{"gd.store(':memory:'):repeat_run(3)", "store ':memory:' has no run 3 (it is empty)"}},
    example = three .. [[
local again = store:repeat_run(3, {cost = valley})
print(again.cost == store:run(3).result.cost)
]],
    output = "true\n",
    see = "store.run seed",
  },
  {
    name = "store.close",
    text = "Closes the file; the store cannot be used any more. A store that nobody uses any more " ..
           "is closed by itself.",
    args = {}, returns = {}, errors = {{"local s = gd.store(':memory:') s:close() s:runs()",
                                        "store ':memory:' has been closed"}},
    example = "local store = gd.store(\":memory:\")\nstore:close()\nprint(store)\n",
    output = "store ':memory:', closed\n",
    see = "store",
  },
}

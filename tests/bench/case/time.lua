--- time.lua case kind - runs one side of a case and prints nanoseconds of
--- processor time an epoch, and where it ended.
local folder = arg[0]:match("^(.*/)") or ""
local case = dofile(folder .. arg[1] .. ".lua")
local run = case[arg[2]]

run(1000)                                -- loads what is loaded when first used
collectgarbage()
local before = os.clock()
local x = run(case.epochs)
local seconds = os.clock() - before

local words = {}
for i = 1, #x do words[i] = ("%.17g"):format(x[i]) end
print(("%.3f %s"):format(seconds/case.epochs*1e9, table.concat(words, " ")))

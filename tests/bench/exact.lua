--- exact.lua [repetitions] - an epoch of gradient descent with exact gradients
--- compared with the same descent written in C for that one problem: a table,
--- and <build>/bench_exact.json.
---
--- The cases are in exact/, the C in c/ (cc -O3 -march=native, without
--- -ffast-math). The two sides take turns; shown are medians of nanoseconds an
--- epoch. Fails where a ratio is above its ceiling, and where the two sides do
--- not end at the same cost.
local folder = arg[0]:match("^(.*/)") or ""
local build = os.getenv("GDLUA_BUILD") or "build"
local gdlua = os.getenv("GDLUA") or "build/gdlua"

local function quote(s) return "'" .. s:gsub("'", "'\\''") .. "'" end

local function output(command)
  local process = assert(io.popen(command))
  local text = process:read("a")
  assert(process:close(), "failed: " .. command)
  return text
end

-- One side of a case, in a process of its own: exact.lua run name epochs
if arg[1] == "run" then
  local gd = require "gdlua"
  local case = dofile(folder .. "exact/" .. arg[2] .. ".lua")
  local epochs = tonumber(arg[3])
  case.run(gd, 500)
  collectgarbage()
  local few, began = epochs//10, os.clock()
  case.run(gd, few)
  local middle = os.clock()
  local r = case.run(gd, epochs)
  -- What a run costs besides its epochs is not counted.
  local ns = ((os.clock() - middle) - (middle - began))/(epochs - few)*1e9
  local x = r.last.x
  print(("%.6g %.17g %.17g"):format(ns, r.last.cost, x:norm()))
  return
end

local repetitions = tonumber(arg[1] or 5)

local function median(list)
  table.sort(list)
  local n = #list
  return (list[(n + 1)//2] + list[n//2 + 1])/2
end

local function compile(name)
  local program = build .. "/bench_" .. name
  output(("cc -O3 -march=native -ffp-contract=off -o %s %sc/%s.c -lm"):format(
    quote(program), folder, name))
  return program
end

local function read(text)
  local ns, cost = text:match("^(%S+) (%S+)")
  return tonumber(ns), tonumber(cost)
end

local function measure(name)
  local case = dofile(folder .. "exact/" .. name .. ".lua")
  local program, c, engine = compile(case.program), {}, {}
  for i = 1, repetitions do
    local p, q
    c[i], p = read(output(quote(program) .. " " .. case.epochs))
    engine[i], q = read(output(("%s %s run %s %d"):format(quote(gdlua), quote(arg[0]), name,
                                                          case.epochs)))
    assert(math.abs(p - q) <= 1e-6*math.abs(p) + 1e-12,
           ("%s: C ended at the cost %.17g, gdlua at %.17g"):format(name, p, q))
  end
  return case, median(c), median(engine)
end

print(("%-42s %10s %10s %7s %8s"):format("an epoch of ", "C", "gdlua", "ratio", "ceiling"))
local rows, good = {}, true
for _, name in ipairs{"rosenbrock", "chained", "logistic"} do
  local case, c, engine = measure(name)
  local ratio = engine/c
  local over = case.ceiling and ratio > case.ceiling
  good = good and not over
  rows[#rows + 1] = ('  {"name": "%s", "unit": "ns/epoch", "c": %.4g, "gdlua": %.4g, "ratio": %.3f, "ceiling": %s}')
                    :format(name, c, engine, ratio, case.ceiling or "null")
  print(("%-42s %7.5g ns %7.5g ns %7.2f %8s%s"):format(case.title, c, engine, ratio,
        case.ceiling or "", over and "  too slow" or ""))
  io.stdout:flush()
end

local file = assert(io.open(build .. "/bench_exact.json", "w"))
file:write("[\n", table.concat(rows, ",\n"), "\n]\n")
file:close()
os.exit(good)

--- measure - runs the sides of a row in turns and makes numbers of it.
---
--- A row of tests/bench/work/*.lua (which see) has sides; a side is
---   a function          run by tools/bench/side.lua in that side's interpreter
---   "program words"     tests/bench/c/program.c, or peers/program.c or .py
---   {shell = "..."}     a command line, timed as a whole: the least of several,
---                       by the wall clock or (row.clock == "cpu") in processor time
--- The sides take turns, so that what else the machine does meets all alike,
--- and every ratio is made of two times of the same turn.
local measure = {}

local folder = arg[0]:match("^(.*/)") or ""
local home = "tests/bench/"

local function quote(s) return "'" .. s:gsub("'", "'\\''") .. "'" end
measure.quote = quote

-- What a command prints, or nil and what it printed instead.
local function output(command)
  local process = assert(io.popen(command .. " 2>&1"))
  local text = process:read("a")
  local good, _, status = process:close()
  if good then return text end
  if status == 124 then return nil, "it took too long" end   -- of timeout(1)
  return nil, (text:match("([^\n]+)\n*$") or "it failed")
end
measure.output = output

local function exists(path)
  local file = io.open(path)
  if file then file:close() end
  return file ~= nil
end

--- Where the interpreters are: a table of command lines; what is not installed
--- is absent. `of` are those of gdlua and lua.
function measure.interpreters(of)
  local found = {gdlua = of.gdlua, self = of.gdlua, lua = of.lua}
  if output("command -v luajit") then found.luajit = "luajit" end
  for _, python in ipairs{os.getenv("PYTHON") or "/usr/bin/python3", "python3"} do
    if not found.numpy and output(quote(python) .. " -c 'import numpy, scipy'") then
      found.numpy = quote(python)
    end
  end
  return found
end

local flags = {nlopt = "-lnlopt", liblbfgs = "-llbfgs"}

-- The command line of a C program, compiled where its source is newer.
local function compiled(world, side, name)
  local source = home .. (side == "c" and "c/" or "peers/") .. name .. ".c"
  local program = world.build .. "/bench/" .. side .. "_" .. name
  world.programs[program] = world.programs[program] or {output(
    ("mkdir -p %s && ${CC:-cc} -O3 -march=native -ffast-math -Wall -I%sc -o %s %s %s -lm"):format(
      quote(world.build .. "/bench"), home, quote(program), quote(source), flags[side] or ""))}
  local text, why = table.unpack(world.programs[program])
  if text then return quote(program) end
  if side == "c" then error(source .. ": " .. why, 0) end
  return nil, "not installed"
end

-- The command line that runs a side `count` times, or nil and why there is none.
local function command(world, row, side, count)
  local what = row.sides[side]
  if what == nil then return nil end
  local program = world.found[side]
  if type(what) == "table" then
    if not program then return nil, "not installed" end
    local line = what.shell:gsub("%%p", function() return program end)
    return ("%s %d %s"):format(assert(compiled(world, "c", "starts")), count, line)
  elseif type(what) == "function" then
    if not program then return nil, "not installed" end
    return ("env -u GDLUA_PATH GDLUA_THREADS=1 %s %s %s %s %s %d"):format(
      program, quote(folder .. "bench/side.lua"), quote(row.path), row.name,
      side == "luajit" and "lua" or side, count)
  end
  local name, words = what:match("^(%S+)(.*)$")
  if exists(home .. "peers/" .. name .. ".py") and side == "numpy" then
    if not program then return nil, "not installed" end
    return ("env OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 %s %speers/%s.py %d%s"):format(
      program, home, name, count, words)
  end
  local line, why = compiled(world, side, name)
  return line and ("%s %d%s"):format(line, count, words), why
end

local function numbers(line)
  local list = {}
  for word in line:gmatch("%S+") do list[#list + 1] = tonumber(word) end
  return list
end

-- One turn of a side: nanoseconds a unit, the numbers it arrived at, a note;
-- or nil and why not.
local function turn(world, row, side, count)
  local line, why = command(world, row, side, count)
  if not line then return nil, why end
  local text, wrong = output(("timeout %d %s"):format(world.limit, line))
  if not text then return nil, wrong end
  if type(row.sides[side]) == "table" then
    local wall, processor = table.unpack(numbers(text))
    return row.clock == "cpu" and processor or wall, {}
  end
  local message = text:match("^error (.-)\n")
  if message then return nil, message end
  local first, note = text:match("^([^\n]*)\n?(.-)\n?$")
  local list = numbers(first)
  local ns = table.remove(list, 1)
  if not ns then return nil, "it printed '" .. first .. "'" end
  return ns, list, note ~= "" and note or nil
end

-- Do two sides arrive at the same numbers? Compared are as many as both gave.
local function agree(row, a, b)
  for i = 1, math.min(#a, #b) do
    local allowed = (row.agree or 1e-6)*math.max(math.abs(a[i]), math.abs(b[i])) + (row.near or 1e-12)
    if not (math.abs(a[i] - b[i]) <= allowed) then
      return false, ("differs: %.10g, and %s %.10g"):format(b[i], row.base, a[i])
    end
  end
  return true
end

local function quantile(sorted, q)
  local at = 1 + q*(#sorted - 1)
  local low = math.floor(at)
  local high = math.min(low + 1, #sorted)
  return sorted[low] + (at - low)*(sorted[high] - sorted[low])
end

-- Median and quartiles.
local function summary(list)
  local sorted = table.move(list, 1, #list, 1, {})
  table.sort(sorted)
  return quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75)
end

measure.order = {"c", "self", "gdlua", "lua", "luajit", "numpy", "nlopt", "liblbfgs"}

-- The sides of a row that can be run: their times, empty; and of the others why not.
local function sides_of(world, row)
  local list, answer = {}, {}
  if row.sides.lua and row.sides.luajit == nil then row.sides.luajit = row.sides.lua end
  for _, side in ipairs(measure.order) do
    if row.sides[side] then                -- luajit = false: not that one
      local few = (row.few or {})[side] or 1
      local line, why = command(world, row, side, row.count)
      answer[side] = {ns = {}, ratios = {}, units = math.max(row.count//few, 1), why = why}
      if line then list[#list + 1] = side end
    end
  end
  return list, answer
end

-- Compares where a side arrived with where the base arrives in as many units.
local function check(world, row, side, s, values)
  local known = world.arrived
  local key = row.name .. " " .. s.units
  if not known[key] then
    local ns, list = turn(world, row, row.base, s.units)
    known[key] = ns and list or {}
  end
  if s.checked then return true end
  s.checked = true
  return agree(row, known[key], values)
end

local function one_turn(world, row, list, answer)
  local base
  for _, side in ipairs(list) do
    local s = answer[side]
    if not s.why then
      local ns, values, note = turn(world, row, side, s.units)
      if not ns then
        s.why = values
      else
        local same, how = check(world, row, side, s, values)
        if not same then s.why = how end
        s.note = note
        s.calls = note and tonumber(note:match("(%d+) calls of Lua"))
        s.ns[#s.ns + 1] = ns
        if side == row.base then base = ns end
      end
    end
  end
  for _, side in ipairs(list) do
    local s = answer[side]
    if base and not s.why then s.ratios[#s.ratios + 1] = s.ns[#s.ns]/base end
  end
end

-- Is the row within its ceiling? true, false, or nil where nothing is asked.
local function verdict(row, answer)
  local ours, base = answer.gdlua, answer[row.base]
  if not row.ceiling then return nil end
  if not ours or ours.why or not base or base.why then return false end
  if row.limit == "difference" then return ours.ns - base.ns <= row.ceiling*1e9 end
  return ours.ratio <= row.ceiling
end

--- Measures one row: a plain table fit for JSON.
--- `world`: found (interpreters), build, turns, limit (seconds a side may take a turn).
function measure.row(world, row)
  row.base = row.base or "c"
  world.programs, world.arrived = world.programs or {}, world.arrived or {}
  local list, answer = sides_of(world, row)
  -- The base goes first, so that every ratio of a turn has its denominator.
  table.sort(list, function(a, b)
    if (a == row.base) ~= (b == row.base) then return a == row.base end
    return a < b
  end)
  for _ = 1, world.turns do one_turn(world, row, list, answer) end
  local sides = {}
  for side, s in pairs(answer) do
    local one = {why = s.why, note = s.note, calls = s.calls, units = s.units}
    if not s.why and #s.ratios == 0 then one.why = "nothing to compare with" end
    if not one.why then
      one.ns = summary(s.ns)
      one.ratio, one.low, one.high = summary(s.ratios)
    end
    sides[side] = one
  end
  return {name = row.name, title = row.title, unit = row.unit, base = row.base,
          base_title = row.base_title, ceiling = row.ceiling, limit = row.limit,
          met = verdict(row, sides), sides = sides}
end

return measure

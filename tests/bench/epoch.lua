--- epoch.lua [repetitions] - what an epoch costs compared with plain Lua: a
--- table, and <build>/bench.json.
---
--- The cases are in case/: each is the same descent twice, as a loop in plain
--- Lua and as a call of gdlua. The two sides take turns, every run in a process
--- of its own; shown are medians. Fails where a ratio is above its ceiling, and
--- where the two sides do not end at the same point.
local folder = arg[0]:match("^(.*/)") or ""
local gdlua = os.getenv("GDLUA") or "build/gdlua"
local lua = os.getenv("LUA") or "lua5.4"
local json = (os.getenv("GDLUA_BUILD") or "build") .. "/bench.json"
local repetitions = tonumber(arg[1] or 7)

local function quote(s) return "'" .. s:gsub("'", "'\\''") .. "'" end

local function output(command)
  local process = assert(io.popen(command))
  local text = process:read("a")
  assert(process:close(), "failed: " .. command)
  return text
end

local function median(list)
  table.sort(list)
  local n = #list
  return (list[(n + 1)//2] + list[n//2 + 1])/2
end

-- One timing of an epoch: nanoseconds, and the point as text.
local function time_case(program, name, kind)
  local out = output(("env -u GDLUA_PATH %s %s %s %s"):format(
    quote(program), quote(folder .. "case/time.lua"), name, kind))
  local ns, point = out:match("^(%S+) (.-)\n$")
  return tonumber(ns), point
end

local function same_point(a, b)
  local x, y = a:gmatch("%S+"), b:gmatch("%S+")
  for word in x do
    local p, q = tonumber(word), tonumber(y() or "nan")
    if not (math.abs(p - q) <= 1e-12*math.abs(p)) then return false end
  end
  return y() == nil
end

local function per_epoch(name)
  local case = dofile(folder .. "case/" .. name .. ".lua")
  local plain, engine = {}, {}
  for i = 1, repetitions do
    local p, q
    plain[i], p = time_case(lua, name, "plain")
    engine[i], q = time_case(gdlua, name, "gdlua")
    assert(same_point(p, q), name .. ": plain Lua ended at " .. p .. ", gdlua at " .. q)
  end
  return {name = name, title = case.title, ceiling = case.ceiling,
          plain = median(plain), gdlua = median(engine)}
end

local function json_row(r)
  return (('  {"name": "%s", "unit": "ns/epoch", "plain": %.4g, "gdlua": %.4g, "ratio": %.3f, ' ..
           '"ceiling": %g}'):format(r.name, r.plain, r.gdlua, r.ratio, r.ceiling))
end

print(("%-42s %10s %10s %7s %8s"):format("an epoch of ", "plain Lua", "gdlua", "ratio", "ceiling"))
local rows, good = {}, true
for _, name in ipairs{"central", "distance", "functions"} do
  local r = per_epoch(name)
  r.ratio = r.gdlua/r.plain
  local over = r.ratio > r.ceiling
  good = good and not over
  rows[#rows + 1] = json_row(r)
  print(("%-42s %7.4g ns %7.4g ns %7.2f %8.1f%s"):format(
    r.title, r.plain, r.gdlua, r.ratio, r.ceiling, over and "  too slow" or ""))
  io.stdout:flush()
end

local file = assert(io.open(json, "w"))
file:write("[\n", table.concat(rows, ",\n"), "\n]\n")
file:close()
os.exit(good)

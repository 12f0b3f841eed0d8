-- Start-up: `gdlua -e ''` may take at most 1.3 times as long as `lua5.4 -e ''`.
-- The two take turns, so that whatever else the machine does meets both; the
-- ratio is the median of the rounds. Where valgrind is installed, instructions
-- are counted too: a number that does not depend on what else runs.
local gdlua = os.getenv("GDLUA") or "build/gdlua"
local lua = os.getenv("LUA") or "lua5.4"
local rounds, starts, ceiling = 21, 20, 1.3

local function seconds(program)
  local pipe = io.popen(string.format(
    "bash -c 'TIMEFORMAT=%%R; time for i in {1..%d}; do %s -e \"\"; done' 2>&1", starts, program))
  local text = pipe:read("a")
  pipe:close()
  return tonumber((text:gsub(",", "."))) or error(text)
end

local function instructions(program)
  local pipe = io.popen("valgrind --tool=callgrind --callgrind-out-file=/dev/null " .. program .. " -e '' 2>&1")
  local count = pipe:read("a"):match("Collected : (%d+)")
  pipe:close()
  return tonumber(count)
end

local function median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end

local ours, theirs, ratios = {}, {}, {}
seconds(gdlua)
seconds(lua)
for i = 1, rounds do
  ours[i], theirs[i] = seconds(gdlua), seconds(lua)
  ratios[i] = ours[i] / theirs[i]
end
local ratio = median(ratios)
print(string.format("start-up: gdlua %.2f ms, %s %.2f ms: ratio %.2f (at most %.1f)",
  1e3 * median(ours) / starts, lua, 1e3 * median(theirs) / starts, ratio, ceiling))

local a, b = instructions(gdlua), instructions(lua)
if a and b then
  print(string.format("          instructions: %.2f and %.2f million: ratio %.2f", a / 1e6, b / 1e6, a / b))
end
os.exit(ratio <= ceiling)

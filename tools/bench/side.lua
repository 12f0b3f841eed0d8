-- side.lua work row side count - runs one side of one row of tests/bench in
-- this interpreter (gdlua, lua5.4, LuaJIT) and prints a line: nanoseconds of
-- processor time a unit (row.clock == "wall": of time as it passes, which gdlua
-- knows), and the numbers it arrived at; or "error" and why.
-- With gdlua a second line may follow: what the parts of the run ran as.

local path, name, side, count = arg[1], arg[2], arg[3], tonumber(arg[4])

local jit = rawget(_G, "jit")            -- of LuaJIT

local function find_row()
  for _, row in ipairs(dofile(path)) do
    if row.name == name then return row end
  end
  error("no row '" .. name .. "' in " .. path, 0)
end

local function run()
  local row = find_row()
  local make, gd = row.sides[side], nil
  if side == "gdlua" or side == "self" then
    gd = require "gdlua"
  end
  local clock = row.clock == "wall" and require "gdlua.core".now or os.clock
  local function once()
    local go = gd and make(gd, count) or not gd and make(count)
    collectgarbage()
    local began = clock()
    local values, units, note = go()
    return clock() - began, values, units, note
  end
  -- Until compiled code is in place: some runs, since the first may be a long one
  -- in which all is traced. What is only done once (row.cold) is not done before.
  if not row.cold and (gd or jit) then   -- plain Lua has nothing to warm
    local began, runs = os.clock(), 0
    repeat
      once()
      runs = runs + 1
    until not gd or runs >= 3 and os.clock() - began > 0.3
  end
  local seconds, values, units, note = once()
  local words = {("%.6g"):format(seconds/(units or count)*1e9)}
  for _, v in ipairs(values) do words[#words + 1] = ("%.17g"):format(v) end
  return table.concat(words, " ") .. (note and "\n" .. note or "")
end

local ok, line = pcall(run)
print(ok and line or "error " .. tostring(line):gsub("\n.*", ""))

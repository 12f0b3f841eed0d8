--- Whole programs: an empty script, and a short run, which must not wait for
--- the compiler. The least of 20 starts, by the wall clock and in processor time
--- (user and system, of all threads).
local rows = {}

local function row(clock, name, title, fields, gdlua, more)
  fields.name, fields.title = name .. "_" .. clock, title .. ", " .. clock .. " time"
  fields.unit, fields.count, fields.base, fields.clock = "start", 20, "lua", clock
  fields.sides = {gdlua = {shell = gdlua}, lua = {shell = "%p -e ''"}, luajit = false}
  for side, line in pairs(more or {}) do fields.sides[side] = {shell = line} end
  rows[#rows + 1] = fields
end

for _, clock in ipairs{"wall", "cpu"} do
  row(clock, "startup", "an empty script", {ceiling = 1.3, few = {numpy = 10}}, "%p -e ''",
      {luajit = "%p -e ''", numpy = "%p -c 'import numpy'"})
  row(clock, "short_run", "200 steps of Rosenbrock n = 2",
      {base_title = "empty", ceiling = 10e-3, limit = "difference"}, "%p tests/bench/short.lua")
  row(clock, "short_example", "examples/rosenbrock.lua",
      {base_title = "empty", ceiling = 10e-3, limit = "difference"}, "%p examples/rosenbrock.lua")
end
return rows

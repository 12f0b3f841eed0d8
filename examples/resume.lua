--- A sweep that is kept in a file while it runs. Press Ctrl-C, or kill it, and start
--- it again: it goes on where it was. Started once more it has nothing left to do.
---
---   gdlua examples/resume.lua [store]
local gd = require "gdlua"

local path = arg[1] or "resume.db"
local store = gd.store(path)

-- A valley whose walls are k times as steep as its floor.
local function run(p, seed)
  local function cost(v) return v[1]^2 + p.k*(v[2] - math.sin(v[1]))^2 end
  return gd.minimize(cost, gd.uniform(2, -3, 3), {
    method = p.method, step = p.step, epochs = 20000, tolerance = 1e-10,
  })
end

local rows = gd.sweep{
  run = run, store = store, name = "valleys", seeds = 5,
  grid = {k = {1, 10, 100, 1000}, method = {"gd", "momentum", "adam"}, step = {1e-4, 1e-3}},
}

if rows.interrupted then
  print(("%d of %d runs are in %s; start me again"):format(#rows - rows.missing, #rows, path))
  os.exit(false)
end
print(("%d runs, %d of them were in %s before"):format(#rows, rows.before or 0, path))
for _, k in ipairs{1, 10, 100, 1000} do
  for _, point in ipairs(rows:groups()) do
    if point.params.k == k then
      print(("k = %4d: %s with step %g, mean cost %.2g"):format(k, point.params.method,
        point.params.step, point.mean))
      break
    end
  end
end

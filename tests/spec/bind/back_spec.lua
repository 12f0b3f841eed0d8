-- A spot check that is wrong: the run goes back to where its cost was last
-- verified. What is changed here behind the back of the trace is the metatable
-- of numbers.
local process = dofile "tests/spec/cli/process.lua"

local head = [[
local function set(k) debug.setmetatable(1, {__index = {k = k}}) end
set(1)
local function cost(v) local one = 5; return one.k*(v[1] - 3)^2 + v[2]^2 end
local function same(a, b)
  for i = 1, #a do if a[i] ~= b[i] then return false end end
  return #a == #b
end
-- The run from `start`, with the number changed after so many epochs.
local function run(start, after, opts)
  set(1)
  local f = load(string.dump(cost))
  local seen, changed = {}, false
  opts.tolerance, opts.history = 0, "all"
  opts.on_epoch = function(s)
    seen[#seen + 1] = s.epoch
    if s.epoch == after and not changed then set(2) changed = true end
  end
  local r = gd.minimize(f, start, opts)
  set(1)
  return r, seen, f
end
]]

local function check(body, expected)
  local dir = process.folder()
  process.write(dir .. "/back.lua", head .. body)
  local out, err, status = process.run("cd " .. dir .. " && GDLUA_VERIFY=always " .. process.gdlua ..
                                       " back.lua", "")
  process.clean()
  assert.equal(expected, out .. (status ~= 0 and err or ""))
  return err
end

describe("a run whose cost is found wrong", function()
  local warning = "the cost was compiled, but a spot check found another value than the program's; " ..
                  "it is traced at every evaluation from there on"

  it("goes back, goes on one rung lower, and says so", function()
    local err = check([[
      local r, seen, f = run({0, 1}, 40, {method = "gd", step = 0.1, epochs = 100})
      for i = 2, #seen do
        if seen[i] ~= seen[i - 1] + 1 then print(seen[i - 1], seen[i]) end
      end
      print(r.epochs, #r.history.cost, gd.explain(f).rung)
      print(#r.warnings, r.warnings[1])
    ]], "40\t32\n100\t101\ttape\n1\t" .. warning .. "\n")
    assert.equal("gdlua: warning: " .. warning .. "\n", err)
  end)

  it("ends where a run of the right cost ends", function()
    for _, opts in ipairs{'method = "gd", step = 0.1', 'method = "adam", step = gd.schedule.cosine(0.1, 0, 90)',
                          'method = "momentum", step = 0.01, stop = gd.stop.patience(50)'} do
      check(([[
        local r = run({0, 1}, 0, {%s, epochs = 100})
        -- what changes is seen, and the gradient worked out by hand
        local k = 1
        local expected = gd.minimize(function(v) return k*(v[1] - 3)^2 + v[2]^2 end, {0, 1}, {
          %s, epochs = 100, tolerance = 0, on_epoch = function() k = 2 end,
          gradient = function(v) return gd.vector{2*k*(v[1] - 3), 2*v[2]} end})
        print(r.epochs == expected.epochs, gd.equal(r.x, expected.x, 1e-9), r.reason == expected.reason)
      ]]):format(opts, opts), "true\ttrue\ttrue\n")
    end
  end)

  it("goes back over calls of step, too", function()
    check([[
      set(1)
      local f = load(string.dump(cost))
      local d = gd.descent(f, {0, 1}, {method = "gd", step = 0.1, epochs = 50, tolerance = 0})
      local n = 0
      while d:step() do
        n = n + 1
        if n == 20 then set(2) end
      end
      local r = d:result()
      set(1)
      print(n, r.epochs, #r.warnings, gd.explain(f).rung)
    ]], "50\t50\t1\ttape\n")
  end)

  it("is found out at its end at the latest", function()
    check([[
      local r, seen, f = run({0, 1}, 100, {method = "gd", step = 0.1, epochs = 100})
      print(r.epochs, #seen > 101, gd.explain(f).rung)
      local g = gd.minimize(function(v) return 2*(v[1] - 3)^2 + v[2]^2 end, r.x,
                            {step = 0, epochs = 0, tolerance = 0})
      print(r.cost == g.cost)
    ]], "100\ttrue\ttape\ntrue\n")
  end)
end)

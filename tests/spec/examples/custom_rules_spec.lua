local example = dofile "tests/spec/examples/example.lua"

-- The same runs in plain Lua: x1 moves by -step*2*(x1 - 1), x2 by
-- -step*200*(x2 + 2). `go(state)` ends the run when it answers something.
local function descend(step, go, beta)
  local x, y, mx, my = 4.0, 3.0, 0.0, 0.0
  local epoch = 0
  while true do
    local gx, gy = 2*(x - 1), 200*(y + 2)
    if go{epoch = epoch, x = x, y = y, cost = (x - 1)^2 + 100*(y + 2)^2,
          norm = math.max(math.abs(gx), math.abs(gy))} then
      return x, y, epoch
    end
    mx, my = (beta or 0)*mx + gx, (beta or 0)*my + gy
    local s = step(epoch)
    x, y, epoch = x - s*mx, y - s*my, epoch + 1
  end
end

local function constant() return 0.009 end
local function default_rules(s) return s.norm <= 1e-6 or s.epoch == 1000 end
local function zigzag(low, high)
  return function(t)
    if t < 20 then return high*t/20 end
    return t % 2 == 0 and high or low
  end
end
local function settled(tol, epochs)
  local mx, my, since
  return function(s)
    if not mx or math.sqrt((s.x - mx)^2 + (s.y - my)^2) > tol then
      mx, my, since = s.x, s.y, s.epoch
    end
    return s.epoch - since >= epochs
  end
end

describe("examples/custom_rules.lua", function()
  local out = example.output("custom_rules")

  -- The point and the reason under a title.
  local function check(title, pattern, step, go, beta)
    local point, reason = out:match(title:gsub("%p", "%%%0") .. " +(%b{})\n +([^\n]+)")
    assert.is_not_nil(point, title)
    assert.matches(pattern, reason)
    local x, y, epochs = descend(step, go, beta)
    local shown = example.numbers(point)
    assert.is_true(math.abs(shown[1] - x) < 1e-6)
    assert.is_true(math.abs(shown[2] - y) < 1e-6)
    return epochs, tonumber(reason:match("after (%d+) epochs"))
  end

  it("runs a schedule that is a function", function()
    check("a function as schedule", "^epochs: 1000 of 1000 done, |g| = 2%.1e%-05 > 1e%-06$",
          function(t) return 0.009/(1 + t/1000) end, default_rules)
  end)

  it("a stopping rule that is a function", function()
    local expected, got = check("a function as stopping rule",
          "^function at .*custom_rules%.lua:%d+: reached", constant, function(s) return s.cost < 1e-6 end)
    assert.equal(expected, got)
  end)

  it("a defined schedule, after a warm-up", function()
    check("zigzag after a warm-up", "^epochs: 1000 of 1000", zigzag(0.001, 0.009), default_rules)
  end)

  it("a defined rule with a memory", function()
    check("settled, or 5000 evaluations", "^settled: within 0%.0001 of one place for 20 epochs$",
          constant, settled(1e-4, 20))
  end)

  it("a defined method", function()
    local expected, got = check("the heavy ball", "^gradient: ", constant, default_rules, 0.9)
    assert.equal(expected, got)
    expected, got = check("the heavy ball, heavier", "^gradient: ", constant, default_rules, 0.95)
    assert.equal(expected, got)
  end)

  it("all of it together", function()
    local at_rest = settled(1e-6, 20)
    local expected, got = check("all together",
      "^settled: within 1e%-06 of one place for 20 epochs and function at ",
      zigzag(0.002, 0.009), function(s) return at_rest(s) and s.cost < 1e-9 end, 0.8)
    assert.equal(expected, got)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("custom_rules") end)
end)

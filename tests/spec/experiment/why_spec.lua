local gd = require "gdlua"

local function valley(v) return v[1]^2 + 50*v[2]^2 end

-- The names of the findings.
local function names(r)
  local list = {}
  for i, f in ipairs(r:why().findings) do list[i] = f.name end
  return table.concat(list, ", ")
end

local function first(r) return r:why().findings[1] end

describe("result:why()", function()
  it("finds nothing in runs that went well", function()
    assert.equal("", names(gd.minimize(valley, {3, 1})))
    assert.equal("", names(gd.minimize(valley, {3, 1}, {step = 0.01})))
    assert.equal("", names(gd.maximize(function(x) return -(x - 1)^2 end, 3)))
    assert.equal("", names(gd.minimize(valley, {0, 0})))
    assert.equal("", names(gd.minimize(valley, {3, 1}, {stop = gd.stop.cost_below(1)})))
    assert.matches("nothing wrong was found", tostring(gd.minimize(valley, {3, 1}):why()))
  end)

  it("shows the critical step beside the one used", function()
    local w = gd.minimize(valley, {3, 1}, {step = 0.0205}):why()
    assert.equal("step above critical", w.finding)
    assert.is_true(math.abs(w.lambda_max - 100) < 1e-9)
    assert.is_true(math.abs(w.lambda_min - 2) < 1e-9)
    assert.is_true(math.abs(w.critical_step - 0.02) < 1e-12)
    assert.equal(0.0205, w.step)
    assert.is_true(math.abs(w.findings[1].ratio - 1.025) < 1e-9)
  end)

  it("knows the critical step of momentum and Nesterov's", function()
    local function run(method, step) return gd.minimize(valley, {3, 1}, {method = method, step = step, epochs = 3000}) end
    assert.is_true(math.abs(run("momentum", 0.001):why().critical_step - 3.8/100) < 1e-12)
    assert.is_true(math.abs(run("nesterov", 0.001):why().critical_step - 3.8/2.8/100) < 1e-12)
    assert.equal("", names(run("momentum", 0.037)))
    assert.equal("step above critical", names(run("momentum", 0.0385)))
    assert.equal("", names(run("nesterov", 0.013)))
    assert.equal("step above critical", names(run("nesterov", 0.0139)))
  end)

  it("takes steps per leaf as they are", function()
    local function cost(p) return p.a^2 + 50*p.b^2 end
    assert.equal("step above critical", names(gd.minimize(cost, {a = 3, b = 1}, {step = {a = 0.3, b = 0.021}})))
    assert.equal("", names(gd.minimize(cost, {a = 3, b = 1}, {step = {a = 0.3, b = 0.015}})))
  end)

  it("names wrong components of a gradient", function()
    local function wrong(v) return {2*v[1], 50*v[2]} end
    local f = first(gd.minimize(valley, {3, 1}, {step = 0.01, gradient = wrong}))
    assert.equal("wrong gradient", f.name)
    assert.matches("x%[2%]", f.evidence)
    assert.matches("1 of 2 components", f.evidence)
    local twice = gd.custom{value = function(x) return x^2 end, gradient = function(x) return 4*x end}
    assert.equal("wrong gradient", names(gd.minimize(function(v) return twice(v[1]) + v[2]^2 end, {1, 2}, {step = 0.1})))
  end)

  it("tells the operation and the line that are not finite", function()
    local f = first(gd.minimize(function(v)
      local inside = 2 - v[1] - v[2]
      return (v[1] - 1)^2 + (v[2] - 1.5)^2 + 0.01*math.log(inside)
    end, {0, 0}, {step = 0.1}))
    assert.equal("NaN source", f.name)
    assert.matches("log%(2 %- x%[1%] %- x%[2%]%) is nan: log of %-", f.evidence)
    assert.matches("why_spec.lua:%d+", f.line)
    -- In the gradient only; in what cannot be traced; in the data.
    f = first(gd.minimize(function(x) return math.sqrt(x) end, 0.0, {step = 0.1}))
    assert.equal("NaN source", f.name)
    assert.matches("its gradient is not", f.evidence)
    f = first(gd.minimize(function(v)
      local t = {}
      t[v[1] > 0 and 1 or 2] = tonumber(tostring(v[1]))
      return t[1] and t[1] or 0/0
    end, {0.5}, {step = 0.1, gradient = function() return {1} end}))
    assert.equal("NaN source", f.name)
    f = first(gd.minimize(function(p, d) return ((d - p)^2):mean() end, 1, {data = {1, 2, 0/0, 4}, step = 0.1}))
    assert.equal("NaN source", f.name)
    assert.matches("row 3", f.evidence)
  end)

  it("tells running away from a domain that is left", function()
    assert.equal("step above critical", names(gd.minimize(function(v) return v[1]^4 + math.cos(v[1]) end, {10}, {step = 0.1})))
    assert.equal("unbounded", names(gd.minimize(function(x) return -x^2 end, 1, {step = 0.1})))
  end)

  it("finds kinks", function()
    for _, o in ipairs{{step = 0.01}, {step = gd.schedule.sqrt_decay(0.05), epochs = 3000}, {method = "lbfgs"}} do
      local f = first(gd.minimize(function(v) return math.abs(v[1] - 0.3) + 3*math.abs(v[2]) + v[1]^2 end, {3, 1}, o))
      assert.equal("kink", f.name)
    end
  end)

  it("finds saddles, maxima and plateaus", function()
    assert.equal("saddle", names(gd.minimize(function(v) return v[1]^2 - v[2]^2 + v[2]^4 end, {1, 0}, {step = 0.1})))
    assert.matches("maximum", first(gd.minimize(function(x) return -x^2 + x^4 end, 0, {step = 0.1})).evidence)
    assert.equal("plateau", names(gd.minimize(function(x) return math.tanh and math.tanh(x)^2 or gd.tanh(x)^2 end, 15)))
    assert.equal("plateau", names(gd.minimize(function(v) return 2 - gd.exp(-v^2):sum() end, {6, 5}, {step = 0.1})))
    assert.equal("", names(gd.minimize(function(v) return gd.relu(1 - v):sum() end, {3, 5})))
  end)

  it("finds saddles of higher order", function()
    assert.equal("saddle", names(gd.minimize(function(v) return v[1]^2 - v[2]^4 end, {1, 0}, {step = 0.1})))
    assert.equal("saddle", names(gd.minimize(function(v) return v[1]^3 - 3*v[1]*v[2]^2 end, {1, 0}, {step = 0.01, epochs = 1e6})))
  end)

  it("finds one wrong component among very many", function()
    local function cost(v) return ((v - 1)^2):sum() end
    local f = first(gd.minimize(cost, gd.zeros(3000), {step = 0.1, epochs = 30, gradient = function(v)
      local g = 2*(v - 1)
      g[1234] = 0.5*g[1234]
      return g
    end}))
    assert.equal("wrong gradient", f.name)
    assert.matches("x%[1234%]", f.evidence)
    assert.equal(1, #f.rows)
    assert.equal("", names(gd.minimize(cost, gd.zeros(3000), {step = 0.1, gradient = function(v) return 2*(v - 1) end})))
  end)

  it("finds costs in units that no step fits, and tolerances met too soon", function()
    local function cost(v) return 1e6*((v[1] - 1)^2 + (v[2] - 2)^2) end
    assert.equal("scaling, step above critical", names(gd.minimize(cost, {5, 5}, {step = 0.01})))
    assert.equal("scaling, step far too small", names(gd.minimize(function(v) return 1e-12*cost(v) end, {5, 5}, {step = 0.01, tolerance = 1e-9})))
    assert.equal("scaling", names(gd.minimize(function(v) return 1e-13*cost(v) end, {5, 5})))
  end)

  it("finds parameters in different units", function()
    local f = first(gd.minimize(function(v) return (v[1] - 1)^2 + (1e-3*v[2] - 1)^2 end, {0, 0}, {step = 0.3}))
    assert.equal("scaling", f.name)
    assert.matches("x%[1%] is 2, along x%[2%] 2e%-06", f.evidence)
    assert.equal("", names(gd.minimize(function(v) return (v[1] - 1)^2 + (1e-3*v[2] - 1)^2 end, {0, 0}, {method = "newton"})))
  end)

  it("finds the rounding floor", function()
    assert.equal("rounding floor", names(gd.minimize(function(x) return 1e9 + (x - 1)^2 end, 3, {gradient = "central", step = 0.1})))
    local function cost(v) return 3*(v[1] - 1.1)^2 + 7*(v[2] - 0.7*v[1] + 0.3)^2 end
    assert.equal("rounding floor", names(gd.minimize(cost, {3, 1}, {step = 0.05, tolerance = 1e-17, epochs = 3000})))
    assert.equal("rounding floor", names(gd.minimize(function(v) return 1e9 + cost(v) end, {3, 1}, {gradient = "central"})))
  end)

  it("finds steps that are short, decayed, or too few", function()
    assert.equal("step far too small", names(gd.minimize(valley, {3, 1}, {step = 1e-5})))
    assert.equal("decayed schedule", names(gd.minimize(valley, {3, 1}, {step = gd.schedule.exponential{from = 0.015, factor = 0.8}})))
    local f = first(gd.minimize(valley, {3, 1}, {step = 0.015, epochs = 400}))
    assert.equal("epoch limit", f.name)
    local more = gd.minimize(valley, {3, 1}, {step = 0.015, epochs = 10000}).epochs - 400
    assert.is_true(math.abs(f.more - more) <= 5)
  end)

  it("finds noise", function()
    gd.seed(3)
    local X = gd.normal(200)
    local y = 2*X + gd.normal(200)
    local function cost(p, d) return ((p*d.X - d.y)^2):mean() end
    assert.equal("noisy batch", names(gd.minimize(cost, 0, {data = {X = X, y = y}, batch = 2, step = 0.1, epochs = 100})))
    assert.equal("noisy batch", names(gd.minimize(function(x) return (x - 1 - 0.1*math.random())^2 end, 3, {step = 0.1})))
    assert.equal("", names(gd.minimize(cost, 0, {data = {X = X, y = 2*X}, batch = 20, step = 0.1, epochs = 1000})))
  end)

  it("keeps to bounds and to frozen leaves", function()
    assert.equal("", names(gd.minimize(valley, {3, 1}, {bounds = {{1, -1}, {5, 5}}})))
    assert.equal("", names(gd.minimize(valley, {3, 1}, {bounds = {{1, -1}, {5, 5}}, step = 0.01})))
    assert.equal("", names(gd.minimize(function(p) return p.a^2 - p.b^2 end, {a = 1, b = 1}, {frozen = "b", step = 0.1})))
  end)

  it("looks at fits as sums of squares", function()
    local function far(p) return {p[1] - 3, 10*(p[2] - p[1]^2)} end
    local f = first(gd.least_squares(far, {-1, 1}, {epochs = 2}))
    assert.equal("epoch limit", f.name)
    assert.matches("%d of the way down was left", f.evidence)
    f = first(gd.least_squares(function(p) return {p[1] - 3, math.log(p[2] - 2)} end, {-1, 1}))
    assert.equal("NaN source", f.name)
    assert.matches("why_spec.lua:%d+", f.line)
    assert.equal("", names(gd.least_squares(far, {-1, 1}, {loss = "huber"})))
    local x = gd.linspace(0, 1, 20)
    assert.equal("", names(gd.fit(function(p, t) return p[1]*math.exp(p[2]*t) end, x, 2*gd.exp(-3*x), {1, -1})))
  end)

  it("lists every rule with its value and threshold", function()
    local r = gd.minimize(valley, {3, 1}, {step = 0.01, epochs = 50, history = {"cost", "change"},
      stop = gd.stop.gradient(1e-3) | (gd.stop.change(1e-12) & gd.stop.cost_below(1e-9)) * 2 | gd.stop.patience(7):after(10)
             | gd.stop.rule(function() return false end)})
    local rules, list = r:why().rules, {}
    for _, rule in ipairs(rules) do list[rule.name] = rule end
    assert.equal(r.gradient_norm, list.gradient.value)
    assert.equal(1e-3, list.gradient.threshold)
    assert.is_false(list.gradient.met)
    assert.equal(r.history.change[#r.history.change], list.change.value)
    assert.equal(1e-9, list.cost_below.threshold)
    assert.equal(7, list.patience.threshold)
    assert.equal(50, list.epochs.value)
    assert.is_true(list.epochs.met)
    assert.equal("function", rules[5].name)
  end)

  it("answers for runs that have not begun, go on, or were stopped", function()
    local d = gd.descent(valley, {3, 1}, {step = 0.01})
    assert.equal("", names(d:result()))
    assert.equal("", names(d:run(5)))
    assert.equal("", names(gd.minimize(valley, {3, 1}, {step = 0.01, on_epoch = function(s) return s.epoch == 700 end})))
    assert.equal("", names(gd.least_squares(function(p) return {p[1] - 3, 10*(p[2] - p[1]^2)} end, {1, 1})))
  end)

  it("refuses what is no result, in the user's line", function()
    local ok, message = pcall(function() gd.minimize(valley, {3, 1}).why() end)
    assert.is_false(ok)
    assert.matches("why_spec.lua:%d+: bad self in a call of 'why'", message)
  end)
end)

local gd = require "gdlua"

-- Runs one cost over batches; answers the rows each call saw.
local function batches(data, opts)
  local seen = {}
  opts.data, opts.step, opts.epochs = data, 0, opts.epochs or 1
  opts.gradient = function() return 0 end
  opts.stop = gd.stop.never()
  local r = gd.minimize(function(_, x)
    seen[#seen + 1] = type(x) == "table" and {x.X and x.X[1][1] or x[1]:totable(), x.y and x.y:totable()} or
                      x:totable()
    return 0
  end, 1, opts)
  return seen, r
end

local five = gd.vector{10, 20, 30, 40, 50}

describe("batches", function()
  it("go over the data in order, the last may be smaller", function()
    local seen = batches(five, {batch = 2, shuffle = false})
    assert.same({{10, 20}, {30, 40}, {50}, {10, 20}, {30, 40}, {50}}, seen)
  end)

  it("of the whole data are the data themselves", function()
    local given = gd.vector{1, 2}
    gd.minimize(function(_, x) assert.is_true(rawequal(given, x)); return 0 end, 1, {data = given, step = 0, epochs = 1})
    gd.minimize(function(_, x) assert.is_true(rawequal(given, x)); return 0 end, 1,
                {data = given, batch = 2, step = 0, epochs = 1})
  end)

  it("are shuffled by default when smaller than the data, but not at the start", function()
    gd.seed(1)
    local n = 40
    local seen = batches(gd.linspace(1, n, n), {batch = n/2, epochs = 2})
    assert.equal(6, #seen)
    local function flat(a, b)
      local list = table.move(b, 1, #b, #a + 1, table.move(a, 1, #a, 1, {}))
      return list
    end
    local sorted = {}
    for i = 1, n do sorted[i] = i + 0.0 end
    assert.same(sorted, flat(seen[1], seen[2]))
    local first, second = flat(seen[3], seen[4]), flat(seen[5], seen[6])
    assert.are_not.same(sorted, first)
    assert.are_not.same(first, second)
    table.sort(first)
    table.sort(second)
    assert.same(sorted, first)
    assert.same(sorted, second)
  end)

  it("may be of one row", function()
    assert.same({{10}, {20}, {30}, {40}, {50}}, {table.unpack(batches(five, {batch = 1, shuffle = false}), 6)})
  end)

  it("take rows of all arrays together", function()
    local seen = {}
    gd.seed(2)
    gd.minimize(function(_, b)
      assert.equal(b.X.rows, #b.y)
      assert.equal(3, b.X.cols)
      for i = 1, #b.y do
        assert.equal(b.y[i], b.X[i][2])
        seen[b.y[i]] = true
      end
      return 0
    end, 1, {data = {X = gd.matrix{{0, 1, 0}, {0, 2, 0}, {0, 3, 0}}, y = {1, 2, 3}}, batch = 2, step = 0, epochs = 3})
    assert.same({[1.0] = true, [2.0] = true, [3.0] = true}, seen)
  end)

  it("keep the structure of the data", function()
    gd.minimize(function(_, b)
      assert.equal(2, #b)
      assert.equal("userdata", type(b.more.z))
      return 0
    end, 1, {data = {{1, 2}, {3, 4}, more = {z = {5, 6}}}, batch = 1, step = 0, epochs = 1})
  end)

  it("go in the order a function says, with epochs from 1", function()
    local epochs = {}
    local seen = batches(five, {batch = 2, epochs = 2, shuffle = function(epoch)
      epochs[#epochs + 1] = epoch
      return epoch == 1 and {5, 4, 3, 2, 1} or gd.vector{2, 2, 1}
    end})
    assert.same({1, 2}, epochs)
    assert.same({{50, 40}, {30, 20}, {10}, {20, 20}, {10}}, {table.unpack(seen, 4)})
  end)

  it("of the whole data may be shuffled for an update rule", function()
    local seen = batches(five, {shuffle = function() return {5, 4, 3, 2, 1} end})
    assert.same({{10, 20, 30, 40, 50}, {50, 40, 30, 20, 10}}, seen)
    gd.seed(4)
    local shuffled = batches(gd.linspace(1, 30, 30), {shuffle = true})
    assert.are_not.same(shuffled[1], shuffled[2])
  end)

  it("of the whole data are not shuffled for a solver", function()
    local r = gd.minimize(function(m, x) local d = x - m; return d:dot(d) end, 0, {data = five, shuffle = true})
    assert.is_true(math.abs(r.x - 30) < 1e-6)
    local d = gd.descent(function(m, x) local e = x - m; return e:dot(e) end, 0, {data = five, shuffle = true})
    d:run(1)
    assert.equal(d:fork():run().x, d:run().x)
  end)

  it("of a repeatable run are the same", function()
    gd.seed(9)
    local a = batches(five, {batch = 2, epochs = 3})
    gd.seed(9)
    assert.same(a, (batches(five, {batch = 2, epochs = 3})))
  end)

  it("do not write into the data", function()
    local data = gd.vector{1, 2, 3}
    gd.minimize(function(_, x) x[1] = 99; return 0 end, 1, {data = data, batch = 2, step = 0, epochs = 2})
    assert.equal(gd.vector{1, 2, 3}, data)
  end)
end)

describe("costs and gradients of batches", function()
  local X = gd.vector{1, 2, 3, 4, 10}
  local function cost(m, x) local d = x - m; return d:dot(d)/#x end
  local function gradient(m, x) return 2*(m - x:mean()) end

  it("are means over the pass, weighted by rows", function()
    local seen = {}
    gd.minimize(cost, 0, {data = X, batch = 2, shuffle = false, step = 0.25, epochs = 1, gradient = gradient,
                          on_epoch = function(s) seen[s.epoch] = {s.cost, s.gradient, s.x} end})
    -- at the start the parts average to the whole
    assert.is_true(math.abs(seen[0][1] - cost(0, X)) < 1e-12)
    assert.is_true(math.abs(seen[0][2] - gradient(0, X)) < 1e-12)
    -- then each at the point its update started from
    local m, sum, slope = 0.0, 0.0, 0.0
    for _, batch in ipairs{gd.vector{1, 2}, gd.vector{3, 4}, gd.vector{10}} do
      sum, slope = sum + #batch*cost(m, batch), slope + #batch*gradient(m, batch)
      m = m - 0.25*gradient(m, batch)
    end
    assert.is_true(math.abs(seen[1][1] - sum/5) < 1e-12)
    assert.is_true(math.abs(seen[1][2] - slope/5) < 1e-12)
    assert.equal(m, seen[1][3])
  end)

  it("end the run where they are not finite, at the best point", function()
    local n = 0
    local r = gd.minimize(function(m, x) n = n + 1; return n > 7 and 0/0 or cost(m, x) end, 0,
                          {data = X, batch = 2, shuffle = false, step = 0.1, gradient = gradient})
    assert.is_false(r.converged)
    assert.matches("^diverged: the cost is nan after 2 epochs", r.reason)
    assert.equal(r.best.cost, r.cost)
    assert.equal(r.best.x, r.x)
    assert.equal(2, r.epochs)
    assert.equal(4, r.updates)
  end)

  it("end the run where a parameter overflows, at the best point", function()
    local n = 0
    local r = gd.minimize(cost, 0, {data = X, batch = 2, shuffle = false, step = 1, gradient = function()
      n = n + 1
      return n == 8 and 1e308*10 or 1
    end})
    assert.matches("^diverged: parameter 1 of 1 would become %-inf in epoch 2 %(its gradient: inf, step size: 1%)$", r.reason)
    assert.equal(1, r.epochs)
    assert.equal(3, r.updates)
    assert.equal(r.best.cost, r.cost)
  end)

  it("reach the mean of the data", function()
    gd.seed(1)
    local steps = {gd = 0.3, momentum = 0.1, nesterov = 0.1, adagrad = 4, rmsprop = 0.3, adam = 0.3}
    for m, step in pairs(steps) do
      local r = gd.minimize(cost, 0, {data = X, batch = 2, method = m, epochs = 400,
                                      step = gd.schedule.exponential{from = step, factor = 0.98}})
      assert.is_true(math.abs(r.x - 4) < 0.1, m .. " " .. r.x)
    end
  end)

  it("have a last row smaller than the batch in the same arrays", function()
    local sizes = {}
    gd.minimize(function(_, b) sizes[#sizes + 1] = {#b[1], b[2].rows, b[2].cols}; return 0 end, 1,
                {data = {X, gd.zeros(5, 2)}, batch = 3, step = 0, epochs = 1, gradient = function() return 0 end,
                 stop = gd.stop.never()})
    assert.same({{3, 3, 2}, {2, 2, 2}, {3, 3, 2}, {2, 2, 2}}, sizes)
  end)
end)

describe("batches of a compiled cost", function()
  local X, y = gd.matrix(50, 3), gd.vector(50)
  for i = 1, 50 do
    for j = 1, 3 do X[i][j] = math.sin(i*j) end
    y[i] = X[i][1] - 2*X[i][2] + 0.5 + math.cos(7*i)/10
  end
  local function mse()
    return function(p, b)
      local r = b.X:matmul(p.w) + p.b - b.y
      return r:dot(r)/#b.y
    end
  end
  local start = {w = gd.zeros(3), b = 0}
  local function options(more)
    local o = {data = {X = X, y = y}, batch = 8, shuffle = false, step = 0.05, tolerance = 0, epochs = 600}
    for k, v in pairs(more or {}) do o[k] = v end
    return o
  end
  local function flat(x) return {x.w[1], x.w[2], x.w[3], x.b} end

  it("come to what plain calls come to", function()
    local f = mse()
    local slow = gd.minimize(mse(), start, options{epochs = 20, gradient = function(p, b)
      local r = b.X:matmul(p.w) + p.b - b.y
      return {w = 2/#b.y*b.X.T:matmul(r), b = 2*r:mean()}
    end})
    local fast = gd.minimize(f, start, options{epochs = 20})
    assert.equal("compiled", gd.explain(f).rung)
    for k, v in ipairs(flat(slow.x)) do assert.is_near(v, flat(fast.x)[k], 1e-14) end
  end)

  -- A row count has a program of its own; none is made, and Lua is not entered,
  -- for another batch.
  it("need no Lua, whatever the number of batches, shorter ones included", function()
    for _, method in ipairs{"gd", "adam"} do
      for _, shuffle in ipairs{false, true} do
        local d = gd.descent(mse(), start, options{method = method, shuffle = shuffle})
        d:run(50)
        local before = select(4, d:stretches())
        d:run(500)
        local calls = select(4, d:stretches()) - before
        assert.equal(550, d:result().epochs)
        assert.is_true(calls <= 60, method .. ": " .. calls .. " calls of Lua")
      end
    end
  end)

  it("are its own where another run of the same cost comes in between", function()
    local other = {X = 2*X, y = -1*y}
    for _, batch in ipairs{8, 10} do
      local f = mse()
      local alone = gd.minimize(mse(), start, options{batch = batch, epochs = 30})
      local nested = gd.minimize(f, start, options{batch = batch, epochs = 30, on_epoch = function()
        gd.minimize(f, start, options{data = other, batch = batch, epochs = 2})
      end})
      assert.same(flat(alone.x), flat(nested.x))
      local a, b = gd.descent(f, start, options{batch = batch}),
                   gd.descent(f, start, options{batch = batch, data = other})
      for _ = 1, 30 do
        a:step()
        b:step()
      end
      assert.same(flat(alone.x), flat(a:result().x))
    end
  end)

  it("follow data that are written to between epochs", function()
    local function run(f)
      local Z = X:copy()
      return flat(gd.minimize(f, start, options{data = {X = Z, y = y}, epochs = 40, on_epoch = function(s)
        if s.epoch == 20 then Z[7][2] = 100 end
      end}).x)
    end
    local f = mse()
    local there = run(f)
    assert.same(run(function(p, b) if type(b) ~= "table" then error("no batch") end return f(p, b) end), there)
    assert.not_same(flat(gd.minimize(f, start, options{epochs = 40}).x), there)
  end)
end)

-- Rows that are consecutive are read where they lie, others gathered.
describe("batches read where they lie", function()
  local X, y, z = gd.matrix(50, 3), gd.vector(50), gd.vector(50)
  for i = 1, 50 do
    for j = 1, 3 do X[i][j] = math.sin(i*j) end
    y[i], z[i] = X[i][1] - 2*X[i][2] + math.cos(7*i)/10, 1 + math.cos(i)^2
  end
  local function mse()
    return function(w, b)
      local r = b.X:matmul(w) - b.y
      return (r*r):dot(b.weight)/#b.y
    end
  end
  local data = {y = y, X = X, weight = z}
  local function options(more)
    local o = {data = data, batch = 8, shuffle = false, step = 0.02, tolerance = 0, epochs = 40}
    for k, v in pairs(more or {}) do o[k] = v end
    return o
  end
  local function inorder(n)
    local list = {}
    for i = 1, n do list[i] = i end
    return list
  end
  local function ended(f, o) return gd.minimize(f, gd.zeros(3), o).x:totable() end

  -- Plain gradient descent, each batch put together here.
  local function by_hand(o, order)
    local slope, w = gd.grad(mse()), gd.zeros(3)
    for epoch = 1, o.epochs do
      local rows = order(epoch)
      for first = 1, #rows, o.batch do
        local some = table.move(rows, first, math.min(first + o.batch - 1, #rows), 1, {})
        w = w - o.step*slope(w, {X = X:rows_at(some), y = y:rows_at(some), weight = z:rows_at(some)})
      end
    end
    return w:totable()
  end

  it("are those that are put together by hand, to the bit", function()
    for _, batch in ipairs{1, 7, 8, 49} do
      local o = options{batch = batch, epochs = 12}
      assert.same(by_hand(o, function() return inorder(50) end), ended(mse(), o))
    end
  end)

  it("are those that are gathered", function()
    local gathered = ended(mse(), options{shuffle = function() return inorder(50) end})
    assert.same(gathered, ended(mse(), options()))
  end)

  it("may be of other numbers of rows, in another order, in between", function()
    local function order(epoch)
      local rows = inorder(({50, 21, 43, 8})[epoch % 4 + 1])
      if epoch % 3 == 0 then table.sort(rows, function(a, b) return a > b end) end
      return rows
    end
    local f, o = mse(), options{epochs = 30}
    ended(f, options{epochs = 3})
    assert.same(by_hand(o, order), ended(f, options{epochs = 30, shuffle = order}))
    assert.same(by_hand(o, function() return inorder(50) end), ended(f, o))
  end)

  it("are right for differences and for a gradient that is given", function()
    local slope = gd.grad(mse())
    local exact = ended(mse(), options())
    local given = ended(mse(), options{gradient = function(w, b)
      local r = b.X:matmul(w) - b.y
      return 2/#b.y*b.X.T:matmul(r*b.weight)
    end})
    local near = ended(mse(), options{gradient = "central"})
    for i = 1, 3 do
      assert.is_near(exact[i], given[i], 1e-13)
      assert.is_near(exact[i], near[i], 1e-8)
    end
    assert.equal(3, #slope(gd.zeros(3), data))
  end)

  it("are not written to", function()
    local before = y:copy()
    ended(function(w, b)
      b.y[1] = 0
      return b.X:matmul(w):dot(b.y)
    end, options{epochs = 20})
    assert.equal(before, y)
  end)

  it("leave nothing behind that points into the data", function()
    local f = mse()
    local first = ended(f, options{data = {X = X:copy(), y = y:copy(), weight = z:copy()}})
    collectgarbage()
    local d = gd.descent(f, gd.zeros(3), options{epochs = 80})
    d:run(40)
    local other = gd.minimize(f, gd.zeros(3), options{data = {X = 2*X, y = -1*y, weight = z}})
    assert.not_same(first, other.x:totable())
    assert.same(first, d:result().x:totable())
    assert.same(ended(mse(), options{epochs = 80}), d:run().x:totable())
  end)
end)

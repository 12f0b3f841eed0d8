--- Logistic regression, 10,000 rows of 20, mean of log(1 + exp(z)) - y*z:
--- written with matrix and vectors, and as a double loop over plain tables;
--- full batch with descent and with Adam, and batches of 32 rows with descent.
local run, data = dofile "tests/bench/run.lua", dofile "tests/bench/data.lua"
local exp, log = math.exp, math.log

local rows, columns = 10000, 20
local X, y                               -- plain tables
local matrix, labels                     -- the same, of gdlua

local function make_data(gd)
  if not X then X, y = data.labelled(rows, columns) end
  if gd and not matrix then matrix, labels = gd.matrix(X), gd.vector(y) end
end

local gdlua                              -- set before a cost is called

local function vector_cost(w)
  local z = matrix:matmul(w)
  return (gdlua.softplus(z) - labels*z):mean()
end

local function loop_cost(w)
  local s = 0
  for i = 1, #X do
    local row, z = X[i], 0
    for j = 1, #row do z = z + row[j]*w[j] end
    s = s + math.log(1 + math.exp(z)) - y[i]*z
  end
  return s/#X
end

local function vector_batch(w, batch)
  local z = batch.X:matmul(w)
  return (gdlua.softplus(z) - batch.y*z):mean()
end

local function loop_batch(w, batch)
  local s = 0
  for i = 1, #batch.X do
    local row, z = batch.X[i], 0
    for j = 1, #row do z = z + row[j]*w[j] end
    s = s + math.log(1 + math.exp(z)) - batch.y[i]*z
  end
  return s/#batch.X
end

local function side(cost, opts, with_data)
  return function(gd, count)
    gdlua = gd
    make_data(gd)
    local o = {}
    for key, value in pairs(opts) do o[key] = value end
    if with_data then o.data = {X = matrix, y = labels} end
    return run.descent(cost, gd.zeros(columns), o)(gd, count)
  end
end

-- The gradient over the rows order[from..to] in plain Lua, to g.
local function plain_gradient(w, g, order, from, to)
  local cost = 0
  for j = 1, columns do g[j] = 0 end
  for k = from, to do
    local i = order[k]
    local row, z = X[i], 0
    for j = 1, columns do z = z + row[j]*w[j] end
    local e = exp(z)
    local r = e/(1 + e) - y[i]
    cost = cost + log(1 + e) - y[i]*z
    for j = 1, columns do g[j] = g[j] + r*row[j] end
  end
  local n = to - from + 1
  for j = 1, columns do g[j] = g[j]/n end
  return cost/n
end

local function in_order()
  local order = {}
  for i = 1, rows do order[i] = i end
  return order
end

local function shuffle(order)
  for i = #order, 2, -1 do
    local j = math.random(i)
    order[i], order[j] = order[j], order[i]
  end
end

local function norm(w)
  local s = 0
  for j = 1, columns do s = s + w[j]^2 end
  return {s^0.5}
end

local function largest(g)
  local m = 0
  for j = 1, columns do m = math.max(m, math.abs(g[j])) end
  return m
end

local function plain(update, batch, shuffled)
  return function(count)
    make_data()
    return function()
      local w, g, order, state, t = {}, {}, in_order(), {m = {}, v = {}}, 0
      for j = 1, columns do w[j], state.m[j], state.v[j] = 0, 0, 0 end
      for _ = 1, count do
        local total, mean = 0, {}
        for j = 1, columns do mean[j] = 0 end
        if shuffled then shuffle(order) end
        for from = 1, rows, batch do
          local to = math.min(from + batch - 1, rows)
          total = total + plain_gradient(w, g, order, from, to)*(to - from + 1)
          for j = 1, columns do mean[j] = mean[j] + g[j]*(to - from + 1)/rows end
          t = t + 1
          update(w, g, t, state)
        end
        if total ~= total or largest(mean) <= 1e-6 then break end
      end
      return norm(w)
    end
  end
end

local function descent(w, g)
  for j = 1, columns do w[j] = w[j] - 0.01*g[j] end
end

local function adam(w, g, t, s)
  local a, b = 1 - 0.9^t, 1 - 0.999^t
  for j = 1, columns do
    s.m[j] = 0.9*s.m[j] + 0.1*g[j]
    s.v[j] = 0.999*s.v[j] + 0.001*g[j]*g[j]
    w[j] = w[j] - 0.001*(s.m[j]/a)/((s.v[j]/b)^0.5 + 1e-8)
  end
end

local function row(name, title, fields, sides)
  fields.name, fields.title = "logistic_" .. name, "logistic 10,000 x 20, " .. title
  fields.unit, fields.sides = "epoch", sides
  fields.few = fields.count > 100 and {lua = 200, luajit = 20, numpy = 10} or {lua = 10, luajit = 5, numpy = 10}
  return fields
end

local list = {}
for _, form in ipairs{{"vector", "vectors", vector_cost, vector_batch},
                      {"loop", "plain loops", loop_cost, loop_batch}} do
  local name, title = form[1], form[2]
  list[#list + 1] = row(name .. "_gd", "descent, " .. title, {count = 1000, ceiling = 1.3}, {
    c = "logistic gd", lua = plain(descent, rows), numpy = "logistic gd",
    gdlua = side(form[3], {step = 0.01}),
  })
  list[#list + 1] = row(name .. "_adam", "Adam, " .. title, {count = 1000, ceiling = 1.3}, {
    c = "logistic adam", lua = plain(adam, rows), numpy = "logistic adam",
    gdlua = side(form[3], {method = "adam", step = 0.001}),
  })
  list[#list + 1] = row(name .. "_batch", "batches of 32, " .. title, {count = 50, ceiling = 2}, {
    c = "logistic batch", lua = plain(descent, 32), numpy = "logistic batch",
    gdlua = side(form[4], {step = 0.01, batch = 32, shuffle = false}, true),
  })
end
-- The order differs from language to language, so the ends agree roughly.
list[#list + 1] = row("shuffled", "batches of 32, shuffled", {count = 50, ceiling = 2, agree = 0.05}, {
  c = "logistic shuffled", lua = plain(descent, 32, true), numpy = "logistic shuffled",
  gdlua = side(vector_batch, {step = 0.01, batch = 32}, true),
})
return list

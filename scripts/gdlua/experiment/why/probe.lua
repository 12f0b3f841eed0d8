--- A cost as the diagnoses look at it: functions of flat vectors, turned so that
--- less is better, whatever the run was given.
---
--- Fields: n; sense; free (1 where a parameter may move, else 0); names of the
--- parameters; exact: can the cost be traced? Points are vectors that are not
--- written to.
local core = require "gdlua.core"
local data = require "gdlua.descent.data"
local gd = require "gdlua"

local probe = {}
probe.__index = probe

-- The data of a run as one batch, or nil.
local function whole_data(config)
  if config.rows == nil then return nil end
  return (data.read("option 'data'", config.given.data))
end

-- The rows first .. last of every array in `value`.
local function part(value, first, last)
  if type(value) == "table" then
    local out = {}
    for key, v in pairs(value) do out[key] = part(v, first, last) end
    return out
  end
  local rows = {}
  for i = first, last do rows[#rows + 1] = i end
  return value:rows_at(rows)
end

--- The batches of one pass over the data in their order: list of {value, weight}.
function probe:batches()
  if self.list then return self.list end
  local rows, size, list = self.rows, self.batch, {}
  for first = 1, rows, size do
    local last = math.min(first + size - 1, rows)
    list[#list + 1] = {part(self.data, first, last), (last - first + 1) / rows}
  end
  self.list = list
  return list
end

--- What the cost answers at x on a batch (nil: on all data), as it is.
function probe:raw(x, batch)
  local ok, value = pcall(self.cost, core.unflatten(self.shape, x), batch or self.data)
  if not ok or type(value) ~= "number" then return 0/0 end
  return value
end

--- The cost; of a run with batches their mean.
function probe:f(x)
  if self.factor then return self.sense * self.factor * self:raw(x) end
  local sum = 0
  for _, b in ipairs(self:batches()) do sum = sum + b[2] * self:raw(x, b[1]) end
  return self.sense * sum
end

-- A cost of all data is the mean over its batches, or their sum: by how much it
-- is to be multiplied; nil where it is neither.
local function factor_of(p, x)
  if not p.batch then return 1 end
  local mean, share = 0, nil
  for _, b in ipairs(p:batches()) do mean = mean + b[2] * p:raw(x, b[1]) end
  local all = p:raw(x)
  if math.abs(all - mean) <= 1e-6 * math.abs(mean) then return 1 end
  share = p.batch / p.rows
  if math.abs(share*all - mean) <= 0.1 * math.abs(mean) then return share end
end

local function masked(p, g) return p.free and g * p.free or g end

-- The gradient that the user gives, on a batch, or nil.
function probe:given(x, batch)
  if not self.user then return nil end
  local ok, g = pcall(self.user, core.unflatten(self.shape, x), batch or self.data)
  if not ok then return nil end
  local flat, v = pcall(core.spread, self.shape, g, "gradient")
  if not flat or #v ~= self.n then return nil end
  return masked(self, self.sense * v)
end

-- The gradient of what self:raw answers by differences, with what they may be wrong by.
function probe:differences(x, mode, batch)
  local ok, g, _, noise = pcall(core.gradient, self.cost, core.unflatten(self.shape, x),
                                mode or "richardson", 0, nil, batch or self.data)
  if not ok then return nil end
  return masked(self, self.sense * core.flatten(g)), core.flatten(noise)
end

-- Exactly, on a batch or on all data; nil where the cost cannot be traced.
function probe:traced(x, batch)
  if self.exact == false then return nil end
  local ok, g, cost, unknown = pcall(core.exact, "gradient", self.cost,
                                     core.unflatten(self.shape, x), nil, batch or self.data)
  if not ok or not g or unknown then
    if self.exact == nil then self.exact = false end
    return nil, ok and cost or g
  end
  self.exact = true
  return masked(self, self.sense * core.flatten(g))
end

-- The gradient of what self:raw answers.
local function gradient_on(p, x, batch)
  local g = not p.distrusted and p:given(x, batch) or p:traced(x, batch)
  return g or (p:differences(x, "central", batch)) or gd.full(p.n, 0/0)
end

--- The gradient: the user's, unless it is known to be wrong (`distrusted`), the
--- exact one, or central differences.
function probe:g(x)
  if self.factor then
    local g = not self.distrusted and self:given(x)
    if g then return self.factor * g end
    g = self:traced(x) or (self:differences(x, "central"))
    return g and self.factor * g or gd.full(self.n, 0/0)
  end
  local sum = gd.zeros(self.n)
  for _, b in ipairs(self:batches()) do sum = sum + b[2] * gradient_on(self, x, b[1]) end
  return sum
end

--- The gradient of one batch.
function probe:batch_gradient(x, batch) return gradient_on(self, x, batch) end

-- The Hessian times v by differences of gradients.
local function product_by_differences(p, x, v)
  local size = v:norm()
  if size == 0 then return v:copy() end
  local smooth = p.user and not p.distrusted or p.exact
  local h = (smooth and 1e-5 or 1e-3) * math.max(1, x:abs():max()) / size
  return (p:g(x + h*v) - p:g(x - h*v)) / (2*h)
end

--- The Hessian at x times v.
function probe:hv(x, v)
  if self.free then v = v * self.free end
  if self.factor and self.exact ~= false and not self.user_only then
    local shape = self.shape
    local ok, Hv, _, unknown = pcall(core.exact, "hvp", self.cost, core.unflatten(shape, x),
                                     core.unflatten(shape, v), self.data)
    if ok and Hv and not unknown then
      return masked(self, self.sense * self.factor * core.flatten(Hv))
    end
    self.user_only = true
  end
  return masked(self, product_by_differences(self, x, v))
end

--- Options for a run of the same cost from another point.
function probe:options(o)
  local given = self.config.given or {}
  o.progress, o.data, o.frozen, o.bounds, o.project =
    false, o.data or given.data, given.frozen, given.bounds, given.project
  if self.user and not self.distrusted then
    o.gradient = self.config.gradient
  elseif self.exact == false then
    o.gradient = "central"
  end
  return o
end

--- Runs gd.minimize or gd.maximize from x; the result, or nil.
function probe:run(x, o)
  local run = self.sense > 0 and gd.minimize or gd.maximize
  local ok, r = pcall(run, self.cost, core.unflatten(self.shape, x), self:options(o))
  if ok then return r end
end

--- A point in the run's own shape as a flat vector.
function probe:flat(x) return core.spread(self.shape, x, "x"):copy() end

-- The sum of squares of residuals f: what a fit makes small, but for a factor.
local function squares(f)
  return function(x, batch)
    local r, sum = f(x, batch), 0
    for i = 1, #r do sum = sum + r[i]^2 end
    return sum
  end
end

--- The cost of the result with this origin.
function probe.of(origin)
  local config = origin.config
  local start = config.x
  local p = setmetatable({
    n = #start, sense = origin.sense, shape = origin.shape, config = config,
    cost = config.residuals and squares(origin.cost) or origin.cost,
    start = start, rows = config.rows, batch = origin.partial and config.batch or nil,
    user = config.gradient, data = whole_data(config),
  }, probe)
  local _, names = core.flatten(core.unflatten(p.shape, start))
  for i, name in ipairs(names) do
    names[i] = name == "" and "x" or "x" .. (name:match("^%[") and "" or ".") .. name
  end
  p.names = names
  if config.frozen then p.free = 1 - config.frozen end
  p.factor = factor_of(p, start)
  p:traced(start)
  return p
end

return probe

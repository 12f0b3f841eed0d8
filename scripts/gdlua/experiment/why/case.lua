--- A run under examination: what the diagnoses ask about it, worked out when it
--- is first asked for. Costs and gradients are turned so that less is better.
local gd = require "gdlua"
local probe = require "gdlua.experiment.why.probe"
local result = require "gdlua.result"
local spectrum = require "gdlua.experiment.why.spectrum"
local steps = require "gdlua.experiment.why.steps"

local case = {}
case.__index = case
case.planned, case.steps, case.critical = steps.planned, steps.vector, steps.critical

local function is_finite(v) return v - v == 0 end

local function finite(x)
  return is_finite(x:sum()) and is_finite(x:abs():max())
end

-- A column of the history as a list, or nil.
local function column(r, name, factor)
  local values = r.history and r.history[name]
  if not values then return nil end
  local list = {}
  for i = 1, #values do list[i] = factor * values[i] end
  return list
end

--
-- Where it went
--
--- The last point whose cost and gradient are numbers: the end of most runs.
local function last_good(c)
  local p, r = c.p, c.r
  for _, point in ipairs{r.last.x, r.best.x} do
    local x = p:flat(point)
    if finite(x) and is_finite(p:f(x)) then return x end
  end
  return c.x0
end

--- Sizes of the parameters, for distances: not 0.
function case:scale()
  local size = math.max(self.x:abs():max(), (self.x - self.x0):abs():max())
  return size > 0 and size or 1
end

--
-- Curvature
--
--- Eigenvalues of the Hessian at x, see spectrum.lua; cached by `name`.
function case:spectrum(name, x)
  local known = self.spectra[name]
  if known == nil then
    local list, all = spectrum(self.p.n, function(v) return self.p:hv(x, v) end, self.free)
    known = list and {list = list, all = all, low = list[1], high = list[#list]} or false
    self.spectra[name] = known
  end
  return known or nil
end

--- step * lambda_max at x, for steps that may differ by parameter.
function case:sharpness(name, x)
  local steps = self:steps()
  if not steps then return nil end
  if not self.config.step_each then
    local s = self:spectrum(name, x)
    return s and self.step_used * s.high.value
  end
  local root = gd.sqrt(steps)
  local list = spectrum(self.p.n, function(v) return root * self.p:hv(x, root * v) end, self.free)
  return list and list[#list].value
end

--- The diagonal of the Hessian at x; nil for more than 64 parameters.
function case:diagonal(x)
  local n = self.p.n
  if n > 64 then return nil end
  local d = gd.zeros(n)
  for i = 1, n do
    local unit = gd.zeros(n)
    unit[i] = 1
    d[i] = self.p:hv(x, unit)[i]
  end
  return d
end

--
-- What there was still to be had
--
--- The fall that a Newton step promises, by the eigenvectors; nil where slopes lead
--- on without curvature, or not all is known.
function case:promised()
  local s = self:spectrum("end", self.x)
  if not s or not s.all or s.high.value <= 0 or s.low.value < -1e-9*s.high.value then return nil end
  local sum, size = 0, self.g:norm()
  for _, pair in ipairs(s.list) do
    local slope = self.g:dot(pair.vector)
    if pair.value > 1e-12*s.high.value then sum = sum + slope^2/pair.value/2
    elseif math.abs(slope) > 1e-4*size then return nil end
  end
  return sum
end

-- Lower from x by steps that the diagonal of the Hessian scales (Jacobi's), which
-- parameters in units far apart do not mind.
local function scaled(self, x, f)
  local d = self:diagonal(x)
  if not d then return x, f end
  d = gd.abs(d)
  for i = 1, #d do
    if not (d[i] > 0) then d[i] = math.huge end
  end
  local length = 1
  for _ = 1, 40 do
    local g = self.p:g(x)
    if self.free then g = g * self.free end
    local y = x - length*g/d
    local lower = self.p:f(y)
    if lower < f then x, f = y, lower
    else
      length = length/2
      if length < 0.01 then break end
    end
  end
  return x, f
end

--- Where L-BFGS goes from the end, or steps scaled parameter by parameter: {x, f}.
function case:polish()
  if self.polished == nil then
    local p = self.p
    local r = p:run(self.x, {
      method = self.config.lower and "lbfgsb" or "lbfgs", epochs = 500, history = false,
      tolerance = 1e-9 * math.min(1, math.max(self.gnorm, 1e-290)),
    })
    local x = r and p:flat(r.best.x)
    local f = x and p:f(x)
    if not (f and f <= self.f) then x, f = self.x, self.f end
    if not self.config.lower and not self.projected then x, f = scaled(self, x, f) end
    self.polished = {x = x, f = f}
  end
  return self.polished
end

--- The fall of the cost that was missed.
function case:gain() return self.f - self:polish().f end

--- The same as a share of the whole fall from the start: 0 where nothing was.
function case:left()
  local gain = self:gain()
  local whole = math.max(self.f0 - self:polish().f, gain)
  return whole > 0 and gain / whole or 0
end

--- Was more than `share` of the fall missed, and more than rounding?
function case:left_something(share)
  return self:gain() > 100 * 0x1p-52 * math.abs(self.f) and self:left() > share
end

--- Is most of the way of some parameter, or along v, still to be gone?
function case:is_far(v)
  if not (self:gain() > 100 * 0x1p-52 * math.abs(self.f)) then return false end
  local to = self:polish().x
  if v then return math.abs((to - self.x):dot(v)) > 0.1*math.abs((to - self.x0):dot(v)) end
  for i = 1, #to do
    local left, way = math.abs(to[i] - self.x[i]), math.abs(to[i] - self.x0[i])
    if left > 0.1*way and left > 1e-2*math.max(math.abs(to[i]), math.abs(self.x[i])) then return true end
  end
  return false
end

--- And is that somewhere else?
function case:is_elsewhere()
  local from, to = self.x, self:polish().x
  for i = 1, #from do
    local size = math.max(math.abs(from[i]), math.abs(to[i]), 1e-2)
    if math.abs(to[i] - from[i]) > 0.01*size then return true end
  end
  return false
end

-- {"layer.w" = 1} as {layer = {w = 1}}.
local function unfold(parts)
  local out = {}
  for name, value in pairs(parts) do
    local at, keys = out, {}
    for key in name:gmatch("[^.%[%]]+") do keys[#keys + 1] = math.tointeger(key) or key end
    for i = 1, #keys - 1 do
      at[keys[i]] = at[keys[i]] or {}
      at = at[keys[i]]
    end
    at[keys[#keys]] = value
  end
  return out
end

--- How far the cost falls in `epochs` more epochs of the run's own method with
--- steps `factor` times the last one (or of the size `step`).
function case:trial(factor, epochs, step)
  local steps = step or self.step_last and factor * self.step_last
  local given = self.config.given or {}
  local o = {method = self.config.method, epochs = epochs, tolerance = 0, history = false,
             clip = given.clip}
  if steps then
    o.step = steps
    local each = self.config.step_each and self:planned(math.max(self.r.epochs - 1, 0))
    if type(each) == "userdata" then
      local parts, share = {}, steps / self.step_last
      for _, part in ipairs(self.config.step_parts) do
        parts[part.name] = share * each[part.offset + 1]
      end
      o.step = unfold(parts)
    end
  end
  if self.p.batch then o.batch = self.p.batch end
  local r = self.p:run(self.x, o)
  if not r then return nil end
  local x = self.p:flat(r.last.x)
  return self.f - self.p:f(x), r
end

--
-- How it went
--
--- Has it gone up, all in all, or ended for going up?
function case:is_away()
  return self.ending == "nonfinite" or self.ending == "rise" or self.f > self.f0
end

--- Has the cost not fallen any more over the last half of the epochs?
function case:stalled()
  local cost = self.cost
  if not cost or #cost < 4 then return false end
  local half, first, last = #cost // 2, math.huge, math.huge
  for i, v in ipairs(cost) do
    if i <= half then first = math.min(first, v) else last = math.min(last, v) end
  end
  local whole = cost[1] - math.min(first, last)
  return not (first - last > 0.01 * math.abs(whole))
end

--- By what factor per epoch |g| sinks, over the last part of the run; nil: it
--- does not, or is not known.
function case:rate()
  local gn, epoch = self.gn, self.epoch
  if not gn or #gn < 3 then return nil end
  local first = math.max(1, #gn - math.max(2, #gn // 3))
  local a, b, span = gn[first], gn[#gn], epoch[#gn] - epoch[first]
  if not (a > b and b > 0 and span > 0) then return nil end
  return (b / a)^(1/span)
end

--- Epochs that would lead to the tolerance at that rate; nil: not known.
function case:missing_epochs()
  local rate, tolerance = self:rate(), self.tolerance
  if not rate or rate >= 1 or not tolerance or tolerance <= 0 then return nil end
  if not (self.r.gradient_norm > tolerance) then return nil end
  return math.ceil(math.log(tolerance / self.r.gradient_norm) / math.log(rate))
end

--- Is it on its last stretch: little is left, and |g| sinks to the tolerance soon?
function case:is_near()
  local more = self:missing_epochs()
  return more ~= nil and more < 3*self.r.epochs and self:left() < 0.05
end

-- The tolerance on the gradient among the rules of `stop`, or nil.
local function tolerance_in(rule)
  if rule.name == "gradient" and rule.o and rule.o.norm == "inf" then return rule.o.tol end
  for _, part in ipairs(rule.parts or {}) do
    local found = tolerance_in(part)
    if found then return found end
  end
end

-- Parameters at a bound that the cost pushes against do not count.
local function free_of(c)
  local free, config = c.p.free, c.config
  if not config.lower then return free end
  free = free and free:copy() or gd.ones(c.p.n)
  for i = 1, c.p.n do
    local x, g = c.x[i], c.g[i]
    if x <= config.lower[i] and g >= 0 or x >= config.upper[i] and g <= 0 then free[i] = 0 end
  end
  return free
end

--- The case of a result; nil where its cost cannot be looked at.
function case.of(r)
  local origin = result.origin(r)
  local config = origin.config
  local c = setmetatable({
    r = r, origin = origin, config = config, ending = origin.ending, spectra = {}, found = {},
    batched = origin.partial, projected = config.project ~= nil,
  }, case)
  c.p = probe.of(origin)
  c.x0 = c.p.start
  c.f0 = c.p:f(c.x0)
  c.x = last_good(c)
  c.f = c.p:f(c.x)
  c.g = c.p:g(c.x)
  c.free = free_of(c)
  c.gnorm = (c.free and c.g * c.free or c.g):abs():max()
  c.cost, c.epoch = column(r, "cost", origin.sense), column(r, "epoch", 1)
  c.gn, c.step = column(r, "gradient_norm", 1), column(r, "step", 1)
  local stop = config.stop_check and config.given.stop
  c.tolerance = not config.stop_check and config.tolerance or
                type(stop) == "table" and tolerance_in(stop) or nil
  if config.residuals then c.tolerance = nil end
  steps.read(c)
  return c
end

case.is_finite = is_finite
return case

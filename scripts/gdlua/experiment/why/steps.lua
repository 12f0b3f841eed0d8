--- The steps of a run under examination, and those at which its method is stable.
local gd = require "gdlua"

local steps = {}

local function is_finite(v) return v - v == 0 end

--- The step of update t as it was planned, or nil: a number or a vector.
function steps.planned(case, t)
  local c = case.config
  if c.step then return c.step end
  if not c.step_at then return nil end
  local ok, v = pcall(function()
    local state = {epoch = t, updates = t, cost = case.f, best = case.r.best,
                   gradient_norm = case.gnorm, sense = 1}
    return c.step_at(t, state, c.step_init and c.step_init(state) or nil)
  end)
  if ok and (type(v) == "number" or type(v) == "userdata") then return v end
end

--- Reads the step of the last update, and the largest: numbers, or nil for a solver.
function steps.read(c)
  if c.config.solver then return end
  local last, peak
  for _, v in ipairs(c.step or {}) do
    if is_finite(v) then
      last = v
      peak = math.max(peak or 0, v)
    end
  end
  if not last then
    local r = c.r
    local t = c.config.step_per_update and r.updates or r.epochs
    local v = c:planned(math.max(t - 1, 0))
    last = type(v) == "userdata" and v:max() or v
    v = c:planned(0)
    peak = type(v) == "userdata" and v:max() or v
    peak = peak and last and math.max(peak, last)
  end
  c.step_last, c.step_peak = last, peak
  -- What brought it away is the longest, what keeps it from coming nearer the last.
  c.step_used = c.ending == "nonfinite" and peak or last
end

--- Steps per parameter in effect at the end: a vector, or nil.
function steps.vector(case)
  if not case.step_last then return nil end
  if case.config.step_each then
    local v = case:planned(math.max(case.r.epochs - 1, 0))
    if type(v) == "userdata" then return v end
  end
  return gd.full(case.p.n, case.step_last)
end

-- The longest step, times the largest curvature, at which a method is stable on
-- a quadratic: gradient descent 2 (Nocedal & Wright, 3.3), with momentum Polyak
-- 1964 and, for Nesterov's, Sutskever et al. 2013.
local critical = {
  gd = function() return 2 end,
  momentum = function(o)
    local gain = 1 - o.dampening
    if o.nesterov then return 2*(1 + o.beta)/(1 + 2*o.beta) end
    return gain > 0 and 2*(1 + o.beta)/gain or nil
  end,
  nesterov = function(o) return 2*(1 + o.beta)/(1 + 2*o.beta) end,
}

--- step * lambda_max at which the method becomes unstable; nil: not known.
function steps.critical(case)
  local m = case.config.method
  local of = m.kind == "rule" and critical[m.name]
  -- Somebody else's method may have the same name.
  return of and m.update == gd.method[m.name]().update and of(m.o) or nil
end

return steps

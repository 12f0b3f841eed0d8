--- Schedules as values: how they are called, shown and put together.
---
--- The fields the descent driver reads: at(t, state, m) -> number,
--- init(state) -> the memory m of a run (nil: there is none), users (a user's
--- functions make or see it), length (nil: endless), unit ("epoch" or "update").
--- Besides them name and o, show(t) ->
--- formula, factor (a share of what follows), parts (of a sequence), plain
--- (has a user's plain function in it).
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local constructor = require "gdlua.constructor"
local formula = require "gdlua.schedule.formula"

local algebra, methods = {}, {}
local meta = {__name = "schedule", __index = methods, gdlua = "schedule"}

function algebra.new(s) return setmetatable(s, meta) end

--- Is the value a schedule? Known by a mark, so that it stays one where the
--- scripts have been loaded again.
function algebra.is(value)
  local mt = getmetatable(value)
  return type(mt) == "table" and mt.gdlua == "schedule"
end

local function derived(s, changes)
  local new = {}
  for key, value in pairs(s) do new[key] = value end
  for key, value in pairs(changes) do new[key] = value end
  return algebra.new(new)
end

-- Operands ---------------------------------------------------------------

local function place(f)
  local info = debug.getinfo(f, "S")
  return info.what == "C" and "a C function" or
         ("the function at %s:%d"):format(info.short_src, info.linedefined)
end

local function from_number(v, sign)
  if not (v >= 0 and v < math.huge) then
    blame("bad operand of '%s' (a finite number >= 0 expected, got %s)", sign, tostring(v))
  end
  return {at = function() return v end, number = v,
          show = function() return formula.number(v) end}
end

local function from_function(f)
  local function at(t, state)
    local v = f(t, state)
    if type(v) ~= "number" then
      blame("a schedule returned %s (a number expected; it is %s)", core.describe(v), place(f))
    end
    return v
  end
  local function show(t) return "f" .. (t:find("^%(") and t or "(" .. t .. ")") end
  return {at = at, plain = true, show = show}
end

-- Any operand as a schedule; those made of a number or function lack a unit.
local function operand(value, sign)
  if algebra.is(value) then return value end
  if type(value) == "number" then return from_number(value, sign) end
  if type(value) == "function" then return from_function(value) end
  if constructor.is(value, "schedule") then
    blame("bad operand of '%s' (call it: gd.schedule.%s(...))", sign, value.name)
  end
  blame("bad operand of '%s' (a schedule, function or number expected, got %s)", sign,
        core.describe(value))
end

local function common_unit(a, b, sign)
  if a.unit and b.unit and a.unit ~= b.unit then
    blame("the schedules on both sides of '%s' count differently (%ss and %ss): " ..
          "use per_update() on both or on the whole", sign, a.unit, b.unit)
  end
  return a.unit or b.unit
end

-- One memory for several parts: part i keeps its own at index i. Returns the
-- parts' `at` functions, which take the whole memory, its init and `users`.
local function share(parts)
  local ats, remembers, users = {}, false, false
  for i, part in ipairs(parts) do
    local at = part.at
    ats[i] = at
    if part.init then
      remembers, users = true, users or part.users
      ats[i] = function(t, state, m) return at(t, state, m[i]) end
    end
  end
  return ats, remembers and function(state)
    local m = {}
    for i, part in ipairs(parts) do m[i] = part.init and part.init(state) or false end
    return m
  end or nil, users
end

local function not_a_number(v, s)
  blame("schedule '%s' returned %s (a number expected)", s.show("t"), core.describe(v))
end

-- One after the other ------------------------------------------------------

local function followed(a, n, b)
  return function(t, state, m)
    if t < n then return a(t, state, m) end
    return b(t - n, state, m)
  end
end

local function risen(a, n, b, part)
  return function(t, state, m)
    if t >= n then return b(t - n, state, m) end
    local u, v = a(t, state, m), b(0, state, m)
    if not (u and v) then not_a_number(nil, part) end
    return u*v
  end
end

-- Parts i, i + 1, ... at their own 0: a text, a number where it can be had.
local function show_start(parts, ats, i)
  for k = i, #parts do
    if parts[k].plain or parts[k].init then
      return formula.factor(parts[i].show("0"))
    end
  end
  return formula.number(ats.from[i](0))
end

local function show_sequence(parts, ats)
  return function(t)
    local words, start = {}, 0
    for i, part in ipairs(parts) do
      local text = part.show(formula.later(t, start))
      if i < #parts then
        if part.factor then
          text = show_start(parts, ats, i + 1) .. "*" .. formula.factor(text)
        end
        start = start + part.length
        text = ("%s while %s < %s"):format(text, t, formula.number(start))
      end
      words[i] = text
    end
    return table.concat(words, ", then ")
  end
end

local function sequence(parts, unit)
  local ats, init, users = share(parts)
  local n = #parts
  local from = {[n] = ats[n]}           -- from[i]: part i and all after it
  local plain, factor, length = parts[n].plain, parts[n].factor, parts[n].length
  for i = n - 1, 1, -1 do
    local part = parts[i]
    from[i] = (part.factor and risen or followed)(ats[i], part.length, from[i + 1], part)
    plain = plain or part.plain
    factor = factor and part.factor
    length = length and length + part.length
  end
  ats.from = from
  return algebra.new{at = from[1], init = init, users = users, length = length, unit = unit,
                     parts = parts, plain = plain, factor = factor,
                     show = show_sequence(parts, ats)}
end

local function endless(s)
  if s.plain and not s.unit then
    blame("a plain function has no length, so no schedule can follow it: " ..
          "(gd.schedule.constant(1)*f):take(n) gives it one")
  end
  blame("an endless schedule (%s) cannot be followed by another: s:take(n) gives it a length",
        s.show("t"))
end

function meta.__concat(a, b)
  if type(a) == "string" or type(b) == "string" then return tostring(a) .. tostring(b) end
  a, b = operand(a, ".."), operand(b, "..")
  if not a.length then endless(a) end
  local parts = {}
  for _, s in ipairs{a, b} do
    for _, part in ipairs(s.parts or {s}) do parts[#parts + 1] = part end
  end
  return sequence(parts, common_unit(a, b, ".."))
end

-- Products -------------------------------------------------------------------

local function scaled(v, s)
  local at = s.at
  return derived(s, {
    parts = false, number = false,
    at = function(t, state, m)
      local u = at(t, state, m)
      if not u then not_a_number(u, s) end
      return v*u
    end,
    show = function(t)
      return formula.number(v) .. "*" .. formula.factor(s.show(t))
    end,
  })
end

function meta.__mul(a, b)
  a, b = operand(a, "*"), operand(b, "*")
  if a.number then return scaled(a.number, b) end
  if b.number then return scaled(b.number, a) end
  local ats, init, users = share{a, b}
  local first, second = ats[1], ats[2]
  return algebra.new{
    unit = common_unit(a, b, "*"), init = init, users = users,
    plain = a.plain or b.plain, factor = a.factor and b.factor,
    length = a.length and b.length and math.max(a.length, b.length),
    at = function(t, state, m)
      local u, v = first(t, state, m), second(t, state, m)
      if not (u and v) then not_a_number(nil, u and b or a) end
      return u*v
    end,
    show = function(t)
      return formula.factor(a.show(t)) .. "*" .. formula.factor(b.show(t))
    end,
  }
end

-- Methods ----------------------------------------------------------------------

local function check_self(s, name)
  if not algebra.is(s) then
    blame("calling '%s' on bad self (a schedule expected, got %s)", name, core.describe(s))
  end
end

local function check_epochs(n, name, positive)
  if type(n) ~= "number" or not (n >= 0 and n < math.huge) or (positive and n == 0) then
    blame("bad argument #1 to '%s' (a %s expected, got %s)", name,
          positive and "positive number" or "number >= 0", core.describe(n))
  end
end

--- The same with a length of n, so that another can follow.
function methods.take(s, n)
  check_self(s, "take")
  check_epochs(n, "take", true)
  return derived(s, {length = n, parts = false})
end

--- s(0) until n, then s(t - n).
function methods.after(s, n)
  check_self(s, "after")
  check_epochs(n, "after")
  local at, show = s.at, s.show
  return derived(s, {
    parts = false, length = s.length and s.length + n,
    at = function(t, state, m) return at(t > n and t - n or 0, state, m) end,
    show = function(t)
      if n == 0 then return show(t) end
      return s.init and ("%s after %s"):format(show(t), formula.number(n)) or
             show(("max(%s - %s, 0)"):format(t, formula.number(n)))
    end,
  })
end

--- The same, asked with the updates completed in place of the epochs.
function methods.per_update(s)
  check_self(s, "per_update")
  local parts = s.parts and {}
  for i, part in ipairs(s.parts or {}) do
    parts[i] = part.unit and methods.per_update(part) or part
  end
  return derived(s, {unit = "update", parts = parts})
end

-- `m` may be given by who keeps the memory; else each call begins anew.
function meta.__call(s, t, state, m)
  if type(t) ~= "number" then
    blame("a schedule is asked with a number, s(t), got %s", core.describe(t))
  end
  if s.init and not m then
    if state == nil then
      blame("schedule '%s' follows the cost: it is asked with the state of a run, s(t, state)",
            s.show("t"))
    end
    m = s.init(state)
  end
  return s.at(t, state, m)
end

function meta.__tostring(s)
  return s.show("t") .. (s.unit == "update" and ", t in updates" or "")
end

return algebra

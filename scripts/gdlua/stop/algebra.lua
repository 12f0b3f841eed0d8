--- Stopping rules as values: how they are shown and put together.
---
--- The fields the descent driver reads: init(state) -> the memory m of a run
--- (nil: there is none), and check(state, m) -> false, or true, converged,
--- reason, best (the run should answer its best point). users: a user's functions
--- make or see the memory. A rule that is a plain function has it as `ask`, to be
--- called by itself, and judge(answer, state) for an answer that is not false.
--- parts: the rules that it is put together of, or nil.
--- Besides them name and o, text, and binds: how tightly the text holds together.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local constructor = require "gdlua.constructor"
local reason = require "gdlua.stop.reason"

local algebra, methods = {}, {}
local meta = {__name = "stopping rule", __index = methods, gdlua = "stopping rule"}

local OR, AND, TIMES, SINGLE = 1, 2, 3, 4

function algebra.new(rule)
  rule.binds = rule.binds or SINGLE
  return setmetatable(rule, meta)
end

--- Is the value a rule? Known by a mark, as schedules are.
function algebra.is(value)
  local mt = getmetatable(value)
  return type(mt) == "table" and mt.gdlua == "stopping rule"
end

local function place(f)
  local info = debug.getinfo(f, "S")
  return info.what == "C" and "C function" or
         ("function at %s:%d"):format(info.short_src, info.linedefined)
end

function algebra.from_function(f, converges)
  local function judge(answer, state)
    if answer == true then
      return true, converges, reason.compose(place(f), state), false
    elseif type(answer) == "string" then
      return true, false, answer, false
    end
    blame("a stopping rule returned %s (false, true or a reason expected; it is the %s)",
          core.describe(answer), place(f))
  end
  local function check(state)
    local answer = f(state)
    if not answer then return false end
    return judge(answer, state)
  end
  return algebra.new{check = check, ask = f, judge = judge, text = place(f):gsub(" at ", "@")}
end

--- A rule from a rule or plain function; raises `complaint` for anything else.
function algebra.operand(value, complaint)
  if algebra.is(value) then return value end
  if type(value) == "function" then return algebra.from_function(value, true) end
  if constructor.is(value, "stopping rule") then
    blame("%s (call it: gd.stop.%s(...))", complaint, value.name)
  end
  blame("%s (a stopping rule or function expected, got %s)", complaint, core.describe(value))
end

local function text_within(rule, binds)
  return rule.binds < binds and "(" .. rule.text .. ")" or rule.text
end

-- `a` and `b` as one: `join` turns their checks into one. Each keeps its
-- memory at its own index of one table.
local function pair(a, b, sign, binds, join)
  a = algebra.operand(a, ("bad operand of '%s'"):format(sign))
  b = algebra.operand(b, ("bad operand of '%s'"):format(sign))
  local first, second, init = a.check, b.check, nil
  if a.init or b.init then
    local one, two = first, second
    function first(state, m) return one(state, m[1]) end
    function second(state, m) return two(state, m[2]) end
    function init(state)
      return {a.init and a.init(state) or false, b.init and b.init(state) or false}
    end
  end
  return algebra.new{
    check = join(first, second), init = init, users = a.users or b.users, binds = binds,
    parts = {a, b},
    text = ("%s %s %s"):format(text_within(a, binds), sign, text_within(b, binds)),
  }
end

-- Both are always asked, so that rules with a memory see every epoch.

local function either(a, b)
  return function(state, m)
    local fired1, converged1, reason1, best1 = a(state, m)
    local fired2, converged2, reason2, best2 = b(state, m)
    if fired1 and (converged1 or not fired2) then return true, converged1, reason1, best1 end
    if not fired2 then return false end
    if not fired1 or converged2 then return true, converged2, reason2, best2 end
    return true, false, reason1, best1 or best2
  end
end

local function both(a, b)
  return function(state, m)
    local fired1, converged1, reason1, best1 = a(state, m)
    local fired2, converged2, reason2, best2 = b(state, m)
    if not (fired1 and fired2) then return false end
    return true, converged1 and converged2, reason1 .. " and " .. reason2, best1 or best2
  end
end

--- a | b: when either fires; of two at once, one that converged goes first.
function meta.__bor(a, b) return pair(a, b, "|", OR, either) end

--- a & b: when both fire at the same epoch.
function meta.__band(a, b) return pair(a, b, "&", AND, both) end

--- a * n: when it fires n epochs in a row.
function meta.__mul(a, n)
  if type(a) == "number" then a, n = n, a end
  local rule = algebra.operand(a, "bad operand of '*'")
  local times = math.type(n) and math.tointeger(n)
  if not times or times < 1 then
    blame("bad operand of '*' (a rule times a positive whole number expected, got %s)",
          core.describe(n))
  end
  local check, init = rule.check, rule.init
  return algebra.new{
    binds = TIMES, text = ("%s * %d"):format(text_within(rule, TIMES), times), users = rule.users,
    parts = {rule},
    init = function(state) return {count = 0, inner = init and init(state) or false} end,
    check = function(state, m)
      local fired, converged, why, best = check(state, m.inner)
      if not fired then
        m.count = 0
        return false
      end
      m.count = m.count + 1
      if m.count < times then return false end
      return true, converged, ("%s, %d times in a row"):format(why, times), best
    end,
  }
end

--- Asked from the start, ignored before epoch n.
function methods.after(rule, n)
  if not algebra.is(rule) then
    blame("calling 'after' on bad self (a stopping rule expected, got %s)", core.describe(rule))
  end
  if type(n) ~= "number" or not (n >= 0) then
    blame("bad argument #1 to 'after' (a number >= 0 expected, got %s)", core.describe(n))
  end
  local check = rule.check
  return algebra.new{
    init = rule.init, users = rule.users, parts = {rule}, text = ("%s:after(%.14g)"):format(text_within(rule, SINGLE), n),
    check = function(state, m)
      local fired, converged, why, best = check(state, m)
      if not fired or state.epoch < n then return false end
      return true, converged, why, best
    end,
  }
end

function meta.__tostring(rule) return rule.text end

return algebra

--- A cost, a gradient or data that are not finite: which operation it is that
--- first answers no number, of what, and in which line.
local core = require "gdlua.core"
local gd = require "gdlua"

local function is_finite(v) return v - v == 0 end

-- The place of the first element that is not finite, or nil.
local function bad_element(v)
  if is_finite(v:sum()) then return nil end
  for i = 1, #v do
    if not is_finite(v[i]) then return i end
  end
end

-- v as a text, NaN without a sign.
local function show(v) return v ~= v and "nan" or ("%.6g"):format(v) end

--
-- In the graph
--
-- The node, below `root` or it, that is not finite though its operands are, with
-- its description and its values; nil: root is finite.
local function first_bad(g, root, x)
  local seen = {}
  local function visit(n)
    if seen[n] ~= nil then return seen[n] end
    seen[n] = false
    local value = g:values({n}, x)[1]
    local at = bad_element(value)
    if not at then return false end
    local d = g:describe(n)
    for _, operand in ipairs(d) do
      local found = visit(operand)
      if found then
        seen[n] = found
        return found
      end
    end
    seen[n] = {node = n, d = d, value = value[at], at = at}
    return seen[n]
  end
  return visit(root) or nil
end

-- The operands' values where it happens.
local function operands(g, found, x)
  local words, values = {}, {}
  for _, operand in ipairs(found.d) do
    local v = g:values({operand}, x)[1]
    values[#values + 1] = v[math.min(found.at, #v)]
    if #words < 3 then words[#words + 1] = show(values[#values]) end
  end
  return words, values
end

-- Does it overflow, its operands being in its domain?
local overflowing = {exp = 1, expm1 = 1, sinh = 1, cosh = 1, mul = 1, add = 1, sub = 1, neg = 1, pow = 1,
                     sum = 1, sum_of = 1, dot = 1, gemv = 1, gemm = 1, norm2 = 1, hypot = 1}

local function is_overflow(found, values)
  if found.value ~= found.value or not overflowing[found.d.op] then return false end
  return not (found.d.op == "pow" and values[1] == 0)
end

local function describe(g, found, x, names)
  if #found.d == 0 then
    local what = found.d.op == "param" and "the parameters have" or "an array that the cost reads has"
    return ("%s %s at element %d"):format(what, show(found.value), found.at), false
  end
  local words, values = operands(g, found, x)
  local good, text = pcall(g.text, g, found.node, names, "text", 60)
  local where = #found.d > 0 and found.d.rows*found.d.cols > 1 and (", element %d"):format(found.at) or ""
  return ("%s%s is %s: %s of %s"):format(good and text or found.d.op, where, show(found.value),
                                         found.d.op, table.concat(words, " and ")),
         is_overflow(found, values)
end

-- What happens at x: a text, and whether it is an overflow; nil where the cost
-- has no graph there.
local function in_graph(c, x, of_gradient)
  local p = c.p
  local function cost(v) return p.cost(v, p.data) end
  local ok, g, root = pcall(core.formula, cost, core.unflatten(p.shape, x))
  if not ok or not g then return nil end
  local found = first_bad(g, root, x)
  if not found and of_gradient then
    local params = {}
    for n = 0, g:count() - 1 do
      if g:describe(n).op == "param" then params[#params + 1] = n end
    end
    for _, node in ipairs(g:derivatives(root, params)) do
      found = first_bad(g, node, x)
      if found then break end
    end
  end
  if not found then return nil end
  return describe(g, found, x, p.names)
end

--
-- In the script
--
local function is_bad(v)
  if type(v) == "number" then return v - v ~= 0 and v ~= math.huge end
  if type(v) == "userdata" and core.is_array(v) then return not is_finite(v:sum()) end
  return false
end

-- The line of the cost after which a local value is not a number, or in which it
-- returns one: "file:line", or nil.
local function line_of(c, x)
  local cost = c.origin.cost
  if type(cost) ~= "function" or debug.getinfo(cost, "S").what == "C" then return nil end
  local place, found
  local source = debug.getinfo(cost, "S").source
  local function look()
    local info = debug.getinfo(2, "Sl")
    if found or info.source ~= source then return end
    local i = 1
    while true do
      local name, value = debug.getlocal(2, i)
      if not name then break end
      if place and is_bad(value) then
        found = place
        return
      end
      i = i + 1
    end
    place = ("%s:%d"):format(info.short_src, info.currentline)
  end
  local hook, mask, count = debug.gethook()
  debug.sethook(look, "l")
  pcall(cost, core.unflatten(c.p.shape, x), c.p.data)
  debug.sethook(hook, mask, count)
  return found or place
end

--
-- The run
--
-- Has it got far away before, as runs do whose steps are too long?
local function has_exploded(c, x)
  local from = 1 + math.max(c.x0:abs():max(), c.x:abs():max())
  if x:abs():max() > 1e6*from then return true end
  local cost = c.cost
  if not cost then return false end
  local low, last, rises = math.huge, nil, 0
  for _, v in ipairs(cost) do
    if is_finite(v) then
      low = math.min(low, v)
      rises = last and v > last and rises + 1 or 0
      last = v
    end
  end
  return last and rises >= 2 and last > cost[1] + 10*math.abs(cost[1] - low) + 0*low and
         last > 10*math.abs(cost[1])
end

local function in_data(c)
  for k, a in ipairs(c.config.sources or {}) do
    if not is_finite(a:sum()) then
      for i = 1, #a do
        local row = type(a[i]) == "number" and gd.vector{a[i]} or a[i]
        if bad_element(row) then
          return ("array %d of the data has %s in row %d"):format(k, show(row[bad_element(row)]), i)
        end
      end
    end
  end
end

local function finding(c, text, line)
  return {
    name = "NaN source", line = line,
    evidence = text .. (line and (" (%s)"):format(line) or ""),
    suggestion = "keep the parameters where the cost is defined (bounds, or gd.exp of a parameter " ..
                 "that must be positive), guard the operation (gd.log(x + 1e-12), gd.max), or take " ..
                 "shorter steps",
  }
end

-- A solver that is stuck where the cost beside it is not defined.
local function beside(c)
  local size = c.g:norm()
  if not (size > 0) then return nil end
  for k = -30, 0 do
    local x = c.x - (2.0^k * math.max(c:scale(), 1e-3)/size) * c.g
    local f = c.p:f(x)
    if not is_finite(f) then return x end
    if f < c.f then return nil end
  end
end

--- `sure`: say what is not finite whatever brought the run there.
return function(c, sure)
  if c.ending == "stuck" and not c.r.converged then
    local x = beside(c)
    if not x then return nil end
    local text = in_graph(c, x) or ("the cost is %s beside the end"):format(show(c.p:f(x)))
    return finding(c, text, line_of(c, x))
  end
  if c.ending ~= "nonfinite" then return nil end
  local x = c.p:flat(c.r.last.x)
  local rotten = in_data(c)
  if rotten then return finding(c, rotten) end
  local cost = c.p:f(x)
  local text, overflow = in_graph(c, x, is_finite(cost))
  if not sure and c.r.epochs > 0 and (overflow or has_exploded(c, x)) then return nil end
  if is_finite(cost) then
    local g = c.p.user and c.p:given(x) or c.p:g(x)
    local i = bad_element(g)
    if not text and i then
      text = ("component %s of the gradient is %s"):format(c.p.names[i], show(g[i]))
    elseif not text then
      return nil
    end
    return finding(c, "the cost is a number, its gradient is not: " .. text)
  end
  return finding(c, text or ("the cost is %s after %d epochs"):format(show(c.p.sense*cost), c.r.epochs),
                 line_of(c, x))
end

--- Update rules that are made of others: chains, and rules that work leaf by
--- leaf. What they remember is a list of the memories they are made of.
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local constructor = require "gdlua.constructor"
local memory = require "gdlua.memory"

local composed = {}

-- Raises where `value`, which `what` has returned, is no vector of n.
local function check_vector(value, n, what, ...)
  local fits = (core.is_traced(value) or core.is_array(value)) and type(value) ~= "number" and
               value.rank == 1 and #value == n
  if not fits then
    blame("%s returned %s (a vector of %d expected)", what:format(...), core.describe(value), n)
  end
end

--
-- Leaf by leaf
--

local function part(v, leaf) return v:slice(leaf.offset + 1, leaf.offset + leaf.length) end

-- f(x, i) of each leaf, joined.
local function each(m, name, leaves, f)
  local out = {}
  for i, leaf in ipairs(leaves) do
    out[i] = f(leaf, i)
    check_vector(out[i], leaf.length, "'%s' of the method '%s', for the leaf '%s',", name, m.name,
                 leaf.name)
  end
  return core.join(out)
end

local function split(m, leaves)
  local rule = setmetatable({}, {__index = m})
  function rule.init(x, o)
    local s = {}
    for i, leaf in ipairs(leaves) do s[i] = m.init and m.init(part(x, leaf), o) or {} end
    return s
  end
  function rule.update(x, g, step, s, o, t, cost)
    return each(m, "update", leaves, function(leaf, i)
      local own = type(step) == "number" and step or part(step, leaf)
      return m.update(part(x, leaf), part(g, leaf), own, s[i], o, t, cost)
    end)
  end
  rule.transform = m.transform and function(x, g, s, o, t, cost)
    return each(m, "transform", leaves, function(leaf, i)
      return m.transform(part(x, leaf), part(g, leaf), s[i], o, t, cost)
    end)
  end
  for _, name in ipairs{"point", "answer"} do
    local f = m[name]
    rule[name] = f and function(x, s, o)
      return each(m, name, leaves, function(leaf, i) return f(part(x, leaf), s[i], o) end)
    end
  end
  return rule
end

--
-- Chains
--

-- The rule that `links` make, one after the other.
local function join(links)
  local n, names, o = #links, {}, {}
  local last = links[n]
  local rule = {kind = "rule", options = {}, o = o, links = links, step = last.step}
  for i, link in ipairs(links) do
    names[i], o[i] = tostring(link), link.o
    rule.per_leaf = rule.per_leaf or link.per_leaf
    rule.users = rule.users or link.users or
                 not memory.are_own(link.init, link.update, link.transform, link.point, link.answer)
  end
  rule.name = ("chain(%s)"):format(table.concat(names, ", "))
  function rule.init(x)
    local s = {}
    for i, link in ipairs(links) do s[i] = link.init and link.init(x, link.o) or {} end
    return s
  end
  function rule.update(x, g, step, s, _, t, cost)
    for i = 1, n - 1 do
      g = links[i].transform(x, g, s[i], links[i].o, t, cost)
      check_vector(g, #x, "link %d of %s", i, rule.name)
    end
    return last.update(x, g, step, s[n], last.o, t, cost)
  end
  rule.point = last.point and function(x, s) return last.point(x, s[n], last.o) end
  rule.answer = last.answer and function(x, s) return last.answer(x, s[n], last.o) end
  return rule
end

-- A plain function of the gradient as a link.
local function plain(f)
  return setmetatable({
    o = {}, users = true, transform = function(x, g, _, _, t, cost) return f(g, x, t, cost) end,
  }, {__tostring = function() return "function" end})
end

local function link_of(method, value, i, n)
  if type(value) == "function" and i < n then return plain(value) end
  if not (type(value) == "string" or method.is(value) or constructor.is(value, "method")) then
    blame("bad argument #%d to 'gd.method.chain' (a method or its name%s expected, got %s)", i,
          i < n and ", or function(g, x, t)," or "", core.describe(value))
  end
  local m = method.resolve(value, "gd.method.chain")
  if m.kind == "solver" then
    blame("bad argument #%d to 'gd.method.chain' (the method '%s' is a solver; chains are of " ..
          "update rules)", i, m.name)
  elseif i < n and not m.transform then
    blame("bad argument #%d to 'gd.method.chain' (the method '%s' makes the next point and no " ..
          "gradient, so it can only be the last of a chain)", i, m.name)
  end
  return m
end

--- The fields of a method: its links are the arguments.
function composed.chain(method, ...)
  local n, links = select("#", ...), {}
  if n == 0 then
    blame("bad argument #1 to 'gd.method.chain' (a method or its name expected, got nothing)")
  end
  for i = 1, n do links[i] = link_of(method, (select(i, ...)), i, n) end
  return join(links)
end

--- The rule as a run needs it whose start has these nodes (core.leaves).
function composed.of_leaves(m, nodes)
  local leaves = {}
  for _, node in ipairs(nodes) do
    if node.leaf and node.length > 0 then leaves[#leaves + 1] = node end
  end
  if not m.per_leaf or #leaves < 2 then return m end
  if not m.links then return split(m, leaves) end
  local links = {}
  for i, link in ipairs(m.links) do
    links[i] = composed.of_leaves(link, nodes)
  end
  return join(links)
end

return composed

-- a*sin(b*t) + c*exp(-t), as a tree.
local tree = {"+",
  {"*", {"parameter", "a"}, {"sin", {"*", {"parameter", "b"}, {"time"}}}},
  {"*", {"parameter", "c"}, {"exp", {"neg", {"time"}}}}}

local evaluate
local operations = {
  ["+"] = function(env, x, y) return evaluate(x, env) + evaluate(y, env) end,
  ["*"] = function(env, x, y) return evaluate(x, env) * evaluate(y, env) end,
  neg = function(env, x) return -evaluate(x, env) end,
  sin = function(env, x) return math.sin(evaluate(x, env)) end,
  exp = function(env, x) return math.exp(evaluate(x, env)) end,
  parameter = function(env, name) return env[name] end,
  time = function(env) return env.t end,
}

function evaluate(node, env)
  return operations[node[1]](env, table.unpack(node, 2))
end

local data = {0.9, 1.2, 1.3, 1.1, 0.7, 0.3, -0.1}

return {
  name = "curve given as an expression tree",
  cost = function(p)
    local sum = 0
    for i, y in ipairs(data) do
      local env = setmetatable({t = i/3}, {__index = p})
      sum = sum + (evaluate(tree, env) - y)^2
    end
    return sum
  end,
  start = {a = 1, b = 1.3, c = 0.5},
  gradient = function(p)
    local g = {a = 0, b = 0, c = 0}
    for i, y in ipairs(data) do
      local t = i/3
      local r = 2*(p.a*math.sin(p.b*t) + p.c*math.exp(-t) - y)
      g.a = g.a + r*math.sin(p.b*t)
      g.b = g.b + r*p.a*t*math.cos(p.b*t)
      g.c = g.c + r*math.exp(-t)
    end
    return g
  end,
  note = "a dispatch table, recursion, __index to the parameters",
}

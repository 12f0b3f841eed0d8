-- Two by two matrices of one's own.
local Matrix = {}
local meta = {}
local function new(a, b, c, d) return setmetatable({a, b, c, d}, meta) end
meta.__index = function(m, key)
  if key == "det" then return m[1]*m[4] - m[2]*m[3] end
  if key == "trace" then return m[1] + m[4] end
  return Matrix[key]
end
meta.__mul = function(m, n)
  if type(m) ~= "table" then return new(m*n[1], m*n[2], m*n[3], m*n[4]) end
  return new(m[1]*n[1] + m[2]*n[3], m[1]*n[2] + m[2]*n[4],
             m[3]*n[1] + m[4]*n[3], m[3]*n[2] + m[4]*n[4])
end
meta.__sub = function(m, n) return new(m[1] - n[1], m[2] - n[2], m[3] - n[3], m[4] - n[4]) end
meta.__call = function(m, x, y) return m[1]*x + m[2]*y, m[3]*x + m[4]*y end
meta.__len = function() return 4 end
function Matrix:square() return self*self end

return {
  name = "square root of a matrix",
  cost = function(p)
    local m = new(p[1], p[2], p[3], p[4])
    local d = m:square() - new(5, 4, 4, 5)
    local sum = 0
    for i = 1, #d do sum = sum + d[i]^2 end
    local u, v = m(1, -1)
    return sum + 0.1*(m.det - 3)^2 + 0.1*(m.trace - 4)^2 + 0.01*(u^2 + v^2)
  end,
  start = {2.2, 0.9, 0.8, 1.7},
  note = "__index as a function, __call, __len",
}

-- Points of the plane as objects.
local Point = {}
Point.__index = Point

function Point.new(x, y) return setmetatable({x = x, y = y}, Point) end

function Point.__add(a, b) return Point.new(a.x + b.x, a.y + b.y) end
function Point.__sub(a, b) return Point.new(a.x - b.x, a.y - b.y) end
function Point.__mul(a, b)
  if type(a) == "table" and type(b) == "table" then return a.x*b.x + a.y*b.y end
  if type(a) == "table" then a, b = b, a end
  return Point.new(a*b.x, a*b.y)
end
function Point.__unm(a) return Point.new(-a.x, -a.y) end
function Point:norm2() return self*self end
function Point:norm() return math.sqrt(self:norm2()) end
function Point:distance(other) return (self - other):norm() end

return Point

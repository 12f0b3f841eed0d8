-- Classes with inheritance: pieces of a box of known surface and volume.
local Shape = {}
Shape.__index = Shape
function Shape:extend(methods) return setmetatable(methods, {__index = self}) end
function Shape:new(fields) return setmetatable(fields, {__index = self}) end
function Shape:price() return 0.2*self:surface() + self:extra() end
function Shape:extra() return 0 end

local Cylinder = Shape:extend{
  surface = function(self) return 2*math.pi*self.r*(self.r + self.h) end,
  volume = function(self) return math.pi*self.r^2*self.h end,
}
local Ball = Shape:extend{
  surface = function(self) return 4*math.pi*self.r^2 end,
  volume = function(self) return 4/3*math.pi*self.r^3 end,
  extra = function(self) return 0.1*self.r end,
}

return {
  name = "cheapest tanks for a volume",
  cost = function(p)
    local tanks = {Cylinder:new{r = p.r, h = p.h}, Ball:new{r = p.ball}}
    local price, volume = 0, 0
    for _, tank in ipairs(tanks) do
      price, volume = price + tank:price(), volume + tank:volume()
    end
    return price + 3*(volume - 10)^2
  end,
  start = {r = 1, h = 1.5, ball = 0.9},
  gradient = function(p)
    local pi = math.pi
    local v = 6*(pi*p.r^2*p.h + 4/3*pi*p.ball^3 - 10)
    return {
      r = 0.2*2*pi*(2*p.r + p.h) + v*2*pi*p.r*p.h,
      h = 0.2*2*pi*p.r + v*pi*p.r^2,
      ball = 0.2*8*pi*p.ball + 0.1 + v*4*pi*p.ball^2,
    }
  end,
  note = "inheritance through chains of __index, method calls",
}

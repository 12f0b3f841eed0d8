--- Random numbers for programs: Marsaglia's xorshift64, the same everywhere.
---   Random.new(seed)    -> a generator
---   Random.at(state)    -> one that goes on from where another's `state` was
local Random = {}
Random.__index = Random

function Random.at(state) return setmetatable({state = state}, Random) end
function Random.new(seed) return Random.at(seed*0x9E3779B97F4A7C15 ~ 0x2545F4914F6CDD1D) end

function Random:next()
  local x = self.state
  x = x ~ (x << 13)
  x = x ~ (x >> 7)
  x = x ~ (x << 17)
  self.state = x
  return x
end

function Random:integer(a, b) return a + (self:next() >> 1) % (b - a + 1) end
function Random:real(a, b) return a + (b - a)*((self:next() >> 11)/2.0^53) end
function Random:chance(p) return self:real(0, 1) < p end
function Random:pick(list) return list[self:integer(1, #list)] end
function Random:number() return ("%.3f"):format(self:real(-2, 2)) end

return Random

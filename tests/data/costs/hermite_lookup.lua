-- A curve of drag by speed, measured; looked up between the measurements.
local speed = {0, 10, 20, 30, 40, 50}
local drag = {0, 0.4, 1.7, 3.9, 7.2, 11}

local function lookup(v)
  local k = 1
  while k < #speed - 1 and v > speed[k + 1] do k = k + 1 end
  local u = (v - speed[k])/(speed[k + 1] - speed[k])
  local smooth = u*u*(3 - 2*u)
  return drag[k] + smooth*(drag[k + 1] - drag[k])
end

return {
  name = "speeds along a track with looked-up drag",
  cost = function(v)
    local energy, time = 0, 0
    for i = 1, #v do
      energy = energy + lookup(v[i])
      time = time + 100/v[i]
    end
    return energy + 0.5*time
  end,
  start = {13, 27, 34, 46, 22},
  note = "a search in a table by comparing with a parameter",
}

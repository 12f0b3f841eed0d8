local bars = {{1, 3}, {2, 3}, {3, 4}, {1, 4}}
local joints = {{0, 0}, {2, 0}, {1, 1.5}, {0, 2}}
local free = {[3] = 1, [4] = 3}                    -- first parameter of a joint
local loads = {[3] = {0.1, -0.4}, [4] = {0, -0.1}}
local stiffness = 20

local function position(u, joint)
  local x, y = joints[joint][1], joints[joint][2]
  local k = free[joint]
  if k then return x + u[k], y + u[k + 1] end
  return x, y
end

return {
  name = "truss under load",
  cost = function(u)
    local energy = 0
    for b = 1, #bars do
      local i, j = bars[b][1], bars[b][2]
      local xi, yi = position(u, i)
      local xj, yj = position(u, j)
      local rest = math.sqrt((joints[i][1] - joints[j][1])^2 + (joints[i][2] - joints[j][2])^2)
      local strain = (math.sqrt((xi - xj)^2 + (yi - yj)^2) - rest)/rest
      energy = energy + 0.5*stiffness*rest*strain^2
    end
    for joint, load in pairs(loads) do
      local k = free[joint]
      energy = energy - (load[1]*u[k] + load[2]*u[k + 1])
    end
    return energy
  end,
  start = {0.01, -0.02, 0.03, 0.01},
  note = "several results, pairs over two entries",
}

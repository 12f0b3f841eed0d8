local function distance2(a, b)
  return (a.x - b.x)^2 + (a.y - b.y)^2 + (a.z - b.z)^2
end

local function pair_energy(a, b)
  local s = distance2(a, b)^-3
  return 4*s*(s - 1)
end

return {
  name = "Lennard-Jones cluster of records",
  cost = function(atoms)
    local energy = 0
    for i, a in ipairs(atoms) do
      for j = 1, i - 1 do
        energy = energy + pair_energy(a, atoms[j])
      end
    end
    return energy
  end,
  start = {{x = 0, y = 0, z = 0}, {x = 1.2, y = 0, z = 0}, {x = 0.5, y = 1.1, z = 0.2}},
  note = "an array of records, helper functions",
}

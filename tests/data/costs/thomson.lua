local sin, cos = math.sin, math.cos

-- From angles to points of the sphere.
local function place(charge)
  return {sin(charge.theta)*cos(charge.phi), sin(charge.theta)*sin(charge.phi), cos(charge.theta)}
end

return {
  name = "Thomson's problem",
  cost = function(charges)
    local points, energy = {}, 0
    for i = 1, #charges do points[i] = place(charges[i]) end
    for i = 2, #points do
      for j = 1, i - 1 do
        local a, b, d2 = points[i], points[j], 0
        for k = 1, #a do d2 = d2 + (a[k] - b[k])^2 end
        energy = energy + 1/math.sqrt(d2)
      end
    end
    return energy
  end,
  start = {{theta = 0.3, phi = 0.1}, {theta = 1.5, phi = 1}, {theta = 2.2, phi = 3}, {theta = 1.1, phi = 4.4}},
  note = "tables of coordinates made on the way",
}

return {
  name = "Lennard-Jones cluster, flat",
  cost = function(x)
    local atoms, energy = #x//3, 0
    for i = 1, atoms - 1 do
      for j = i + 1, atoms do
        local r2 = 0
        for k = 1, 3 do
          r2 = r2 + (x[3*(i - 1) + k] - x[3*(j - 1) + k])^2
        end
        local inv6 = 1/r2^3
        energy = energy + 4*(inv6*inv6 - inv6)
      end
    end
    return energy
  end,
  start = {0, 0, 0,  1.1, 0, 0.1,  0.5, 1, 0,  0.6, 0.4, 0.9},
  note = "a triangular loop with computed indices",
}

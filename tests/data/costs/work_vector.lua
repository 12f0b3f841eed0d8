local gd = require "gdlua"

return {
  name = "diffusion by explicit steps",
  cost = function(source)
    local n = #source
    local u = gd.zeros(n)
    for _ = 1, 6 do
      local after = gd.zeros(n)
      for i = 1, n do
        local left, right = u[i - 1] or 0, u[i + 1] or 0
        after[i] = u[i] + 0.2*(left - 2*u[i] + right) + 0.1*source[i]
      end
      u = after
    end
    return (u[2] - 0.3)^2 + (u[n - 1] - 0.1)^2 + 0.01*source:dot(source)
  end,
  start = gd.vector{0.5, 1, 0.2, -0.3, 0.4, 0.1},
  note = "gd.zeros filled in a loop",
}

local steps, dt = 20, 0.1

return {
  name = "landing a rocket",
  cost = function(thrust)
    local height, speed, mass, fuel = 10, -4, 1.5, 0
    for i = 1, steps do
      local u = thrust[(i + 1)//2]
      speed = speed + dt*(u/mass - 1.62)
      height = height + dt*speed
      mass = mass - dt*0.02*u
      fuel = fuel + dt*u^2
    end
    return fuel + 20*(height - 3)^2 + 20*speed^2
  end,
  start = {1, 1.5, 2, 2.5, 3, 3, 3, 3.5, 4, 4},
  note = "each parameter used for two steps",
}

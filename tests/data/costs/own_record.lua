return {
  name = "leaky tank, the state kept in the argument",
  cost = function(tank)
    tank.level = 0
    tank.flow.out = 0
    for hour = 1, 6 do
      tank.flow.out = tank.flow.leak*tank.level
      tank.level = tank.level + tank.inflow[(hour - 1) % #tank.inflow + 1] - tank.flow.out
      tank.inflow[1] = tank.inflow[1]*0.9
    end
    return (tank.level - 3)^2 + tank.flow.out^2
  end,
  start = {flow = {leak = 0.3}, inflow = {1, 0.5, 0.8}},
  note = "a cost that adds fields to its own argument and changes others",
}

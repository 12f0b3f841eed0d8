local Controller = {}
Controller.__index = Controller

function Controller.new(p)
  return setmetatable({kp = p.kp, ki = p.ki, kd = p.kd, integral = 0}, Controller)
end

function Controller:act(err, dt)
  self.integral = self.integral + err*dt
  local slope = self.last and (err - self.last)/dt or 0
  self.last = err
  return self.kp*err + self.ki*self.integral + self.kd*slope
end

return {
  name = "tuning of a controller",
  cost = function(p)
    local controller = Controller.new(p)
    local position, speed, cost, dt = 0, 0, 0, 0.05
    for _ = 1, 40 do
      local force = controller:act(1 - position, dt)
      speed = speed + dt*(force - 0.5*speed)
      position = position + dt*speed
      cost = cost + dt*((1 - position)^2 + 0.001*force^2)
    end
    return cost
  end,
  start = {kp = 2, ki = 0.3, kd = 0.4},
  note = "an object with state made in the cost",
}

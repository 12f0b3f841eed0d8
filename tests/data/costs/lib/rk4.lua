-- One step of the classical Runge-Kutta method for y' = f(t, y), y a list.
local function along(y, h, k)
  local out = {}
  for i = 1, #y do out[i] = y[i] + h*k[i] end
  return out
end

return function(f, t, y, h)
  local k1 = f(t, y)
  local k2 = f(t + h/2, along(y, h/2, k1))
  local k3 = f(t + h/2, along(y, h/2, k2))
  local k4 = f(t + h, along(y, h, k3))
  local out = {}
  for i = 1, #y do out[i] = y[i] + h/6*(k1[i] + 2*k2[i] + 2*k3[i] + k4[i]) end
  return out
end

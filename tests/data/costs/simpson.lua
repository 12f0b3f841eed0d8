local function simpson(f, a, b, n)
  local h = (b - a)/n
  local sum = f(a) + f(b)
  for i = 1, n - 1 do
    sum = sum + (i % 2 == 1 and 4 or 2)*f(a + i*h)
  end
  return sum*h/3
end

return {
  name = "best square approximation of exp",
  cost = function(c)
    return simpson(function(t)
      local r = c[1] + c[2]*t + c[3]*t^2 - math.exp(t)
      return r*r
    end, 0, 1, 10)
  end,
  start = {1, 0.5, 1},
  gradient = function(c)
    local g = {}
    for k = 1, 3 do
      g[k] = simpson(function(t)
        return 2*(c[1] + c[2]*t + c[3]*t^2 - math.exp(t))*t^(k - 1)
      end, 0, 1, 10)
    end
    return g
  end,
  note = "an integral by Simpson's rule, % on the counter",
}

--- Well-known problems with many local minima. A descent finds one near its start;
--- the starts here are ours, and the local minima documented are those near
--- them. Costs are written as they are published.
local filled = require "gdlua.problems.parts".filled

local function box(a) return {-a, a} end

return {
  {
    name = "easom", title = "Easom: a hole in a plain", source = "Easom 1990",
    n = 2, start = {2.5, 3.5}, bounds = box(100),
    cost = function(x)
      local a, b = x[1], x[2]
      return -math.cos(a)*math.cos(b)*math.exp(-(a - math.pi)^2 - (b - math.pi)^2)
    end,
    minimum = {cost = -1, x = {math.pi, math.pi}},
  },
  {
    -- A cone at its minimum: there is no gradient there.
    name = "ackley", title = "Ackley", source = "Ackley 1987", smooth = false,
    n = {2, min = 1}, start = filled(0.3), bounds = box(32.768),
    cost = function(x)
      local n, squares, waves = #x, 0, 0
      for i = 1, n do
        squares = squares + x[i]^2
        waves = waves + math.cos(2*math.pi*x[i])
      end
      return 20 + math.exp(1) - 20*math.exp(-0.2*math.sqrt(squares/n)) - math.exp(waves/n)
    end,
    minimum = function(n) return {cost = 0, x = filled(0)(n)} end,
  },
  {
    name = "rastrigin", title = "Rastrigin", source = "Rastrigin 1974",
    n = {10, min = 1}, start = filled(0.75), bounds = box(5.12),
    cost = function(x)
      local s = 10*#x
      for i = 1, #x do s = s + (x[i]^2 - 10*math.cos(2*math.pi*x[i])) end
      return s
    end,
    minimum = function(n) return {cost = 0, x = filled(0)(n)} end,
    -- (those with all variables equal, next to the minimum: each may have its own)
    minima = function(n)
      return {{cost = n*0.9949590570932921, x = filled(0.9949586376523348)(n)},
              {cost = n*0.9949590570932921, x = filled(-0.9949586376523348)(n)}}
    end,
  },
  {
    name = "griewank", title = "Griewank", source = "Griewank 1981",
    n = {2, min = 1}, start = filled(4), bounds = box(600),
    cost = function(x)
      local s, product = 1, 1
      for i = 1, #x do
        s = s + x[i]^2/4000
        product = product*math.cos(x[i]/math.sqrt(i))
      end
      return s - product
    end,
    minimum = function(n) return {cost = 0, x = filled(0)(n)} end,
    minima = function(n)               -- (those next to the minimum)
      if n == 1 then
        return {{cost = 0.009864672061006213, x = {6.280045279379905}},
                {cost = 0.009864672061006213, x = {-6.280045279379905}}}
      end
      local list, a, b = {}, 3.14002263389554, 4.438444480920714
      for _, s in ipairs{{1, 1}, {1, -1}, {-1, 1}, {-1, -1}} do
        local x = filled(0)(n)
        x[1], x[2] = s[1]*a, s[2]*b
        list[#list + 1] = {cost = 0.007396040334115117, x = x}
      end
      return list
    end,
  },
  {
    name = "levy", title = "Levy", source = "Levy and Montalvo 1985",
    n = {4, min = 1}, start = filled(0.5), bounds = box(10),
    cost = function(x)
      local n = #x
      local function w(i) return 1 + (x[i] - 1)/4 end
      local s = math.sin(math.pi*w(1))^2 + (w(n) - 1)^2*(1 + math.sin(2*math.pi*w(n))^2)
      for i = 1, n - 1 do s = s + (w(i) - 1)^2*(1 + 10*math.sin(math.pi*w(i) + 1)^2) end
      return s
    end,
    minimum = function(n) return {cost = 0, x = filled(1)(n)} end,
  },
  {
    name = "styblinski_tang", title = "Styblinski and Tang", source = "Styblinski and Tang 1990",
    n = {4, min = 1}, start = filled(1), bounds = box(5),
    cost = function(x)
      local s = 0
      for i = 1, #x do s = s + (x[i]^4 - 16*x[i]^2 + 5*x[i])/2 end
      return s
    end,
    minimum = function(n)
      return {cost = -39.16616570377142*n, x = filled(-2.903534027771177)(n)}
    end,
    -- (each variable may be in either of the two wells)
    minima = function(n)
      return {{cost = -25.029446655283943*n, x = filled(2.746802770990837)(n)}}
    end,
  },
  {
    -- unbounded outside its bounds
    name = "schwefel", title = "Schwefel", source = "Schwefel 1981",
    n = {4, min = 1}, start = filled(400), bounds = box(500),
    cost = function(x)
      local s = 418.9828872724337*#x
      for i = 1, #x do s = s - x[i]*math.sin(math.sqrt(math.abs(x[i]))) end
      return s
    end,
    minimum = function(n) return {cost = 0, x = filled(420.968746359982)(n)} end,
    minima = function(n)
      return {{cost = 118.4383346144379*n, x = filled(-302.5249356119118)(n)}}
    end,
  },
  {
    name = "bohachevsky", title = "Bohachevsky's first function",
    source = "Bohachevsky, Johnson and Stein 1986", n = 2, start = {0.25, 0.2}, bounds = box(100),
    cost = function(x)
      return x[1]^2 + 2*x[2]^2 - 0.3*math.cos(3*math.pi*x[1]) - 0.4*math.cos(4*math.pi*x[2]) + 0.7
    end,
    minimum = {cost = 0, x = {0, 0}},
    minima = {{cost = 0.412926830275815, x = {0.6186120678279501, 0}},
              {cost = 0.412926830275815, x = {-0.6186120678279501, 0}},
              {cost = 0.469882414921396, x = {0, 0.4695275456684923}},
              {cost = 0.469882414921396, x = {0, -0.4695275456684923}}},
  },
}

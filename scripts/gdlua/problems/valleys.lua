--- Well-known problems with one minimum, or few: valleys, bowls and camels.
--- Where the literature has no start, one was chosen for which a descent is worth
--- looking at.
local filled = require "gdlua.problems.parts".filled

-- A box with sides from -a to a.
local function box(a) return {-a, a} end

-- The other minimum of the chained valley, next to (-1, 1, ..., 1): from n = 4 on.
local chained = {
  [4] = {cost = 3.701428610430017,
         x = {-0.7756592265653526, 0.6130933654850433, 0.382062846338393, 0.1459720185521945}},
  [5] = {cost = 3.930839434133028,
         x = {-0.9620510206947501, 0.93573939597671, 0.8807136041943205, 0.7778776758544064,
              0.6050936785926528}},
  [6] = {cost = 3.973940500930295,
         x = {-0.9865749795709937, 0.9833982288361818, 0.9721066700530919, 0.947437436826436,
              0.8986511848517296, 0.8075739520354175}},
  [7] = {cost = 3.983600536424854,
         x = {-0.9917225725614055, 0.9935553935033712, 0.9921733215946921, 0.986898762690314,
              0.975164756608873, 0.9514319827049926, 0.9052228177139535}},
  [8] = {cost = 3.98588776959949,
         x = {-0.9929093902018321, 0.9959047633788944, 0.9968442242481032, 0.9961994846405652,
              0.9936496475608954, 0.9879297349416162, 0.9762427338433783, 0.9530498753819932}},
  [10] = {cost = 3.986579112347139,
          x = {-0.993263372856369, 0.9966060394434352, 0.9982406113911125, 0.9989884337678007,
               0.999226153439665, 0.9990736481633443, 0.9984541774029088, 0.9970562516630377,
               0.9941793752280661, 0.9883926301288679}},
}

return {
  {
    name = "chained_rosenbrock", title = "Chained Rosenbrock: one valley through n dimensions",
    source = "Toint 1978, with the constants of Rosenbrock 1960",
    n = {10, min = 2}, m = function(n) return 2*(n - 1) end,
    start = function(n)
      local x = {}
      for i = 1, n do x[i] = i % 2 == 1 and -1.2 or 1 end
      return x
    end,
    residuals = function(x)
      local r = {}
      for i = 1, #x - 1 do r[2*i - 1], r[2*i] = 10*(x[i + 1] - x[i]^2), 1 - x[i] end
      return r
    end,
    minimum = function(n) return {cost = 0, x = filled(1)(n)} end,
    minima = function(n) return {chained[n]} end,
  },
  {
    name = "himmelblau", title = "Himmelblau: four minima of equal depth",
    source = "Himmelblau 1972", n = 2, m = 2, start = {0, 0}, bounds = box(5),
    residuals = function(x) return {x[1]^2 + x[2] - 11, x[1] + x[2]^2 - 7} end,
    minimum = {cost = 0, x = {3, 2}},
    minima = {{cost = 0, x = {-2.805118086952745, 3.131312518250573}},
              {cost = 0, x = {-3.779310253377747, -3.28318599128617}},
              {cost = 0, x = {3.584428340330492, -1.848126526964404}}},
  },
  {
    name = "booth", title = "Booth: a quadratic", source = "Jamil and Yang 2013, function 17",
    n = 2, m = 2, start = {-5, 5}, bounds = box(10),
    residuals = function(x) return {x[1] + 2*x[2] - 7, 2*x[1] + x[2] - 5} end,
    minimum = {cost = 0, x = {1, 3}},
  },
  {
    name = "matyas", title = "Matyas: a quadratic, narrow along the diagonal",
    source = "Jamil and Yang 2013, function 71", n = 2, start = {5, -3}, bounds = box(10),
    cost = function(x) return 0.26*(x[1]^2 + x[2]^2) - 0.48*x[1]*x[2] end,
    minimum = {cost = 0, x = {0, 0}},
  },
  {
    name = "three_hump_camel", title = "Three-hump camel",
    source = "Branin 1972", n = 2, start = {0.5, 1}, bounds = box(5),
    cost = function(x)
      return 2*x[1]^2 - 1.05*x[1]^4 + x[1]^6/6 + x[1]*x[2] + x[2]^2
    end,
    minimum = {cost = 0, x = {0, 0}},
    minima = {{cost = 0.2986384422368595, x = {-1.747552345830289, 0.8737761729151446}},
              {cost = 0.2986384422368595, x = {1.747552345830289, -0.8737761729151446}}},
  },
  {
    name = "six_hump_camel", title = "Six-hump camel",
    source = "Dixon and Szego 1978", n = 2, start = {0.5, -1}, bounds = {{-3, -2}, {3, 2}},
    cost = function(x)
      local a, b = x[1], x[2]
      return (4 - 2.1*a^2 + a^4/3)*a^2 + a*b + 4*(b^2 - 1)*b^2
    end,
    minimum = {cost = -1.031628453489877, x = {0.08984201310031806, -0.7126564030207396}},
    minima = {{cost = -1.031628453489877, x = {-0.08984201310031806, 0.7126564030207396}},
              {cost = -0.2154638243837176, x = {1.703606714969981, -0.7960835686726251}},
              {cost = -0.2154638243837176, x = {-1.703606714969981, 0.7960835686726251}},
              {cost = 2.104250310311258, x = {1.607104752920197, 0.5686514548841314}},
              {cost = 2.104250310311258, x = {-1.607104752920197, -0.5686514548841314}}},
  },
  {
    -- the same again, lower by pi, at every (x[1] - pi, x[2] - pi): outside the bounds
    name = "mccormick", title = "McCormick",
    source = "McCormick 1976", n = 2, start = {0, 0}, bounds = {{-1.5, -3}, {4, 4}},
    cost = function(x)
      return math.sin(x[1] + x[2]) + (x[1] - x[2])^2 - 1.5*x[1] + 2.5*x[2] + 1
    end,
    minimum = {cost = -math.sqrt(3)/2 - math.pi/3, x = {0.5 - math.pi/3, -0.5 - math.pi/3}},
    minima = {{cost = 2*math.pi/3 - math.sqrt(3)/2, x = {0.5 + 2*math.pi/3, -0.5 + 2*math.pi/3}}},
  },
  {
    name = "goldstein_price", title = "Goldstein and Price",
    source = "Goldstein and Price 1971", n = 2, start = {0.5, -0.5}, bounds = box(2),
    cost = function(x)
      local a, b = x[1], x[2]
      local p = 19 - 14*a + 3*a^2 - 14*b + 6*a*b + 3*b^2
      local q = 18 - 32*a + 12*a^2 + 48*b - 36*a*b + 27*b^2
      return (1 + (a + b + 1)^2*p)*(30 + (2*a - 3*b)^2*q)
    end,
    minimum = {cost = 3, x = {0, -1}},
    minima = {{cost = 30, x = {-0.6, -0.4}}, {cost = 84, x = {1.8, 0.2}},
              {cost = 840, x = {1.2, 0.8}}},
  },
  {
    name = "branin", title = "Branin: three minima of equal depth",
    source = "Branin 1972", n = 2, start = {2.5, 7.5}, bounds = {{-5, 0}, {10, 15}},
    cost = function(x)
      local a, b = x[1], x[2]
      return (b - 5.1/(4*math.pi^2)*a^2 + 5/math.pi*a - 6)^2 +
             10*(1 - 1/(8*math.pi))*math.cos(a) + 10
    end,
    minimum = {cost = 5/(4*math.pi), x = {math.pi, 2.275}},
    minima = {{cost = 5/(4*math.pi), x = {-math.pi, 12.275}},
              {cost = 5/(4*math.pi), x = {3*math.pi, 2.475}}},
  },
  {
    name = "colville", title = "Colville: the function of Wood, written out",
    source = "Colville 1968", n = 4, start = {-3, -1, -3, -1}, bounds = box(10),
    cost = function(x)
      return 100*(x[1]^2 - x[2])^2 + (x[1] - 1)^2 + (x[3] - 1)^2 + 90*(x[3]^2 - x[4])^2 +
             10.1*((x[2] - 1)^2 + (x[4] - 1)^2) + 19.8*(x[2] - 1)*(x[4] - 1)
    end,
    minimum = {cost = 0, x = {1, 1, 1, 1}},
  },
  {
    name = "sphere", title = "Sphere: the sum of squares",
    source = "De Jong 1975, function 1", n = {10, min = 1}, m = function(n) return n end,
    start = filled(1), bounds = box(5.12),
    residuals = function(x)
      local r = {}
      for i = 1, #x do r[i] = x[i] end
      return r
    end,
    minimum = function(n) return {cost = 0, x = filled(0)(n)} end,
  },
  {
    name = "sum_of_powers", title = "Sum of different powers",
    source = "Jamil and Yang 2013", n = {4, min = 1}, start = filled(0.5), bounds = box(1),
    cost = function(x)
      local s = 0
      for i = 1, #x do s = s + math.abs(x[i])^(i + 1) end
      return s
    end,
    minimum = function(n) return {cost = 0, x = filled(0)(n)} end,
  },
  {
    name = "zakharov", title = "Zakharov", source = "Jamil and Yang 2013, function 173",
    n = {10, min = 1}, m = function(n) return n + 2 end, start = filled(1), bounds = {-5, 10},
    residuals = function(x)
      local n, r, s = #x, {}, 0
      for i = 1, n do r[i], s = x[i], s + 0.5*i*x[i] end
      r[n + 1], r[n + 2] = s, s^2
      return r
    end,
    minimum = function(n) return {cost = 0, x = filled(0)(n)} end,
  },
  {
    name = "dixon_price", title = "Dixon and Price",
    source = "Dixon and Price 1989", n = {4, min = 1}, m = function(n) return n end,
    start = filled(1), bounds = box(10),
    residuals = function(x)
      local r = {x[1] - 1}
      for i = 2, #x do r[i] = math.sqrt(i)*(2*x[i]^2 - x[i - 1]) end
      return r
    end,
    minimum = function(n)
      local x = {}
      for i = 1, n do x[i] = 2^(2^(1 - i) - 1) end
      return {cost = 0, x = x}
    end,
    minima = function(n)
      local x = filled(0)(n)
      x[1] = 1/3
      return n >= 3 and {{cost = 2/3, x = x}} or nil
    end,
  },
  {
    name = "trid", title = "Trid: a quadratic with a tridiagonal Hessian",
    source = "Neumaier, via Hedar", n = {10, min = 2}, start = filled(0),
    bounds = function(n) return {-n^2, n^2} end,
    cost = function(x)
      local s = (x[1] - 1)^2
      for i = 2, #x do s = s + (x[i] - 1)^2 - x[i]*x[i - 1] end
      return s
    end,
    minimum = function(n)
      local x = {}
      for i = 1, n do x[i] = i*(n + 1 - i) end
      return {cost = -n*(n + 4)*(n - 1)/6, x = x}
    end,
  },
}

--- Problems 13 to 19 of More, Garbow and Hillstrom (1981): four to eleven variables.
local mgh = require "gdlua.problems.parts".mgh

local kowalik = {
  y = {0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246},
  u = {4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625},
}

local osborne_1 = {
  0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658,
  0.628, 0.603, 0.580, 0.558, 0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431,
  0.424, 0.420, 0.414, 0.411, 0.406,
}

local osborne_2 = {
  1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655,
  0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558,
  0.533, 0.495, 0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562,
  0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739, 0.710,
  0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
}

return {
  {
    name = "powell_singular", title = "Powell's singular function",
    source = mgh(13, "Powell 1962"), n = 4, m = 4, start = {3, -1, 0, 1},
    residuals = function(x)
      return {x[1] + 10*x[2], math.sqrt(5)*(x[3] - x[4]), (x[2] - 2*x[3])^2,
              math.sqrt(10)*(x[1] - x[4])^2}
    end,
    minimum = {cost = 0, x = {0, 0, 0, 0}},
  },
  {
    name = "wood", title = "Wood",
    source = mgh(14, "Colville 1968"), n = 4, m = 6, start = {-3, -1, -3, -1},
    residuals = function(x)
      return {10*(x[2] - x[1]^2), 1 - x[1], math.sqrt(90)*(x[4] - x[3]^2), 1 - x[3],
              math.sqrt(10)*(x[2] + x[4] - 2), (x[2] - x[4])/math.sqrt(10)}
    end,
    minimum = {cost = 0, x = {1, 1, 1, 1}},
  },
  {
    name = "kowalik_osborne", title = "Kowalik and Osborne",
    source = mgh(15, "Kowalik and Osborne 1968"), n = 4, m = 11,
    start = {0.25, 0.39, 0.415, 0.39},
    residuals = function(x)
      local r = {}
      for i = 1, 11 do
        local u = kowalik.u[i]
        r[i] = kowalik.y[i] - x[1]*(u^2 + u*x[2])/(u^2 + u*x[3] + x[4])
      end
      return r
    end,
    minimum = {cost = 3.075056038492385e-4,
               x = {0.1928069345790379, 0.1912823287343666, 0.123056506926321,
                    0.1360623306837947}},
    -- approached where x[1] goes to infinity, x[3] and x[4] to minus infinity,
    -- and x[2] to -14.07
    minima = {{cost = 1.02734e-3}},
  },
  {
    name = "brown_dennis", title = "Brown and Dennis",
    source = mgh(16, "Brown and Dennis 1971"), n = 4, m = {20},
    start = {25, 5, -5, -1},
    residuals = function(x, m)
      local r = {}
      for i = 1, m do
        local t = i/5
        r[i] = (x[1] + t*x[2] - math.exp(t))^2 + (x[3] + x[4]*math.sin(t) - math.cos(t))^2
      end
      return r
    end,
    minimum = function(n, m)
      return m == 20 and {cost = 85822.20162635634,
                          x = {-11.59443990476216, 13.2036300512072, -0.4034394881768595,
                               0.2367787744557362}} or nil
    end,
  },
  {
    name = "osborne_1", title = "Osborne's first function",
    source = mgh(17, "Osborne 1972"), n = 5, m = 33, start = {0.5, 1.5, -1, 0.01, 0.02},
    residuals = function(x)
      local r = {}
      for i = 1, 33 do
        local t = 10*(i - 1)
        r[i] = osborne_1[i] - (x[1] + x[2]*math.exp(-t*x[4]) + x[3]*math.exp(-t*x[5]))
      end
      return r
    end,
    minimum = {cost = 5.464894697483e-5,
               x = {0.3754100521069522, 1.935846912712383, -1.464687136613439,
                    0.01286753464005732, 0.02212269966167256}},
  },
  {
    name = "biggs_exp6", title = "Biggs EXP6",
    source = mgh(18, "Biggs 1971"), n = 6, m = {13}, start = {1, 2, 1, 1, 1, 1},
    residuals = function(x, m)
      local r = {}
      for i = 1, m do
        local t = 0.1*i
        local y = math.exp(-t) - 5*math.exp(-10*t) + 3*math.exp(-4*t)
        r[i] = x[3]*math.exp(-t*x[1]) - x[4]*math.exp(-t*x[2]) + x[6]*math.exp(-t*x[5]) - y
      end
      return r
    end,
    minimum = {cost = 0, x = {1, 10, 1, 5, 4, 3}},
    minima = function(n, m)
      return {{cost = 0, x = {4, 10, 3, 5, 1, 1}},
              m == 13 and {cost = 5.65564992549995e-3,
                           x = {1.711415994719587, 17.68319818094908, 1.163143660900473,
                                5.186561551993457, 1.711415994719587, 1.163143660937312}} or nil}
    end,
  },
  {
    name = "osborne_2", title = "Osborne's second function",
    source = mgh(19, "Osborne 1972"), n = 11, m = 65,
    start = {1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5},
    residuals = function(x)
      local r = {}
      for i = 1, 65 do
        local t = (i - 1)/10
        r[i] = osborne_2[i] - (x[1]*math.exp(-t*x[5]) + x[2]*math.exp(-(t - x[9])^2*x[6]) +
                               x[3]*math.exp(-(t - x[10])^2*x[7]) +
                               x[4]*math.exp(-(t - x[11])^2*x[8]))
      end
      return r
    end,
    minimum = {cost = 4.013773629354779e-2,
               x = {1.309977154627301, 0.4315537946029889, 0.6336616989607241,
                    0.5994305347859162, 0.7541832263280114, 0.9042885798596338,
                    1.365811835237028, 4.823698817227159, 2.398684866131755,
                    4.568874597667672, 5.675341470580642}},
  },
}

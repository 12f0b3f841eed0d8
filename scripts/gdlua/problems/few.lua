--- Problems 1 to 12 of More, Garbow and Hillstrom (1981): two or three variables.
local mgh = require "gdlua.problems.parts".mgh

-- The angle of (a, b) in turns, from -1/4 to 3/4 (problem 7).
local function turns(a, b)
  if a > 0 then return math.atan(b/a)/(2*math.pi) end
  if a < 0 then return math.atan(b/a)/(2*math.pi) + 0.5 end
  if b > 0 then return 0.25 - math.atan(a/b)/(2*math.pi) end
  return -0.25 - math.atan(a/b)/(2*math.pi)
end

local beale = {1.5, 2.25, 2.625}

local bard = {0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10,
              4.39}

local gaussian = {0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989, 0.3521, 0.2420,
                  0.1295, 0.0540, 0.0175, 0.0044, 0.0009}

local meyer = {34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427,
               3820, 3307, 2872}

return {
  {
    name = "rosenbrock", title = "Rosenbrock's valley",
    source = mgh(1, "Rosenbrock 1960"), n = 2, m = 2, start = {-1.2, 1},
    residuals = function(x) return {10*(x[2] - x[1]^2), 1 - x[1]} end,
    minimum = {cost = 0, x = {1, 1}},
  },
  {
    name = "freudenstein_roth", title = "Freudenstein and Roth",
    source = mgh(2, "Freudenstein and Roth 1963"), n = 2, m = 2, start = {0.5, -2},
    residuals = function(x)
      local a, b = x[1], x[2]
      return {-13 + a + ((5 - b)*b - 2)*b, -29 + a + ((b + 1)*b - 14)*b}
    end,
    minimum = {cost = 0, x = {5, 4}},
    minima = {{cost = 48.98425367924003, x = {11.41277898690209, -0.8968052532744766}}},
  },
  {
    name = "powell_badly_scaled", title = "Powell's badly scaled function",
    source = mgh(3, "Powell 1970"), n = 2, m = 2, start = {0, 1},
    residuals = function(x)
      return {1e4*x[1]*x[2] - 1, math.exp(-x[1]) + math.exp(-x[2]) - 1.0001}
    end,
    minimum = {cost = 0, x = {1.09815932969981e-5, 9.10614673986659}},
  },
  {
    name = "brown_badly_scaled", title = "Brown's badly scaled function",
    source = mgh(4, "Brown, unpublished"), n = 2, m = 3, start = {1, 1},
    residuals = function(x) return {x[1] - 1e6, x[2] - 2e-6, x[1]*x[2] - 2} end,
    minimum = {cost = 0, x = {1e6, 2e-6}},
  },
  {
    name = "beale", title = "Beale",
    source = mgh(5, "Beale 1958"), n = 2, m = 3, start = {1, 1},
    residuals = function(x)
      local r = {}
      for i = 1, 3 do r[i] = beale[i] - x[1]*(1 - x[2]^i) end
      return r
    end,
    minimum = {cost = 0, x = {3, 0.5}},
  },
  {
    name = "jennrich_sampson", title = "Jennrich and Sampson",
    source = mgh(6, "Jennrich and Sampson 1968"), n = 2, m = {10}, start = {0.3, 0.4},
    residuals = function(x, m)
      local r = {}
      for i = 1, m do r[i] = 2 + 2*i - (math.exp(i*x[1]) + math.exp(i*x[2])) end
      return r
    end,
    minimum = function(n, m)
      return m == 10 and {cost = 124.3621823556148,
                          x = {0.2578252136703641, 0.2578252136703641}} or nil
    end,
  },
  {
    name = "helical_valley", title = "Helical valley",
    source = mgh(7, "Fletcher and Powell 1963"), n = 3, m = 3, start = {-1, 0, 0},
    residuals = function(x)
      return {10*(x[3] - 10*turns(x[1], x[2])), 10*(math.sqrt(x[1]^2 + x[2]^2) - 1), x[3]}
    end,
    minimum = {cost = 0, x = {1, 0, 0}},
  },
  {
    name = "bard", title = "Bard",
    source = mgh(8, "Bard 1970"), n = 3, m = 15, start = {1, 1, 1},
    residuals = function(x)
      local r = {}
      for i = 1, 15 do r[i] = bard[i] - (x[1] + i/((16 - i)*x[2] + math.min(i, 16 - i)*x[3])) end
      return r
    end,
    minimum = {cost = 8.214877306578989e-3,
               x = {0.082410559749789, 1.133036092029723, 2.343695178642536}},
    -- approached where x[2] and x[3] go to minus infinity and x[1] is the mean
    minima = {{cost = 17.42869333333333}},
  },
  {
    name = "gaussian", title = "Gaussian",
    source = mgh(9, "the authors"), n = 3, m = 15, start = {0.4, 1, 0},
    residuals = function(x)
      local r = {}
      for i = 1, 15 do r[i] = x[1]*math.exp(-x[2]*((8 - i)/2 - x[3])^2/2) - gaussian[i] end
      return r
    end,
    minimum = {cost = 1.127932769619216e-8, x = {0.3989561378387567, 1.000019084487806, 0}},
  },
  {
    name = "meyer", title = "Meyer",
    source = mgh(10, "Meyer 1970"), n = 3, m = 16, start = {0.02, 4000, 250},
    residuals = function(x)
      local r = {}
      for i = 1, 16 do r[i] = x[1]*math.exp(x[2]/(45 + 5*i + x[3])) - meyer[i] end
      return r
    end,
    minimum = {cost = 87.94585517085112,
               x = {5.609636471028053e-3, 6181.346346286372, 345.2236346241365}},
  },
  {
    -- The paper prints |y m i x2| where it means |y - x2|.
    name = "gulf", title = "Gulf research and development",
    source = mgh(11, "Cox 1969"), n = 3, m = {99, max = 100}, start = {5, 2.5, 0.15},
    residuals = function(x, m)
      local r = {}
      for i = 1, m do
        local t = i/100
        local y = 25 + (-50*math.log(t))^(2/3)
        r[i] = math.exp(-math.abs(y - x[2])^x[3]/x[1]) - t
      end
      return r
    end,
    minimum = {cost = 0, x = {50, 25, 1.5}},
  },
  {
    -- 0 also where x[1] = x[2] and x[3] = 0
    name = "box_3d", title = "Box in three dimensions",
    source = mgh(12, "Box 1966"), n = 3, m = {10}, start = {0, 10, 20},
    residuals = function(x, m)
      local r = {}
      for i = 1, m do
        local t = 0.1*i
        r[i] = math.exp(-t*x[1]) - math.exp(-t*x[2]) - x[3]*(math.exp(-t) - math.exp(-10*t))
      end
      return r
    end,
    minimum = {cost = 0, x = {1, 10, 1}},
    minima = {{cost = 0, x = {10, 1, -1}}, {cost = 0, x = {1, 1, 0}}},
  },
}

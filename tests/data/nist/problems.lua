--- The regressions of this folder, for tests and measurements.
local nist = {}

local exp, cos, sin, atan, pi = math.exp, math.cos, math.sin, math.atan, math.pi

local function rational(b, x)
  return (b[1] + b[2]*x + b[3]*x^2 + b[4]*x^3)/(1 + b[5]*x + b[6]*x^2 + b[7]*x^3)
end

local function saturation(b, x) return b[1]*(1 - exp(-b[2]*x)) end

local function peak(height, x, centre, width) return height*exp(-(x - centre)^2/width^2) end

--- The models, by the names of the problems: function(b, x).
nist.models = {
  BoxBOD = saturation,
  Chwirut2 = function(b, x) return exp(-b[1]*x)/(b[2] + b[3]*x) end,
  DanWood = function(b, x) return b[1]*x^b[2] end,
  ENSO = function(b, x)
    return b[1] + b[2]*cos(2*pi*x/12) + b[3]*sin(2*pi*x/12) + b[5]*cos(2*pi*x/b[4]) +
           b[6]*sin(2*pi*x/b[4]) + b[8]*cos(2*pi*x/b[7]) + b[9]*sin(2*pi*x/b[7])
  end,
  Gauss1 = function(b, x)
    return b[1]*exp(-b[2]*x) + peak(b[3], x, b[4], b[5]) + peak(b[6], x, b[7], b[8])
  end,
  Hahn1 = rational,
  Kirby2 = function(b, x) return (b[1] + b[2]*x + b[3]*x^2)/(1 + b[4]*x + b[5]*x^2) end,
  Lanczos3 = function(b, x) return b[1]*exp(-b[2]*x) + b[3]*exp(-b[4]*x) + b[5]*exp(-b[6]*x) end,
  MGH09 = function(b, x) return b[1]*(x^2 + x*b[2])/(x^2 + x*b[3] + b[4]) end,
  MGH17 = function(b, x) return b[1] + b[2]*exp(-x*b[4]) + b[3]*exp(-x*b[5]) end,
  Misra1a = saturation,
  Rat42 = function(b, x) return b[1]/(1 + exp(b[2] - b[3]*x)) end,
  Roszman1 = function(b, x) return b[1] - b[2]*x - atan(b[3]/(x - b[4]))/pi end,
  Thurber = rational,
}

--- The problem `name`: starts, certified parameters and errors, x, y, the sum of
--- squares, and how many rows there should be.
function nist.read(name)
  local p = {starts = {{}, {}}, certified = {}, errors = {}, x = {}, y = {}}
  local number = 0
  for line in io.lines("tests/data/nist/" .. name .. ".dat") do
    number = number + 1
    local words = {}
    for word in line:gsub("=", " "):gmatch("%S+") do words[#words + 1] = tonumber(word) or word end
    if number > 60 and type(words[1]) == "number" then
      p.y[#p.y + 1], p.x[#p.x + 1] = words[1], words[2]
    elseif #words == 5 and line:find("^%s*b%d+ *=") then
      local i = #p.certified + 1
      p.starts[1][i], p.starts[2][i], p.certified[i], p.errors[i] = table.unpack(words, 2)
    elseif line:find("Residual Sum of Squares") then
      p.squares = words[#words]
    elseif line:find("Number of Observations") then
      p.rows = words[#words]
    end
  end
  return p
end

return nist

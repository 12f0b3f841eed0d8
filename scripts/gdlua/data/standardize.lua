--- gd.standardize(X): columns with mean 0 and standard deviation 1, and what
--- does the same to other rows.
local blame = require "gdlua.blame"
local core = require "gdlua.core"

local scaler = {}
scaler.__index = scaler
scaler.__name = "scaler"

local function check_columns(a, like, name)
  if a.rank ~= like.rank or like.rank == 2 and a.cols ~= like.cols then
    blame("bad argument #1 to '%s' (%s expected, as it was standardized, got %s)", name,
          like.rank == 2 and ("a matrix with %d columns"):format(like.cols) or "a vector",
          core.describe(a))
  end
end

local function array_of(X, name)
  local gd = require "gdlua"
  if type(X) == "table" then X = type(X[1]) == "table" and gd.matrix(X) or gd.vector(X) end
  if not (type(X) == "userdata" and core.is_array(X)) then
    blame("bad argument #1 to '%s' (numbers expected, one row per example, got %s)", name,
          core.describe(X))
  end
  return X
end

--- Other rows in the same way.
function scaler:apply(X)
  X = array_of(X, "apply")
  check_columns(X, self, "apply")
  return (X - self.mean)/self.scale
end

--- Back to what it was: the inverse of apply.
function scaler:undo(Z)
  Z = array_of(Z, "undo")
  check_columns(Z, self, "undo")
  return Z*self.scale + self.mean
end

function scaler:__tostring()
  return ("scaler: mean %s, scale %s"):format(self.mean, self.scale)
end

-- A column that does not vary but for rounding is left at 0.
local function scale_of(variance, mean, rows)
  local spread = math.sqrt(variance)
  return spread > 4*rows^0.5*math.abs(mean)*0x1p-52 and spread or 1.0
end

local function first_bad(X)
  for i = 1, #X do
    local row = X.rank == 2 and X[i] or {X[i]}
    for j = 1, #row do
      if row[j] - row[j] ~= 0 then return i, j, row[j] end
    end
  end
end

return function(X)
  X = array_of(X, "standardize")
  local i, j, bad = first_bad(X)
  if i then
    blame("bad argument #1 to 'standardize' (row %d%s is %s)", i,
          X.rank == 2 and (", column %d,"):format(j) or "", bad ~= bad and "nan" or tostring(bad))
  elseif #X == 0 then
    blame("bad argument #1 to 'standardize' (it has no rows)")
  end
  local wide = X.rank == 2
  local mean = wide and X:mean(1) or X:mean()
  local rest = X - mean
  local variance = wide and (rest*rest):mean(1) or (rest*rest):mean()
  local scale = wide and mean:copy() or scale_of(variance, mean, #X)
  for k = 1, wide and X.cols or 0 do scale[k] = scale_of(variance[k], mean[k], #X) end
  local self = setmetatable({mean = mean, scale = scale, rank = X.rank, cols = X.cols}, scaler)
  return self:apply(X), self
end

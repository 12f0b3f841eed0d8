--- What a fit says about its parameters: J is the Jacobian of the weighted
--- residuals at the minimum, a row for each observation.
local core = require "gdlua.core"
local student = require "gdlua.fit.student"

local statistics = {}

-- Singular values below this part of the largest, columns being of length 1, count
-- as 0; more where derivatives are differences.
local tolerance = {exact = 1e-13, differences = 1e-8}

-- Of a direction that the data say nothing about: components of this size take part.
local part = 1e-6

-- The columns of J that vary, scaled to length 1, and their lengths.
local function scaled_columns(J, varies)
  local gd = require "gdlua"
  local columns, lengths, T = {}, {}, J.T
  for k, j in ipairs(varies) do
    local column = gd.vector(T[j])
    local length = column:norm()
    lengths[k] = length
    columns[k] = length > 0 and column/length or column
  end
  return gd.matrix(columns).T, lengths
end

--- The covariance of the parameters for residuals of variance 1, and the set of
--- those that are not determined: their variance is infinite. Third, how many
--- directions are determined. `varies` lists the parameters that are not held.
function statistics.covariance(J, varies, exact)
  local gd = require "gdlua"
  local C, undetermined = gd.zeros(J.cols, J.cols), {}
  if #varies == 0 then return C, undetermined, 0 end
  local sum = J:sum()
  if sum - sum ~= 0 then return C + 0/0, undetermined, #varies end
  local rank = 0
  local A, lengths = scaled_columns(J, varies)
  local s, V = core.svd(A)
  local least = s[1]*math.max(tolerance[exact and "exact" or "differences"], 2.2e-16*J.rows)
  for i = 1, #s do
    local v = V[i]
    if s[i] <= least then
      for k, j in ipairs(varies) do
        if math.abs(v[k]) > part then undetermined[j] = true end
      end
    else
      rank = rank + 1
      for k, j in ipairs(varies) do
        for l, h in ipairs(varies) do
          C[j][h] = C[j][h] + v[k]*v[l]/(s[i]^2*lengths[k]*lengths[l])
        end
      end
    end
  end
  for j in pairs(undetermined) do
    for h = 1, J.cols do C[j][h], C[h][j] = 0/0, 0/0 end
    C[j][j] = math.huge
  end
  return C, undetermined, rank
end

-- What a residual r of scale 1 counts in first and second derivatives.
local weights = {
  huber = function(z) if z <= 1 then return 1, 1 end return 1/math.sqrt(z), 0 end,
  soft_l1 = function(z) return 1/math.sqrt(1 + z), (1 + z)^-1.5 end,
  cauchy = function(z) return 1/(1 + z), (1 - z)/(1 + z)^2 end,
}

--- The variance of the residuals r with `dof` degrees of freedom. Of a robust loss
--- it is what takes its place in the covariance: the mean square of the influence
--- over the squared mean of its slope (Huber 1981, 7.6).
function statistics.variance(r, dof, loss, scale)
  if loss == "linear" then return r:dot(r)/dof end
  local squares, slopes = 0, 0
  for i = 1, #r do
    local slope, bend = weights[loss]((r[i]/scale)^2)
    squares = squares + (slope*r[i])^2
    slopes = slopes + bend
  end
  return squares/dof/(slopes/#r)^2
end

--- The standard errors: roots of the diagonal.
function statistics.errors(C)
  local e = require "gdlua".zeros(C.rows)
  for i = 1, C.rows do e[i] = math.sqrt(C[i][i]) end
  return e
end

--- Covariances over standard errors; NaN where one of these is 0 or infinite.
function statistics.correlation(C, errors)
  local R = C:copy()
  for i = 1, C.rows do
    for j = 1, C.rows do
      R[i][j] = i == j and errors[i] > 0 and errors[i] < math.huge and 1 or
                C[i][j]/(errors[i]*errors[j])
    end
  end
  return R
end

--- The part of the variance of y that the fit explains: squared weights times w.
function statistics.r2(y, residuals, w)
  local gd = require "gdlua"
  local squares = w and w*w or gd.ones(#y)
  local mean = squares:dot(y)/squares:sum()
  local total = squares:dot((y - mean)*(y - mean))
  return 1 - squares:dot(residuals*residuals)/total
end

statistics.quantile = student.quantile
statistics.tails = student.tails

return statistics

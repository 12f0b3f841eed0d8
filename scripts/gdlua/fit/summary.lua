--- A fit as a text: the table that statisticians are used to.
local student = require "gdlua.fit.student"

local function number(v, format)
  return v ~= v and "nan" or (format or "%.8g"):format(v)
end

local function p_value(p)
  if p ~= p then return "nan" end
  return p < 2.2e-16 and "< 2e-16" or ("%.3g"):format(p)
end

-- One row of the table: texts.
local function row(fit, i)
  local name, estimate, e = fit.names[i], fit.estimates[i], fit.errors[i]
  if fit.held[i] then return {name, number(estimate), fit.held[i]} end
  if fit.undetermined[name] then return {name, number(estimate), "not determined"} end
  local t = estimate/e
  local half = fit.quantile*e
  return {name, number(estimate), number(e, "%.5g"), number(t, "%.4g"),
          p_value(student.tails(t, fit.reference_dof)),
          ("%s .. %s"):format(number(estimate - half, "%.6g"), number(estimate + half, "%.6g"))}
end

local function table_of(fit)
  local rows = {{"parameter", "estimate", "std. error", "t value", "p value",
                 ("%g%% interval"):format(100*fit.level)}}
  for i = 1, #fit.names do rows[i + 1] = row(fit, i) end
  local widths = {}
  for _, r in ipairs(rows) do
    for k, text in ipairs(r) do
      if not (r[4] == nil and k == 3) then widths[k] = math.max(widths[k] or 0, #text) end
    end
  end
  local lines = {}
  for _, r in ipairs(rows) do
    local words = {}
    for k, text in ipairs(r) do
      words[k] = k == 1 and text .. (" "):rep(widths[k] - #text) or
                 (k == 6 or k == 3 and #r == 3) and text or
                 (" "):rep(widths[k] - #text) .. text
    end
    lines[#lines + 1] = "  " .. table.concat(words, "  ")
  end
  return lines
end

local function names_of(set)
  local list = {}
  for name in pairs(set) do list[#list + 1] = name end
  table.sort(list)
  return list
end

--- The text of result r, whose inner facts are in `fit`.
return function(r, fit)
  local lines = {
    ("fit of %d observations, %d parameters"):format(fit.observations, #fit.names),
    r.converged and ("converged after %d steps"):format(r.epochs) or "not converged: " .. r.reason,
  }
  table.move(table_of(fit), 1, #fit.names + 1, 3, lines)
  local dof = ("%g degree%s of freedom"):format(r.dof, r.dof == 1 and "" or "s")
  if r.dof == 0 then
    lines[#lines + 1] = "  as many parameters as observations: no degrees of freedom are left for errors"
  elseif fit.known then
    lines[#lines + 1] = ("  chi squared %s on %s; standard deviations as given"):format(
      number(r.chi2, "%.5g"), dof)
  else
    lines[#lines + 1] = ("  residual standard error %s on %s"):format(number(r.sigma, "%.5g"), dof)
  end
  lines[#lines + 1] = ("  R2 %s, adjusted %s"):format(number(r.r2, "%.6g"),
                                                      number(r.adjusted_r2, "%.6g"))
  if next(fit.undetermined) ~= nil then
    lines[#lines + 1] = "  not determined by the data: " ..
                        table.concat(names_of(fit.undetermined), ", ") ..
                        " (other values of them fit as well)"
  end
  for _, warning in ipairs(r.warnings) do lines[#lines + 1] = "  warning: " .. warning end
  return table.concat(lines, "\n")
end

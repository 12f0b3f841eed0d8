--- The answer of result:why() and how it is printed.
local show = {}

local meta = {__name = "explanation of a run", gdlua = "why"}

-- Lines of at most `width` characters.
local function wrap(text, indent, width)
  local lines, line = {}, indent
  for word in text:gmatch("%S+") do
    if #line + #word + 1 > width and line ~= indent then
      lines[#lines + 1], line = line, indent
    end
    line = line .. (line == indent and "" or " ") .. word
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

local function number(v)
  if type(v) ~= "number" then return tostring(v) end
  return v ~= v and "nan" or ("%.4g"):format(v)
end

local function add_curvature(lines, w)
  if not w.lambda_max then return end
  lines[#lines + 1] = ("  curvature   lambda_max = %.4g, smallest %.4g"):format(w.lambda_max, w.lambda_min)
  if w.critical_step then
    lines[#lines + 1] = ("  step        %s used, critical %.4g"):format(number(w.step), w.critical_step)
  end
end

function meta.__tostring(w)
  local lines = {w.reason}
  for _, rule in ipairs(w.rules) do
    lines[#lines + 1] = ("  %-11s %s, threshold %s: %s"):format(rule.name, number(rule.value),
      number(rule.threshold), rule.met and "met" or "not met")
  end
  add_curvature(lines, w)
  if #w.findings == 0 then lines[#lines + 1] = "nothing wrong was found" end
  for i, f in ipairs(w.findings) do
    lines[#lines + 1] = ("%d. %s"):format(i, f.name)
    lines[#lines + 1] = wrap(f.evidence, "     ", 96)
    lines[#lines + 1] = wrap("try: " .. f.suggestion, "     ", 96)
  end
  return table.concat(lines, "\n")
end

meta.__concat = function(a, b) return tostring(a) .. tostring(b) end

--- The report of case c.
function show.report(c, findings, rules)
  local s = c.p.n <= 1000 and not c.projected and c:spectrum("end", c.x) or nil
  local limit = c:critical()
  local high = s and s.high.value
  return setmetatable({
    reason = c.r.reason, findings = findings, finding = findings[1] and findings[1].name,
    rules = rules, lambda_max = high, lambda_min = s and s.low.value, step = c.step_last,
    critical_step = limit and high and high > 0 and limit/high or nil,
    missed = c.polished and c:gain() or nil,
  }, meta)
end

return show

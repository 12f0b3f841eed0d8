--- What gd.multistart found, as a text.
local tree = require "gdlua.tree"

local function number(v) return v ~= v and "nan" or ("%.8g"):format(v) end

local function show(x)
  if type(x) == "number" then return number(x) end
  if type(x) ~= "table" then return tostring(x) end
  local words = {}
  for _, key in ipairs(tree.keys(x)) do
    words[#words + 1] = (type(key) == "string" and key .. " = " or "") .. show(x[key])
  end
  return "{" .. table.concat(words, ", ") .. "}"
end

local function plural(n, noun, more)
  return ("%d %s"):format(n, n == 1 and noun or more)
end

-- "not converged: 2, the first at run 3 (epochs: ...)"
local function add_others(lines, m, title, is_one, why)
  local n, first = 0, nil
  for i, run in ipairs(m.runs) do
    if is_one(run) then n, first = n + 1, first or i end
  end
  if n == 0 then return end
  local reason = why(m.runs[first]):match("^[^\n]*")
  lines[#lines + 1] = ("  %s: %s, %srun %d (%s)"):format(
    title, plural(n, "run", "runs"), n > 1 and "as " or "", first, reason)
end

return function(m)
  local noun = m.goal == "maximum" and "maximum" or "minimum"
  local nouns = m.goal == "maximum" and "maxima" or "minima"
  local lines = {("%s, %s"):format(plural(#m.runs, "run", "runs"), plural(#m.minima, noun, nouns))}
  local width = 4
  for _, g in ipairs(m.minima) do width = math.max(width, #number(g.cost)) end
  if #m.minima > 0 then lines[2] = ("  %" .. width .. "s  runs  x"):format("cost") end
  for k, g in ipairs(m.minima) do
    if k > 20 then
      lines[#lines + 1] = ("  and %d more"):format(#m.minima - 20)
      break
    end
    lines[#lines + 1] = ("  %" .. width .. "s  %4d  %s"):format(number(g.cost), g.count, show(g.x))
  end
  add_others(lines, m, "not converged", function(run)
    return not run.error and not run.converged and not run.minimum
  end, function(run) return run.reason end)
  add_others(lines, m, "failed", function(run) return run.error end, function(run) return run.error end)
  return table.concat(lines, "\n")
end

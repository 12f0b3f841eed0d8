--- Ends of runs that are the same point: groups of them, the best first.
local minima = {}

-- Is no parameter further apart than that?
local function is_near(a, b, apart)
  for i = 1, #a do
    local scale = math.max(1, math.abs(a[i]), math.abs(b[i]))
    if not (math.abs(a[i] - b[i]) <= apart*scale) then return false end
  end
  return true
end

local function nearest(groups, flat, apart)
  for k, group in ipairs(groups) do
    if is_near(group.flat, flat, apart) then return k end
  end
end

--- runs: a list with `flat` (a vector), `cost` and `converged` each; sense: 1, or
--- -1 where large costs are good. Answers the groups, {flat, cost, count, run}:
--- that of its best run that converged, and the number of runs. A run gets the
--- number of its group as `minimum`; one that has not converged belongs to the
--- group it is near to, if there is one.
function minima.group(runs, sense, apart)
  local order, groups = {}, {}
  for i, run in ipairs(runs) do
    if run.flat then order[#order + 1] = i end
  end
  table.sort(order, function(i, j)
    local a, b = sense*runs[i].cost, sense*runs[j].cost
    if a ~= b then return a < b end
    return i < j
  end)
  for _, converged in ipairs{true, false} do
    for _, i in ipairs(order) do
      local run = runs[i]
      if run.converged == converged then
        local k = nearest(groups, run.flat, apart)
        if not k and converged then
          k = #groups + 1
          groups[k] = {flat = run.flat, cost = run.cost, count = 0, run = i}
        end
        if k then groups[k].count, run.minimum = groups[k].count + 1, k end
      end
    end
  end
  return groups
end

return minima

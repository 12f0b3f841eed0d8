--- The gradient against differences of the cost, component by component, at
--- several points: the user's own, or that of a gd.custom in the cost.
local gd = require "gdlua"

local close = 1e-4                  -- relative error of a component that is let pass
local many = 200                    -- variables, from which on not every one is looked at

-- What is wrong with gradient g of the cost at x: a list of rows.
local function compare(p, x, g)
  if p.n > many then return require "gdlua.experiment.why.halving"(p, x, g) end
  local d, noise = p:differences(x)
  -- Where two kinds of differences disagree nothing is known.
  local other = d and p:differences(x, "central")
  if not other then return {} end
  local size, rows = math.max(d:abs():max(), g:abs():max()), {}
  for i = 1, p.n do
    local a, b = g[i], d[i]
    local err, scale = math.abs(a - b), math.max(math.abs(a), math.abs(b), 1e-6*size)
    if err > close*scale + 100*noise[i] + 1e-9*size + 10*math.abs(b - other[i]) then
      rows[#rows + 1] = {i = i, given = a, expected = b, error = err/scale}
    end
  end
  return rows
end

-- Points beside x, so that a kink at x itself does not matter.
local function points(c)
  local list, scale = {}, c:scale()
  for k, x in ipairs{c.x0, c.x} do
    list[#list + 1] = x
    local y = x:copy()
    for i = 1, #y do
      local u = math.sin(12.9898*i + 78.233*k) * 43758.5453
      y[i] = y[i] + (u - math.floor(u) - 0.5) * 0.1 * scale
    end
    list[#list + 1] = y
  end
  return list
end

--- The rows of parameter numbers that are wrong at most points.
return function(c)
  local p = c.p
  if not p.user and (not p.exact or p.n > many) then return nil end
  local count, worst, looked = {}, {}, 0
  local lower, upper = c.config.lower, c.config.upper
  for _, x in ipairs(points(c)) do
    if lower then x = gd.max(lower, gd.min(upper, x)) end
    local g
    if p.user then g = p:given(x) else g = p:traced(x) end
    if g and g:sum() - g:sum() == 0 and p:f(x) - p:f(x) == 0 then
      looked = looked + 1
      for _, row in ipairs(compare(p, x, g)) do
        count[row.i] = (count[row.i] or 0) + 1
        if not worst[row.i] or row.error > worst[row.i].error then worst[row.i] = row end
      end
    end
  end
  local rows = {}
  for i = 1, p.n do
    if (count[i] or 0) >= 2 then rows[#rows + 1] = worst[i] end
  end
  c.gradient_checked = looked
  if #rows == 0 then return nil end
  p.distrusted = true
  local words = {}
  for k = 1, math.min(#rows, 3) do
    local row = rows[k]
    words[k] = ("component %s is %.6g, differences of the cost give %.6g"):format(
      p.names[row.i], p.sense*row.given, p.sense*row.expected)
  end
  if #rows > 3 then words[4] = ("and %d more"):format(#rows - 3) end
  return {
    name = "wrong gradient", rows = rows,
    evidence = table.concat(words, "; ") .. (" (%d of %d components wrong)"):format(#rows, p.n),
    suggestion = p.user and "mend the function given as `gradient`, or leave it away: gradients " ..
                 "of what can be traced are exact; gd.check_gradient compares them" or
                 "the cost says something else than its derivative: look at its gd.custom, " ..
                 "gd.detach or steps such as floor; gd.check_gradient compares them",
  }
end

--- A step size that is not guessed: gd.lr_find.
---
---   gdlua examples/lr_find.lua [folder for the picture]
local gd = require "gdlua"

-- Rosenbrock's valley: too long a step leaves it, too short a one takes for ever.
local function valley(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end
local start = {-1.2, 1}

for _, method in ipairs{"gd", "momentum", "adam"} do
  local found = gd.lr_find(valley, start, {method = method})
  print(found)
  print "  step          cost after 1000 epochs"
  for _, factor in ipairs{0.1, 1, 10} do
    local r = gd.minimize(valley, start, {method = method, step = factor*found.step, epochs = 1000})
    print(("  %-12g  %.3g%s"):format(factor*found.step, r.cost,
          r.reason:find "^diverged" and " (diverged)" or ""))
  end
  print()
end

-- With batches every update sees other rows: the costs of the test are averaged.
gd.seed(1)
local X = gd.normal({600, 4})
local score = X:matmul(gd.vector{2, -1, 0.5, 0}) + gd.normal(600, 0, 0.5)
local y = score:map(function(s) return s > 0 and 1 or 0 end)
local function logistic(w, rows)
  local z = rows.X:matmul(w)
  return (gd.softplus(z) - rows.y*z):mean()
end
local data = {X = X, y = y}
local found = gd.lr_find(logistic, gd.zeros(4), {data = data, batch = 32, method = "adam"})
print(found)
local r = gd.minimize(logistic, gd.zeros(4), {
  data = data, batch = 32, method = "adam", step = found.step, epochs = 5,
})
print(("5 epochs with it: cost %.3f"):format(r.cost))

local ok, picture = pcall(found.plot, found, (arg[1] or ".") .. "/lr_find.png")
print(ok and "\nThe test is in " .. picture or "\nNo picture: " .. picture)

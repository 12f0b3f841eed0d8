-- A run that is broken off and goes on from its checkpoint ends with the same
-- bits as one that nobody disturbed.
--
--   gdlua checkpoint.lua [file]
local gd = require "gdlua"

local path = arg and arg[1] or os.tmpname()

-- A line through noisy points, learnt in shuffled batches: the order of the
-- rows is random, and method and schedule remember what they have seen.
gd.seed(1)
local x = gd.uniform(200, -1, 1)
local data = {x = x, y = 3*x - 1 + gd.normal(200, 0, 0.3)}

local function cost(p, batch)
  return ((p.w*batch.x + p.b - batch.y)^2):mean()
end

local function learn(checkpoint, on_epoch)
  gd.seed(2)
  return gd.minimize(cost, {w = 0, b = 0}, {
    data = data, batch = 20, method = "adam", epochs = 60,
    step = gd.schedule.plateau{from = 0.1, factor = 0.5, patience = 4},
    checkpoint = checkpoint, on_epoch = on_epoch,
  })
end

local function show(title, r)
  print(("%-12s w = %.17g, b = %.17g"):format(title, r.x.w, r.x.b))
  print(("%-12s %s, %d updates, last step %g"):format("", r.reason, r.updates,
                                                      r.history.step[#r.history.step]))
end

local undisturbed = learn()
show("undisturbed", undisturbed)

-- The program fails in epoch 37; the file is of epoch 30.
os.remove(path)
local ok, message = pcall(learn, {path = path, every = 10}, function(state)
  if state.epoch == 37 then error("the lights go out", 0) end
end)
print("broken off", message)

-- Started again, it goes on where the file is.
local resumed = learn({path = path, every = 10, resume = true})
show("resumed", resumed)

print("same bits", resumed.x.w == undisturbed.x.w and resumed.x.b == undisturbed.x.b and
                   resumed.history.cost == undisturbed.history.cost)
os.remove(path)

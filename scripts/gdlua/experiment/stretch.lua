--- Some updates from a start, with a schedule, and the costs they come to: what
--- gd.lr_find asks for again and again.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local data = require "gdlua.descent.data"
local descent = require "gdlua.descent"
local method = require "gdlua.method"
local picked = require "gdlua.descent.picked"
local stop = require "gdlua.stop"

local stretch = {}

--- The options of gd.minimize that it takes.
stretch.options = {
  "method", "gradient", "data", "batch", "bounds", "project", "frozen", "clip", "precision",
}

-- The numbers of rows, batch by batch, pass by pass; each pass in another order.
local function order_of(rows, batch)
  local gd = require "gdlua"
  local order, at = nil, rows
  return function()
    if at + batch > rows then order, at = gd.permutation(rows), 0 end
    at = at + batch
    return order, at - batch
  end
end

-- A value with room for a batch, and what puts the next one there; the data as
-- they are and nothing where one batch holds them.
local function batches(o)
  local value, sources, rows = data.read("option 'data' to 'lr_find'", o.data)
  if o.batch > rows then
    blame("bad option 'batch' to 'lr_find' (a batch of %d rows, but the data have %d)", o.batch, rows)
  end
  if o.batch == rows then return o.data end
  local columns = {}
  local room = data.room(value, o.batch, columns)
  return room, function()
    local next_rows = order_of(rows, o.batch)
    return function()
      local order, first = next_rows()
      for i, from in ipairs(sources) do
        local to = columns[i]
        for k = 1, o.batch do to[k] = from[order[first + k]] end
      end
    end
  end
end

--- run(step, n [, is_over]) makes at most n updates from the start, with the step
--- sizes step(t), t = 0 .. n - 1; is_over(cost) is asked after each. Answers the
--- list of costs after each update, up to the first that is no number; [0] is that
--- of the start. With batches smaller than the data, each is that of the batch the
--- next update uses. Second, what the method is called; third, are there such
--- batches?
function stretch.of(fname, f, start, o, random)
  local given = picked.given(o, {batch = true})
  local begin
  local m = method.resolve(o.method or "gd", fname)
  if m.kind == "solver" then
    blame("bad option 'method' to '%s' (the method '%s' is a solver, which finds its own steps; an " ..
          "update rule such as 'gd' expected)", fname, m.name)
  end
  if o.batch ~= nil and o.data == nil then
    blame("bad option 'batch' to '%s' (it goes with 'data')", fname)
  elseif o.batch then
    given.data, begin = batches(o)
  end
  given.stop, given.progress, given.history = stop.never(), false, false
  local function run(step, n, is_over)
    core.random_state(random)
    local next_batch = begin and begin()
    if next_batch then next_batch() end
    local costs = {}
    given.step, given.epochs = step, n
    given.on_epoch = function(state)
      costs[state.epoch] = state.cost
      if next_batch then next_batch() end
      return is_over ~= nil and is_over(state.cost)
    end
    descent.held(fname, f, start, given):run()
    return costs
  end
  return run, tostring(m), begin ~= nil
end

return stretch

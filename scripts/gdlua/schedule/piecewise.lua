--- Constant pieces: {{0, 0.1}, {30, 0.01}} is 0.1 before epoch 30, then 0.01
--- (optax's piecewise_constant_schedule, written with values).
local schedule = require "gdlua.schedule"

local function finite(v) return type(v) == "number" and v - v == 0 end

local function pieces(list)
  if #list == 0 then return "a list of {epoch, step} expected, like {{0, 0.1}, {30, 0.01}}" end
  for i, p in ipairs(list) do
    if type(p) ~= "table" or not (finite(p[1]) and finite(p[2])) then
      return ("piece %d should be {epoch, step}, two numbers"):format(i)
    elseif i > 1 and p[1] <= list[i - 1][1] then
      return ("piece %d should start after piece %d"):format(i, i - 1)
    elseif p[2] < 0 then
      return ("piece %d has a step below 0"):format(i)
    end
  end
end

return schedule.define{
  name = "piecewise", doc = "constant between given epochs",
  options = {
    {"pieces", nil, "list of {epoch, step}", type = "table", required = true, check = pieces},
  },
  formula = function(o)
    local words = {}
    for i, p in ipairs(o.pieces) do
      local next = o.pieces[i + 1]
      words[i] = ("%.14g"):format(p[2]) .. (next and (" while t < %.14g"):format(next[1]) or "")
    end
    return table.concat(words, ", then ")
  end,
  at = function(t, o)
    local step = o.pieces[1][2]
    for _, p in ipairs(o.pieces) do
      if p[1] > t then break end
      step = p[2]
    end
    return step
  end,
}

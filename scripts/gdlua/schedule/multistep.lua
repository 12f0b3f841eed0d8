--- Step decay at given epochs: from*factor^k, where k of the epochs in `at`
--- are not after t (PyTorch's MultiStepLR).
local schedule = require "gdlua.schedule"
local options = require "gdlua.options"

local function increasing(list)
  for i, t in ipairs(list) do
    if type(t) ~= "number" or t ~= t or (i > 1 and t <= list[i - 1]) then
      return "a list of increasing epochs expected, like {30, 80}"
    end
  end
end

return schedule.define{
  name = "multistep", doc = "multiplied by `factor` at given epochs",
  options = {
    {"from", 0.1, "the first step", min = 0},
    {"factor", 0.1, "what it is multiplied by", min = 0},
    {"at", nil, "list of epochs", type = "table", required = true, check = increasing},
  },
  formula = function(o)
    return "from*factor^count(" .. options.text(o.at) .. " <= t)"
  end,
  at = function(t, o)
    local k = 0
    for _, epoch in ipairs(o.at) do
      if epoch > t then break end
      k = k + 1
    end
    return o.from * o.factor^k
  end,
}

--- gd.batches(data, size [, opts]): one pass over data in batches, for loops of
--- one's own: `for batch, number in gd.batches({X = X, y = y}, 32) do ... end`.
--- (A descent does that by itself: the options `data` and `batch`.)
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local options = require "gdlua.options"
local read = require "gdlua.descent.data".read
local rows_of = require "gdlua.data.rows"

local declarations = options.publish("batches", {
  {"shuffle", true, "rows in random order, that of gd.seed"},
  {"rest", true, "the last batch may be smaller; false: it is then left out"},
})

return function(data, size, opts)
  local value, _, rows = read("argument #1 to 'batches'", data)
  if math.tointeger(size) == nil or size < 1 or size > rows then
    blame("bad argument #2 to 'batches' (rows a batch, a whole number in [1, %d], expected, " ..
          "got %s)", rows, core.describe(size))
  end
  local o = options.check("batches", declarations, opts)
  local order = o.shuffle and require "gdlua".permutation(rows)
  local number, first = 0, 1
  return function()
    local last = math.min(first + size - 1, rows)
    if last < first or not o.rest and last < first + size - 1 then return nil end
    local list = {}
    for i = first, last do list[#list + 1] = order and order[i] or i end
    number, first = number + 1, last + 1
    return rows_of(value, list), number
  end
end

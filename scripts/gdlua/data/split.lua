--- gd.split(data, fraction [, opts]): data in two parts, the first with this
--- fraction of the rows, say to learn from, the second with the rest, to judge
--- by.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local options = require "gdlua.options"
local read = require "gdlua.descent.data".read
local rows_of = require "gdlua.data.rows"

local declarations = options.publish("split", {
  {"shuffle", true, "rows in random order, that of gd.seed; false: the first ones and the others"},
  {"by", nil, "a label for each row (a list or a vector): both parts get the same share of each",
   type = {"table", "userdata"}},
})

-- The rows in lists of the same label, in the order in which labels first appear.
local function groups_of(by, order)
  local groups, place = {}, {}
  for _, i in ipairs(order) do
    local label = by[i]
    if not place[label] then
      groups[#groups + 1] = {}
      place[label] = groups[#groups]
    end
    table.insert(place[label], i)
  end
  return groups
end

local function check_labels(by, rows)
  if #by ~= rows then
    blame("bad option 'by' to 'split' (a label for each of the %d rows expected, got %d)", rows,
          #by)
  end
  for i = 1, rows do
    if by[i] == nil or by[i] ~= by[i] then
      blame("bad option 'by' to 'split' (the label of row %d is %s)", i,
            by[i] == nil and "nil" or "nan")
    end
  end
end

return function(data, fraction, opts)
  local value, _, rows = read("argument #1 to 'split'", data)
  if type(fraction) ~= "number" or not (fraction > 0 and fraction < 1) then
    blame("bad argument #2 to 'split' (a fraction in (0, 1) expected, got %s)",
          core.describe(fraction))
  end
  local o = options.check("split", declarations, opts)
  if o.by then check_labels(o.by, rows) end
  local order = {}
  local shuffled = o.shuffle and require "gdlua".permutation(rows)
  for i = 1, rows do order[i] = shuffled and shuffled[i] or i end
  local first, second = {}, {}
  for _, group in ipairs(o.by and groups_of(o.by, order) or {order}) do
    local count = math.floor(fraction*#group + 0.5)
    table.move(group, 1, count, #first + 1, first)
    table.move(group, count + 1, #group, #second + 1, second)
  end
  if #first == 0 or #second == 0 then
    blame("'split': %.14g of %d rows leaves the %s part without any", fraction, rows,
          #first == 0 and "first" or "second")
  end
  return rows_of(value, first), rows_of(value, second)
end

--- Are two records of a run the same, bit for bit? All but the time they took.
local core = require "gdlua.core"
local tree = require "gdlua.tree"

local ignored = {elapsed = true, warnings = true}

local function bits(v) return ("%a"):format(v) end

local function value_text(v)
  return type(v) == "number" and ("%.17g"):format(v) or core.describe(v)
end

local function is_array(v) return type(v) == "userdata" and core.is_array(v) end

-- Where two arrays differ first: the row and the values there; nil where they do not.
local function first_difference(a, b)
  if a.rank ~= b.rank or a.cols ~= b.cols then return 1, a, b end
  if core.pack(a, "compare", "it") == core.pack(b, "compare", "it") then return nil end
  for i = 1, math.max(a.rows, b.rows) do
    local x, y = a[i], b[i]
    local same = x ~= nil and y ~= nil and
                 (type(x) == "number" and bits(x) == bits(y) or type(x) ~= "number" and
                  core.pack(x, "compare", "it") == core.pack(y, "compare", "it"))
    if not same then return i, x, y end
  end
end

-- nil, or a text that says where a and b differ first.
local function compare(a, b, name)
  if is_array(a) and is_array(b) then
    local i, x, y = first_difference(a, b)
    return i and ("%s: %s then, %s now"):format(name, value_text(x), value_text(y))
  elseif type(a) == "table" and type(b) == "table" then
    local keys = {}
    for key in pairs(a) do keys[key] = true end
    for key in pairs(b) do keys[key] = true end
    for _, key in ipairs(tree.keys(keys)) do
      local text = not ignored[key] and compare(a[key], b[key], name .. "." .. key)
      if text then return text end
    end
    return nil
  end
  local same = a == b or type(a) == "number" and type(b) == "number" and bits(a) == bits(b)
  if not same or type(a) == "number" and bits(a) ~= bits(b) then
    return ("%s: %s then, %s now"):format(name, value_text(a), value_text(b))
  end
end

-- The history, epoch by epoch, so that the first difference is the earliest.
local function compare_history(a, b)
  if not a or not b then return compare(a and #a.epoch, b and #b.epoch, "the history") end
  local first, text = math.huge, nil
  for field, values in pairs(a) do
    local i, x, y
    if field ~= "elapsed" and b[field] then i, x, y = first_difference(values, b[field]) end
    if i and (i < first or i == first and field == "cost") then
      first = i
      local epoch = a.epoch[i] or b.epoch[i] or #a.epoch
      text = ("%s at epoch %d: %s then, %s now"):format(field, epoch, value_text(x), value_text(y))
    end
  end
  return text
end

--- nil where they are the same, else a text that says where they differ first. The
--- reason is compared where `with_reason`.
return function(a, b, with_reason)
  local x, y = {}, {}
  for key, value in pairs(a.result) do x[key] = value end
  for key, value in pairs(b.result) do y[key] = value end
  x.history, y.history = nil, nil
  if not with_reason then x.reason, y.reason = nil, nil end
  return compare(a.start, b.start, "the start") or compare_history(a.history, b.history) or
         compare(x, y, "the result")
end

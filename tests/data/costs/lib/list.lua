-- Functions on lists, the functional way.
local list = {}

function list.map(f, ...)
  local lists, out = {...}, {}
  for i = 1, #lists[1] do
    local args = {}
    for j, l in ipairs(lists) do args[j] = l[i] end
    out[i] = f(table.unpack(args))
  end
  return out
end

function list.fold(f, start, l)
  local value = start
  for _, item in ipairs(l) do value = f(value, item) end
  return value
end

function list.sum(l)
  return list.fold(function(a, b) return a + b end, 0, l)
end

return list

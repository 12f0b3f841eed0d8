--- What definitions of test problems have in common.
local parts = {}

--- function(n) -> a list of n times `value`.
function parts.filled(value)
  return function(n)
    local x = {}
    for i = 1, n do x[i] = value end
    return x
  end
end

--- A source, with where the problem stands in the collection.
function parts.mgh(number, text)
  return ("%s; More, Garbow and Hillstrom 1981, problem %d"):format(text, number)
end

return parts

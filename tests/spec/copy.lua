--- copy(t, more): a copy of t with the fields of `more`.
return function(t, more)
  local new = {}
  for key, value in pairs(t) do new[key] = value end
  for key, value in pairs(more) do new[key] = value end
  return new
end

--- Can the value be called: is it a function, or is there a __call?
return function(f)
  local meta = getmetatable(f)
  return type(f) == "function" or type(meta) == "table" and meta.__call ~= nil
end

--- bits(result): all of it but the time it took, with every bit of its numbers,
--- as a text.
local function add(words, value)
  if type(value) == "table" then
    local keys = {}
    for key in pairs(value) do keys[#keys + 1] = key end
    table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
    for _, key in ipairs(keys) do
      if key ~= "elapsed" then
        words[#words + 1] = tostring(key)
        add(words, value[key])
      end
    end
  elseif type(value) == "userdata" and value.rank == 2 then
    for _, row in ipairs(value) do add(words, row) end
  elseif type(value) == "userdata" then
    for _, v in ipairs(value) do words[#words + 1] = ("%a"):format(v) end
  else
    words[#words + 1] = math.type(value) == "float" and ("%a"):format(value) or tostring(value)
  end
end

return function(r)
  local words = {}
  add(words, {
    x = r.x, cost = r.cost, gradient = r.gradient, gradient_norm = r.gradient_norm, best = r.best,
    last = r.last, epochs = r.epochs, updates = r.updates, evaluations = r.evaluations,
    converged = r.converged, reason = r.reason, history = r.history,
  })
  return table.concat(words, " ")
end


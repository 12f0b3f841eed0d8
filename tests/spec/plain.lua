--- plain(v): a number, an array or a table of them as a text with all digits. A
--- NaN is like another; lists come first, then named fields by their names.
local function plain(v)
  if type(v) == "number" then return v ~= v and "nan" or string.format("%.17g", v) end
  if type(v) == "userdata" then v = v:totable() end
  if type(v) ~= "table" then return v end
  local texts, names = {}, {}
  for i, x in ipairs(v) do texts[i] = plain(x) end
  for key in pairs(v) do
    if type(key) == "string" then names[#names + 1] = key end
  end
  table.sort(names)
  for _, name in ipairs(names) do texts[#texts + 1] = name .. "=" .. tostring(plain(v[name])) end
  return table.concat(texts, " ")
end

return plain

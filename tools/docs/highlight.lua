-- highlight.lua - Lua code as HTML with its keywords, texts, numbers and
-- comments marked.
local keywords = {}
for word in ([[and break do else elseif end false for function goto if in local nil not or repeat
return then true until while]]):gmatch("%a+") do keywords[word] = true end

local function escape(text)
  return (text:gsub("[&<>\"]", {["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;"}))
end

local function marked(class, text)
  return ('<span class="%s">%s</span>'):format(class, escape(text))
end

-- The end of a long bracket that begins at `at`, or nil if none does.
local function long_bracket(code, at)
  local level = code:match("^%[(=*)%[", at)
  if not level then return nil end
  local _, last = code:find("]" .. level .. "]", at, true)
  return last or #code
end

local function short_string(code, at)
  local quote, i = code:sub(at, at), at + 1
  while i <= #code do
    local c = code:sub(i, i)
    if c == quote or c == "\n" then return i end
    i = i + (c == "\\" and 2 or 1)
  end
  return #code
end

-- The token at `at`: its last index and its class (nil: none).
local function token(code, at)
  local c = code:sub(at, at)
  if code:find("^%-%-", at) then
    local last = long_bracket(code, at + 2)
    return last or (code:find("\n", at, true) or #code + 1) - 1, "comment"
  elseif c == '"' or c == "'" then
    return short_string(code, at), "string"
  elseif c == "[" and long_bracket(code, at) then
    return long_bracket(code, at), "string"
  elseif c:find("[%a_]") then
    local _, last = code:find("^[%w_]+", at)
    return last, keywords[code:sub(at, last)] and "keyword" or nil
  elseif c:find("%d") then
    local _, last = code:find("^[%w.]+", at)
    if code:find("^[eE][+-]%d+", last) then _, last = code:find("^[eE][+-]%d+", last) end
    return last, "number"
  end
  return at, nil
end

return function(code)
  local out, at = {}, 1
  while at <= #code do
    local last, class = token(code, at)
    local text = code:sub(at, last)
    out[#out + 1] = class and marked(class, text) or escape(text)
    at = last + 1
  end
  return table.concat(out)
end

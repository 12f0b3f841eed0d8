--- Texts of users in pictures: what is in them is shown, never interpreted.
local words = {}

-- Bytes that are no UTF-8 become U+FFFD.
local function valid(s)
  local out, i = {}, 1
  while true do
    local n, bad = utf8.len(s, i)
    if n then break end
    out[#out + 1] = s:sub(i, bad - 1) .. "\u{FFFD}"
    i = bad + 1
  end
  return table.concat(out) .. s:sub(i)
end

--- Valid UTF-8 without control characters but for ends of lines.
function words.clean(s)
  s = valid(s):gsub("\r\n?", "\n"):gsub("[\0-\9\11-\31\127]", " ")
  return (s:gsub("\xC2[\x80-\x9F]", " "):gsub("\xEF\xBF[\xBE\xBF]", "\u{FFFD}"))
end

--- The same on one line of at most n characters.
function words.line(s, n)
  s = words.clean(s):gsub("\n", " ")
  if utf8.len(s) > n then s = s:sub(1, utf8.offset(s, n) - 1) .. "…" end
  return s
end

-- One line, broken between words (long ones within) after at most n characters.
local function wrap(line, n, out)
  while utf8.len(line) > n do
    local cut = utf8.offset(line, n + 1) - 1
    local head = line:sub(1, cut)
    local space = head:match("^.*%S() +%S*$")
    if space and space > #head//2 then cut = space - 1 end
    out[#out + 1] = line:sub(1, cut)
    line = line:sub(cut + 1):gsub("^ +", "")
  end
  out[#out + 1] = line
end

--- The same in lines of at most n characters, at most `most` of them.
function words.wrapped(s, n, most)
  local out = {}
  for line in (words.clean(s) .. "\n"):gmatch("([^\n]*)\n") do wrap(line, n, out) end
  if #out > most then
    out[most] = words.line(out[most] .. " …", n)
    if not out[most]:find("…$") then out[most] = out[most] .. "…" end
  end
  return table.concat(out, "\n", 1, math.min(#out, most))
end

return words

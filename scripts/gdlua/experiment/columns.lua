--- Rows of texts as lines whose columns stand below each other.

local function pad(text, width, left)
  local space = (" "):rep(width - utf8.len(text))
  return left and text .. space or space .. text
end

--- The lines of `rows`, lists of texts, the first of them the head. left: set of the
--- numbers of columns that begin at the left; what is missing is empty.
return function(rows, left)
  local widths, lines = {}, {}
  for _, row in ipairs(rows) do
    for k, text in ipairs(row) do
      if not utf8.len(text) then row[k] = text:gsub("[\x80-\xff]", "?") end
      widths[k] = math.max(widths[k] or 0, utf8.len(row[k]))
    end
  end
  for i, row in ipairs(rows) do
    local words = {}
    for k, text in ipairs(row) do words[k] = pad(text, widths[k], left[k]) end
    lines[i] = ("  " .. table.concat(words, "  ")):gsub(" +$", "")
  end
  return lines
end

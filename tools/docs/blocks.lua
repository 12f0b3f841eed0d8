-- blocks.lua - the fenced blocks of a Markdown file.
local blocks = {}

--- List of {language =, line =, text =, after =}: the number of the line that
--- opens it, what is in it, and the number of the line that closes it.
function blocks.read(path)
  local list, open = {}, nil
  local number = 0
  for line in io.lines(path) do
    number = number + 1
    local language = line:match("^```%s*(%a*)")
    if open and language then
      open.text, open.after = table.concat(open, "\n") .. "\n", number
      open = nil
    elseif open then
      open[#open + 1] = line
    elseif language then
      open = {language = language, line = number}
      list[#list + 1] = open
    end
  end
  assert(not open, path .. ": the last block is not closed")
  return list
end

return blocks

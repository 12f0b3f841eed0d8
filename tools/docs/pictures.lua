-- pictures.lua - the pictures that the code of a page draws. A block of Lua
-- that has the name of a picture in it is run in an empty folder; what it draws
-- is shown below the block and its output.
local blocks = require "blocks"
local shell = require "shell"

local pictures = {}

-- Where the figures of block i belong: after the output that follows it, if one
-- does with nothing but blank lines between.
local function place(list, i, lines)
  local block, following = list[i], list[i + 1]
  if following and following.language == "text" then
    for n = block.after + 1, following.line - 1 do
      if lines[n]:find("%S") then return block.after end
    end
    return following.after
  end
  return block.after
end

-- The heading above a line.
local function heading(lines, number)
  for n = number, 1, -1 do
    local title = lines[n]:match("^#+%s+(.*)")
    if title then return title end
  end
  return ""
end

local function draws(code)
  return code:find("%.svg[\"']") ~= nil or code:find("%.png[\"']") ~= nil
end

local function draw(gdlua, code, folder)
  shell.write(folder .. "/script.lua", code)
  shell.run(("cd %s && %s script.lua >/dev/null </dev/null"):format(
    shell.quote(folder), shell.quote(gdlua)))
  return shell.lines(("cd %s && find . -name '*.svg' -o -name '*.png' | LC_ALL=C sort")
                     :format(shell.quote(folder)))
end

--- The Markdown of `path` with the figures in it. Pictures are put into the
--- folder `to`, under names that begin with `prefix`.
function pictures.insert(path, gdlua, to, prefix)
  local lines = {}
  for line in io.lines(path) do lines[#lines + 1] = line end
  local figures, list = {}, blocks.read(path)
  for i, block in ipairs(list) do
    if block.language == "lua" and draws(block.text) then
      local folder = shell.output("mktemp -d"):match("[^\n]+")
      local title = heading(lines, block.line)
      for _, name in ipairs(draw(gdlua, block.text, folder)) do
        name = name:gsub("^%./", "")
        local file = ("%s-%d-%s"):format(prefix, i, name)
        shell.run(("cp %s %s"):format(shell.quote(folder .. "/" .. name),
                                      shell.quote(to .. "/" .. file)))
        local at = place(list, i, lines)
        figures[at] = (figures[at] or "") .. ('\n\n<figure><img src="%s" alt="%s: %s"></figure>\n')
                      :format(file, title:gsub('[`"<>]', ""), name)
      end
      shell.run("rm -r " .. shell.quote(folder))
    end
  end
  for at, text in pairs(figures) do lines[at] = lines[at] .. text end
  return table.concat(lines, "\n") .. "\n"
end

return pictures

--- For specs of pictures: dofile of this file answers
---   draw(code)   runs the code, which finds `gd`, by the executable under test
---       in an empty folder, with a gnuplot that keeps what it is told and fails
---       when the real one has something to say -> {out =, err =, status =,
---       folder =, commands = what gnuplot got for each picture}
---   blocks(commands)  the data sent: by name a list of rows of numbers, false
---       for an empty line
---   rows(commands, pattern)  the data of the first part of a plot command that
---       matches the pattern
---   size(path)  width and height of a .png, .svg (pixels) or .pdf (points)
---   lines(svg, colour)  the lines of a colour "rgb(  0, 114, 178)" in an SVG
---       file, each a list of {x, y} in pixels from the upper left corner
---   affine(commands)  function(x, y) -> pixels, of the first panel of a plane
---   clean()
local process = dofile "tests/spec/cli/process.lua"
local quote = process.quote

local picture = {clean = process.clean}

local spy = [[
#!/bin/sh
n=$(ls "$SPY" | grep -c commands)
cat > "$SPY/$n.commands"
gnuplot "$@" < "$SPY/$n.commands" 2> "$SPY/messages"
status=$?
if [ -s "$SPY/messages" ]; then cat "$SPY/messages" >&2; exit 98; fi
exit $status
]]

--- `environment`: further settings for the shell, "COLUMNS=60"; `program`: in
--- place of the executable.
function picture.draw(code, environment, program)
  local folder, kept = process.folder(), process.folder()
  process.write(folder .. "/script.lua", "local gd = require 'gdlua'\n" .. code)
  process.write(kept .. "/gnuplot", spy)
  os.execute("chmod +x " .. quote(kept .. "/gnuplot"))
  local command = ("cd %s && SPY=%s GDLUA_GNUPLOT=%s %s %s script.lua"):format(
    quote(folder), quote(kept), quote(kept .. "/gnuplot"), environment or "",
    program or quote(process.gdlua))
  local out, err, status = process.run(command)
  local run = {out = out, err = err, status = status, folder = folder, commands = {}}
  for n = 0, math.huge do
    local ok, text = pcall(process.read, ("%s/%d.commands"):format(kept, n))
    if not ok then break end
    run.commands[n + 1] = text
  end
  return run
end

--- The same for code that must end well and print nothing to standard error;
--- answers the commands of the one picture it draws, and the run.
function picture.commands(code)
  local run = picture.draw(code)
  require "luassert".equal("", run.err)
  require "luassert".equal(0, run.status)
  require "luassert".equal(1, #run.commands)
  return run.commands[1], run
end

function picture.blocks(commands)
  local blocks = {}
  for name, text in commands:gmatch("(%$data%d+) << END\n(.-)END\n") do
    local rows = {}
    for line in text:gmatch("([^\n]*)\n") do
      local row = {}
      for word in line:gmatch("%S+") do row[#row + 1] = tonumber(word) or 0/0 end
      rows[#rows + 1] = #row > 0 and row
    end
    blocks[name] = rows
  end
  return blocks
end

function picture.rows(commands, pattern)
  for part in commands:gmatch("[^\n]+") do
    part = part:gsub("^s?plot ", "")
    local name = part:match("(%$data%d+) using")
    if name and part:find(pattern) then return picture.blocks(commands)[name], part end
  end
end

function picture.size(path)
  local text = process.read(path)
  if text:sub(1, 8) == "\x89PNG\r\n\x1a\n" then
    local w, h = string.unpack(">I4I4", text, 17)
    return w, h
  elseif text:find("<svg", 1, true) then
    local w, h = text:match('viewBox="0 0 (%d+) (%d+)"')
    return tonumber(w), tonumber(h)
  elseif text:sub(1, 5) == "%PDF-" then
    local w, h = text:match("/MediaBox %[ 0 0 ([%d.]+) ([%d.]+) %]")
    return tonumber(w), tonumber(h)
  end
end

function picture.lines(svg, colour)
  local list = {}
  for d in svg:gmatch("<path stroke='" .. colour:gsub("%p", "%%%0") .. "'%s+d='([^']*)'") do
    local line
    for command, x, y in d:gmatch("([ML])([%d.-]+),([%d.-]+)") do
      if command == "M" then
        line = {}
        list[#list + 1] = line
      end
      line[#line + 1] = {tonumber(x), tonumber(y)}
    end
  end
  return list
end

local function number_after(commands, pattern)
  return tonumber(commands:match("\n" .. pattern .. " ([^%s:%]]+)"))
end

function picture.affine(commands)
  local w, h = commands:match("\nset terminal %a+ size ([%d.]+)%a*,([%d.]+)")
  local l, r = number_after(commands, "set lmargin at screen"), number_after(commands, "set rmargin at screen")
  local b, t = number_after(commands, "set bmargin at screen"), number_after(commands, "set tmargin at screen")
  local x1, x2 = commands:match("\nset xrange %[([^:]+):([^%]]+)%]")
  local y1, y2 = commands:match("\nset yrange %[([^:]+):([^%]]+)%]")
  local log = commands:find("\nset logscale y\n", 1, true) and math.log or function(v) return v end
  y1, y2 = log(tonumber(y1)), log(tonumber(y2))
  return function(x, y)
    local u, v = (x - x1)/(x2 - x1), (log(y) - y1)/(y2 - y1)
    return w*(l + u*(r - l)), h*(1 - b - v*(t - b))
  end
end

return picture

--- Commands for gnuplot: how texts, numbers and data are written.
---
--- Texts of users stand in single quotes, within which gnuplot expands nothing,
--- and terminals are set to `noenhanced`, so that they show every character as
--- it is. All data are numbers.
local words = require "gdlua.plot.words"

local commands = {}

-- A string of bytes as gnuplot reads it back: pieces in single quotes, joined
-- with dots by what cannot stand in those. (Doubling a quote is not enough: at
-- the beginning gnuplot takes two for an empty text.)
local function literal(s, pattern, special)
  local pieces, from = {}, 1
  for at, c in s:gmatch("()(" .. pattern .. ")") do
    if at > from then pieces[#pieces + 1] = "'" .. s:sub(from, at - 1) .. "'" end
    pieces[#pieces + 1] = '"' .. special(c) .. '"'
    from = at + 1
  end
  if from <= #s or #pieces == 0 then pieces[#pieces + 1] = "'" .. s:sub(from) .. "'" end
  return table.concat(pieces, ".")
end

--- A text, literally.
function commands.quote(s)
  return literal(words.clean(s), "['\n]", function(c) return c == "'" and c or "\\n" end)
end

--- The name of a file, byte by byte: gnuplot would run a name that begins with
--- "|" and replace a "~", so a relative one begins with "./".
function commands.file_name(path)
  if not path:find("^/") then path = "./" .. path end
  return literal(path, "['\1-\31\127]", function(c) return ("\\%03o"):format(c:byte()) end)
end

--- A number, with a point whatever the locale.
function commands.number(v)
  if v ~= v then return "NaN" end
  return (("%.17g"):format(v):gsub(",", "."))
end

function commands.colour(c) return ("rgb '#%06X'"):format(c) end

function commands.range(r)
  return ("[%s:%s]"):format(commands.number(r[1]), commands.number(r[2]))
end

--- A list of commands. out:add(format, ...) appends one.
local methods = {}
methods.__index = methods

function commands.list() return setmetatable({blocks = 0}, methods) end

function methods:add(format, ...)
  self[#self + 1] = select("#", ...) > 0 and format:format(...) or format
end

--- Appends rows of numbers as a block of data and answers its name; a gap is
--- an empty line. Of each row cells(row) is written, by default the row.
function methods:block(rows, cells)
  self.blocks = self.blocks + 1
  local name = ("$data%d"):format(self.blocks)
  self:add(name .. " << END")
  local gap = true
  for _, row in ipairs(rows) do
    if row then
      local texts = {}
      for k, v in ipairs(cells and cells(row) or row) do
        texts[k] = type(v) == "string" and v or commands.number(v)
      end
      self[#self + 1] = table.concat(texts, " ")
    elseif not gap then
      self[#self + 1] = ""
    end
    gap = not row
  end
  self:add("END")
  return name
end

return commands

--- For the specs of examples: dofile of this file answers
---   output(name, arguments)  what examples/<name>.lua prints, run by the
---       executable under test from an empty folder; must exit with 0 and
---       write nothing to standard error
---   runs_in_stock_lua(name, arguments)  runs it with stock Lua and gdlua.so,
---       too, and compares
---   lines(text)  a list
---   numbers(text)  all numbers in a text, in order
---   printed(path)  the numbers of every line of a data file that is no comment
---   close(expected, got, tolerance)  asserts, relative
local process = dofile "tests/spec/cli/process.lua"
local luassert = require "luassert"

local example = {}

local function run(program, name, arguments)
  local folder = process.folder()
  local out, err, code = process.run(("cd %s && %s %s %s"):format(
    process.quote(folder), program, process.quote(process.root .. "/examples/" .. name .. ".lua"),
    arguments or ""))
  process.clean()
  luassert.equal("", err)
  luassert.equal(0, code)
  return out
end

function example.output(name, arguments)
  return run(process.quote(process.gdlua), name, arguments)
end

-- Only the time a run takes may differ.
local function timeless(text) return (text:gsub("%S+ s\n", "T s\n")) end

function example.runs_in_stock_lua(name, arguments)
  luassert.equal(timeless(example.output(name, arguments)),
                 timeless(run(process.stock, name, arguments)))
end

function example.lines(text)
  local list = {}
  for line in text:gmatch("[^\n]*") do list[#list + 1] = line end
  return list
end

function example.numbers(text)
  local list = {}
  for word in text:gmatch("%-?%d+%.?%d*[eE]?[+-]?%d*") do list[#list + 1] = tonumber(word) end
  return list
end

function example.printed(path)
  local rows = {}
  for line in io.lines(path) do
    if not line:find("^#") then rows[#rows + 1] = example.numbers(line) end
  end
  return rows
end

function example.close(expected, got, tolerance)
  luassert.is_true(math.abs(got - expected) <= tolerance*math.abs(expected),
                   ("expected %.17g, got %.17g"):format(expected, got))
end

return example

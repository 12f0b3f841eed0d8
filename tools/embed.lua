-- embed.lua - turns Lua scripts into one C file, so that the executable and
-- the module are complete installations: their texts, and what this Lua has
-- compiled them to, which loads in a seventh of the time. Other files, of which
-- reports are made, are their texts alone.
-- usage: lua embed.lua scripts/gdlua/a.lua ... assets/b.js ... > scripts.c

local function quoted(text)
  return (text:gsub('[%c"\\?\128-\255]', function(c)
    return string.format(c == "\n" and "\\n" or "\\%03o", c:byte())
  end))
end

-- The release of the Lua that runs this, as its lua_ident has it ("Lua 5.4.4").
local function release()
  local program = arg[-1] and io.popen('"' .. arg[-1] .. '" -v 2>&1')
  local line = program and program:read("l") or ""
  if program then program:close() end
  return line:match("^(Lua %d+%.%d+%.%d+)%s")
end

-- A literal, in lines of some length.
local function literal(bytes)
  if bytes == "" then return '  ""' end
  local lines = {}
  for at = 1, #bytes, 60 do
    lines[#lines + 1] = '  "' .. quoted(bytes:sub(at, at + 59)) .. '"'
  end
  return table.concat(lines, "\n")
end

-- Other releases may read it differently: without knowing which, texts alone.
local by = release()
io.write('#include "bind/script.h"\n\n')
io.write("const char gdl_scripts_release[] = ", by and '"' .. by .. ' "' or '""', ";\n\n")
io.write("const gdl_script gdl_scripts[] = {\n")
for _, path in ipairs(arg) do
  local name, code = path:match("scripts/(.+)%.lua$"), ""
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  if name then
    code = string.dump(assert(load(text, "=" .. name .. ".lua", "t")))
  else
    name = assert(path:match("assets/.+$"), "neither under scripts/ nor under assets/: " .. path)
  end
  io.write('{"', name, '", ', #text, ",\n", literal(text), ", ", #code, ",\n", literal(code), "},\n")
end
io.write("{0, 0, 0, 0, 0}\n};\n")

-- embed.lua - turns Lua scripts into one C file, so that the executable and
-- the module are complete installations.
-- usage: lua embed.lua scripts/gdlua/a.lua ... > scripts.c

local function quoted(text)
  return (text:gsub('[%c"\\?]', function(c)
    return string.format(c == "\n" and "\\n" or "\\%03o", c:byte())
  end))
end

io.write('#include "bind/script.h"\n\nconst gdl_script gdl_scripts[] = {\n')
for _, path in ipairs(arg) do
  local name = assert(path:match("scripts/(.+)%.lua$"), "not under scripts/: " .. path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  io.write('{"', name, '", ', #text, ',\n')
  for line in text:gmatch("[^\n]*\n?") do
    if line ~= "" then io.write('  "', quoted(line), '"\n') end
  end
  io.write(text == "" and '  ""},\n' or "},\n")
end
io.write("{0, 0, 0}\n};\n")

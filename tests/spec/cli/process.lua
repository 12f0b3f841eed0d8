--- For specs that run programs: dofile "tests/spec/cli/process.lua" answers
---   gdlua      absolute path of the executable under test
---   build      absolute path of the build folder
---   stock      how to start stock Lua with gdlua.so able to load (a prefix)
---   run(command, stdin)   -> output, standard error, exit status
---   folder()              -> a new empty folder, removed by clean()
---   write(path, text)  read(path)  quote(text)  clean()
local process = {}

function process.quote(s)
  return "'" .. s:gsub("'", "'\\''") .. "'"
end

function process.read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

function process.write(path, text)
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
end

local function output(command)
  local pipe = io.popen(command)
  local line = pipe:read("l")
  pipe:close()
  return line
end

local here = output("pwd -P")
local function absolute(path)
  return path:find("^/") and path or here .. "/" .. path
end

process.root = here
process.gdlua = absolute(os.getenv("GDLUA") or "build/gdlua")
process.build = absolute(os.getenv("GDLUA_BUILD") or "build")

-- A module built with sanitizers needs their library first in a program built
-- without; leaks are then none of our business, for stock Lua is not checked.
local preload = os.getenv("GDLUA_PRELOAD")
process.stock = "LUA_CPATH=" .. process.quote(process.build .. "/?.so;;") ..
  (preload and " ASAN_OPTIONS=detect_leaks=0 LD_PRELOAD=" .. process.quote(preload) or "") ..
  " lua5.4"

local folders = {}

function process.folder()
  local path = output("mktemp -d")
  folders[#folders + 1] = path
  return path
end

function process.clean()
  for _, path in ipairs(folders) do os.execute("rm -rf " .. process.quote(path)) end
  folders = {}
end

function process.run(command, stdin)
  local base = os.tmpname()
  process.write(base, stdin or "")
  local _, how, code = os.execute(string.format("( %s\n) <%s >%s.out 2>%s.err",
                                                command, base, base, base))
  local out, err = process.read(base .. ".out"), process.read(base .. ".err")
  os.remove(base)
  os.remove(base .. ".out")
  os.remove(base .. ".err")
  return out, err, how == "signal" and "signal " .. code or code
end

return process

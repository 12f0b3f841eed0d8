--- The script that is running, as it was read: {path =, text =, digest =}, or nil
--- where it came from no file, or the file has changed since.
local digest = require "gdlua.experiment.digest"

local script = {}

-- The outermost chunk of the program, which is on the stack of the first thread.
local function main_chunk()
  local main, found = debug.getregistry()[1], nil
  local running = coroutine.running()
  for level = 0, math.huge do
    local info
    if running == main then
      info = debug.getinfo(level + 1, "Sf")
    else
      info = debug.getinfo(main, level, "Sf")
    end
    if not info then return found end
    if info.what == "main" then found = info end
  end
end

-- The text of a file without a first line for the shell, as Lua reads it.
local function code_of(text) return (text:gsub("^\239\187\191", ""):gsub("^#[^\n]*", "")) end

local function read(path)
  local file = io.open(path, "rb")
  if not file then return nil end
  local text = file:read("a")
  file:close()
  return text
end

-- Is the function what the text says now?
local function is_same(f, text, source)
  local again = load(code_of(text), source, "t")
  return again ~= nil and string.dump(again) == string.dump(f)
end

local known = setmetatable({}, {__mode = "k"})

local function describe(info)
  local path = info.source:match("^@(.*)$")
  local text = path and read(path)
  if not text or not is_same(info.func, text, info.source) then return false end
  return {path = path, text = text, digest = digest(text)}
end

-- What stands for the script where it runs again.
local substitute

--- From now on the script is this one.
function script.set(value) substitute = value end

--- The script of this program.
function script.current()
  if substitute then return substitute end
  local info = main_chunk()
  if not info then return nil end
  local f = info.func
  if known[f] == nil then known[f] = describe(info) end
  return known[f] or nil
end

--- Loads the text of a recorded script: a function, or nil and why not.
function script.load(recorded)
  return load(code_of(recorded.text), "@" .. recorded.path, "t")
end

return script

-- shell.lua - files, folders and programs, for the tools.
local shell = {}

function shell.quote(s) return "'" .. s:gsub("'", "'\\''") .. "'" end

function shell.read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

function shell.write(path, text)
  local file = assert(io.open(path, "wb"))
  assert(file:write(text))
  assert(file:close())
end

--- Runs a command; raises if it fails.
function shell.run(command)
  local good, how, code = os.execute(command)
  if not good then error(("%s: %s %d"):format(command, how, code), 0) end
end

--- What a command prints; raises if it fails.
function shell.output(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("a")
  local good, how, code = pipe:close()
  if not good then error(("%s: %s %d"):format(command, how, code), 0) end
  return text
end

function shell.lines(command)
  local list = {}
  for line in shell.output(command):gmatch("[^\n]+") do list[#list + 1] = line end
  return list
end

function shell.exists(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

--- The folder a path is in, with a slash at its end: "docs/", or "".
function shell.folder(path) return path:match("^.*/") or "" end

--- "docs/x/../y.md" -> "docs/y.md"
function shell.normal(path)
  local parts = {}
  for part in path:gmatch("[^/]+") do
    if part == ".." and #parts > 0 and parts[#parts] ~= ".." then
      parts[#parts] = nil
    elseif part ~= "." then
      parts[#parts + 1] = part
    end
  end
  return (path:find("^/") and "/" or "") .. table.concat(parts, "/")
end

--- The way from the folder of the file `from` to the file `to`, both relative
--- to one place.
function shell.relative(from, to)
  local here, there = {}, {}
  for part in shell.folder(from):gmatch("[^/]+") do here[#here + 1] = part end
  for part in to:gmatch("[^/]+") do there[#there + 1] = part end
  local i = 1
  while here[i] and here[i] == there[i] and i < #there do i = i + 1 end
  return ("../"):rep(#here - i + 1) .. table.concat(there, "/", i)
end

return shell

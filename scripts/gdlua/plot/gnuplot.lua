--- Drawing figures with gnuplot: a child process that reads its commands, with
--- the data among them, from a pipe.
local blame = require "gdlua.blame"
local script = require "gdlua.plot.script"

-- What gnuplot says goes to a file of a name without characters of meaning to
-- the shell. When gnuplot has ended, or was not found, the rest of the pipe is
-- read by the shell itself: we would be killed for writing to nobody. Where
-- GNUTERM names a terminal that is not there, gnuplot crashes.
local command = [[unset GNUTERM
"${GDLUA_GNUPLOT:-gnuplot}" -d >%s 2>&1
status=$?
while read -r _; do :; done
exit $status]]

local function read_all(path)
  local file = io.open(path, "rb")
  if not file then return "" end
  local text = file:read("a")
  file:close()
  return text
end

-- What went wrong, in few words: gnuplot shows the line, an arrow and then
-- what was wrong with it ("line 12: ...").
local function complaint(text)
  local last
  for line in text:gmatch("[^\n]+") do
    last = line:match("line %d+: (.*)$") or last
  end
  text = last or text:gsub("%s+", " ")
  text = text:gsub("^%s+", ""):gsub("%s+$", "")
  if #text > 300 then text = text:sub(1, 300) .. "..." end
  return text == "" and "it says nothing" or text
end

local function not_found(status)
  local program = os.getenv("GDLUA_GNUPLOT")
  local what = status == 127 and "was not found" or "cannot be run"
  if program and program ~= "" then
    blame("the program '%s', which GDLUA_GNUPLOT names for pictures in files, %s (Debian has " ..
          "gnuplot in the package gnuplot-nox; without a file a picture is drawn as text)",
          program, what)
  end
  blame("pictures in files are drawn by gnuplot, which %s: install the Debian package " ..
        "gnuplot-nox (without a file a picture is drawn as text)", what)
end

-- Runs gnuplot on the commands: did it end well, what has it said, how has it
-- ended.
local function run(commands)
  local log = os.tmpname()
  if not log:find("^[%w/_.-]+$") then blame("bad name of a temporary file: '%s'", log) end
  local pipe, why = io.popen(command:format(log), "w")
  if not pipe then
    os.remove(log)
    blame("no process for gnuplot: %s", why)
  end
  pipe:write(commands)
  local good, how, code = pipe:close()
  local text = read_all(log)
  os.remove(log)
  return good, text, how, code
end

-- A name in the folder of `path`, so that the finished picture can be moved
-- into its place at once.
local function neighbour(path, ending)
  local unique = os.tmpname()
  os.remove(unique)
  return (path:match("^.*/") or "") .. ".gdlua" .. unique:match("[^/\\]*$") .. "." .. ending
end

local function remove_and_blame(path, ...)
  os.remove(path)
  blame(...)
end

local function is_empty(path)
  local file = io.open(path, "rb")
  local size = file and file:seek("end") or 0
  if file then file:close() end
  return size == 0
end

--- Draws the figure into the file, whose name is the answer. The file is
--- replaced when its picture is complete; if gnuplot fails it stays as it was.
return function(fig, path)
  local ending = path:match("%.(%a+)$"):lower()
  local draft = neighbour(path, ending)
  local file, why = io.open(draft, "wb")
  if not file then
    blame("cannot write '%s' (%s)", path, (why:gsub("^.*: ", "")))
  end
  file:close()
  local good, text, how, code = run(script.of(fig, ending, draft))
  if not good and how == "exit" and (code == 127 or code == 126) then
    os.remove(draft)
    not_found(code)
  elseif not good then
    remove_and_blame(draft, "gnuplot failed to draw '%s' (%s %d): %s", path,
                     how == "exit" and "exit status" or "signal", code, complaint(text))
  elseif is_empty(draft) then
    remove_and_blame(draft, "gnuplot drew nothing into '%s': %s", path, complaint(text))
  end
  local ok, problem = os.rename(draft, path)
  if not ok then
    remove_and_blame(draft, "cannot write '%s' (%s)", path, (problem:gsub("^.*: ", "")))
  end
  return path
end

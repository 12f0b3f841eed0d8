-- The prompt on a terminal: editing, history, completion, interrupts. The
-- helper tests/c/cli/pty.c holds the terminal's other end.
local process = dofile "tests/spec/cli/process.lua"
local quote = process.quote

describe("the prompt on a terminal", function()
  local state

  -- Holds the dialogue {{"expect", text} or {"send", text}, ...} with a program.
  local function talk(dialogue, command)
    local lines = {}
    for i, step in ipairs(dialogue) do lines[i] = step[1] .. " " .. step[2] .. "\n" end
    return process.run(string.format(
      "unset LUA_INIT LUA_INIT_5_4; export TERM=dumb INPUTRC=/dev/null HOME=%s XDG_STATE_HOME=%s; %s %s",
      quote(state), quote(state), quote(process.build .. "/tests/c/cli/pty"),
      command or quote(process.gdlua)), table.concat(lines))
  end

  local function expect(text) return {"expect", text} end
  local function send(text) return {"send", text} end
  local ready = expect "> "
  local goodbye = send "\\x04"

  before_each(function() state = process.folder() end)
  after_each(process.clean)

  it("greets, answers, and ends at the end of file", function()
    local out, err, status = talk{ready, send "6 * 7\\n", expect "\\n42", ready, goodbye}
    assert.equal("", err)
    assert.equal(0, status)
    assert.matches("^Lua 5%.4.-gdlua %d", out)
  end)

  it("asks for more lines while a statement breaks off", function()
    local _, err, status = talk{ready, send "for i = 1, 2 do\\n", expect ">> ", send "print(i * 21)\\n",
      expect ">> ", send "end\\n", expect "\\n21", expect "\\n42", ready, goodbye}
    assert.equal("", err)
    assert.equal(0, status)
  end)

  it("recalls lines of this and of earlier sessions, statements of several lines whole", function()
    talk{ready, send "first = 'one'\\n", ready, send "x = [[\\n", expect ">> ", send "]]\\n", ready, goodbye}
    local kept = process.read(state .. "/gdlua/history")
    assert.matches("first = 'one'\n", kept)
    assert.matches("x = %[%[\n%]%]\n", kept)
    local _, err, status = talk{ready, send "\\e[A\\e[A\\n", expect "first = 'one'", ready,
      send "first .. 'two'\\n", expect "onetwo", ready,
      send "\\e[A\\e[A\\e[A\\n", ready, send "#x .. '!'\\n", expect "0!", ready, goodbye}
    assert.equal("", err)
    assert.equal(0, status)
  end)

  it("keeps the history private, and no repetitions", function()
    talk{ready, send "x = 1\\n", ready, send "x = 1\\n", ready, send "\\n", ready, goodbye}
    local _, times = process.read(state .. "/gdlua/history"):gsub("x = 1\n", "")
    assert.equal(1, times)
    local mode = process.run("stat -c %a " .. quote(state .. "/gdlua/history"))
    assert.equal("600\n", mode)
  end)

  it("keeps the history under ~/.local/state without XDG_STATE_HOME", function()
    talk({ready, send "x = 1\\n", ready, goodbye}, "env -u XDG_STATE_HOME " .. quote(process.gdlua))
    assert.matches("x = 1\n", process.read(state .. "/.local/state/gdlua/history"))
  end)

  it("says nothing when the history cannot be kept", function()
    process.write(state .. "/file", "")
    local out, err, status = talk({ready, send "6 * 7\\n", expect "\\n42", ready, goodbye},
                                  "env XDG_STATE_HOME=" .. quote(state .. "/file") .. " " .. quote(process.gdlua))
    assert.equal("", err)
    assert.equal(0, status)
    assert.is_nil(out:find("file", 1, true))
  end)

  it("completes globals, fields, methods and reserved words", function()
    local _, err, status = talk{ready,
      send "colle\\t('count') > 0\\n", expect "collectgarbage", expect "true", ready,
      send "string.rev\\t('abc')\\n", expect "string.reverse", expect "cba", ready,
      send "84/math.tointe\\t(2)\\n", expect "84/math.tointeger", expect "42", ready,
      send "long_name = {inner = {unusual = 81}}\\n", ready,
      send "long_n\\t.inn\\t.unu\\t\\n", expect "long_name.inner.unusual", expect "81", ready,
      send "s = setmetatable({}, {__index = {shout = function() return 'HEY' end, number = 1}})\\n", ready,
      send "s:\\t()\\n", expect "s:shout", expect "HEY", ready,
      send "repe\\t\\n", expect "repeat", expect ">> ", send "until true\\n", ready, goodbye}
    assert.equal("", err)
    assert.equal(0, status)
  end)

  it("completes names of gd, those that are loaded when used too", function()
    local _, err, status = talk{ready,
      send "gd.vers\\t\\n", expect "gd.version", ready,
      send "rawget(gd, 'schedule') == nil\\n", expect "true", ready,
      send "gd.sched\\t ~= nil\\n", expect "gd.schedule", expect "true", ready,
      send "gd.schedule.inverse\\t ~= nil\\n", expect "gd.schedule.inverse_time", expect "true", ready, goodbye}
    assert.equal("", err)
    assert.equal(0, status)
  end)

  it("lists the names when there are several", function()
    local _, err, status = talk{ready, send "math.a\\t\\t", expect "math.abs", expect "math.asin",
                                send "bs(-3)\\n", expect "3", ready, goodbye}
    assert.equal("", err)
    assert.equal(0, status)
  end)

  it("completes file names in strings", function()
    process.write(state .. "/measurements.csv", "1,2\n")
    local _, err, status = talk{ready, send("io.open('" .. state .. "/meas\\t):read()\\n"),
                                expect "measurements.csv'", expect "1,2", ready, goodbye}
    assert.equal("", err)
    assert.equal(0, status)
  end)

  it("runs no function of the user's to complete", function()
    local _, err, status = talk{ready,
      send "t = setmetatable({}, {__index = function() print('call' .. 'ed') end})\\n", ready,
      send "t.deep.fie\\t\\x15", send "'fine'\\n", expect "fine", ready, goodbye}
    assert.equal("", err)
    assert.equal(0, status)
  end)

  it("interrupts what runs, and goes on", function()
    local _, err, status = talk{ready, send "print('run' .. 'ning') while true do end\\n",
      expect "running", send "\\x03", expect "interrupted!", expect "stack traceback", ready,
      send "6 * 7\\n", expect "\\n42", ready, goodbye}
    assert.equal("", err)
    assert.equal(0, status)
  end)

  it("works without readline", function()
    -- A library that cannot be loaded comes first.
    process.write(state .. "/libreadline.so.8", "no library")
    process.write(state .. "/libreadline.so.7", "no library")
    process.write(state .. "/libreadline.so", "no library")
    local out, err, status = talk({ready, send "6 * 7\\n", expect "\\n42", ready, goodbye},
                                  "env LD_LIBRARY_PATH=" .. quote(state) .. " " .. quote(process.gdlua))
    assert.equal("", err)
    assert.equal(0, status)
    assert.is_nil(out:find("readline", 1, true))
    assert.is_nil(io.open(state .. "/gdlua/history"))
  end)

  it("does not start without a terminal on standard input", function()
    local out = process.run(quote(process.gdlua), "print('plain')\n")
    assert.equal("plain\n", out)
  end)

  it("is like stock Lua's to a script", function()
    local _, err, status = talk({ready, send "arg[0] ~= nil, _PROMPT, io.read\\n", expect "true\\tnil\\tfunction", ready,
                                 send "os.exit(7)\\n"}, quote(process.gdlua) .. " -i")
    assert.equal("", err)
    assert.equal(7, status)
  end)
end)

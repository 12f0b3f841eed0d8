-- The program on the same input as stock lua5.4: same output, same messages
-- (but for the name of the program), same exit status.
local process = dofile "tests/spec/cli/process.lua"
local quote = process.quote

local folder

-- Files that the cases use.
local files = {
  ["hello.lua"] = "print('hello', ...)\n",
  ["fails.lua"] = "local function f() error('no way') end\nlocal function g() f() end\ng()\n",
  ["syntax.lua"] = "x = = 1\n",
  ["shebang.lua"] = "#!/usr/bin/env lua\nprint('behind the first line')\n",
  ["args.lua"] = [[
local list = {}
for i = -20, 20 do
  if arg[i] then list[#list + 1] = i .. '=' .. (i < 0 and i == -#arg and '' or arg[i]) end
end
print(table.concat(list, ' '), select('#', ...), ...)
]],
  ["mod.lua"] = "return {name = ..., file = select(2, ...)}\n",
  ["x-v2.lua"] = "return 'version two'\n",
  ["bad.lua"] = "error('in the module')\n",
  ["init.lua"] = "print('init', arg[0])\n",
  ["-"] = "print('the file called -')\n",
  ["close.lua"] = [[
setmetatable({}, {__gc = function() print('collected') end})
local t <close> = setmetatable({}, {__close = function() print('closed') end})
os.exit(tonumber(arg[1]) or arg[1] == 'true', arg[2] == 'close')
]],
}

-- An interrupt that comes while 'close' waits for the shell.
local INTERRUPT = [[io.popen("read x; kill -INT $PPID", "w"):close()]]

-- name, command ($LUA is the program), standard input
local cases = {
  -- statements
  {"-e", "$LUA -e 'print(1 + 1)'"},
  {"-e joined", "$LUA -e'print(2)'"},
  {"-e several share globals", "$LUA -e 'a = 1' -e 'a = a + 1' -ea=a+1 -e 'print(a)'"},
  {"-e empty", "$LUA -e ''"},
  {"-e reads no standard input", "$LUA -e 'x = 1'", "print('not run')"},
  {"-e syntax error", "$LUA -e 'x ='"},
  {"-e syntax error in a long line", "$LUA -e 'local abc = 12 local def = (1 + ) local more = 3'"},
  {"-e run-time error", "$LUA -e 'local t = nil; t.x = 1'"},
  {"-e error, later options not run", "$LUA -e 'error(1)' -e 'print(2)' hello.lua"},
  {"-e without argument", "$LUA -e"},
  {"-e followed by an option", "$LUA -e -i"},
  {"-e before a script", "$LUA -e 'x = 5' hello.lua a b"},
  {"-e returning values", "$LUA -e 'return 1, 2'"},
  {"-e with an error in a function called", "$LUA -e 'local function f(x) return x + nil end f(1)'"},
  {"-e upvalue, field and method names", "$LUA -e 'local t = {} function t:m() return self.a.b end t:m()'"},
  -- libraries
  {"-l", "$LUA -l mod -e 'print(mod.name, mod.file)'"},
  {"-l joined", "$LUA -lmod -e 'print(mod.name)'"},
  {"-l global=module", "$LUA -l g=mod -e 'print(g.name, mod)'"},
  {"-l joined global=module", "$LUA -lg=mod -e 'print(g.name)'"},
  {"-l of a standard library", "$LUA -l s=string -e 'print(s == string)'"},
  {"-l keeps the whole name", "$LUA -l x-v2 -e 'print(_G[\"x-v2\"])'"},
  {"-l missing", "$LUA -l nosuchmodule -e 'print(1)'"},
  {"-l failing", "$LUA -l bad"},
  {"-l alone reads standard input", "$LUA -l mod -", "print(mod.name)"},
  {"-l alone and no script", "$LUA -l mod", "print('stdin', mod.name)"},
  {"-l without argument", "$LUA -l"},
  {"-l when require is gone", "$LUA -e 'require = nil' -l mod"},
  -- other options
  {"-v", "$LUA -v"},
  {"-v with a statement", "$LUA -v -e 'print(1)'"},
  {"-v with a script", "$LUA -v hello.lua"},
  {"-v reads no standard input", "$LUA -v", "print(1)"},
  {"-E ignores LUA_INIT", "LUA_INIT='print(1)' $LUA -E -e 'print(2)'"},
  {"-E ignores LUA_PATH", "LUA_PATH='nowhere/?.lua' $LUA -E -e 'print(package.path)'"},
  {"LUA_PATH", "LUA_PATH='nowhere/?.lua;;' $LUA -e 'print(package.path)'"},
  {"LUA_CPATH_5_4", "LUA_CPATH_5_4='nowhere/?.so' $LUA -e 'print(package.cpath)'"},
  {"warnings are off", "$LUA -e 'warn(\"careful\")'"},
  {"-W", "$LUA -W -e 'warn(\"care\", \"ful\")'"},
  {"-W is in order", "$LUA -e 'warn(\"one\")' -W -e 'warn(\"two\")'"},
  {"warn @on and @off", "$LUA -e 'warn(\"@on\") warn(\"one\") warn(\"@off\") warn(\"two\")'"},
  {"error in a finaliser", "$LUA -W -e 'setmetatable({}, {__gc = function() error(\"gc\") end}) collectgarbage()'"},
  {"-- ends options", "$LUA -- hello.lua -e"},
  {"-- alone runs standard input", "$LUA --", "print('from stdin', ...)"},
  {"-- and the file called -", "$LUA -- -"},
  {"- is standard input", "$LUA -", "print('from stdin', ...)"},
  {"- with arguments", "$LUA - a b", "print(arg[0], ...)"},
  {"- after options", "$LUA -e 'x = 3' - a", "print(x, ...)"},
  {"unknown option", "$LUA -x"},
  {"unknown long option", "$LUA --version"},
  {"-vx", "$LUA -vx"},
  {"-ix", "$LUA -ix"},
  {"-Ex", "$LUA -Ex"},
  {"-Wx", "$LUA -Wx"},
  {"bad option after a good one does nothing", "$LUA -e 'print(1)' -q"},
  -- scripts
  {"script", "$LUA hello.lua"},
  {"script with arguments", "$LUA hello.lua a 'b c' -e"},
  {"script with a first line for the shell", "$LUA shebang.lua"},
  {"script missing", "$LUA nosuchfile.lua"},
  {"script that is a folder", "$LUA ."},
  {"script with a syntax error", "$LUA syntax.lua"},
  {"script that fails", "$LUA fails.lua"},
  {"standard input", "$LUA", "print('a')\nprint('b')\n"},
  {"standard input empty", "$LUA", ""},
  {"standard input that fails: status 0", "$LUA", "error('x')"},
  {"- that fails: status 1", "$LUA -", "error('x')"},
  {"standard input with a syntax error", "$LUA", "x = = 1"},
  {"standard input that reads itself", "$LUA -", "print(io.read())\nthe next line"},
  {"binary chunk", "$LUA -e 'io.open(\"c.out\", \"wb\"):write(string.dump(load(\"print(...)\")))' && $LUA c.out x"},
  -- arg
  {"arg of a script", "$LUA args.lua a b"},
  {"arg below zero", "$LUA -e 'x = 1' -W -- args.lua a"},
  {"arg without a script", "$LUA -e 'print(arg[0] ~= nil, arg[1], arg[2], #arg)'"},
  {"arg in -e", "$LUA -e 'print(arg[0], arg[1], arg[-1])' hello.lua z"},
  {"arg changed by -e", "$LUA -e 'arg[1] = \"changed\" arg[3] = \"more\"' hello.lua a b"},
  {"arg replaced by -e", "$LUA -e 'arg = {7, 8}' hello.lua a b"},
  {"arg not a table", "$LUA -e 'arg = 1' hello.lua a"},
  {"many arguments", "$LUA -e 'print(#arg)' - $(seq 1 3000)", "print(select('#', ...))"},
  -- LUA_INIT
  {"LUA_INIT", "LUA_INIT='print(\"init\")' $LUA hello.lua"},
  {"LUA_INIT with a file", "LUA_INIT=@init.lua $LUA hello.lua"},
  {"LUA_INIT_5_4 comes first", "LUA_INIT='print(1)' LUA_INIT_5_4='print(54)' $LUA -e 'print(2)'"},
  {"LUA_INIT empty", "LUA_INIT= $LUA -e 'print(2)'"},
  {"LUA_INIT fails", "LUA_INIT='error(\"x\")' $LUA hello.lua"},
  {"LUA_INIT_5_4 fails", "LUA_INIT_5_4='error(\"x\")' $LUA hello.lua"},
  {"LUA_INIT has a syntax error", "LUA_INIT='x x' $LUA hello.lua"},
  {"LUA_INIT names no file", "LUA_INIT=@nosuchfile $LUA hello.lua"},
  -- errors
  {"error string", "$LUA -e 'error(\"text\")'"},
  {"error string without position", "$LUA -e 'error(\"text\", 0)'"},
  {"error level 2", "$LUA -e 'local function f() error(\"text\", 2) end f()'"},
  {"error number", "$LUA -e 'error(42)'"},
  {"error nil", "$LUA -e 'error()'"},
  {"error table", "$LUA -e 'error{}'"},
  {"error boolean", "$LUA -e 'error(true)'"},
  {"error function", "$LUA -e 'error(print)'"},
  {"error coroutine", "$LUA -e 'error(coroutine.create(print))'"},
  {"error object with __tostring", "$LUA -e 'error(setmetatable({}, {__tostring = function() return \"speaks\" end}))'"},
  {"error object with a bad __tostring", "$LUA -e 'error(setmetatable({}, {__tostring = function() return 1 end}))'"},
  {"error object whose __tostring fails", "$LUA -e 'error(setmetatable({}, {__tostring = function() error(\"twice\") end}))'"},
  {"error object with __name", "$LUA -e 'error(setmetatable({}, {__name = \"Special\"}))'"},
  {"error empty string", "$LUA -e 'error(\"\")'"},
  {"error string with zeros", "$LUA -e 'error(\"a\\0b\", 0)'"},
  {"error in a coroutine", "$LUA -e 'coroutine.wrap(function() error(\"inside\") end)()'"},
  {"error in a metamethod", "$LUA -e 'local t = setmetatable({}, {__add = function() error(\"add\") end}) return t + 1'"},
  {"error in a C function", "$LUA -e 'string.rep()'"},
  {"error in a library function's argument", "$LUA -e 'math.floor({})'"},
  {"error through sort", "$LUA -e 'table.sort({3, 2, 1}, function(a, b) error(\"cmp\") end)'"},
  {"stack overflow", "$LUA -e 'local function f() return 1 + f() end f()' 2>&1 | head -n 5"},
  {"long traceback", "$LUA -e 'local function f(n) if n == 0 then error(\"deep\") end f(n - 1) end f(50)'"},
  {"tail calls in a traceback", "$LUA -e 'local function f() error(\"x\") end local function g() return f() end g()'"},
  {"yield outside a coroutine", "$LUA -e 'coroutine.yield()'"},
  {"assert", "$LUA -e 'assert(false)'"},
  {"assert with a message", "$LUA -e 'assert(nil, \"told you\")'"},
  {"assert with a table", "$LUA -e 'assert(false, {})'"},
  {"memory", "$LUA -e 'string.rep(\"x\", 1 << 60)'"},
  {"interrupt", "$LUA -e 'INTERRUPT for i = 1, 1e9 do end'"},
  {"interrupt that is caught", "$LUA -e 'print(pcall(function() INTERRUPT for i = 1, 1e9 do end end))'"},
  {"second interrupt ends the program", "$LUA -e 'pcall(function() INTERRUPT for i = 1, 1e9 do end end) INTERRUPT print(\"still here\")'"},
  -- ends
  {"os.exit()", "$LUA -e 'os.exit()'"},
  {"os.exit(true)", "$LUA -e 'os.exit(true)'"},
  {"os.exit(false)", "$LUA -e 'os.exit(false)'"},
  {"os.exit(3)", "$LUA -e 'os.exit(3)'"},
  {"os.exit(256 + 7)", "$LUA -e 'os.exit(256 + 7)'"},
  {"os.exit with a string", "$LUA -e 'os.exit(\"x\")'"},
  {"os.exit does not close", "$LUA close.lua 4"},
  {"os.exit closes", "$LUA close.lua 5 close"},
  {"os.exit(true, true)", "$LUA close.lua true close"},
  {"os.exit in LUA_INIT", "LUA_INIT='os.exit(9)' $LUA hello.lua"},
  {"finalisers at the end", "$LUA -e 'setmetatable({}, {__gc = function() print(\"last\") end})'"},
  {"finalisers after an error", "$LUA -e 'setmetatable({}, {__gc = function() print(\"last\") end}) error(\"x\")'"},
  {"output that is not flushed", "$LUA -e 'io.write(\"no newline\")'"},
  {"closed standard output", "$LUA -e 'print(io.stdout:close())' "},
  -- the prompt, not on a terminal
  {"-i", "$LUA -i", ""},
  {"-i expression", "$LUA -i", "1 + 1\n'a', nil, 2.0\n{} == {}\n"},
  {"-i statement", "$LUA -i", "x = 5\nx\nlocal y = 2\ny\n"},
  {"-i = in front", "$LUA -i", "=1\n= 2, 3\n==\n"},
  {"-i empty lines", "$LUA -i", "\n\n1\n\n"},
  {"-i several lines", "$LUA -i", "for i = 1, 2 do\nprint(i)\nend\nfunction f()\nreturn 7\nend\nf()\n"},
  {"-i long string", "$LUA -i", "x = [[\nline\n]]\n#x\n"},
  {"-i expression over lines", "$LUA -i", "print(1,\n2)\n"},
  {"-i syntax errors", "$LUA -i", "x x\n1 +* 2\nend\n'open\nx = \"open\n"},
  {"-i errors", "$LUA -i", "error('x')\nerror()\nerror{}\nnil + 1\nlocal t = {} t.x.y = 1\n1\n"},
  {"-i error objects", "$LUA -i", "error(setmetatable({}, {__tostring = function() return 'speaks' end}))\n"},
  {"-i last line without newline", "$LUA -i", "print(1)\nprint(2)"},
  {"-i nothing printed for nothing", "$LUA -i", "print\n;\n(function() end)()\n(function() return nil end)()\nreturn\nreturn 4\n"},
  {"-i _PROMPT", "$LUA -i", "_PROMPT = 'go: '\n1\n_PROMPT2 = 'more: '\nx = (\n2)\n_PROMPT = nil\nx\n"},
  {"-i _PROMPT that is no string", "$LUA -i", "_PROMPT = 12\n1\n_PROMPT = setmetatable({}, {__tostring = function() return 'tab ' end})\n2\n"},
  {"-i _PROMPT set by -e", "$LUA -e '_PROMPT=\"\"' -i", "1\n"},
  {"-i after a script", "$LUA -i hello.lua a", "arg[1]\n"},
  {"-i after a script that fails", "$LUA -i fails.lua", "1\n"},
  {"-i after -e", "$LUA -e 'x = 9' -i", "x\n"},
  {"-i os.exit", "$LUA -i", "os.exit(6)\n1\n"},
  {"-i print gone", "$LUA -i", "print = nil\n1\nprint = function(...) io.write('mine ', ..., '\\n') end\n2\n"},
  {"-i print fails", "$LUA -i", "print = function() error('no') end\n1\nprint = function() error{} end\n1\n"},
  {"-i goto and labels", "$LUA -i", "goto x\ngoto x ::x::\n"},
  {"-i comment", "$LUA -i", "-- nothing\n1 -- one\n--[[\n]]\n"},
  {"-i varargs", "$LUA -i", "...\nselect('#', ...)\n"},
  {"-i warnings", "$LUA -i", "warn('@on')\nwarn('x')\n"},
  -- the library does not stand in the way
  {"garbage collection mode", "$LUA -e 'print(collectgarbage(\"incremental\"), collectgarbage(\"generational\"))'"},
  {"searchers", "$LUA -e 'print(#package.searchers, next(package.preload), #arg)'"},
  {"registry of loaded modules", "$LUA -e 'print(package.loaded.string == string, package.loaded._G == _G)'"},
  {"C modules", "$LUA -e 'print(type(require(\"lfs\").currentdir()), type(require(\"term\").isatty))'"},
}

-- What differs by right: the program's name, addresses, our lines of version and
-- of options.
local function plain(text, program)
  text = text:gsub(program:gsub("%p", "%%%0"), "PROGRAM")
  text = ("\n" .. text):gsub("\ngdlua 0[%d.]+\n", "\n"):gsub("\ncompiler: [^\n]+\n", "\n")
  text = text:gsub("\nlua5%.4: ", "\nPROGRAM: "):gsub("\ngdlua: ", "\nPROGRAM: ")
  text = text:gsub("usage: lua5%.4 ", "usage: PROGRAM "):gsub("usage: gdlua ", "usage: PROGRAM ")
  text = text:gsub("\n  %-%-runs db[^\n]*\n  %-%-report db[^\n]*", "")
  text = text:gsub("0x%x+", "ADDRESS")
  return (text:gsub("lua5%.4\n", "PROGRAM\n"):gsub("lua5%.4([ \t])", "PROGRAM%1"):sub(2))
end

local function run(command, program, stdin)
  command = command:gsub("INTERRUPT", INTERRUPT)
  local out, err, status = process.run(string.format(
    "cd %s && unset LUA_INIT LUA_INIT_5_4 LUA_PATH LUA_CPATH LUA_PATH_5_4 LUA_CPATH_5_4\nLUA=%s\n%s",
    quote(folder), quote(program), command), stdin)
  return {stdout = plain(out, program), stderr = plain(err, program), status = status}
end

describe("gdlua as lua5.4:", function()
  setup(function()
    folder = process.folder()
    for name, text in pairs(files) do process.write(folder .. "/" .. name, text) end
  end)

  teardown(process.clean)

  for _, case in ipairs(cases) do
    it(case[1], function()
      assert.same(run(case[2], "lua5.4", case[3]), run(case[2], process.gdlua, case[3]))
    end)
  end
end)

describe("gdlua", function()
  local function gdlua(arguments, stdin)
    return process.run(quote(process.gdlua) .. " " .. arguments, stdin)
  end

  it("-v tells Lua's version and its own", function()
    local out, err, status = gdlua("-v")
    assert.matches("^Lua 5%.4[^\n]*\ngdlua %d+%.%d+%.%d+\ncompiler: [^\n]+\n$", out)
    assert.equal("", err)
    assert.equal(0, status)
    assert.is_nil(gdlua("-i", ""):find "compiler")
  end)

  it("calls itself gdlua, wherever it lies", function()
    local _, err, status = gdlua("-e 'error(\"x\", 0)'")
    assert.matches("^gdlua: x\nstack traceback:\n", err)
    assert.equal(1, status)
  end)

  it("reports a statement that breaks off at the end of input", function()
    local _, err, status = gdlua("-i", "x = (")
    assert.matches("^stdin:1: unexpected symbol near <eof>\n$", err)
    assert.equal(0, status)
  end)

  it("has the library as gd and as require 'gdlua'", function()
    local out = gdlua("-e 'print(require(\"gdlua\") == gd, gd.version)'")
    assert.matches("^true\t%d+%.%d+%.%d+\n$", out)
  end)

  it("has gd in LUA_INIT, in -l and in -E", function()
    assert.equal("table\n", (process.run("LUA_INIT='print(type(gd))' " .. process.gdlua .. " -e ''")))
    assert.equal("table\n", (gdlua("-E -l g=gdlua -e 'print(type(g))'")))
  end)

  it("loads its scripts when the script took require and the libraries away", function()
    local out, err = gdlua("-e 'local p = print; require, string, table, ipairs, setmetatable, type = nil" ..
                           " p(gd.schedule ~= nil, gd.stop ~= nil, gd.nosuchname)'")
    assert.equal("", err)
    assert.equal("true\ttrue\tnil\n", out)
  end)

  it("runs busted", function()
    local out, err, status = gdlua("$(command -v busted) --version")
    assert.equal("", err)
    assert.matches("^%d+%.%d+", out)
    assert.equal(0, status)
  end)
end)

describe("gdlua.so", function()
  local function stock(arguments)
    return process.run(process.stock .. " " .. arguments)
  end

  it("gives stock lua5.4 the same library", function()
    local out, err, status = stock("-e 'local g = require \"gdlua\" print(g.version, gd)'")
    assert.equal("", err)
    assert.matches("^%d+%.%d+%.%d+\tnil\n$", out)
    assert.equal(0, status)
  end)

  it("loads the parts that are written in Lua, and arrays work", function()
    local out, err = stock("-l gdlua -e 'print(gdlua.vector{3, 4} * 2, gdlua.schedule.constant(0.5)(3))'")
    assert.equal("", err)
    assert.equal("{6, 8}\t0.5\n", out)
  end)

  it("lists the same public names", function()
    local list = "local n = {} for k in pairs(g) do n[#n + 1] = k end table.sort(n) print(table.concat(n, \" \"))"
    local ours = process.run(quote(process.gdlua) .. " -e 'local g = gd " .. list .. "'")
    local theirs = stock("-e 'local g = require \"gdlua\" " .. list .. "'")
    assert.matches("version", ours)
    assert.equal(ours, theirs)
  end)

  it("is not linked to liblua", function()
    local out = process.run("ldd " .. quote(process.build .. "/gdlua.so"))
    assert.is_nil(out:find("liblua", 1, true))
  end)
end)

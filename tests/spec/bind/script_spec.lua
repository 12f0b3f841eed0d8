-- How the scripts of gdlua are found and loaded (engine/bind/script.c).
local process = dofile "tests/spec/cli/process.lua"
local quote = process.quote

describe("scripts of gdlua", function()
  after_each(process.clean)

  local function gdlua(code, environment)
    return process.run((environment or "") .. " " .. quote(process.gdlua) .. " -e " .. quote(code))
  end

  it("run once, whatever happens to package.loaded", function()
    local out, err = gdlua[[
      local first, schedule = require "gdlua.schedule", gd.schedule
      for name in pairs(package.loaded) do
        if name:find "^gdlua%." then package.loaded[name] = nil end
      end
      print(first == schedule, require "gdlua.schedule" == first)
      package.loaded.gdlua = nil
      print(require "gdlua" == gd)]]
    assert.equal("", err)
    assert.equal("true\ttrue\ntrue\n", out)
  end)

  it("see the standard library as it was, and the user's print", function()
    local folder = process.folder()
    os.execute("mkdir " .. quote(folder .. "/gdlua"))
    process.write(folder .. "/gdlua/probe.lua", [[
      return function() print(type(string), type(ipairs), require "gdlua" ~= nil) end]])
    local out, err = gdlua([[
      local probe = require "gdlua.probe"
      local write = io.write
      string, ipairs, type, require, io = nil
      print = function(...) write("mine\n", table.concat({tostring(...)}), "\n") end
      probe()]], "GDLUA_PATH=" .. quote(folder))
    assert.equal("", err)
    assert.equal("mine\ntable\n", out)
  end)

  it("come from the folder in GDLUA_PATH first, from the program else", function()
    local folder = process.folder()
    os.execute("mkdir " .. quote(folder .. "/gdlua"))
    process.write(folder .. "/gdlua/stop.lua", "return 'from the folder'")
    local out, err = gdlua("print(gd.stop, gd.schedule ~= nil)", "GDLUA_PATH=" .. quote(folder))
    assert.equal("", err)
    assert.equal("from the folder\ttrue\n", out)
  end)

  it("come compiled, with their names and lines", function()
    local out, err = gdlua[[
      local info = debug.getinfo(gd.minimize, "S")
      local text, n = require "gdlua.core".script "gdlua.descent", 0
      for line in text:gmatch "[^\n]*\n?" do
        n = n + 1
        if n == info.linedefined then print(info.source, line:match "^function [%w.]+") end
      end]]
    assert.equal("", err)
    assert.equal("=gdlua/descent.lua\tfunction descent.minimize\n", out)
  end)

  it("are made into C with the release of Lua that has compiled them", function()
    local folder = process.folder()
    os.execute("mkdir -p " .. quote(folder .. "/scripts/gdlua"))
    process.write(folder .. "/scripts/gdlua/a.lua", "return '\200\"?\\n'")
    local out, err, status = process.run("lua5.4 tools/embed.lua " .. quote(folder .. "/scripts/gdlua/a.lua"))
    assert.same({"", 0}, {err, status})
    local release = process.run("lua5.4 -v"):match("^Lua [%d.]+")
    assert.is_truthy(out:find('gdl_scripts_release[] = "' .. release .. ' "', 1, true))
    local name, size, code = out:match('{"([^"]+)", (%d+),\n.-, (%d+),\n')
    assert.equal("gdlua/a", name)
    assert.equal(14, tonumber(size))
    assert.is_true(tonumber(code) > 40)
  end)

  it("name themselves gdlua/... in messages", function()
    local folder = process.folder()
    os.execute("mkdir " .. quote(folder .. "/gdlua"))
    process.write(folder .. "/gdlua/bad.lua", "x = = 1")
    process.write(folder .. "/gdlua/fails.lua", "\nerror 'on purpose'")
    local out = gdlua("print(pcall(require, 'gdlua.bad')) print(pcall(require, 'gdlua.fails'))",
                      "GDLUA_PATH=" .. quote(folder))
    assert.equal("false\tgdlua/bad.lua:1: unexpected symbol near '='\n" ..
                 "false\tgdlua/fails.lua:2: on purpose\n", out)
  end)

  it("leave require's own words on what is missing", function()
    local out = gdlua("print((select(2, pcall(require, 'gdlua.nothing'))))", "LUA_PATH=x LUA_CPATH=y")
    assert.equal("module 'gdlua.nothing' not found:\n\tno field package.preload['gdlua.nothing']\n" ..
                 "\tno file 'x'\n\tno file 'y'\n\tno file 'y'\n", out)
  end)
end)

describe("core.script", function()
  after_each(process.clean)

  local function text_of(module, environment)
    return (process.run(("%s %s -e 'io.write(tostring((require \"gdlua.core\".script(\"%s\"))))'"):format(
      environment or "", quote(process.gdlua), module)))
  end

  it("is the text of a script", function()
    assert.equal(process.read("scripts/gdlua/schedule/cosine.lua"), text_of("gdlua.schedule.cosine"))
  end)

  it("is that of the folder that GDLUA_PATH names", function()
    local folder = process.folder()
    os.execute("mkdir -p " .. quote(folder .. "/gdlua/schedule"))
    process.write(folder .. "/gdlua/schedule/cosine.lua", "--- mine\n")
    local environment = "GDLUA_PATH=" .. quote(folder)
    assert.equal("--- mine\n", text_of("gdlua.schedule.cosine", environment))
    assert.matches("^%-%-%- A straight line", text_of("gdlua.schedule.linear", environment))
  end)

  it("is nothing for a module that is not ours", function()
    for _, name in ipairs{"gdlua.nothing", "gdlua", "string", "gdlua.core", ""} do
      assert.equal("nil", text_of(name))
    end
  end)
end)

-- How gnuplot is run: nothing of a user's text is executed, what goes wrong is
-- an error in the user's own file and line.
local picture = dofile "tests/spec/plot/picture.lua"
local process = dofile "tests/spec/cli/process.lua"

-- Runs a script without the spy.
local function run(code, environment)
  local folder = process.folder()
  process.write(folder .. "/script.lua", "local gd = require 'gdlua'\n" .. code)
  local out, err, status = process.run(("cd %s && %s %s script.lua"):format(
    process.quote(folder), environment or "", process.quote(process.gdlua)))
  return {out = out, err = err, status = status, folder = folder}
end

local function listing(folder)
  local list = {}
  for name in io.popen("ls -A " .. process.quote(folder)):lines() do list[#list + 1] = name end
  return list
end

-- A program in place of gnuplot.
local function program(text)
  local folder = process.folder()
  process.write(folder .. "/program", "#!/bin/sh\n" .. text)
  os.execute("chmod +x " .. process.quote(folder .. "/program"))
  return "GDLUA_GNUPLOT=" .. process.quote(folder .. "/program")
end

local hostile = {
  "`touch pwned`", "$(touch pwned)", "'; system('touch pwned'); '", "\" . system(\"touch pwned\") . \"",
  "@macro", "\\n", "%s %d %%", "a_b^{c}&d{e}~f", "<b>&amp;</b>", "it's \"so\"", "| touch pwned",
  "' title '", "!touch pwned", "ünï ✓ 漢字", "]]>", "#{}", "'''", "\\",
}

local code = [[
local text = %q
local r = gd.minimize(function(x) return (x - 3)^2 end, 0, {step = 0.2, history = {"cost", "x"}})
%s
]]

local calls = {
  path = "gd.plot.path({[text] = r}, {file = 'a.svg', title = text, xlabel = text, ylabel = text})",
  compare = "gd.plot.compare({[text] = r, other = r}, {file = 'a.svg', title = text, xlabel = text})",
  curve = "gd.plot.curve({[text] = math.cos}, {0, 1}, {file = 'a.svg', title = text, xlabel = text, " ..
          "ylabel = text})",
  contour = "gd.plot.contour(gd.sum_of_squares, {0, 1}, {0, 1}, {file = 'a.svg', title = text, " ..
            "xlabel = text, ylabel = text})",
  surface = "gd.plot.surface(gd.sum_of_squares, {0, 1}, {0, 1}, {file = 'a.svg', title = text, " ..
            "xlabel = text, ylabel = text, zlabel = text})",
  schedule = "gd.plot.schedule({[text] = gd.schedule.cosine()}, 9, {file = 'a.svg', title = text})",
  history = "gd.plot.history({[text] = r}, {file = 'a.svg', title = text})",
}
local times = {path = 4, compare = 3, curve = 4, contour = 3, surface = 4, schedule = 2, history = 2}

local function escaped(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"))
end

describe("a text of the user's", function()
  after_each(process.clean)

  for name, call in pairs(calls) do
    it("is shown as it is, not interpreted: " .. name, function()
      for _, text in ipairs(hostile) do
        local r = run(code:format(text, call))
        assert.same({"", 0}, {r.err, r.status}, text)
        assert.same({"a.svg", "script.lua"}, listing(r.folder), text)
        local svg = process.read(r.folder .. "/a.svg")
        local count = 0
        for shown in svg:gmatch("<text[^>]*>(.-)</text>") do
          if shown:find(escaped(text), 1, true) then count = count + 1 end
        end
        -- in space there is room for 24 characters beside an axis
        assert.equal(name == "surface" and utf8.len(text) > 24 and 1 or times[name], count, text)
      end
    end)
  end

  it("keeps its lines in a title", function()
    local r = run(code:format("one\ntwo's\r\nthree", calls.curve:gsub("xlabel.-}", "}")))
    assert.same({"", 0}, {r.err, r.status})
    local svg = process.read(r.folder .. "/a.svg")
    for _, line in ipairs{"one", "two's", "three"} do
      assert.is_truthy(svg:find("<text>" .. line .. "</text>", 1, true), line)
    end
    assert.is_truthy(svg:find("<text>one two's three</text>", 1, true), "the legend")
  end)

  it("loses control characters and bytes that are no UTF-8", function()
    local r = run(code:format("a\27[31mb\0c\xffd\xc0\x80e\xc2\x9bf", calls.curve))
    assert.same({"", 0}, {r.err, r.status})
    local svg = process.read(r.folder .. "/a.svg")
    assert.is_truthy(svg:find("a [31mb c\u{FFFD}d\u{FFFD}\u{FFFD}e f", 1, true))
    assert.is_truthy(utf8.len(svg))
    assert.is_nil(svg:find("[\0-\8\11\12\14-\31]"))
  end)

  it("may be empty or very long", function()
    for _, text in ipairs{"", (" "):rep(3), ("x"):rep(5000), ("word "):rep(2000)} do
      for _, call in pairs{calls.path, calls.surface} do
        local r = run(code:format(text, call))
        assert.same({"", 0}, {r.err, r.status})
      end
    end
  end)
end)

describe("the name of a file", function()
  after_each(process.clean)

  it("is that file, whatever it looks like", function()
    for _, name in ipairs{"|touch pwned;.png", "~.png", "a b'c\"d`touch pwned`$(touch pwned).svg",
                          "line\nbreak.pdf", "-o.png", "%d @x.png", "ü.svg", "\xff.png", ".png",
                          "\\\\n.png", "tab\t.svg"} do
      local r = run(("assert(gd.plot.curve(math.cos, {0, 1}, %q) == %q)"):format(name, name))
      assert.same({"", 0}, {r.err, r.status}, name)
      local w = picture.size(r.folder .. "/" .. name)
      assert.is_truthy(w, name)
      local count = tonumber(io.popen("ls -A " .. process.quote(r.folder) .. " | tr -d '\\n' | wc -c"):read("a"))
      assert.equal(#("script.lua" .. name:gsub("\n", "")), count, name)
    end
  end)

  it("may lie in another folder", function()
    local folder = process.folder() .. "/it's | here"
    os.execute("mkdir " .. process.quote(folder))
    local r = run(("gd.plot.curve(math.cos, {0, 1}, %q)"):format(folder .. "/a.png"))
    assert.same({"", 0}, {r.err, r.status})
    assert.same({"a.png"}, listing(folder))
  end)

  it("in a folder that is not there is an error", function()
    local r = run("gd.plot.curve(math.cos, {0, 1}, 'no/such/a.png')")
    assert.equal(1, r.status)
    assert.matches("^gdlua: script%.lua:2: cannot write 'no/such/a%.png' %(No such file or directory%)", r.err)
  end)

  it("that is a folder is an error, and leaves nothing behind", function()
    local r = run("os.execute('mkdir a.png') gd.plot.curve(math.cos, {0, 1}, 'a.png')")
    assert.equal(1, r.status)
    assert.matches("script%.lua:2: cannot write 'a%.png' %(Is a directory%)", r.err)
    assert.same({"a.png", "script.lua"}, listing(r.folder))
  end)
end)

describe("gnuplot", function()
  after_each(process.clean)
  local draw = "gd.plot.curve(math.cos, {0, 1}, 'a.png')"

  local function fails(environment, pattern, script)
    local r = run(script or draw, environment)
    assert.equal(1, r.status, r.err)
    assert.matches("^gdlua: script%.lua:2: ", r.err)
    assert.matches(pattern, r.err)
    assert.same({"script.lua"}, listing(r.folder))
  end

  it("that is not there: an error that names the package", function()
    fails("PATH=/nonexistent", "gnuplot, which was not found: install the Debian package gnuplot%-nox")
  end)

  it("that is not where GDLUA_GNUPLOT says", function()
    fails("GDLUA_GNUPLOT=/no/such/program", "'/no/such/program', which GDLUA_GNUPLOT names .* " ..
          "was not found .*gnuplot%-nox")
    fails("GDLUA_GNUPLOT='; touch pwned'", "'; touch pwned', which GDLUA_GNUPLOT names .* was not found")
    fails("GDLUA_GNUPLOT=/etc/passwd", "cannot be run")
  end)

  it("that fails: an error with its message", function()
    fails(program("echo 'gnuplot> plot x' >&2; echo '  ^' >&2\n" ..
                  "echo '     line 7: undefined variable: x' >&2; exit 1\n"),
          "gnuplot failed to draw 'a%.png' %(exit status 1%): undefined variable: x\n")
    fails(program("echo 'something\n  else' >&2; exit 3\n"),
          "gnuplot failed to draw 'a%.png' %(exit status 3%): something else\n")
    fails(program("exit 1\n"), "%(exit status 1%): it says nothing")
    fails(program("kill -9 $$\n"), "gnuplot failed to draw 'a%.png' %(%a+ %a* ?%d+%)")
  end)

  it("that draws nothing", function()
    fails(program("cat > /dev/null; echo 'no terminal'\n"), "gnuplot drew nothing into 'a%.png': no terminal")
  end)

  it("that ends before it has read what it was sent does not end us", function()
    local much = "gd.plot.contour(gd.sum_of_squares, {-1, 1}, {-1, 1}, {file = 'a.png', points = 400})"
    fails(program("exit 4\n"), "%(exit status 4%)", much)
    fails("PATH=/nonexistent", "gnuplot%-nox", much)
  end)

  it("that fails leaves an older picture as it was", function()
    local r = run("io.open('a.png', 'w'):write('old'):close()\n" .. "print(pcall(gd.plot.curve, math.cos, {0, 1}, 'a.png'))",
                  program("echo partial > x; exit 1\n"))
    assert.equal(0, r.status)
    assert.equal("old", process.read(r.folder .. "/a.png"))
  end)

  it("is not asked for its settings or its terminal", function()
    local home = process.folder()
    process.write(home .. "/.gnuplot", "set terminal dumb\nsystem('touch pwned')\n")
    local r = run("gd.plot.curve(math.cos, {0, 1}, 'a.png')",
                  "GNUTERM=x11 HOME=" .. process.quote(home))
    assert.same({"", "", 0}, {r.out, r.err, r.status})
    assert.same({"a.png", "script.lua"}, listing(r.folder))
    assert.same({800, 560}, {picture.size(r.folder .. "/a.png")})
  end)

  it("gets numbers with a point in every locale", function()
    local commands = picture.commands([[
      for _, name in ipairs{"de_DE.UTF-8", "de_DE", "C"} do if os.setlocale(name) then break end end
      gd.plot.curve(function(x) return x/3 end, {0, 0.5}, {file = "a.svg", points = 3})]])
    assert.same({{0, 0}, {0.25, 0.25/3}, {0.5, 0.5/3}}, (picture.rows(commands, "with lines")))
  end)
end)

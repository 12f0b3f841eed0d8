--- docs/gdlua.1, the manual page of the program.
local process = dofile "tests/spec/cli/process.lua"

local text = process.read("docs/gdlua.1")

local function has(command)
  return os.execute("command -v " .. command .. " >/dev/null 2>&1") == true
end

describe("the manual page", function()
  it("has the sections of one, in order", function()
    local sections = {}
    for name in text:gmatch("\n%.SH ([^\n]*)") do sections[#sections + 1] = name end
    assert.same({"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "ENVIRONMENT", "EXIT STATUS", "SIGNALS",
                 "FILES", "EXAMPLES", "SEE ALSO"}, sections)
    assert.matches("\n%.SH NAME\ngdlua \\%- [^\n]+\n", text)
  end)

  it("has the options of the program, and no others", function()
    local _, usage = process.run(process.quote(process.gdlua) .. " --nonsense")
    local known, described = {}, {}
    for option in usage:match("Available options are:\n(.*)"):gmatch("\n?  (%-%S*)") do
      known[#known + 1] = option
    end
    local section = text:match("\n%.SH OPTIONS\n(.-)\n%.SH ")
    for option in section:gmatch("\n%.TP\n%.B[IR]? \"?(\\%-[^%s\"]*)") do
      described[#described + 1] = (option:gsub("\\", ""))
    end
    table.sort(known)
    table.sort(described)
    assert.is_true(#known >= 9)
    assert.same(known, described)
  end)

  it("has every variable that the program asks for", function()
    local asked = {}
    for path in io.popen("find engine -name '*.c'"):lines() do
      for name in process.read(path):gmatch('getenv%("([%w_]+)"%)') do asked[name] = true end
    end
    asked.HOME = nil                       -- said by ~
    for name in pairs(asked) do assert.is_truthy(text:find(name, 1, true), name) end
    assert.is_true(asked.GDLUA_PATH)
    for _, name in ipairs{"LUA_INIT", "LUA_INIT_5_4", "LUA_PATH", "LUA_CPATH"} do
      assert.is_truthy(text:find(name, 1, true), name)
    end
  end)

  it("opens and closes what belongs together", function()
    for first, last in pairs{RS = "RE", EX = "EE"} do
      assert.equal(select(2, text:gsub("\n%." .. first .. "\n", "")),
                   select(2, text:gsub("\n%." .. last .. "\n", "")))
    end
    for line in text:gmatch("[^\n]+") do
      local request = line:match("^%.(%S*)")
      assert.is_true(request == nil or ("\\\" TH SH PP TP B I BI BR IR RI RS RE EX EE")
                     :find(request, 1, true) ~= nil, line)
      assert.is_true(#line <= 80, line)
    end
  end)

  it("is without fault to groff", function()
    if not has "groff" then return pending("groff is not installed") end
    local out, err, status = process.run("groff -ww -man -Tutf8 docs/gdlua.1")
    assert.equal("", err)
    assert.equal(0, status)
    assert.is_truthy(out:find("GDLUA", 1, true))
  end)
end)

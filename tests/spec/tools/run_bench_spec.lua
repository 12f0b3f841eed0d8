-- tools/run-bench and tools/bench-docs with made-up programs, whose times are
-- known.
local process = dofile "tests/spec/cli/process.lua"
local quote, write = process.quote, process.write

package.path = process.root .. "/tools/bench/?.lua;" .. package.path
local json = require "json"

describe("tools/run-bench", function()
  local root

  local function plant(path, text)
    os.execute("mkdir -p " .. quote((root .. "/" .. path):match("(.*)/")))
    write(root .. "/" .. path, text)
    os.execute("chmod +x " .. quote(root .. "/" .. path))
  end

  -- A program that prints these lines, one a call; the last again and again.
  local function program(name, ...)
    plant(name, ("#!/bin/sh\necho >> %s.calls\nn=$(wc -l < %s.calls)\nsed -n \"${n}p;\\$p\" <<'X' | head -n 1\n%s\nX\n")
      :format(name, name, table.concat({...}, "\n")))
  end

  -- The rows of the only workload, as the text of a list.
  local function workload(rows) plant("tests/bench/work/w.lua", "return {" .. rows .. "}") end

  -- Both sides are functions that are never called: the programs only print.
  local function row(fields)
    return ("{name = 'one', title = 'the row', unit = 'step', count = 10, base = 'lua', %s sides = " ..
            "{gdlua = print, lua = print, luajit = false, nlopt = 'absent'}}"):format(fields or "")
  end

  local function run(settings)
    local out, err, status = process.run(string.format(
      "cd %s && env -u CC PATH=%s:$PATH PYTHON=none GDLUA=./gdlua LUA=./lua GDLUA_BUILD=b %s lua5.4 %s", quote(root),
      quote(root), settings or "TURNS=3", quote(process.root .. "/tools/run-bench")))
    assert.equal("", err)
    local file = io.open(root .. "/b/bench.json")
    local text = file and file:read("a")
    if file then file:close() end
    return out, status, text and json.decode(text)
  end

  -- Versions are asked once, and the arrival of the base once, before and
  -- between the turns: `first` lines answer that.
  local function ours(...) program("gdlua", "version", ...) end
  local function base(...) program("lua", "version", ...) end

  before_each(function()
    root = process.folder()
    plant("tests/bench/index.lua", "return {'w'}")
    plant("cc", "#!/bin/sh\necho no such library\nexit 1\n")
    os.execute("mkdir -p " .. quote(root .. "/b"))
  end)

  after_each(process.clean)

  it("takes the median of the ratios, not the ratio of the medians", function()
    workload(row("ceiling = 5,"))
    ours("30 1.5", "20 1.5", "90 1.5")
    -- the second line is where the base arrives
    base("10 1.5", "10 1.5", "20 1.5", "10 1.5")
    local out, status, result = run()
    local side = result.rows[1].sides.gdlua
    assert.same({3, 2, 6, 30}, {side.ratio, side.low, side.high, side.ns})
    assert.equal(0, status)
    assert.is_true(result.rows[1].met)
    assert.is_truthy(out:find("the row +step +Lua 5.4 10 ns +30 ns +3.00 +2.00%-6.00 +5 +yes"))
    assert.is_truthy(out:find("1 of 1 ceilings met", 1, true))
  end)

  it("marks a row above its ceiling, and fails only when asked to", function()
    workload(row("ceiling = 1.5,"))
    ours("20 1")
    base("10 1")
    local out, status, result = run()
    assert.is_false(result.rows[1].met)
    assert.is_truthy(out:find("1.5 +NO"))
    assert.equal(0, status)
    local _, strict = run("TURNS=1 STRICT=1")
    assert.equal(1, strict)
  end)

  it("takes a ceiling on a difference", function()
    workload(row("limit = 'difference', ceiling = 15e-9,"))
    ours("20 1")
    base("10 1")
    local out, _, result = run()
    assert.is_true(result.rows[1].met)
    assert.is_truthy(out:find("+15 ns", 1, true))
  end)

  it("asks nothing of a row without a ceiling", function()
    workload(row())
    ours("20 1")
    base("10 1")
    local out, status, result = run("TURNS=1 STRICT=1")
    assert.is_nil(result.rows[1].met)
    assert.is_truthy(out:find("0 of 0 ceilings met", 1, true))
    assert.equal(0, status)
  end)

  it("leaves a cell empty where a peer is missing", function()
    workload(row("ceiling = 5,"))
    plant("tests/bench/peers/absent.c", "")
    ours("20 1")
    base("10 1")
    local out, _, result = run()
    assert.equal("not installed", result.rows[1].sides.nlopt.why)
    assert.is_nil(out:find("failed", 1, true))
    assert.is_nil(result.rows[1].sides.luajit)
  end)

  it("says what gdlua refuses, and goes on", function()
    workload(row("ceiling = 5,"))
    ours("error bad option 'precision'")
    base("10 1")
    local out, status, result = run()
    assert.is_false(result.rows[1].met)
    assert.is_truthy(out:find("refused", 1, true))
    assert.is_truthy(out:find("the row: gdlua: bad option 'precision'", 1, true))
    assert.equal(0, status)
  end)

  it("takes no time of a side that arrives elsewhere", function()
    workload(row("ceiling = 5, agree = 1e-3,"))
    ours("20 1.01")
    base("10 1")
    local out, _, result = run()
    assert.is_false(result.rows[1].met)
    assert.is_nil(result.rows[1].sides.gdlua.ns)
    assert.is_truthy(out:find("differs: 1.01, and lua 1", 1, true))
  end)

  it("counts the calls of Lua that a run reports", function()
    workload(row("ceiling = 5,"))
    plant("gdlua", "#!/bin/sh\necho 20 1\necho '7 calls of Lua; method: compiled'\n")
    base("10 1")
    local out, _, result = run("TURNS=1")
    assert.equal(7, result.rows[1].sides.gdlua.calls)
    assert.equal("7 calls of Lua; method: compiled", result.rows[1].sides.gdlua.note)
    assert.is_truthy(out:find("2.00%-2.00 +5 +yes +7\n"))
  end)

  it("gives up a side that takes too long", function()
    workload(row("ceiling = 5,"))
    plant("gdlua", "#!/bin/sh\n[ \"$1\" = -v ] || exec sleep 100\n")
    base("10 1")
    local out, status, result = run("TURNS=1 LIMIT=1")
    assert.equal("it took too long", result.rows[1].sides.gdlua.why)
    assert.is_truthy(out:find("the row: gdlua: it took too long", 1, true))
    assert.equal(0, status)
  end)

  it("takes the clock that a row of whole programs names", function()
    local sides = "unit = 'start', count = 3, base = 'lua', sides = {luajit = false, " ..
                  "gdlua = {shell = '%p -e 1'}, lua = {shell = '%p -e 0'}}}"
    workload("{name = 'w', title = 'wall', " .. sides .. ", {name = 'c', title = 'cpu', clock = 'cpu', " .. sides)
    ours("v")
    base("v")
    plant("cc", "#!/bin/sh\nexit 0\n")
    plant("b/bench/c_starts", "#!/bin/sh\n[ \"$1\" = 3 ] || exit 1\n" ..
          "case $2 in *gdlua) echo 60 20;; *) echo 20 10;; esac\n")
    local _, _, result = run("TURNS=1")
    assert.equal(60, result.rows[1].sides.gdlua.ns)
    assert.equal(3, result.rows[1].sides.gdlua.ratio)
    assert.equal(20, result.rows[2].sides.gdlua.ns)
    assert.equal(2, result.rows[2].sides.gdlua.ratio)
  end)

  it("writes the table between the marks of a page", function()
    workload(row("ceiling = 1.5,"))
    ours("20 1")
    base("10 1")
    run()
    write(root .. "/page.md", "before\n<!-- measured -->\nold\n<!-- end -->\nafter\n")
    local tool = quote(process.root .. "/tools/bench-docs")
    local _, err = process.run(("lua5.4 %s %s/b/bench.json %s/page.md"):format(tool, root, root))
    assert.equal("", err)
    local text = process.read(root .. "/page.md")
    assert.is_truthy(text:find("^before\n<!%-%- measured %-%->\n"))
    assert.is_truthy(text:find("| the row | step | Lua 5.4 10 ns | 20 ns | 2.00 | 2.00-2.00 | 1.5 | NO |", 1, true))
    assert.is_truthy(text:find("\n<!%-%- end %-%->\nafter\n$"))
    assert.is_nil(text:find("old", 1, true))
  end)

  it("reads what it writes", function()
    local value = {a = {1, 2.5, "x\"\\\n\ty\1"}, b = {}, c = {d = true, e = -1e-30, f = false}}
    assert.same(value, json.decode(json.encode(value)))
  end)
end)

-- tools/run-tests counts what passed and failed, and takes no runner at its
-- word that crashes, falls short or does nothing.
local process = dofile "tests/spec/cli/process.lua"
local quote, write = process.quote, process.write

describe("tools/run-tests", function()
  local root

  local function plant(path, text)
    os.execute("mkdir -p " .. quote(root .. "/" .. path:match("(.*)/")))
    write(root .. "/" .. path, text)
    os.execute("chmod +x " .. quote(root .. "/" .. path))
  end

  -- A program of tests/c, played by a shell script.
  local function program(name, script)
    plant("tests/c/" .. name .. "_test.c", "")
    plant("b/tests/c/" .. name .. "_test", "#!/bin/sh\n" .. script)
  end

  local function run(words)
    local out, err, status = process.run(string.format(
      "cd %s && GDLUA=%s GDLUA_BUILD=b %s %s", quote(root), quote(process.gdlua),
      quote(process.root .. "/tools/run-tests"), words or ""))
    assert.equal("", err)
    return out:match("([^\n]*)\n$"), status, out
  end

  -- The last line and the exit status only.
  local function ending(words)
    local last, status = run(words)
    return {last, status}
  end

  before_each(function()
    root = process.folder()
    plant("tools/layers", "#!/bin/sh\n")
  end)

  after_each(process.clean)

  it("adds up all kinds", function()
    program("a", "echo 1..2; echo 'ok 1 - x'; echo 'ok 2 - y'")
    plant("tests/spec/b/c_spec.lua", "it('passes', function() assert.equal(1, 1) end)")
    plant("tests/suites/d.lua", [[
      local lu = require "luaunit"
      TestD = {}
      function TestD.test_one() lu.assertEquals(1, 1) end
      function TestD.test_two() lu.assertEquals(2, 2) end
      os.exit(lu.LuaUnit.run())]])
    assert.same({"6 passed, 0 failed", 0}, ending())
  end)

  it("says which kinds there are none of", function()
    local last, status, out = run()
    assert.same({"1 passed, 0 failed", 0}, {last, status})
    for _, kind in ipairs{"tests/c", "tests/spec", "tests/suites"} do
      assert.is_truthy(out:find(kind .. ": no tests yet", 1, true))
    end
  end)

  it("shows what failed and why, of all kinds", function()
    program("a", "echo 1..2; echo 'ok 1 - x'; echo 'not ok 2 - broken'; echo '# 1 != 2'; exit 1")
    plant("tests/spec/b_spec.lua", "it('is wrong', function() assert.equal('left', 'right') end)")
    plant("tests/suites/d.lua", [[
      local lu = require "luaunit"
      TestD = {}
      function TestD.test_three() lu.assertEquals(3, 4) end
      os.exit(lu.LuaUnit.run())]])
    local last, status, out = run()
    assert.same({"2 passed, 3 failed", 1}, {last, status})
    for _, text in ipairs{"FAILED broken", "# 1 != 2", "FAILED is wrong", "'left'", "TestD.test_three",
                          "expected: 4, actual: 3"} do
      assert.is_truthy(out:find(text, 1, true), text)
    end
  end)

  it("fails when the law of the layers is broken", function()
    plant("tools/layers", "#!/bin/sh\necho 'engine/x.c:1: not so'; exit 1")
    local last, status, out = run()
    assert.same({"0 passed, 1 failed", 1}, {last, status})
    assert.is_truthy(out:find("engine/x.c:1: not so", 1, true))
  end)

  it("counts skipped tests as neither", function()
    program("a", "echo 1..2; echo 'ok 1 - x'; echo 'not ok 2 # SKIP y'")
    local last, status, out = run()
    assert.same({"2 passed, 0 failed", 0}, {last, status})
    assert.is_truthy(out:find("1 skipped", 1, true))
  end)

  local liars = {
    {"crashes", "echo 1..2; echo 'ok 1 - x'; kill -SEGV $$", "2 passed, 1 failed", "ran 1 of 2 tests"},
    {"stops early", "echo 1..3; echo 'ok 1 - x'; echo 'ok 2 - x'; exit 0", "3 passed, 1 failed", "ran 2 of 3 tests"},
    {"announces nothing", "echo 'ok 1 - x'; exit 0", "2 passed, 1 failed", "ran 1 of ? tests"},
    {"runs nothing", "echo 1..0; exit 0", "1 passed, 1 failed", "ran no test"},
    {"says nothing", "exit 0", "1 passed, 1 failed", "ran no test"},
    {"fails at the end", "echo 1..1; echo 'ok 1 - x'; echo leaked >&2; exit 23", "2 passed, 1 failed", "leaked"},
  }
  for _, liar in ipairs(liars) do
    it("fails when a program " .. liar[1], function()
      program("a", liar[2])
      local last, status, out = run()
      assert.same({liar[3], 1}, {last, status})
      assert.is_truthy(out:find(liar[4], 1, true), out)
    end)
  end

  it("fails when a program was not built", function()
    plant("tests/c/a_test.c", "")
    assert.same({"1 passed, 1 failed", 1}, ending())
  end)

  it("fails when a spec does not load", function()
    plant("tests/spec/b_spec.lua", "error 'does not load'")
    local last, status, out = run()
    assert.same({"1 passed, 1 failed", 1}, {last, status})
    assert.is_truthy(out:find("does not load", 1, true))
  end)

  it("runs only what words select, and fails when that is nothing", function()
    program("apple", "echo 1..1; echo 'ok 1 - x'")
    program("pear", "echo 1..1; echo 'not ok 1 - x'")
    assert.same({"1 passed, 0 failed", 0}, ending("apple"))
    assert.same({"0 passed, 0 failed", 1}, ending("plum"))
  end)
end)

-- tools/mutants on a small project of its own, and the list of this one.
local process = dofile "tests/spec/cli/process.lua"
local quote = process.quote

describe("tools/mutants", function()
  local root

  local function plant(path, text)
    os.execute("mkdir -p " .. quote(root .. "/" .. (path:match("(.*)/") or "")))
    process.write(root .. "/" .. path, text)
  end

  before_each(function()
    root = process.folder()
    plant("engine/sum.lua", "return function(a, b) return a + b end\n")
    plant("tests/spec/sum_spec.lua", "")
    plant("tests/c/sum_test.c", "")
    plant("Makefile", "all build/tests/c/sum_test:\n\t@luac5.4 -p engine/sum.lua 2>&1 || lua5.4 -e 'assert(loadfile \"engine/sum.lua\")'\n")
    plant("tools/run-tests", [[
      local sum = dofile "engine/sum.lua"
      local good = sum(2, 3) == 5 and (arg[1] ~= "thorough" or sum(0, 3) == 3)
      print(good and "1 passed, 0 failed" or "0 passed, 1 failed")
      os.exit(good)
    ]])
    os.execute("cp tools/mutants " .. quote(root .. "/tools"))
  end)

  after_each(process.clean)

  local function mutants(text, words)
    plant("tests/mutants/sum.lua", "return {" .. text .. "}")
    local out, err, status = process.run(("cd %s && lua5.4 tools/mutants %s"):format(quote(root), words or ""))
    return out, err, status
  end

  local minus = [[{"minus", file = "engine/sum.lua", old = "a + b", new = "a - b", test = "sum"},]]
  local hidden = [[{"hidden", file = "engine/sum.lua", old = "a + b", new = "a == 0 and 7 or a + b", test = "%s"},]]

  it("says what was caught", function()
    local out, err, status = mutants(minus .. hidden:format "thorough")
    assert.equal("", err)
    assert.truthy(out:find("engine/sum.lua: minus: caught (1 failed)\n", 1, true))
    assert.truthy(out:find("engine/sum.lua: hidden: caught (1 failed)\n", 1, true))
    assert.matches("\n2 caught, 0 survived\n$", out)
    assert.equal(0, status)
    assert.equal("return function(a, b) return a + b end\n", process.read(root .. "/engine/sum.lua"))
  end)

  it("and what survived", function()
    local out, _, status = mutants(minus .. hidden:format "sum")
    assert.truthy(out:find("engine/sum.lua: hidden: SURVIVED sum\n", 1, true))
    assert.matches("\n1 caught, 1 survived\n$", out)
    assert.equal(1, status)
  end)

  it("tries only what is wanted", function()
    local out, _, status = mutants(minus .. hidden:format "sum", "minus")
    assert.equal("engine/sum.lua: minus: caught (1 failed)\n1 caught, 0 survived\n", out)
    assert.equal(0, status)
  end)

  it("takes what does not build for no answer", function()
    local out, _, status = mutants [[{"broken", file = "engine/sum.lua", old = "a + b", new = "a +", test = "sum"}]]
    assert.matches("broken: does not build:", out)
    assert.equal(1, status)
  end)

  it("wants the old text once", function()
    local _, err, status = mutants [[{"x", file = "engine/sum.lua", old = "a", new = "b", test = "sum"}]]
    assert.matches("^mutants: tests/mutants/sum.lua, entry 1: the old text occurs 2 times in engine/sum.lua\n$", err)
    assert.equal(1, status)
  end)

  it("and tests that pass without a change", function()
    plant("engine/sum.lua", "return function(a, b) return a + b + 1 end\n")
    local _, err, status = mutants(minus)
    assert.matches("the tests of sum fail without any change", err)
    assert.equal(1, status)
  end)
end)

describe("the mutants of this project", function()
  local function lines(command)
    local list = {}
    local pipe = io.popen(command)
    for line in pipe:lines() do list[#list + 1] = line end
    pipe:close()
    return list
  end
  local tests = lines "find tests/c tests/fuzz tests/spec tests/suites -type f"
  local n = 0

  for _, path in ipairs(lines "LC_ALL=C ls tests/mutants/*.lua") do
    it("are up to date in " .. path, function()
      for _, m in ipairs(dofile(path)) do
        n = n + 1
        local text = process.read(m.file)
        local from, to = text:find(m.old, 1, true)
        assert.truthy(from, m[1] .. ": the old text is not in " .. m.file)
        assert.is_nil(text:find(m.old, to + 1, true), m[1] .. ": the old text is twice in " .. m.file)
        for word in m.test:gmatch("%S+") do
          local found = false
          for _, test in ipairs(tests) do found = found or test:find(word, 1, true) end
          assert.truthy(found, m[1] .. ": no test " .. word)
        end
      end
    end)
  end

  it("are fifty or more", function() assert.is_true(n >= 50) end)
end)

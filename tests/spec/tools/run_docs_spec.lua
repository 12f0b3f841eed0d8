local process = dofile "tests/spec/cli/process.lua"

-- Runs the tool on a page with this text; answers its output and exit status.
local function check(text)
  local path = process.folder() .. "/page.md"
  process.write(path, text)
  local out, _, code = process.run(("GDLUA=%s tools/run-docs %s"):format(
    process.quote(process.gdlua), process.quote(path)))
  process.clean()
  return (out:gsub("/%S*/page", "page")), code
end

describe("tools/run-docs", function()
  it("runs every lua block by itself, with the library", function()
    local out, code = check [[
```lua
x = gd.vector{1}
```

words

```lua
assert(x == nil)
print(gd.vector{1, 2})
```

```text
{1, 2}
```

```sh
no lua
```
]]
    assert.equal("ok page.md:1\nok page.md:7\n", out)
    assert.equal(0, code)
  end)

  it("finds output that is not as it says", function()
    local out, code = check "```lua\nprint(1)\nprint(2)\n```\n\n```text\n1\n3\n```\n"
    assert.matches("^FAILED page%.md:1\n.*line 2 should be: 3\n.*line 2 is:        2\n", out)
    assert.equal(1, code)
    for _, said in ipairs{"1\n", "1\n2\n3\n", "1\n2 \n"} do
      out, code = check("```lua\nprint(1)\nprint(2)\n```\n```text\n" .. said .. "```\n")
      assert.matches("^FAILED", out)
      assert.equal(1, code)
    end
  end)

  it("finds code that fails, and says how", function()
    local out, code = check "```lua\nlocal x\nerror('no luck')\n```\n"
    assert.matches("^FAILED page%.md:1\n.*script%.lua:2: no luck", out)
    assert.equal(1, code)
  end)

  it("lets only the seconds at the end of a line differ", function()
    local page = "```lua\nprint('took %s')\n```\n```text\ntook %s\n```\n"
    assert.equal(0, select(2, check(page:format("0.25 s", "1.2e-05 s"))))
    assert.equal(1, select(2, check(page:format("0.25 s more", "0.26 s more"))))
    assert.equal(1, select(2, check(page:format("0.25 m", "0.26 m"))))
  end)

  it("takes text for output only right after the code", function()
    assert.equal(0, select(2, check "```lua\nprint(1)\n```\n\nwords\n\n```text\n2\n```\n"))
    assert.equal(0, select(2, check "```text\n2\n```\n\n```lua\nprint(1)\n```\n"))
  end)

  it("refuses a block without an end", function()
    assert.not_equal(0, select(2, check "```lua\nprint(1)\n"))
  end)
end)

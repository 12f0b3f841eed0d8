--- The code in README.md, docs/ and the reference runs and prints what it says.
local process = dofile "tests/spec/cli/process.lua"

local files = {"README.md"}
for path in io.popen("find docs -name '*.md' | LC_ALL=C sort"):lines() do files[#files + 1] = path end

describe("the code in", function()
  for _, path in ipairs(files) do
    it(path .. " runs and prints what it says", function()
      local out, err, code = process.run(("GDLUA=%s tools/run-docs %s"):format(
        process.quote(process.gdlua), process.quote(path)))
      assert.equal("", err)
      assert.equal(0, code, out)
      assert.equal(process.read(path):find("\n```lua\n") ~= nil, out:find("^ok ") ~= nil)
    end)
  end
end)

it("the examples of the reference run and print what they say", function()
  local folder = process.folder()
  local quoted = process.quote(folder)
  local gdlua = process.quote(process.gdlua)
  local out, err, code = process.run(
    ("%s tools/make-docs --reference %s && GDLUA=%s tools/run-docs %s/*.md"):format(
      gdlua, quoted, gdlua, quoted))
  process.clean()
  assert.equal("", err)
  assert.equal(0, code, out:gsub("ok [^\n]*\n", ""))
  assert.is_true(select(2, out:gsub("ok ", "")) > 150)
end)

describe("the links in", function()
  -- The anchor of a heading, as its page makes it.
  local function anchors(text)
    local set = {}
    for heading in text:gsub("```.-```", ""):gmatch("\n#+ ([^\n]+)") do
      set[heading:lower():gsub("[^%w%s-]", ""):gsub("%s", "-")] = true
    end
    return set
  end

  for _, path in ipairs(files) do
    it(path .. " lead somewhere", function()
      local text = process.read(path)
      local count = 0
      for target in text:gsub("```.-```", ""):gmatch("%]%(([^)]+)%)") do
        local file, anchor = target:match("^([^#]*)#?(.*)$")
        file = file == "" and path or (path:match("^.*/") or "") .. file
        assert.is_true(pcall(process.read, file), target)
        assert.is_true(anchor == "" or anchors(process.read(file))[anchor], target)
        count = count + 1
      end
      assert.is_true(count > 0)
    end)
  end
end)

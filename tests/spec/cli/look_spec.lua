-- --runs and --report: a look at a store without a script.
local process = dofile "tests/spec/cli/process.lua"

after_each(process.clean)

local function run(arguments)
  local out, err, status = process.run(process.gdlua .. " " .. arguments)
  return out, err, status
end

describe("gdlua --runs and --report", function()
  it("need a store", function()
    for _, arguments in ipairs{"--runs", "--report", "--report -o x.html", "--runs a.db b.db",
                               "--report a.db -p x.html", "--report a.db -o"} do
      local _, err, status = run(arguments)
      assert.equal(1, status)
      assert.matches("^gdlua: '%-%-r%l+' needs argument\nusage: ", err)
      assert.matches("\n  %-%-runs db +list the runs", err)
    end
  end)

  it("make none", function()
    local path = process.folder() .. "/none.db"
    for _, option in ipairs{"--runs ", "--report "} do
      local _, err, status = run(option .. path)
      assert.equal(1, status)
      assert.equal(("gdlua: cannot open the store: %s: No such file or directory\n"):format(path), err)
      assert.is_nil(io.open(path))
    end
  end)
end)

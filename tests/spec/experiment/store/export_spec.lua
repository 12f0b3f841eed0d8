local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local process = dofile "tests/spec/cli/process.lua"

local folder, store

before_each(function()
  folder = process.folder()
  store = gd.store(folder .. "/runs.db")
end)
after_each(function()
  store:close()
  process.clean()
end)

describe("store:export", function()
  it("writes a line a run", function()
    local r = gd.minimize(function(p) return (p.a - 1/3)^2 + p.b[1]^2 end, {a = 1, b = {2}},
                          {step = 0.1, epochs = 5, record = {store = store, name = 'a "name", with'}})
    gd.minimize(function(v) return v[1]^2 end, {1}, {step = 0.1, record = store})
    assert.equal(2, store:export(folder .. "/out.csv"))
    local text = process.read(folder .. "/out.csv")
    assert.matches('\n1,"a ""name"", with",minimize,minimum,gd,0.1,', text)
    assert.matches("option.epochs,option.step,x.a,x.b%[1%],x%[1%]\n", text)
    local numbers, texts = gd.load(folder .. "/out.csv")
    assert.equal(2, numbers.rows)
    local column
    for i, name in ipairs(numbers.names) do if name == "cost" then column = i end end
    assert.equal(r.cost, numbers[1][column])
    assert.equal('a "name", with', texts.name[1])
  end)

  it("writes a line an epoch", function()
    local r = gd.minimize(function(v) return v[1]^2 + 0.1 end, {1}, {step = 0.1, epochs = 7, record = store})
    gd.minimize(function(v) return v[1]^2 end, {1}, {history = {"change", "x"}, step = 0.1, epochs = 2,
                                                     record = store})
    gd.minimize(function(v) return v[1]^2 end, {1}, {history = false, record = store})
    assert.equal(3, store:export(folder .. "/out.csv", {history = true}))
    local lines = {}
    for line in io.lines(folder .. "/out.csv") do lines[#lines + 1] = line end
    assert.equal("id,name,epoch,change,cost,gradient_norm,step,x", lines[1])
    assert.equal(1 + 8 + 3, #lines)
    local cost = tonumber(lines[9]:match("^1,,7,,([^,]*),"))
    assert.equal(r.cost, cost)
  end)

  it("writes what is asked for, digit by digit", function()
    for i = 1, 3 do
      gd.minimize(function(v) return (v[1] - i)^2 end, {1/3}, {epochs = 0, record = store})
    end
    assert.equal(1, store:export(folder .. "/out.csv", {where = "id = 2"}))
    assert.matches(",0.3333333333333333\n$", process.read(folder .. "/out.csv"))
    assert.equal(1, store:export(folder .. "/out.csv", {limit = 1, order = "id DESC"}))
    assert.matches("\n3,", process.read(folder .. "/out.csv"))
  end)

  it("leaves the file alone where it fails", function()
    local name = folder .. "/out.csv"
    process.write(name, "old")
    gd.minimize(function(v) return v[1]^2 end, {1}, {record = store})
    blamed(function() store:export(name, {where = "nothing > 3"}) end, "bad option 'where' or 'order' to 'export'")
    assert.equal("old", process.read(name))
    blamed(function() store:export(folder .. "/no/out.csv") end, "cannot write '.-out.csv' %(No such file")
    blamed(function() store:export "out.txt" end, "bad argument #1 to 'export' %(the name of a file that ends in .csv")
    blamed(function() store:export(name, {histry = true}) end, "bad option 'histry' to 'export'")
    local out = process.run("ls " .. folder)
    assert.is_nil(out:find("tmp"))
  end)
end)

local example = dofile "tests/spec/examples/example.lua"
local picture = dofile "tests/spec/plot/picture.lua"
local process = dofile "tests/spec/cli/process.lua"

-- The step sizes, worked out here.
local steps = {
  constant = function() return 0.07 end,
  step = function(t) return 0.07*0.5^(t//40) end,
  exponential = function(t) return 0.07*0.98^t end,
  inverse = function(t) return 0.07/(1 + 0.05*t) end,
  cosine = function(t) return 0.07*(1 + math.cos(math.pi*t/200))/2 end,
}

describe("examples/schedules.lua", function()
  after_each(process.clean)

  it("ends where the products of (1 - step) and (1 - 25*step) say", function()
    local out = example.output("schedules")
    for name, step in pairs(steps) do
      local x, y, sum = 10, 1, 0
      for t = 0, 199 do
        local s = step(t)
        x, y, sum = (1 - s)*x, (1 - 25*s)*y, sum + s
      end
      local row = example.numbers(out:match("\n" .. name .. " ([^\n]*)"))
      example.close(sum, row[1], 1e-5)
      example.close((x^2 + 25*y^2)/2, row[2], 1e-5)
      example.close(50*math.exp(-2*sum), row[3], 1e-5)
    end
  end)

  it("draws schedules and runs into the folder it is given", function()
    local folder = process.folder()
    local out = example.output("schedules", process.quote(folder))
    assert.is_truthy(out:find(("\nPictures: %s/schedules.png, %s/schedules_compared.png\n"):format(
      folder, folder), 1, true))
    assert.same({800, 560}, {picture.size(folder .. "/schedules.png")})
    assert.same({800, 700}, {picture.size(folder .. "/schedules_compared.png")})
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("schedules") end)
end)

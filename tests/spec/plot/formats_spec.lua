-- Every picture in every format: the file is there and has the size asked for.
local picture = dofile "tests/spec/plot/picture.lua"

local before = [[
local function bowl(v) return v[1]^2 + 3*v[2]^2 end
local kept = {history = {"cost", "step", "x"}, step = 0.1}
local one = gd.minimize(function(x) return (x - 3)^2 end, 0, kept)
local two = gd.minimize(bowl, {3, -2}, kept)
]]

local calls = {
  curve    = "gd.plot.curve(math.cos, {0, 6}, %s)",
  path     = "gd.plot.path(two, %s)",
  contour  = "gd.plot.contour(bowl, {-1, 1}, {-2, 2}, %s)",
  surface  = "gd.plot.surface(bowl, {-1, 1}, {-2, 2}, %s)",
  history  = "gd.plot.history(one, %s)",
  schedule = "gd.plot.schedule(gd.schedule.cosine(0.1, 0, 50), 50, %s)",
  compare  = "gd.plot.compare({one = one, two = two}, %s)",
  lr_find  = "gd.lr_find(bowl, {3, -2}):plot(%s)",
  profile  = "gd.profile({'beale', 'wood'}, {'lbfgs', 'cg'}):plot(%s)",
  sweep    = "gd.plot.sweep({{params = {a = 1}, seed = 1, result = one}}, %s)",
  result   = "one:plot(%s)",
}

describe("a picture in a file:", function()
  after_each(picture.clean)

  for name, call in pairs(calls) do
    it(name .. " in all formats, of the usual size", function()
      local code = {before}
      for _, ending in ipairs{"png", "svg", "pdf"} do
        code[#code + 1] = "print(" .. call:format(("'a.%s'"):format(ending)) .. ")\n"
      end
      local run = picture.draw(table.concat(code))
      assert.same({"", "a.png\na.svg\na.pdf\n", 0}, {run.err, run.out, run.status})
      assert.same({800, 560}, {picture.size(run.folder .. "/a.png")})
      assert.same({800, 560}, {picture.size(run.folder .. "/a.svg")})
      assert.same({600, 420}, {picture.size(run.folder .. "/a.pdf")})
    end)

    it(name .. " of another size", function()
      local run = picture.draw(before .. call:format("{file = 'b.png', size = {333, 222}}") .. "\n" ..
                               call:format("{file = 'B.SVG', size = {1001, 800}}"))
      assert.same({"", 0}, {run.err, run.status})
      assert.same({333, 222}, {picture.size(run.folder .. "/b.png")})
      assert.same({1001, 800}, {picture.size(run.folder .. "/B.SVG")})
    end)
  end

  it("the names are those of gd.plot", function()
    local gd = require "gdlua"
    for _, name in ipairs(gd.plot.names()) do assert.is_string(calls[name], name) end
  end)

  it("gnuplot is told the same, byte for byte, every time", function()
    local code = before .. calls.compare:format("'a.svg'") .. "\n" .. calls.surface:format("'a.svg'")
    local function told()
      local run = picture.draw(code)
      for i, text in ipairs(run.commands) do
        run.commands[i] = text:gsub("%.gdlua[%w_]+%.svg", "draft.svg")
      end
      return run.commands
    end
    local first = told()
    assert.equal(2, #first)
    assert.same(first, told())
  end)

  it("draws the same from stock Lua", function()
    local process = dofile "tests/spec/cli/process.lua"
    local run = picture.draw(before .. calls.path:format("'a.png'"), process.stock:match("^(.*) lua5%.4$"),
                             "lua5.4")
    assert.same({"", 0}, {run.err, run.status})
    assert.same({800, 560}, {picture.size(run.folder .. "/a.png")})
  end)
end)

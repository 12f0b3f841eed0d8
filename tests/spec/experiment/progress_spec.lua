-- How far a sweep is.
local core = require "gdlua.core"
local progress = require "gdlua.experiment.progress"

describe("the progress of a sweep", function()
  local now, old, stderr, written = 0, core.now, io.stderr, nil
  before_each(function()
    now, written = 100, {}
    core.now = function() return now end
    io.stderr = {write = function(_, ...) written[#written + 1] = table.concat{...} end}
  end)
  after_each(function() core.now, io.stderr = old, stderr end)

  it("is said with the time that is left", function()
    local p = progress.new(true, 100)
    now = 110
    assert.equal("25 of 100 runs, 30 s left", p:text(25, 25, 0))
    assert.equal("25 of 100 runs, 3 failed, 75 s left", (p:text(25, 10, 3):gsub("1 min 15 s", "75 s")))
    assert.equal("100 of 100 runs", p:text(100, 25, 0))
    assert.equal("20 of 100 runs", p:text(20, 0, 0))
  end)

  it("is shown after some time, now and then, and wiped away", function()
    local p = progress.new(true, 10)
    now = 100.4
    p:tick(1, 1, 0)
    assert.same({}, written)
    now = 101
    p:tick(2, 2, 0)
    now = 101.1
    p:tick(3, 3, 0)
    p:clear()
    p:clear()
    assert.same({"\r\27[K2 of 10 runs, 4 s left", "\r\27[K"}, written)
  end)

  it("is not shown where it is not wanted, or there is no terminal", function()
    for _, wanted in ipairs{false, core.is_terminal() or "auto"} do
      if wanted ~= true then
        local p = progress.new(wanted, 10)
        now = 200
        p:tick(1, 1, 0)
        p:clear()
        assert.same({}, written)
      end
    end
  end)

  it("says times as people do", function()
    assert.same({"1 s", "59 s", "1 min 0 s", "59 min 59 s", "1 h 0 min", "27 h 46 min"},
                {progress.duration(0.2), progress.duration(59), progress.duration(59.5),
                 progress.duration(3599), progress.duration(3600), progress.duration(100000)})
  end)
end)

-- Pieces of work in other processes.
local core = require "gdlua.core"
local pool = require "gdlua.experiment.pool"

local function numbers(n)
  local list = {}
  for i = 1, n do list[i] = i end
  return list
end

-- What becomes of the pieces: index -> text, or {reason} where it died.
local function outcome(o)
  local got = {}
  o.done = function(index, text)
    assert.is_nil(got[index])
    got[index] = text
  end
  o.died = function(index, reason)
    assert.is_nil(got[index])
    got[index] = {reason}
  end
  return got, pool.run(o)
end

describe("work in other processes", function()
  it("is done once each, by any number of them", function()
    for _, jobs in ipairs{1, 2, 5, 40} do
      local got, interrupted = outcome{todo = numbers(30), jobs = jobs,
                                       work = function(i) return ("x"):rep(i*i) .. i end}
      assert.is_false(interrupted)
      for i = 1, 30 do assert.equal(("x"):rep(i*i) .. i, got[i]) end
    end
  end)

  it("knows what is known here, and changes nothing here", function()
    local known = {value = 7}
    local got = outcome{todo = {3}, jobs = 1, work = function(i)
      known.value = known.value + i
      return tostring(known.value) .. tostring(core.in_worker())
    end}
    assert.equal("10true", got[3])
    assert.equal(7, known.value)
    assert.is_false(core.in_worker())
  end)

  it("may be nothing", function()
    assert.same({}, (outcome{todo = {}, jobs = 2, work = print}))
  end)

  it("loses no more than what was at work when a process ends", function()
    local got = outcome{todo = numbers(40), jobs = 2, work = function(i)
      if i == 7 then os.exit(3) end
      if i == 20 then os.exit(true) end
      return "done"
    end}
    assert.same({"the process ended: exit status 3"}, got[7])
    assert.same({"the process ended: exit status 0"}, got[20])
    for i = 1, 40 do if i ~= 7 and i ~= 20 then assert.equal("done", got[i]) end end
  end)

  it("loses no more when a process is killed", function()
    local got = outcome{todo = numbers(10), jobs = 2, work = function(i)
      if i == 4 then
        os.execute("kill -9 $PPID")
        while true do end
      end
      return "done"
    end}
    assert.matches("signal 9", got[4][1])
    for i = 1, 10 do if i ~= 4 then assert.equal("done", got[i]) end end
  end)

  it("ends what takes too long", function()
    local got = outcome{todo = numbers(4), jobs = 2, time = 0.2, work = function(i)
      while i == 2 do end
      return "done"
    end}
    assert.same({"time limit of 0.2 s for a run"}, got[2])
    assert.equal("done", got[1] and got[3] and got[4])
  end)

  it("carries answers that are larger than a pipe", function()
    local got = outcome{todo = numbers(6), jobs = 2, work = function(i) return (tostring(i)):rep(1000000) end}
    for i = 1, 6 do assert.equal((tostring(i)):rep(1000000), got[i]) end
  end)

  it("is done where it is asked for in a worker itself", function()
    local got = outcome{todo = {1}, jobs = 1, work = function()
      local inner = {}
      pool.run{todo = {1, 2}, jobs = 2, work = function(i) return tostring(i*10) end,
               done = function(i, text) inner[i] = text end, died = function() end}
      return inner[1] .. inner[2]
    end}
    assert.equal("1020", got[1])
  end)

  it("leaves no process behind when something here raises", function()
    assert.has_error(function()
      pool.run{todo = numbers(10), jobs = 2, work = function() return "" end,
               done = function() error "here" end, died = function() end}
    end)
    assert.has_error(function() core.pool(0) end)
  end)
end)

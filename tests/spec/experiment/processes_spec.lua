-- Programs with sweeps that are interrupted or killed.
local process = dofile "tests/spec/cli/process.lua"

-- Runs the script; `around` is a shell command with %s for the program.
local function run(script, around)
  local folder = process.folder()
  process.write(folder .. "/script.lua", script)
  local program = process.quote(process.gdlua) .. " script.lua"
  return process.run(("cd %s; "):format(folder) .. (around or "%s"):gsub("%%s", (program:gsub("%%", "%%%%"))))
end

-- The process that a worker's command in a shell belongs to, and its parent.
local PARENT = "$(cut -d' ' -f4 /proc/$PPID/stat)"

describe("a program with a sweep", function()
  teardown(process.clean)

  it("keeps what is finished when it is interrupted, and goes on", function()
    local out, err, status = run([[
      local list = gd.sweep{grid = {k = {1, 2, 3, 4, 5, 6}}, jobs = 2, run = function(p)
        if p.k < 3 then return p.k end
        os.execute(p.k == 3 and "sleep 0.2; kill -INT ]] .. PARENT .. [[" or "true")
        while true do end
      end}
      for i, row in ipairs(list) do print(i, row.result, row.error) end
      print(list.interrupted, list.missing, (tostring(list):match("^[^\n]*"):gsub(", [%d.e-]+ s", "")))
      print(gd.minimize(function(x) return x^2 end, 3).converged)]])
    assert.equal([[
1	1	nil
2	2	nil
3	nil	interrupted before it ran
4	nil	interrupted before it ran
5	nil	interrupted before it ran
6	nil	interrupted before it ran
true	4	6 runs: 6 points; 2 jobs; 4 not done: interrupted
true
]], out)
    assert.equal("", err)
    assert.equal(0, status)
  end)

  it("ends at the second interrupt", function()
    local _, _, status = run([[
      local function interrupt() io.popen("kill -INT $PPID"):close() while true do end end
      gd.sweep{run = function() os.execute("kill -INT ]] .. PARENT .. [[") while true do end end}
      interrupt()]])
    assert.is_true(status == 130 or status == "signal 2", tostring(status))
  end)

  it("takes its workers with it when it is killed", function()
    local out = run([[
      gd.sweep{seeds = 2, jobs = 2, run = function()
        os.execute("echo $PPID >> pids")
        while true do end
      end}]], [[
%s & p=$!
for i in $(seq 100); do [ "$(cat pids 2>/dev/null | wc -l)" = 2 ] && break; sleep 0.05; done
kill -9 $p
for i in $(seq 100); do
  left=; for q in $(cat pids); do kill -0 $q 2>/dev/null && left=1; done
  [ -z "$left" ] && break; sleep 0.05
done
wc -l < pids; echo "left: $left"]])
    assert.equal("2\nleft: \n", out)
  end)

  it("shows what its runs print, each once, and reads nothing there", function()
    local out, _, status = process.run(process.quote(process.gdlua) .. " -", [[
      io.write("before; ")
      gd.sweep{seeds = 3, jobs = 1, run = function(_, seed) io.write(seed, io.read() or "-", "; ") end}
      io.write("after\n")]])
    assert.equal("before; 1-; 2-; 3-; after\n", out)
    assert.equal(0, status)
  end)

  it("leaves nothing behind", function()
    local out = run([[
      for i = 1, 5 do
        gd.sweep{seeds = 4, jobs = 4, run = function() if i == 3 then os.exit(1) end return i end}
        pcall(gd.sweep, {seeds = 4, jobs = 2, run = function() return 1 end, score = function() error "here" end})
      end
      os.execute("ls /proc/$PPID/fd | wc -l; cat /proc/$PPID/task/*/children | wc -w")]])
    local files, children = out:match("(%d+)\n(%d+)")
    assert.is_true(tonumber(files) < 10, out)
    assert.equal("1", children)                      -- the shell that looks
  end)

  it("may be a script for stock Lua", function()
    local folder = process.folder()
    process.write(folder .. "/s.lua", [[
      local gd = require "gdlua"
      local list = gd.sweep{grid = {k = {1, 2, 3}}, jobs = 2, run = function(p)
        return gd.minimize(function(x) return (x - p.k)^2 end, 0, {step = 0.3}).cost < 1e-10
      end}
      for _, row in ipairs(list) do print(row.result) end]])
    assert.equal("true\ntrue\ntrue\n", (process.run(process.stock .. " " .. folder .. "/s.lua")))
  end)
end)

--- What a store survives: killed writers, full disks, files that are something else.
local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local process = dofile "tests/spec/cli/process.lua"

local folder, path

before_each(function()
  folder = process.folder()
  path = folder .. "/runs.db"
end)
after_each(process.clean)

local function cost(v) return (v[1] - 1)^2 + 3*v[2]^2 end

local function fill(n)
  local s = gd.store(path)
  for _ = 1, n do gd.minimize(cost, {2, 3}, {record = s}) end
  s:close()
end

local function program(text)
  local name = folder .. "/script.lua"
  process.write(name, text)
  return process.quote(process.gdlua) .. " " .. process.quote(name) .. " " .. process.quote(path)
end

local writer = [[
local s = gd.store(arg[1])
for i = 1, tonumber(arg[2] or 1e9) do
  gd.minimize(function(v) return (v[1] - 1)^2 + 3*v[2]^2 end, {2, 3},
              {record = {store = s, name = arg[3]}})
  print(i) io.stdout:flush()
end
]]

describe("a store", function()
  it("loses nothing that was reported when its writer is killed", function()
    local command = program(writer)
    for _ = 1, 3 do
      local before = 0
      if io.open(path) then before = #gd.store(path, {mode = "read"}):runs() end
      local out = process.run(("%s & p=$!; while [ ! -s %s ]; do :; done; sleep 0.05; kill -9 $p; wait $p")
                              :format(command .. " > " .. folder .. "/out", folder .. "/out"))
      assert.equal("", out)
      local reported = tonumber(process.read(folder .. "/out"):match("(%d+)\n[^\n]*$"))
      process.write(folder .. "/out", "")
      assert.is_true(reported >= 1)
      local s = gd.store(path)
      assert.is_true(#s:runs() >= before + reported)
      assert.is_true(#s:runs() <= before + reported + 1)
      assert.equal("ok", s.db:row "PRAGMA integrity_check".integrity_check)
      local last = #s:runs()
      assert.equal(s:run(1).result.cost, s:run(last).result.cost)
      assert.equal(#s:run(last).history.cost, s:run(last).result.epochs + 1)
      s:close()
    end
  end)

  it("is made by several processes at once", function()
    local command = program "local s = gd.store(arg[1]) s:add(gd.minimize(gd.sum_of_squares, {1}))"
    for i = 1, 6 do
      local target = process.quote(path .. i)
      local one = command:gsub("%S+$", function() return target end) .. " &"
      local out, err = process.run(one:rep(4, " ") .. " wait")
      assert.equal("", out .. err)
      local s <close> = gd.store(path .. i)
      assert.equal(4, #s:runs())
    end
  end)

  it("takes runs of several processes at once", function()
    local command = program(writer)
    local list = {}
    for i = 1, 3 do list[i] = ("%s 40 %d > /dev/null &"):format(command, i) end
    local out, err = process.run(table.concat(list, " ") .. " wait")
    assert.equal("", out .. err)
    local s = gd.store(path)
    assert.equal(120, #s:runs())
    for i = 1, 3 do assert.equal(40, #s:runs{where = {name = tostring(i)}}) end
    s:close()
  end)

  it("says when the disk is full, and keeps what was there", function()
    fill(3)
    local text = [[
local s = gd.store(arg[1])
local r
for i = 1, 2000 do
  r = gd.minimize(function(v) return (v[1] - 1)^2 + 3*v[2]^2 end, {2, 3}, {record = s})
  if #r.warnings > 0 then break end
end
print(r.converged, r.warnings[1])
print(pcall(s.add, s, r))
]]
    local out, err, code = process.run("trap '' XFSZ; ulimit -f 400; " .. program(text))
    assert.equal(0, code, err)
    assert.matches("^true\tthis run was not recorded: .-store '.-runs.db': ", out)
    assert.matches("Nothing of this was written; what was in it before is whole", out)
    assert.matches("\nfalse\t", out)
    assert.matches("gdlua: warning: this run was not recorded", err)
    local s = gd.store(path)
    assert.is_true(#s:runs() >= 3)
    assert.equal("ok", s.db:row "PRAGMA integrity_check".integrity_check)
    local before = #s:runs()
    gd.minimize(cost, {2, 3}, {record = s})
    assert.equal(before + 1, #s:runs())
    s:close()
  end)

  it("writes all of a batch or nothing where there is no room", function()
    local s = gd.store(path)
    local id = s:begin_sweep{name = "a", digest = "1", count = 3}
    s:put_rows(id, {{index = 1, params = {a = 1}, seed = 1, result = 2, seconds = 0.1}})
    s.db:run(("PRAGMA max_page_count = %d"):format(s.db:row "PRAGMA page_count".page_count))
    local big = gd.zeros(20000)
    blamed(function()
      s:put_rows(id, {{index = 2, params = {}, seed = 1, result = 3, seconds = 0.1},
                      {index = 3, params = {}, seed = 2, result = big, seconds = 0.1}})
    end, "store '.-': there is no room left on the disk. Nothing of this was written; .- Make room")
    local _, done = s:begin_sweep{name = "a", digest = "1", count = 3}
    assert.equal(2, done[1].result)
    assert.is_nil(done[2])
    assert.is_nil(done[3])
    s:close()
  end)

  it("is looked at only where it cannot be written", function()
    fill(2)
    local s = gd.store(path, {mode = "read"})
    assert.equal(2, #s:runs())
    blamed(function() s:delete(1) end, "it is open for reading only")
    blamed(function() gd.minimize(cost, {2, 3}, {record = s}) end, "it is open for reading only")
    s:close()
    blamed(function() gd.store(folder .. "/none.db", {mode = "read"}) end,
           "store '.-none.db': it cannot be opened %(there is no such file%)")
    blamed(function() gd.store(folder .. "/no/runs.db") end, "store '.-': it cannot be opened %(.*no")
  end)

  it("is looked at where its folder cannot be written", function()
    fill(2)
    local text = [[
local s = gd.store(arg[1])
print(#s:runs(), s:run(1).result.converged)
print(select(2, pcall(s.delete, s, 1)))
]]
    local command = program(text)
    -- Permissions mean nothing to root.
    local prefix = io.popen("id -u"):read("l") == "0" and "setpriv --reuid=65534 --clear-groups " or ""
    process.run(("chmod 755 %s; chmod 444 %s; chmod a-w %s"):format(folder, path, folder))
    local out, err = process.run(prefix .. command)
    process.run("chmod u+w " .. folder)
    assert.equal("", err)
    assert.matches("^2\ttrue\n.-it is open for reading only: the file or its folder cannot be " ..
                   "written. Change that, or copy the store", out)
  end)

  it("is no other file", function()
    process.write(path, ("this is a text\n"):rep(100))
    blamed(function() gd.store(path) end, "store '.-': it is no store: the file is something else")
    assert.equal(("this is a text\n"):rep(100), process.read(path))
    blamed(function() gd.store(folder) end, "store '.-'")
    local other = folder .. "/other.db"
    local db = require "gdlua.experiment.store.database".open(other, "write")
    db:run "CREATE TABLE people (name TEXT)"
    db:close()
    blamed(function() gd.store(other) end, "this is a database, but no store of gdlua")
  end)

  it("of a newer gdlua is refused", function()
    local s = gd.store(path)
    s.db:run "PRAGMA user_version = 99"
    s:close()
    blamed(function() gd.store(path) end,
           "its format is version 99, this gdlua reads versions up to 1; use a newer gdlua")
  end)

  it("says that it is damaged, whatever is wrong with it", function()
    fill(20)
    local whole = process.read(path)
    gd.seed(11)
    local refused = 0
    for i = 1, 40 do
      local bytes = {}
      for k = 1, #whole, 4096 do bytes[#bytes + 1] = whole:sub(k, k + 4095) end
      local k = 1 + (i % #bytes)
      local from = 1 + math.floor(gd.uniform(nil, 0, 3000))
      bytes[k] = bytes[k]:sub(1, from - 1) .. ("\171"):rep(512) .. bytes[k]:sub(from + 512)
      process.write(path, table.concat(bytes))
      os.remove(path .. "-wal")
      os.remove(path .. "-shm")
      local good, message = pcall(function()
        local s <close> = gd.store(path)
        for _, row in ipairs(s:runs()) do s:run(row.id) end
      end)
      if not good then
        refused = refused + 1
        assert.matches("store '.-'", message)
      end
    end
    assert.is_true(refused > 10)
    process.write(path, whole:sub(1, 8192))
    blamed(function()
      local s <close> = gd.store(path)
      s:runs()
    end, "store '.-': .*damaged")
  end)

  it("answers nothing that has changed in the file", function()
    fill(1)
    local s = gd.store(path)
    local id = s:begin_sweep{name = "a", digest = "1", count = 1}
    s:put_rows(id, {{index = 1, params = {}, result = 1.5, seconds = 0}})
    local function spoil(what, key)
      s.db:run(("UPDATE %s SET %s = CAST(substr(%s, 1, length(%s) - 3) || x'41' || substr(%s, -2) AS BLOB)")
               :format(what, key, key, key, key))
    end
    spoil("history", "doubles")
    blamed(function() s:run(1) end, "store '.-': the history of run 1 is damaged %(its '%w+'%)")
    s.db:run "DELETE FROM history"
    assert.is_true(s:run(1).result.converged)
    spoil("runs", "packed")
    blamed(function() s:run(1) end, "store '.-': the record of run 1 is damaged")
    spoil("sweep_rows", "packed")
    blamed(function() s:begin_sweep{name = "a", digest = "1", count = 1} end,
           "store '.-': row 1 of the sweep 'a' is damaged")
    s:close()
  end)

  it("does not wait for another writer for ever", function()
    fill(1)
    local s, other = gd.store(path), gd.store(path)
    s.db:run "BEGIN IMMEDIATE"
    other.db.db:patience(10)
    local r = gd.minimize(cost, {2, 3})
    blamed(function() other:add(r) end,
           "store '.-': another process keeps writing to it; try again when it is done")
    s.db:run "COMMIT"
    gd.minimize(cost, {2, 3}, {record = other})
    assert.equal(2, #s:runs())
    s:close()
    other:close()
  end)
end)

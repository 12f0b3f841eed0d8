local gd = require "gdlua"
local core = require "gdlua.core"
local process = dofile "tests/spec/cli/process.lua"

after_each(process.clean)

local function memory()
  local db = assert(core.sqlite ":memory:")
  assert(db:run "CREATE TABLE t (a, b)")
  return db
end

describe("core.sqlite", function()
  it("gives back what was put in", function()
    local db = memory()
    local values = {1, -2^63 // 1 | 0, 0.1, math.huge, -0.0, "text", "", "a\0b", true}
    for i, value in ipairs(values) do assert(db:run("INSERT INTO t VALUES (?, ?)", i, value)) end
    local rows = db:run "SELECT b FROM t ORDER BY a"
    values[#values] = 1
    for i, value in ipairs(values) do
      assert.equal(value, rows[i].b)
      assert.equal(math.type(value), math.type(rows[i].b))
    end
    assert.equal(#values, db:last())
    db:run("DELETE FROM t WHERE a < ?", 4)
    assert.equal(3, db:changes())
    assert(db:run("INSERT INTO t VALUES (?, ?)", nil, 0/0))
    assert.same({}, db:run("SELECT * FROM t WHERE a IS NULL")[1])
    db:close()
  end)

  it("has bytes and arrays", function()
    local db = memory()
    local A = gd.matrix{{1, 2, 3}, {4, 5, 6}}
    for _, value in ipairs{{"\0\1\255"}, {""}, gd.vector{1.5, 2}, A, gd.zeros(0)} do
      assert(db:run("INSERT INTO t (b) VALUES (?)", value))
    end
    local rows = db:run "SELECT b, typeof(b) AS kind FROM t"
    for i = 1, 5 do assert.equal("blob", rows[i].kind) end
    assert.equal("\0\1\255", rows[1].b)
    assert.equal("", rows[2].b)
    assert.is_true(core.doubles(rows[3].b) == gd.vector{1.5, 2})
    assert.is_true(core.doubles(rows[4].b, 3) == A)
    assert.equal(0, #core.doubles(rows[5].b))
    assert.is_nil(core.doubles("1234567"))
    assert.is_nil(core.doubles(rows[4].b, 4))
    assert.is_nil(core.doubles(rows[4].b, math.maxinteger))
    assert.equal(0x995DC9BBDF1939FA, core.crc "123456789")
    assert.equal(core.crc(rows[4].b), core.crc(A))
    for _, value in ipairs{print, {}, {3}, io.stdout, coroutine.create(print)} do
      assert.is_false(pcall(db.run, db, "INSERT INTO t (b) VALUES (?)", value))
    end
    db:close()
  end)

  it("answers failures", function()
    local db = memory()
    local function fails(kind, pattern, sql, ...)
      local rows, got, message = db:run(sql, ...)
      assert.is_nil(rows)
      assert.equal(kind, got)
      assert.matches(pattern, message)
    end
    fails("other", "syntax error", "SELEC 1")
    fails("other", "no such table: u", "SELECT * FROM u")
    fails("other", "one statement", "SELECT 1; SELECT 2")
    fails("other", "one statement", "")
    fails("other", "one statement, with all its values", "SELECT ?")
    fails("other", "one statement, with all its values", "SELECT 1", 2)
    assert(db:run "CREATE UNIQUE INDEX i ON t (a)")
    assert(db:run "INSERT INTO t VALUES (1, 1)")
    fails("constraint", "UNIQUE", "INSERT INTO t VALUES (1, 2)")
    assert.equal(1, #db:run "SELECT * FROM t")
    local _, kind = core.sqlite("/no/such/folder/x")
    assert.equal("cantopen", kind)
    db:close()
    assert.is_false(pcall(db.run, db, "SELECT 1"))
    db:close()
  end)

  it("keeps more statements than it has room for", function()
    local db = memory()
    for _ = 1, 3 do
      for i = 1, 60 do assert.equal(i, db:run(("SELECT %d AS n"):format(i))[1].n) end
    end
    db:close()
  end)

  it("resets a statement that has failed half-way", function()
    local db = memory()
    for i = 1, 10 do db:run("INSERT INTO t VALUES (?, 1)", i) end
    for _ = 1, 3 do
      local rows, _, message = db:run "SELECT abs(a - 11 + CASE a WHEN 5 THEN -9223372036854775802 ELSE 0 END) AS n FROM t"
      assert.is_nil(rows)
      assert.matches("integer overflow", message)
    end
    assert(db:run "DROP TABLE t")
    db:close()
  end)

  it("knows of transactions, and of files that are only read", function()
    local path = process.folder() .. "/a b%.db"
    local db = core.sqlite(path)
    assert.is_false(db:in_transaction())
    db:run "BEGIN"
    assert.is_true(db:in_transaction())
    db:run "CREATE TABLE t (a)"
    db:run "COMMIT"
    assert.is_false(db:is_readonly())
    db:close()
    db = core.sqlite(path, "read")
    assert.is_true(db:is_readonly())
    local _, kind = db:run "INSERT INTO t VALUES (1)"
    assert.equal("readonly", kind)
    db:close()
  end)

  it("belongs to its process", function()
    local path = process.folder() .. "/runs.db"
    local store = gd.store(path)
    store:add(gd.minimize(gd.sum_of_squares, {1}))
    local answers = {}
    require "gdlua.experiment.pool".run{
      todo = {1, 2}, jobs = 2,
      work = function(i)
        local _, message = pcall(store.runs, store)
        if i == 2 then
          store:close()
          store = nil
          collectgarbage()
        end
        return message
      end,
      done = function(i, text) answers[i] = text end,
      died = function(_, reason) error(reason) end,
    }
    for i = 1, 2 do
      assert.matches("this store was opened by another process; only that one can use it", answers[i])
    end
    store:add(gd.minimize(gd.sum_of_squares, {1}))
    assert.equal(2, #store:runs())
    store:close()
  end)
end)

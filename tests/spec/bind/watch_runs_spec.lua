-- Elements that were read one after the other are looked at at once.
local core = require "gdlua.core"

local rows, columns = 80, 20

-- A watcher of a function that has read rows of numbers and a list; both.
local function watched(value, list)
  local X = {}
  for i = 1, rows do
    X[i] = {}
    for j = 1, columns do X[i][j] = value(i, j) end
  end
  local w = core.watcher()
  local r = w:call(function()
    local s = 0
    for i = 1, #X do
      local row = X[i]
      for j = 1, #row do s = s + row[j] end
      if list then s = s + list[i] end
    end
    return s
  end)
  assert(r.ok, r[1])
  assert.is_nil(w:changed())
  return w, X
end

local function float(i, j) return i + j/32 end
local function integer(i, j) return 100*i + j end

describe("runs of elements", function()
  it("are seen to change, wherever that is", function()
    for _, value in ipairs{float, integer} do
      local w, X = watched(value)
      for _, i in ipairs{1, 2, 41, rows} do
        for j = 1, columns do
          local was = X[i][j]
          X[i][j] = was + 1
          local slot, name = w:changed()
          assert.equal(("element %d of a table"):format(j), name)
          assert.equal(slot, (w:changed()))
          X[i][j] = was
          assert.is_nil(w:changed())
        end
      end
    end
  end)

  it("compare bits and kinds", function()
    local w, X = watched(function(i, j) return j == 3 and 0.0 or j == 4 and 0/0 or float(i, j) end)
    local function sees(j, v, name)
      local was = X[7][j]
      X[7][j] = v
      assert.equal(name or ("element %d of a table"):format(j), select(2, w:changed()))
      X[7][j] = was
      assert.is_nil(w:changed())
    end
    sees(3, -0.0)
    sees(3, 0)
    sees(4, 1.0)
    sees(5, "5")
    sees(6, false)
    sees(columns - 1, nil)
    local v, X2 = watched(integer)
    X2[9][2] = X2[9][2] + 0.0
    assert.equal("element 2 of a table", select(2, v:changed()))
  end)

  it("are seen to be longer, shorter, or other tables", function()
    local w, X = watched(float)
    X[5][columns + 1] = 1.0
    assert.equal("the length of a table", select(2, w:changed()))
    X[5][columns + 1] = nil
    assert.is_nil(w:changed())
    X[rows][columns] = nil
    assert.is_truthy(w:changed())
    X[rows][columns] = float(rows, columns)
    assert.is_nil(w:changed())
    local own = X[12]
    X[12] = table.move(own, 1, columns, 1, {})
    assert.equal("element 12 of a table", select(2, w:changed()))
    X[12] = own
    assert.is_nil(w:changed())
    setmetatable(own, {})
    assert.equal("the metatable of a table", select(2, w:changed()))
  end)

  it("are the same where a table was laid out anew", function()
    local w, X = watched(float)
    for i = 1, rows do
      for j = 1, 40 do X[i]["name" .. j] = j end
      for j = 1, 40 do X[i]["name" .. j] = nil end
      for j = columns + 1, 100 do X[i][j] = 0.5 end
      for j = 100, columns + 1, -1 do X[i][j] = nil end
    end
    collectgarbage()
    local _, name = w:changed()
    assert.is_nil(name)
    X[3][columns] = 0.25
    assert.equal("element 20 of a table", select(2, w:changed()))
  end)

  it("are of elements outside the array of their table, too", function()
    local far = {}
    for i = 1, 3000 do far[1000000 + i] = i/2 end
    local w = core.watcher()
    w:call(function() local s = 0; for i = 1, 3000 do s = s + far[1000000 + i] end; return s end)
    assert.is_nil(w:changed())
    far[1002000] = 1.0
    assert.equal("element 1002000 of a table", select(2, w:changed()))
  end)

  it("go on beside slots that are in none", function()
    local list = {}
    for i = 1, rows do list[i] = 1/i end
    local w = watched(float, list)
    for _, i in ipairs{1, 50, rows} do
      list[i] = -1/i
      assert.equal(("element %d of a table"):format(i), select(2, w:changed()))
      list[i] = 1/i
      assert.is_nil(w:changed())
    end
  end)

  it("go on without elements that have become inputs", function()
    local w, X = watched(float)
    X[30][10] = 5.5
    local slot = w:changed()
    assert.is_true(w:promote(slot))
    assert.is_nil(w:changed())
    X[30][10] = 6.5
    assert.is_nil(w:changed())
    assert.equal(6.5, (w:inputs()))
    X[30][11] = 0.5
    assert.equal(slot + 1, (w:changed()))
    X[30][11] = float(30, 11)
    w:demote(slot)
    assert.is_nil(w:changed())
    X[30][10] = 7.5
    assert.equal(slot, (w:changed()))
  end)

  it("are forgotten with their slots, and more may come", function()
    local w, X = watched(float)
    local n, bytes = w:size()
    assert.is_true(n > rows*columns)
    assert.is_true(bytes < 96*n)
    w:clear()
    assert.is_nil(w:changed())
    X[1][1] = 99.5
    assert.is_nil(w:changed())
    w:call(function() local s = 0; for j = 1, columns do s = s + X[1][j] end; return s end)
    assert.is_nil(w:changed())
    X[1][2] = 99.5
    assert.equal("element 2 of a table", select(2, w:changed()))
  end)

  it("are looked for again when more was read", function()
    local w, X = watched(float)
    local more = {}
    for i = 1, 2000 do more[i] = i/2 end
    w:call(function() local s = 0; for i = 1, #more do s = s + more[i] end; return s end)
    assert.is_nil(w:changed())
    more[1999] = 0.5
    assert.equal("element 1999 of a table", select(2, w:changed()))
    more[1999] = 1999/2
    X[1][1] = -1.0
    assert.equal("element 1 of a table", select(2, w:changed()))
  end)
end)

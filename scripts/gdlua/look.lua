--- What the program does for --runs and --report: a look at a store without a
--- script.
local look = {}

-- The store at the path, which must be there: looking makes none.
local function open(path)
  local file, why = io.open(path, "rb")
  if not file then error(("cannot open the store: %s"):format(why), 0) end
  file:close()
  return require "gdlua".store(path)
end

--- Prints the runs in the store.
function look.runs(path)
  local store = open(path)
  print(store:runs())
  store:close()
end

--- Writes a page about them.
function look.report(path, page)
  local store = open(path)
  require "gdlua".report(store, page, {title = path})
  store:close()
  print(page)
end

return look

--- A run as plain data, for stores, reports and other processes:
---   name, goal ("minimum" or "maximum"), method, step, options (name -> text)
---   by         the function that was called: "minimize"
---   start      in the shape it had
---   again      option -> what of it can be kept as data (gdlua.experiment.plain)
---   lost       the names of the options of which nothing can be kept
---   seed       the last that gd.seed was given, or nil
---   random     where gd's generator was when the run began
---   origin     where it was when the program began
---   script, arguments   what the program was told to run
---   ordinal    which run of its process it was
---   versions, host, began (seconds since 1970)
---   history    field -> vector; of x and gradient, a matrix with a row an epoch, unless
---              the start is a number
---   result     the fields of the result
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local options = require "gdlua.options"
local plain = require "gdlua.experiment.plain"
local result = require "gdlua.result"
local script = require "gdlua.experiment.script"
local tree = require "gdlua.tree"

local record = {}

local shown = {
  "x", "cost", "gradient_norm", "epochs", "updates", "evaluations", "elapsed", "converged",
  "reason", "warnings", "best", "last", "validation",
}

-- Not options of the run itself.
local apart = {record = true, checkpoint = true, progress = true, verbose = true}

local function function_text(f)
  local info = debug.getinfo(f, "S")
  return info.what == "C" and "a C function" or
         ("function at %s:%d"):format(info.short_src, info.linedefined)
end

local text_of

-- A plain table on one line; what is long or deep is cut.
local function table_text(t, depth)
  local words = {}
  for i, key in ipairs(tree.keys(t)) do
    if i > 8 or depth > 3 then words[i] = "..." break end
    words[i] = (type(key) == "string" and key .. " = " or "") .. text_of(t[key], depth + 1)
  end
  return "{" .. table.concat(words, ", ") .. "}"
end

function text_of(value, depth)
  local kind = type(value)
  if kind == "string" then return depth and ("%q"):format(value) or value end
  if kind == "function" then return function_text(value) end
  if kind == "userdata" and core.is_array(value) and value.rows*value.cols > 8 then
    return core.describe(value)
  end
  if kind == "table" and not getmetatable(value) then return table_text(value, depth or 1) end
  return options.text(value)
end

--- A short text of any value.
function record.text(value) return text_of(value) end

local function step_text(config)
  if config.step_parts then
    local words = {}
    for i, part in ipairs(config.step_parts) do
      words[i] = part.name .. " = " .. text_of(part.value)
    end
    return table.concat(words, ", ")
  end
  return config.step or config.schedule and tostring(config.schedule) or
         config.step_at and function_text(config.step_at) or "the method's own"
end

-- Texts of the options; what of them is kept, and the names of the others.
local function options_of(given)
  local texts, kept, lost = {}, {}, {}
  for _, name in ipairs(tree.keys(given or {})) do
    local value = given[name]
    if not apart[name] then
      texts[name] = text_of(value)
      kept[name] = plain.keep(value)
      if not kept[name] then lost[#lost + 1] = name end
    end
  end
  return texts, kept, lost
end

local function point(p)
  return p and {x = p.x, cost = p.cost, epoch = p.epoch, validation = p.validation,
                gradient_norm = p.gradient_norm}
end

local function result_of(r)
  local copy = {}
  for _, name in ipairs(shown) do copy[name] = r[name] end
  copy.best, copy.last = point(r.best), point(r.last)
  return copy
end

-- The arguments of the program, arg[0] and on.
local function arguments()
  local list = {}
  for i, text in pairs(type(arg) == "table" and arg or {}) do
    if math.type(i) == "integer" and i >= 0 and type(text) == "string" then list[i] = text end
  end
  return list
end

--- What a program is made with.
function record.versions()
  return {gdlua = require "gdlua".version, lua = _VERSION, compiler = core.compiler}
end

--- The field `script` of a record that a worker sends: that of the parent, who knows it.
record.parents_script = "parent's"

--- The record of a result; `more` has fields to be set besides, such as `name`.
function record.of(r, more)
  local o = result.is(r) and result.origin(r)
  if not o then
    blame("bad argument #1 to 'record' (the result of a run expected, got %s)", core.describe(r))
  end
  local config = o.config
  local texts, kept, lost = options_of(o.options)
  local origin, seed = core.random_origin()
  local made = {
    name = config.record_name, by = config.fname, goal = o.sense < 0 and "maximum" or "minimum",
    method = tostring(config.method), step = step_text(config), options = texts, again = kept,
    lost = lost, start = core.unflatten(config.shape, config.x), seed = seed,
    random = config.random, origin = origin, script = script.current(),
    arguments = arguments(), ordinal = config.ordinal, versions = record.versions(), host = core.host(),
    began = core.unix_time() - r.elapsed, history = r.history, result = result_of(r),
  }
  for name, value in pairs(more or {}) do made[name] = value end
  return made
end

local declarations = options.publish("minimize.record", {
  {"store", nil, "a store of gd.store", type = "table", object = true, required = true},
  {"name", nil, "what the run is called there", type = "string"},
})
record.declarations = declarations

-- A store, or {store =, name =}, checked: it can be written to.
local function read(fname, given)
  local is_store = require "gdlua.experiment.store".is
  if is_store(given) then return {store = given} end
  local o = options.check(fname .. ".record", declarations, given)
  if not is_store(o.store) then
    blame("bad option 'store' to '%s.record' (a store expected: gd.store(\"runs.db\"))", fname)
  end
  return o
end

--- Puts the option into a configuration.
function record.configure(fname, config, given)
  local o = read(fname, given)
  o.store:check_writable()
  config.record, config.record_name = o.store, o.name
end

-- The result with a warning that it is not in the store.
local function warn(r, message)
  local text = "this run was not recorded: " .. message
  r.warnings[#r.warnings + 1] = text
  io.stderr:write("gdlua: warning: ", text, "\n")
end

-- run -> the epoch at which it was recorded last
local recorded = setmetatable({}, {__mode = "k"})

--- To be called when `d` has gone on: where it is at an end that is not recorded
--- yet, its record goes to its store. Answers the result, which says so where that
--- fails: it is not lost with it.
function record.finish(d, r)
  local config = d:config()
  local store = config.record
  if not store or r.reason == nil or d:report().ending == "running" then return r end
  if recorded[d] == r.epochs then return r end
  recorded[d] = r.epochs
  local ok, message = pcall(function()
    local made = record.of(r)
    if core.in_worker() then made.script = record.parents_script end
    require "gdlua.experiment.sink".put(store, made)
  end)
  if type(message) == "table" then error(message, 0) end     -- gdlua.experiment.store.apart
  if not ok then warn(r, tostring(message)) end
  return r
end

return record

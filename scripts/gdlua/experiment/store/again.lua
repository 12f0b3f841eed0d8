--- store:repeat_run(id): a recorded run once more, with the same bits, or an error that
--- says why not.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local options = require "gdlua.options"
local plain = require "gdlua.experiment.plain"
local record = require "gdlua.experiment.record"
local result = require "gdlua.result"
local same = require "gdlua.experiment.store.same"

local declarations = options.publish("store.repeat_run", {
  {"cost", nil, "the cost (of gd.least_squares the residuals); without it the recorded script " ..
   "runs once more, up to the end of that run", type = {"function", "table", "userdata"}},
  {"options", {}, "what the store does not keep of the run's options, where the cost is given: " ..
   "functions and data; false for what the run can do without"},
})

local function cannot(run, format, ...)
  blame("run %d cannot be repeated: %s", run.id, format:format(...))
end

-- What may have become another since then.
local function suspects(run)
  local now, list = record.versions(), {}
  for _, name in ipairs{"gdlua", "lua", "compiler"} do
    local was = run.versions and run.versions[name]
    if was ~= now[name] then
      list[#list + 1] = ("%s was %s and is %s"):format(name, tostring(was), now[name])
    end
  end
  if run.host ~= core.host() then list[#list + 1] = "it was made on " .. run.host end
  list[#list + 1] = "what changes from one time to the next is math.random without a seed, the " ..
                    "clock, files that are read"
  return table.concat(list, "; ")
end

local function check_same(run, again, with_reason)
  local difference = same(run, again, with_reason)
  if difference then
    cannot(run, "it comes out differently, first in %s. It had ended with \"%s\"; %s", difference,
           run.result.reason, suspects(run))
  end
end

-- By its script -------------------------------------------------------------

-- Which of the runs in its row of a sweep it is.
local function place_of(db, run)
  return run.sweep and db:row("SELECT count(*) AS n FROM runs WHERE sweep = ? AND row = ? AND id <= ?",
                              run.sweep, run.row, run.id).n
end

local function by_script(db, run)
  if not run.script then
    cannot(run, "it has no script (it came from a prompt, or the file had changed while it " ..
           "ran); give the option cost")
  elseif not run.ordinal then
    cannot(run, "it went on from another run, as a fork; give the option cost")
  end
  local request = core.pack({
    script = run.script, arguments = run.arguments or {}, ordinal = run.ordinal,
    origin = run.origin, path = package.path, cpath = package.cpath, store = db.path,
    sweep = run.sweep, row = run.row, place = place_of(db, run),
  }, "repeat this run", "its script")
  local good, text = core.apart("gdlua.experiment.store.apart", request)
  local _, answer = core.unpack(good and text or core.pack({failure = text}, "answer", "this"))
  if answer.failure then cannot(run, "%s", answer.failure) end
  local again = answer.record
  check_same(run, again, true)
  again.result.history, again.result.goal = again.history, again.goal
  return result.revive(again.result)
end

-- By its cost ---------------------------------------------------------------

local function options_of(run, given)
  local o, missing = {}, {}
  for name, kept in pairs(run.again) do o[name] = plain.restore(kept) end
  for _, name in ipairs(run.lost) do
    if given[name] == nil then missing[#missing + 1] = "'" .. name .. "'" end
  end
  if #missing > 0 then
    cannot(run, "a store does not keep functions and data, and its options had %s; give them in " ..
           "the option options, or false for what it can do without", table.concat(missing, ", "))
  end
  for name, value in pairs(given) do o[name] = value or nil end
  return o
end

local makers = {
  minimize = function(...) return require "gdlua.descent".minimize(...) end,
  maximize = function(...) return require "gdlua.descent".maximize(...) end,
  descent = function(...) return require "gdlua.descent".descent(...):run() end,
  least_squares = function(...) return require "gdlua.least_squares".least_squares(...) end,
}

local function by_cost(run, o)
  local make = makers[run.by]
  if not make then
    cannot(run, "by its cost only runs of gd.minimize, gd.maximize, gd.descent and " ..
           "gd.least_squares can be; this is one of gd.%s", tostring(run.by))
  end
  local opts = options_of(run, o.options)
  local before = core.random_state()
  core.random_state(run.random)
  local good, r = pcall(make, o.cost, run.start, opts)
  core.random_state(before)
  if not good then error(r, 0) end
  check_same(run, record.of(r), false)
  return r
end

--- Repeats a run of a store (gdlua.experiment.store.runs); answers its result.
return function(db, run, given)
  local o = options.check("repeat_run", declarations, given)
  if o.cost ~= nil then return by_cost(run, o) end
  return by_script(db, run)
end

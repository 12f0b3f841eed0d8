--- Checkpoints: the option `checkpoint`, and what two runs must have in common
--- for one to go on where the other was.
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local options = require "gdlua.options"

local checkpoint = {}

--- Seconds between two where neither `every` nor `seconds` is given.
checkpoint.default_seconds = 60

local declarations = options.publish("minimize.checkpoint", {
  {"path", nil, "the file", type = "string", required = true},
  {"every", nil, "epochs between two checkpoints", integer = true, above = 0},
  {"seconds", nil, "seconds between two; 60 where `every` is not given either", above = 0},
  {"resume", false, "go on from the file where there is one"},
})

-- A text without what differs from one run of a program to the next: where
-- plain functions were written, and addresses.
local function timeless(text)
  return (text:gsub("function@.-:%d+", "function"):gsub("0x%x+", "0x"))
end

local function step_sizes(config)
  if not config.step_parts then return "one" end
  local names = {}
  for i, part in ipairs(config.step_parts) do names[i] = part.name end
  return "one each for " .. table.concat(names, ", ")
end

-- What has no memory can be another one when the run goes on.
local forgetful = "(one without a memory)"

local function remembering_schedule(config)
  local texts = {}
  for _, part in ipairs(config.step_parts or {}) do
    if part.init then texts[#texts + 1] = part.name .. ": " .. tostring(part.value) end
  end
  if config.schedule and config.step_init then texts[1] = tostring(config.schedule) end
  return #texts > 0 and timeless(table.concat(texts, ", ")) or forgetful
end

local function data_of(config)
  return not config.sources and "none" or config.batch and "in batches" or "all at once"
end

local function frozen_names(config)
  local names = {}
  for _, node in ipairs(config.frozen and core.leaves(config.shape) or {}) do
    if node.leaf and config.frozen[node.offset + 1] == 1 then names[#names + 1] = node.name end
  end
  return #names > 0 and table.concat(names, ", ") or "none"
end

local function history_of(config)
  local names = {}
  for name in pairs(config.history or {}) do names[#names + 1] = name end
  table.sort(names)
  if #names == 0 then return "nothing" end
  return table.concat(names, ", ") .. (config.history_all and ", of all epochs" or "")
end

--- Sees to it that the configuration has its identity: a list of nouns, each
--- followed by the answer of this run. A noun in brackets may have another
--- answer in a run that goes on.
function checkpoint.identify(config)
  if config.identity then return end
  local list = {}
  local function add(noun, answer)
    list[#list + 1] = noun
    list[#list + 1] = answer
  end
  add("goal", config.sense < 0 and "'maximum'" or "'minimum'")
  for _, node in ipairs(core.leaves(config.shape)) do
    if node.leaf then
      add(node.name == "" and "start" or ("parameter '%s',"):format(node.name), "a " .. node.what)
    end
  end
  add("method", "'" .. timeless(tostring(config.method)) .. "'")
  add("step sizes:", step_sizes(config))
  add("schedule", remembering_schedule(config))
  local stop = timeless(config.stop_text or "tolerance")
  add("stopping rule", config.stop_init and stop or forgetful)
  add("[stopping]", stop)
  add("data:", data_of(config))
  add("frozen parts:", frozen_names(config))
  add("history of", history_of(config))
  config.identity = list
end

--- Puts the option into a configuration; answers it, checked.
function checkpoint.configure(fname, config, given)
  if type(given) == "string" then given = {path = given} end
  local c = options.check(fname .. ".checkpoint", declarations, given)
  local trouble = c.path == "" and "the path is empty" or
                  c.path:find("\0", 1, true) and "the path contains a zero byte" or
                  core.folder_trouble(c.path)
  if trouble then blame("bad option 'path' to '%s.checkpoint' (%s)", fname, trouble) end
  config.checkpoint_path, config.checkpoint_every = c.path, c.every
  config.checkpoint_seconds = c.seconds or not c.every and checkpoint.default_seconds or nil
  checkpoint.identify(config)
  return c
end

--- Restores the run `d` from a file; `where_there`: unless there is none.
function checkpoint.restore(d, path, where_there)
  checkpoint.identify(d:config())
  return d:restore_file(path, where_there)
end

function checkpoint.save(d, path)
  checkpoint.identify(d:config())
  d:save_file(path)
end

checkpoint.declarations = declarations

return checkpoint

--- What a descent found, and why it ended.
local result = {}

local meta = {__name = "result", gdlua = "result"}
local methods = {}

-- A long history is made of the run when it is first looked at, or before the run
-- goes on: most results are asked for little else than x.
local LONG = 1024
local source = setmetatable({}, {__mode = "k"})      -- of a result without history
local waiting = setmetatable({}, {__mode = "k"})     -- of a run: a set of such
local weak = {__mode = "k"}

local function settle(answer)
  local d = source[answer]
  if not d then return nil end
  source[answer] = nil
  if waiting[d] then waiting[d][answer] = nil end
  local history = d:history()
  rawset(answer, "history", history)
  return history
end

function meta.__index(answer, key)
  if key == "history" then return settle(answer) end
  return methods[key]
end

function meta.__pairs(answer)
  settle(answer)
  return next, answer, nil
end

--- To be called before the run `d` changes: its results keep what they show.
function result.settle(d)
  local set = waiting[d]
  if not set then return end
  waiting[d] = nil
  for answer in pairs(set) do settle(answer) end
end

-- Its history is made when it is looked at, or the run goes on.
local function wait(answer, d)
  source[answer] = d
  waiting[d] = waiting[d] or setmetatable({}, weak)
  waiting[d][answer] = true
end

-- Where results come from, for pictures of their cost: as long as they live.
local origins = setmetatable({}, {__mode = "k"})

--- Is the value a result?
function result.is(value)
  local mt = getmetatable(value)
  return type(mt) == "table" and mt.gdlua == "result"
end

--- What a result was found with, or nil where that is not known: cost, shape,
--- sense, data (the second argument of the cost, or nil), partial (a cost is
--- of a batch only), start (as it was given), options (as they were given, or
--- nil), config (what descent.lua made of them), ending ("gradient", "rule",
--- "epochs", "time", "observer", "interrupt", "nonfinite", "rise", "stuck",
--- "settled", "running"), at_floor (the gradient is below its own error).
function result.origin(r) return origins[r] end

-- The sentence that says why the run ended. A rule of the user's has its own;
-- the engine may have something to add.
local function reason_of(r)
  if r.ending == "running" then
    return r.started and ("running: %d epochs done"):format(r.epochs) or "not started"
  elseif r.ending == "rule" then
    return r.reason == "" and r.rule_reason or r.rule_reason .. "; " .. r.reason
  elseif r.ending == "observer" then
    return ("on_epoch: ended by the script after %d epochs"):format(r.epochs)
  end
  return r.reason
end

local function warnings_of(r, d)
  local list = {d:checkpoint_trouble()}
  list[#list + 1] = d:cost_trouble()
  list[#list + 1] = d:part_trouble()
  if r.at_floor then
    list[#list + 1] = ("rounding floor: the gradient %.2g is below the error %.2g of the differences " ..
               "it is made of; a larger h or an exact gradient goes further")
              :format(r.last.gradient_norm, r.last.gradient_error)
  end
  return list
end

-- The point the run answers: the last accepted one, or the best one after it
-- has diverged.
local function point_of(r)
  if r.returns_best then return r.best.x, r.best.cost, r.best_gradient, r.best_gradient_norm end
  return r.last.x, r.last.cost, r.last.gradient, r.last.gradient_norm
end

local function origin_of(config, r)
  return {
    cost = config.cost, shape = config.shape, sense = config.sense,
    data = config.batch_value,
    partial = config.batch ~= nil and config.batch < config.rows,
    start = config.start, options = config.given, config = config,
    ending = r.ending, at_floor = r.at_floor,
  }
end

--- The result of the run `d` so far.
function result.of(d)
  local r = d:report()
  local x, cost, gradient, norm = point_of(r)
  local answer = setmetatable({
    x = x, cost = cost, gradient = gradient, gradient_norm = norm,
    epochs = r.epochs, updates = r.updates, evaluations = r.evaluations,
    elapsed = r.elapsed, best = r.best, last = r.last, converged = r.converged,
    reason = reason_of(r), warnings = warnings_of(r, d),
    validation = (r.returns_best and r.best or r.last).validation,
  }, meta)
  local history, is_long = d:history(LONG)
  answer.history = history
  if is_long then wait(answer, d) end
  origins[answer] = origin_of(d:config(), r)
  return answer
end

--- Draws the picture that fits: of one or two parameters whose values were
--- recorded (history = {"cost", "x"}) the path, else the cost per epoch. Takes
--- the name of a file or the options of gd.plot.path, gd.plot.history.
function methods.plot(r, opts)
  return require "gdlua.plot.fitting"(r, opts)
end

--- Why the run ended as it did, what is wrong and what to try: see
--- experiment/why.lua.
function methods.why(r)
  return require "gdlua.experiment.why"(r)
end

-- A number in a text; NaN without the sign that it may have.
local function text_of(v, format)
  return v ~= v and "nan" or (format or "%.9g"):format(v)
end

-- A value on one line, or, where that is too long, one line a name.
local function show(value, indent)
  if type(value) ~= "table" then
    return type(value) == "number" and text_of(value) or tostring(value)
  end
  local words, lines, length = {}, {}, 0
  for _, key in ipairs(require "gdlua.tree".keys(value)) do
    local name = type(key) == "string" and key .. " = " or ""
    local text = show(value[key], indent .. "  ")
    words[#words + 1] = name .. text
    lines[#lines + 1] = ("\n%s%s%s"):format(indent, name, text)
    length = text:find("\n") and math.huge or length + #words[#words] + 2
  end
  return length <= 80 and "{" .. table.concat(words, ", ") .. "}" or table.concat(lines)
end

local function count(n, noun)
  return ("%d %s%s"):format(n, noun, n == 1 and "" or "s")
end

-- What results of other kinds are as a text.
local texts = setmetatable({}, {__mode = "k"})

--- `text()` is what the result r is shown as.
function result.set_text(r, text) texts[r] = text end

function meta.__tostring(r)
  if texts[r] then return texts[r]() end
  local lines = {
    (r.converged and "converged: " or "not converged: ") .. r.reason,
    "  x         " .. show(r.x, "            "),
    "  cost      " .. text_of(r.cost),
  }
  -- A method that asks for costs only has no number for it.
  if r.gradient_norm == r.gradient_norm and r.gradient_norm then lines[#lines + 1] = "  |g|       " .. text_of(r.gradient_norm, "%.3g") end
  if r.validation then lines[#lines + 1] = "  validated " .. text_of(r.validation) end
  local differs = r.best.epoch ~= r.last.epoch and
                  (r.validation ~= nil or r.best.cost ~= r.last.cost)
  if differs then
    for _, which in ipairs{"best", "last"} do
      local p = r[which]
      lines[#lines + 1] = ("  %s      cost %s%s after %s at %s"):format(
        which, text_of(p.cost), p.validation and ", validated " .. text_of(p.validation) or "",
        count(p.epoch, "epoch"), show(p.x, "            "))
    end
  end
  lines[#lines + 1] = ("  work      %s, %s, %s, %.3g s"):format(
    count(r.epochs, "epoch"), count(r.updates, "update"),
    count(r.evaluations, "evaluation"), r.elapsed)
  for _, warning in ipairs(r.warnings) do lines[#lines + 1] = "  warning   " .. warning end
  return (table.concat(lines, "\n"):gsub(" +\n", "\n"))
end

meta.__concat = function(a, b) return tostring(a) .. tostring(b) end

-- Whether a result from elsewhere is a minimum or a maximum.
local goals = setmetatable({}, {__mode = "k"})

--- "minimum" or "maximum": what the run looked for.
function result.goal(r)
  local origin = origins[r]
  return goals[r] or (origin and origin.sense == -1 and "maximum" or "minimum")
end

local function is_plain(value)
  local kind = type(value)
  return kind ~= "function" and (kind ~= "userdata" or require "gdlua.core".is_array(value))
end

--- The result as a plain table: what core.pack takes.
function result.plain(r, with_history)
  if with_history then settle(r) end
  local t = {goal = result.goal(r), text = texts[r] and texts[r]()}
  for key, value in next, r do
    if is_plain(value) and (with_history or key ~= "history") then t[key] = value end
  end
  return t
end

--- Makes a result of such a table, and answers it. Its origin is not known.
function result.revive(t)
  goals[t] = t.goal
  local text = t.text
  if text then texts[t] = function() return text end end
  t.goal, t.text = nil, nil
  return setmetatable(t, meta)
end

--- The metatable of results, for others to add methods to.
result.methods = methods

return result

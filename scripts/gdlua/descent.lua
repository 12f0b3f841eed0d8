--- gd.minimize, gd.maximize, gd.descent: options become a configuration, the
--- engine runs it.
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local options = require "gdlua.options"
local stop = require "gdlua.stop"
local method = require "gdlua.method"
local solver = require "gdlua.solver"
local tree = require "gdlua.tree"
local derivative = require "gdlua.derivative"
local axes = require "gdlua.axes"
local memory = require "gdlua.memory"
local declarations = require "gdlua.descent.declarations"
local leaves = require "gdlua.descent.leaves"
local data = require "gdlua.descent.data"
local read_step = require "gdlua.descent.step"
local repeated = require "gdlua.descent.repeated"
local result = require "gdlua.result"

local descent = {}

-- Loaded when it is first needed.
local function checkpoint() return require "gdlua.checkpoint" end
local function record() return require "gdlua.experiment.record" end

local function is_callable(f)
  local meta = getmetatable(f)
  return type(f) == "function" or type(meta) == "table" and meta.__call ~= nil
end

local function is_finite(v) return v - v == 0 end

local function check_finite(x, names)
  if #x > 8 and is_finite(x:min()) and is_finite(x:max()) then return end    -- NaN is both
  for i = 1, #x do
    if not is_finite(x[i]) then
      blame("the start is not finite: %s is %s", #x == 1 and "it" or names(i), core.describe(x[i]))
    end
  end
end

local function read_start(config, start)
  if start == nil then
    blame("the start is missing: where should the run begin? (a number, an array or a table " ..
          "of them expected)")
  end
  config.shape, config.x = core.shape(start, "start")
  config.start = start
  check_finite(config.x, function(i)
    local _, names = core.flatten(start)
    return "start" .. (names[i]:match("^%[") and "" or ".") .. names[i]
  end)
end

-- What a solver, which finds its own steps, cannot be given.
local only_rules = {"step", "project", "clip", "on_rise"}

-- The option that asks for an update rule, or nil.
local function wants_rule(o, rows)
  for _, name in ipairs(only_rules) do
    if o[name] ~= nil and o[name] ~= "ignore" then return name end
  end
  return data.wants_rule(o, rows)
end

local function read_solver(config, m)
  local search = m.o.linesearch
  config.solver, config.solver_options = m.solver or m.name, solver.values(m.options, m.o)
  if search then config.line, config.line_options = search.name, search.values end
end

-- Refuses what the solver m cannot be given.
local function check_solver(fname, o, m, rows)
  local reason = wants_rule(o, rows)
  if o.bounds and not reason and not m.traits.bounds then
    blame("bad option 'bounds' to '%s' (the method '%s' is a solver that does not keep to bounds; " ..
          "'lbfgsb' does, and update rules such as 'gd' do)", fname, m.name)
  elseif reason then
    blame("bad option '%s' to '%s' (the method '%s' is a solver, which finds its own steps " ..
          "and evaluates the whole cost; '%s' goes with an update rule such as 'gd')", reason,
          fname, m.name, reason)
  end
  if m.traits.no_gradient and o.gradient ~= nil and o.gradient ~= "auto" then
    blame("bad option 'gradient' to '%s' (the method '%s' asks for costs only)", fname, m.name)
  end
  if m.traits.hessian and not is_callable(o.gradient) and
     not derivative.exact[derivative.mode(fname, "gradient", o.gradient)] then
    blame("bad option 'gradient' to '%s' (the method '%s' needs second derivatives, which " ..
          "differences do not give; \"auto\" expected, or a method such as 'lbfgs')", fname,
          m.name)
  end
end

local function read_method(fname, config, o, rows)
  local reason = wants_rule(o, rows)
  local m = method.resolve(o.method or reason and "gd" or o.bounds and "lbfgsb" or "lbfgs", fname)
  config.method = m
  if m.kind == "solver" then
    check_solver(fname, o, m, rows)
    return read_solver(config, m)
  end
  local users = not memory.are_own(m.init, m.update, m.point, m.answer, m.transform)
  if m.per_leaf then
    m = require "gdlua.composed".of_leaves(m, core.leaves(config.shape))
  end
  -- The engine takes the plain gradient step itself, to the same bits.
  if m.builtin ~= "gradient_step" then config.update = m.update end
  config.rule_init, config.rule_options, config.rule_name = m.init, m.o, m.name
  config.point, config.answer = m.point, m.answer
  config.rule_users = users or m.users
end

-- For more variables the calls from C no longer matter.
local most_axes = 8

local function read_gradient(fname, config, o)
  if is_callable(o.gradient) then
    config.gradient = o.gradient
  else
    config.mode, config.h = derivative.mode(fname, "gradient", o.gradient)
    if #config.x <= most_axes then
      config.axes = axes(#config.x, config.batch_value ~= nil and 1 or 0)
    end
  end
end

local history_fields = {
  "cost", "step", "gradient_norm", "change", "updates", "evaluations", "elapsed", "validation",
  "x", "gradient"
}

local function read_history(fname, config, history)
  if history == false then return end
  config.history = {cost = true, step = true, gradient_norm = true,
                    validation = config.validation and true}
  if history == "all" then
    config.history_all = true
  elseif type(history) == "string" then
    blame("bad option 'history' to '%s' (true, \"all\", false or a list of fields expected, " ..
          "got '%s')", fname, history)
  elseif type(history) == "table" then
    config.history = {epoch = true}
    for _, name in ipairs(history) do
      if name ~= "epoch" and not options.is_one_of(name, history_fields) then
        blame("bad option 'history' to '%s' (no field %s%s)", fname, core.describe(name),
              "; " .. options.suggestion(tostring(name), history_fields))
      end
      if name == "validation" and not config.validation then
        blame("bad option 'history' to '%s' (the field 'validation' goes with the option of " ..
              "that name)", fname)
      end
      config.history[name] = true
    end
  end
end

local rise_options = options.publish("minimize.on_rise", {
  {"action", nil, "what to do", choices = {"halve", "stop", "ignore"}, required = true},
  {"factor", 1, "the cost has risen when it is above this times the one before", min = 1},
})

local function read_on_rise(fname, config, o)
  local given = o.on_rise
  if type(given) == "string" then
    if not options.is_one_of(given, rise_options[1].choices) then
      blame("bad option 'on_rise' to '%s' (\"halve\", \"stop\", \"ignore\" or {action =, " ..
            "factor =} expected, got '%s')", fname, given)
    end
    given = {action = given}
  end
  local r = options.check(fname .. ".on_rise", rise_options, given)
  if r.action ~= "ignore" and config.batch then
    blame("bad option 'on_rise' to '%s' (costs of different batches cannot be compared; it " ..
          "goes with the whole data at once)", fname)
  end
  config.on_rise, config.rise_factor = r.action, r.factor
end

local clip_options = options.publish("minimize.clip", {
  {"norm", nil, "largest 2-norm of the gradient", type = "number", above = 0},
  {"value", nil, "largest modulus of a component", type = "number", above = 0},
})

local function read_limits(fname, config, o)
  config.epochs, config.tolerance, config.time = o.epochs, o.tolerance, o.time
  if o.stop then
    local rule = stop.wrap(o.stop, fname)
    config.stop_check, config.stop_init = rule.ask or rule.check, rule.init
    config.stop_users = rule.users
    config.stop_judge, config.stop_text = rule.judge, rule.text
  end
  if o.clip then
    local c = options.check(fname .. ".clip", clip_options, o.clip)
    if not c.norm and not c.value then
      blame("bad option 'clip' to '%s' ({norm = 1} or {value = 1} expected)", fname)
    end
    config.clip_norm, config.clip_value = c.norm, c.value
  end
  if o.bounds then
    config.lower, config.upper = leaves.bounds(fname, config.shape, config.x, o.bounds)
  end
  if o.frozen then
    config.frozen = leaves.frozen(fname, config.shape, #config.x, o.frozen)
  end
  config.project = o.project
end

-- What looks at every epoch: the lines of `verbose`, then `on_epoch`.
local function read_observers(config, o)
  local every = o.verbose == true and 1 or o.verbose or nil
  local on_epoch = o.on_epoch
  if every and not on_epoch then
    config.observe, config.observe_every = function(state) print(state) end, every
  elseif every then
    config.observe = function(state)
      if state.epoch % every == 0 then print(state) end
      return on_epoch(state) == true
    end
  elseif on_epoch then
    config.observe = function(state) return on_epoch(state) == true end
  end
  config.progress = not every and o.progress
end

-- A function that answers residuals, whose number is looked at once.
local function read_residuals(config, f)
  local r = f(core.unflatten(config.shape, config.x), config.batch_value)
  local is_list = tree.is_list(r) or type(r) == "userdata" and core.is_array(r) and r.rank == 1
  if not is_list then
    blame("the function returned %s; residuals, a vector or a list of numbers, expected",
          core.describe(r))
  end
  local free = #config.x - (config.frozen and config.frozen:sum() or 0)
  if #r < free then
    local noun = config.fname == "fit" and "observation" or "residual"
    blame("%d %s%s for %.0f parameters: there must be at least as many %ss as parameters that " ..
          "vary (the option 'frozen' holds parameters)", #r, noun, #r == 1 and "" or "s", free, noun)
  end
  config.residuals = #r
end

-- A userdata that is called and is no function: an expression, without loading
-- its scripts for what is none.
local function is_expression(f)
  return type(f) == "userdata" and require "gdlua.symbolic.expression".is(f)
end

local begun = 0

-- The run, with what makes it repeat: how manieth it is, and the random numbers.
local function make(config)
  begun = begun + 1
  config.ordinal, config.random = begun, core.random_state()
  return core.run(config)
end

-- The run itself.
local function begin(config, o)
  if o.record then record().configure(config.fname, config, o.record) end
  local c = o.checkpoint and checkpoint().configure(config.fname, config, o.checkpoint)
  local d = make(config)
  if c and c.resume then checkpoint().restore(d, c.path, true) end
  return d
end

-- Does the method want residuals? Only a run held in the hand takes them.
local function wants_residuals(fname, m)
  if m.name ~= "levenberg_marquardt" then return false end
  if fname ~= "descent" and fname ~= "fork" then
    blame("bad option 'method' to '%s' (the method 'levenberg_marquardt' takes a function that " ..
          "answers residuals: gd.least_squares(residuals, start))", fname)
  end
  core.need_lapack()
  return true
end

local function configure(fname, sense, f, start, given)
  core.untraceable(fname)
  local config = repeated.find(fname, sense, f, start, given)
  if config then
    read_start(config, start)
    return make(config)
  end
  if not is_callable(f) then
    blame("bad argument #1 to '%s' (the cost, a function, expected, got %s)", fname,
          core.describe(f))
  end
  local o = options.check(fname, declarations, given)
  local given_cost = f
  if is_expression(f) then f = require "gdlua.symbolic.cost"(fname, f, start) end
  config = {cost = f, sense = sense, copy = tree.copy, memory = memory, fname = fname,
                  fast = o.precision == "fast", given = given}
  read_start(config, start)
  local rows = data.configure(fname, config, o)
  read_method(fname, config, o, rows)
  local is_residuals = wants_residuals(fname, config.method)
  if config.method.kind == "rule" then
    read_step(fname, config, o.step or config.method.step)
    if rows then data.divide(config, o) end
  end
  read_gradient(fname, config, o)
  read_limits(fname, config, o)
  read_on_rise(fname, config, o)
  config.validation = o.validation
  read_history(fname, config, o.history)
  read_observers(config, o)
  if is_residuals then
    if is_callable(o.gradient) or config.mode == "richardson" then
      blame("bad option 'gradient' to '%s' (the derivatives of residuals are \"auto\", \"central\" " ..
            "or \"forward_difference\")", fname)
    end
    config.tolerance = given and given.tolerance or 0
    read_residuals(config, f)
  else
    repeated.remember(fname, sense, given_cost, start, given, config)
  end
  return begin(config, o)
end

--- A run of the Levenberg-Marquardt method `m` over the residuals f, with
--- checked options of gd.least_squares.
function descent.of_residuals(fname, f, start, m, o)
  core.untraceable(fname)
  core.need_lapack()
  local config = {cost = f, sense = 1, copy = tree.copy, memory = memory, fname = fname,
                  method = m, loss = o.loss, loss_scale = o.loss_scale, mode = o.jacobian, given = o}
  read_start(config, start)
  data.configure(fname, config, o)
  read_solver(config, m)
  read_limits(fname, config, o)
  config.tolerance = 0
  read_residuals(config, f)
  read_history(fname, config, o.history)
  read_observers(config, o)
  return begin(config, o)
end

--- The result r of the run d goes to its store, where it has one and is at an end.
function descent.finish(d, r)
  return d:config().record and record().finish(d, r) or r
end

local function answer(d) return descent.finish(d, result.of(d)) end

local function to_the_end(d)
  d:advance(math.huge)
  core.retire(d)
  return answer(d)
end

-- No tail calls: tracebacks of errors show these functions.

--- Runs a descent to its end: the minimum of f from start.
function descent.minimize(f, start, opts)
  local r = to_the_end(configure("minimize", 1, f, start, opts))
  return r
end

--- The same for the maximum; costs and gradients shown are those of f itself.
function descent.maximize(f, start, opts)
  local r = to_the_end(configure("maximize", -1, f, start, opts))
  return r
end

--- A run held in the hand.
function descent.descent(f, start, opts)
  local d = configure("descent", 1, f, start, opts)
  d:config().restored = d:epoch() >= 0 and d:epoch() or nil
  return d
end

--- The same for another function `fname`, in its messages.
function descent.held(fname, f, start, opts) return configure(fname, 1, f, start, opts) end

local methods = core.descent_methods

local function check_self(d, name)
  if getmetatable(d) ~= core.descent_meta then
    blame("bad self in a call of '%s' (a descent expected, got %s; methods are called with a " ..
          "colon: d:%s())", name, core.describe(d), name)
  end
end

-- d:step(), without looking at d again.
local function step(d)
  local before = math.max(d:epoch(), 0)
  result.settle(d)
  d:advance(1)
  if d:epoch() > before then return d:state() end
  return nil, answer(d).reason
end

--- One epoch: the state, or nil and the reason once the run has stopped.
function methods.step(d)
  check_self(d, "step")
  return step(d)
end

--- for state in d:epochs() do ... end
function methods.epochs(d)
  check_self(d, "epochs")
  return function() return (step(d)) end
end

--- At most `epochs` more epochs, or to the end; answers the result so far.
function methods.run(d, epochs)
  check_self(d, "run")
  if epochs ~= nil and (type(epochs) ~= "number" or not (epochs >= 0)) then
    blame("bad argument #1 to 'run' (a number of epochs >= 0 expected, got %s)",
          core.describe(epochs))
  end
  result.settle(d)
  d:advance(epochs or math.huge)
  return answer(d)
end

function methods.result(d)
  check_self(d, "result")
  return result.of(d)
end

-- Loaded when they are first needed.
local function past() return require "gdlua.descent.past" end
local function fork() return require "gdlua.descent.fork" end

-- A run of the same cost, that begins at x.
local function like(config, x, o)
  return configure("fork", config.sense, config.cost, x, o)
end

--- An independent run that goes on from here, or from an earlier epoch; with
--- options, as those say. Without any it makes no checkpoints: they would take the
--- place of this one's.
function methods.fork(d, opts)
  check_self(d, "fork")
  if opts ~= nil then return fork().with(d, opts, like) end
  return d:fork_run(past().copy(d:config()))
end

--- Goes back to an epoch where the run has been, and repeats from there; answers
--- itself.
function methods.rewind(d, epoch)
  check_self(d, "rewind")
  if type(epoch) ~= "number" or not math.tointeger(epoch) or epoch < 0 then
    blame("bad argument #1 to 'rewind' (an epoch, a whole number >= 0, expected, got %s)",
          core.describe(epoch))
  end
  epoch = fork().epoch(d, "rewind", "argument #1", math.tointeger(epoch))
  if epoch ~= math.max(d:epoch(), 0) then
    local config = d:config()
    local from, changes = past().at(d, epoch), past().changes(config, epoch)
    result.settle(d)
    d:take(from, changes.reopen, changes.new_step, changes.new_stop)
  end
  return d
end

--- Saves the run in a file, from which another can go on.
function methods.save(d, path)
  check_self(d, "save")
  checkpoint().save(d, path)
end

--- Goes to where the run was that is saved in the file; answers itself.
function methods.restore(d, path)
  check_self(d, "restore")
  result.settle(d)
  checkpoint().restore(d, path)
  local config = d:config()
  config.restored, config.past = d:epoch(), nil
  return d
end

descent.declarations = declarations

return descent

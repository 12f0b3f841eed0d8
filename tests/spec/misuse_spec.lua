-- What a user may get wrong in a descent or a derivative: each a clear error
-- in the user's own file and line.
local gd = require "gdlua"

-- Runs code as line 3 of script.lua, where f is a cost for any start. Answers
-- what follows the position in its message.
local function message(code)
  local chunk = assert(load("local gd = require 'gdlua'\nlocal function f(x) return " ..
                            "type(x) == 'number' and x*x or 1 end\n" .. code, "=script.lua"))
  local ok, text = pcall(chunk)
  assert.is_false(ok, "no error from: " .. code)
  assert.matches("^script%.lua:3: ", text)
  return (text:gsub("^script%.lua:3: ", ""))
end

local function refuses(title, cases)
  describe(title, function()
    for _, case in ipairs(cases) do
      it(case[1], function()
        local text = message(case[1])
        for i = 2, #case do
          assert.is_truthy(text:find(case[i], 1, true), text)
        end
      end)
    end
  end)
end

-- Options of the wrong type or range: option, value, what is expected.
local bad_options = {
  {"method", "3", "a string or a table expected, got 3"},
  {"method", "'adm'", "no method 'adm'; did you mean 'adam'?"},
  {"method", "gd.schedule.cosine()", "a method or its name expected"},
  {"method", "{}", "a method or its name expected"},
  {"step", "'a'", "a number >= 0", "got 'a'"},
  {"step", "-1", "a number >= 0", "got -1"},
  {"step", "0/0", "a finite number >= 0", "got nan"},
  {"step", "math.huge", "a finite number >= 0", "got inf"},
  {"step", "true", "got true"},
  {"step", "gd.schedule.cosine", "call it: gd.schedule.cosine(...)"},
  {"step", "{w = 1}", "the start has no named leaves"},
  {"epochs", "'a'", "a whole number >= 0 expected, got 'a'"},
  {"epochs", "-1", "got -1"},
  {"epochs", "1.5", "got 1.5"},
  {"epochs", "0/0", "got nan"},
  {"tolerance", "'a'", "a number >= 0 expected, got 'a'"},
  {"tolerance", "-1e-6", "a number >= 0 expected, got -1e-06"},
  {"tolerance", "0/0", "got nan"},
  {"time", "0", "a positive number expected, got 0"},
  {"time", "'a'", "a positive number expected, got 'a'"},
  {"stop", "3", "expected, got 3"},
  {"stop", "{}", "a stopping rule or function expected, got a table"},
  {"stop", "gd.stop.patience", "call it: gd.stop.patience(...)"},
  {"gradient", "3", "expected, got 3"},
  {"gradient", "'centrl'", "did you mean 'central'?"},
  {"data", "3", "a table or an array expected, got 3"},
  {"data", "{}", "data is empty"},
  {"data", "gd.zeros(0)", "data has no rows"},
  {"data", "{X = {}}", "data.X is empty"},
  {"data", "{gd.zeros(3), gd.zeros(4)}", "data[1] has 3 rows, data[2] has 4"},
  {"data", "{X = gd.zeros(3, 2), y = 'y'}", "data.y is 'y'"},
  {"data", "{[3] = gd.zeros(2)}", "data has the key 3"},
  {"batch", "3", "it goes with 'data'"},
  {"shuffle", "true", "it goes with 'data'"},
  {"bounds", "3", "a table expected, got 3"},
  {"bounds", "{2, 1}", "lower bound 2.0 is not <= upper bound 1.0"},
  {"bounds", "{0/0, 1}", "lower bound nan"},
  {"bounds", "{lower = 0}", "{lower, upper} expected, got the key 'lower'"},
  {"bounds", "{'a'}", "the lower bound is 'a'"},
  {"project", "3", "a function expected, got 3"},
  {"frozen", "3", "a string or a table expected, got 3"},
  {"frozen", "'w'", "the start has no named leaves"},
  {"clip", "1", "a table expected, got 1"},
  {"clip", "{}", "{norm = 1} or {value = 1} expected"},
  {"on_epoch", "3", "a function expected, got 3"},
  {"history", "3", "expected, got 3"},
  {"history", "'al'", "true, \"all\", false or a list of fields expected, got 'al'"},
  {"history", "{'cots'}", "no field 'cots'", "did you mean 'cost'?"},
  {"progress", "'a'", "'auto', true or false expected, got 'a'"},
  {"verbose", "'a'", "expected, got 'a'"},
  {"verbose", "0", "got 0"},
  {"verbose", "2.5", "got 2.5"},
  {"on_rise", "'halv'", "\"halve\", \"stop\", \"ignore\"", "got 'halv'"},
  {"on_rise", "3", "expected, got 3"},
  {"checkpoint", "3", "a string or a table expected, got 3"},
  {"record", "3", "a table expected, got 3"},
  {"validation", "3", "a function expected, got 3"},
  {"precision", "'quick'", "'exact' or 'fast' expected", "got 'quick'"},
  {"precision", "3", "'exact' or 'fast' expected, got 3"},
}

describe("a bad option", function()
  for _, case in ipairs(bad_options) do
    local name, value = case[1], case[2]
    it(name .. " = " .. value, function()
      for _, fname in ipairs{"minimize", "maximize", "descent"} do
        local text = message(("gd.%s(f, 1, {%s = %s})"):format(fname, name, value))
        for i = 3, #case do assert.is_truthy(text:find(case[i], 1, true), text) end
        if not text:find("bound is", 1, true) then
          assert.is_truthy(text:find(("bad option '%s' to '%s'"):format(name, fname), 1, true), text)
        end
      end
    end)
  end
end)

refuses("options of options:", {
  {"gd.minimize(f, 1, {gradient = {h = 0}})", "'h'", "'minimize.gradient'", "positive number", "got 0"},
  {"gd.minimize(f, 1, {gradient = {mode = 'reverse', h = 1}})",
   "bad option 'h' to 'minimize.gradient' (mode \"reverse\" is exact and takes no steps"},
  {"gd.minimize(f, 1, {gradient = {mode = 'forward', h = 1}})", "mode \"forward\" is exact"},
  {"gd.minimize(f, 1, {gradient = {hh = 1}})", "'hh'", "did you mean 'h'?"},
  {"gd.minimize(f, 1, {gradient = {mode = 'central', h = 'a'}})", "'h'", "got 'a'"},
  {"gd.minimize(f, 1, {clip = {norm = 0}})", "'norm'", "positive number", "got 0"},
  {"gd.minimize(f, 1, {clip = {value = 'a'}})", "'value'", "got 'a'"},
  {"gd.minimize(f, 1, {clip = {max = 1}})", "'max'", "known: norm, value"},
  {"gd.minimize(f, 1, {on_rise = {}})", "missing option 'action'", "'halve', 'stop' or 'ignore'"},
  {"gd.minimize(f, 1, {on_rise = {action = 'halve', factor = 0.5}})", "'factor'", ">= 1", "got 0.5"},
  {"gd.minimize(f, {w = 1, b = 2}, {step = {w = 1}})", "'step'", "nothing about the leaf 'b'"},
  {"gd.minimize(f, {w = 1, b = 2}, {step = {w = 'a', b = 1}})", "'step.w'", "got 'a'"},
  {"gd.minimize(f, {w = 1, b = 2}, {step = {w = -1, b = 1}})", "'step.w'", "number >= 0", "got -1"},
  {"gd.minimize(f, {w = 1, b = 2}, {step = {w = 1, c = 1}})", "no leaf 'c'", "known: b, w"},
  {"gd.minimize(f, {w = 1, b = 2}, {frozen = 'c'})", "'frozen'", "no leaf 'c'"},
  {"gd.minimize(f, {weights = 1, b = 2}, {frozen = 'weigths'})", "did you mean 'weights'?"},
  {"gd.minimize(f, {w = 1, b = 2}, {frozen = {3}})", "names of leaves expected, got 3"},
  {"gd.minimize(f, {1, 2}, {bounds = {{0, 0, 0}, 3}})", "the lower bound is vector of 3 (vector of 2 expected)"},
  {"gd.minimize(f, {w = {1, 2}, b = 1}, {bounds = {{w = 0}, {w = 1}}})", "the lower bound.b is nil"},
})

refuses("batches:", {
  {"gd.minimize(f, 1, {data = gd.zeros(3), batch = 4})", "a batch of 4 rows, but the data have 3"},
  {"gd.minimize(f, 1, {data = gd.zeros(3), batch = 0})", "positive whole number expected, got 0"},
  {"gd.minimize(f, 1, {data = gd.zeros(3), batch = 1.5})", "positive whole number expected, got 1.5"},
  {"gd.minimize(f, 1, {data = gd.zeros(3), batch = 'a'})", "positive whole number expected, got 'a'"},
  {"gd.minimize(f, 1, {data = gd.zeros(3), shuffle = 3})", "true, false or a function expected, got 3"},
  {"gd.minimize(f, 1, {data = gd.zeros(4), batch = 2, on_rise = 'halve'})", "'on_rise'", "whole data"},
  {"gd.minimize(f, 1, {data = gd.zeros(4), batch = 2, shuffle = function() return 3 end})",
   "shuffle returned 3 (a list of row numbers expected)"},
  {"gd.minimize(f, 1, {data = gd.zeros(4), batch = 2, shuffle = function() end})",
   "shuffle returned nil"},
  {"gd.minimize(f, 1, {data = gd.zeros(4), batch = 2, shuffle = function() return {} end})",
   "shuffle returned a table (a list of row numbers expected)"},
  {"gd.minimize(f, 1, {data = gd.zeros(4), batch = 2, shuffle = function() return {1, 'a'} end})",
   "not one of row numbers: element 2 is 'a'"},
  {"gd.minimize(f, 1, {data = gd.zeros(4), batch = 2, shuffle = function() return {5} end})",
   "shuffle returned 5.0 for a row (the data have the rows 1 to 4)"},
  {"gd.minimize(f, 1, {data = gd.zeros(4), batch = 2, shuffle = function() return {0} end})",
   "shuffle returned 0.0 for a row"},
  {"gd.minimize(f, 1, {data = gd.zeros(4), batch = 2, shuffle = function() return {1.5} end})",
   "shuffle returned 1.5 for a row"},
})

refuses("a solver is given what is for update rules:", {
  {"gd.minimize(f, 1, {method = 'lbfgs', step = 0.1})", "'step'", "'lbfgs' is a solver", "update rule"},
  {"gd.minimize(f, 1, {method = 'lbfgs', project = f})", "'project'", "'lbfgs' is a solver"},
  {"gd.minimize(f, 1, {method = 'lbfgs', clip = {norm = 1}})", "'clip'", "'lbfgs' is a solver"},
  {"gd.minimize(f, 1, {method = 'lbfgs', on_rise = 'stop'})", "'on_rise'", "'lbfgs' is a solver"},
  {"gd.minimize(f, 1, {method = 'lbfgs', bounds = {0, 2}})", "'bounds'", "does not keep to bounds",
   "'lbfgsb' does"},
  {"gd.minimize(f, 1, {method = 'lbfgs', data = gd.zeros(4), batch = 2})", "'batch'", "'lbfgs' is a solver"},
  {"gd.minimize(f, 1, {method = 'lbfgs', data = gd.zeros(4), shuffle = function() return {1} end})",
   "'shuffle'", "'lbfgs' is a solver"},
})

refuses("the arguments:", {
  {"gd.minimize()", "bad argument #1 to 'minimize' (the cost, a function, expected, got nil)"},
  {"gd.minimize(3, 1)", "#1 to 'minimize'", "got 3"},
  {"gd.minimize(1, f)", "#1 to 'minimize'", "got 1"},
  {"gd.minimize(f)", "the start is missing"},
  {"gd.minimize(f, 1, 3)", "bad options to 'minimize' (a table expected, got 3)"},
  {"gd.minimize(f, 1, {0.1})", "bad option #1 to 'minimize'", "options in braces have names"},
  {"gd.minimize(f, 1, {stpe = 0.1})", "bad option 'stpe' to 'minimize' (did you mean 'step'?)"},
  {"gd.maximize(f, 1, {stpe = 0.1})", "bad option 'stpe' to 'maximize' (did you mean 'step'?)"},
  {"gd.descent(f, 1, {stpe = 0.1})", "bad option 'stpe' to 'descent' (did you mean 'step'?)"},
})

refuses("the start", {
  {"gd.minimize(f, 0/0)", "the start is not finite: it is nan"},
  {"gd.minimize(f, -math.huge)", "the start is not finite: it is -inf"},
  {"gd.minimize(f, {1, math.huge})", "the start is not finite: start[2] is inf"},
  {"gd.minimize(f, {1, 2, 3, 4, 5, 6, 7, 8, 9, -math.huge})",
   "the start is not finite: start[10] is -inf"},
  {"gd.minimize(f, {1, 2, 3, 4, 5, 6, 7, 0/0, 9, 10})", "the start is not finite: start[8] is nan"},
  {"gd.minimize(f, {w = {b = {1, 0/0}}})", "the start is not finite: start.w.b[2] is nan"},
  {"gd.minimize(f, gd.matrix{{1, 2}, {3, 0/0}})", "the start is not finite: start[2][2] is nan"},
  {"gd.minimize(f, {})", "start is empty"},
  {"gd.minimize(f, gd.vector(0))", "start is empty"},
  {"gd.minimize(f, {w = {}})", "start.w is empty"},
  {"gd.minimize(f, {{1, 2}, {}})", "start[2] is empty"},
  {"gd.minimize(f, gd.matrix{{1, 2}, {3}})", "row 2 has 1 element, row 1 has 2"},
  {"gd.minimize(f, 'abc')", "start is 'abc'", "a number, an array or a table of them expected"},
  {"gd.minimize(f, {1, true})", "start[2] is true"},
  {"gd.minimize(f, {w = true})", "start.w is true"},
  {"gd.minimize(f, {w = {1, 'x'}})", "start.w[2] is 'x'"},
  {"gd.minimize(f, {1, nil, 3})", "start[2] is nil"},
  {"gd.minimize(f, {[1.5] = 3})", "start has the key 1.5"},
  {"gd.minimize(f, {[true] = 3})", "start has the key true"},
  {"gd.minimize(f, {w = {[0] = 1}})", "start.w has the key 0"},
  {"gd.minimize(f, print)", "start is a function"},
  {"local t = {}; t.t = t; gd.minimize(f, t)", "nested deeper than", "contain itself"},
  {"gd.minimize(f, 1, {bounds = {2, 3}})", "the start is outside the bounds", "1", "2", "3"},
})

refuses("the cost", {
  {"gd.minimize(function() end, 1)", "the cost returned nil; a number expected", "cost defined at script.lua:3"},
  {"gd.minimize(function() return 'x' end, 1)", "the cost returned 'x' (a string); a number expected"},
  {"gd.minimize(function() return '5' end, {w = 1})", "the cost returned '5' (a string)"},
  {"gd.minimize(function() return 1, 2 end, 1)", "the cost returned two values, 1 and 2"},
  {"gd.minimize(function() return 1, 2 end, {1, 2})", "the cost returned two values, 1 and 2"},
  {"gd.minimize(function() return 1, 2 end, {w = 1})", "the cost returned two values, 1 and 2"},
  {"gd.minimize(function() return {} end, 1)", "the cost returned a table"},
  {"gd.minimize(function() return true end, 1)", "the cost returned true"},
  {"gd.minimize(function(x) return x end, {1, 2})", "the cost returned vector of 2"},
  {"local n = 0; gd.minimize(function(x) n = n + 1; if n < 2 then return x*x end end, 9)",
   "the cost returned nil"},
})

refuses("the gradient", {
  {"gd.minimize(f, {1, 2}, {gradient = function() return {1} end})",
   "the gradient is vector of 1 (vector of 2 expected)"},
  {"gd.minimize(f, {1, 2}, {gradient = function() return gd.vector{1, 2, 3} end})",
   "the gradient is vector of 3 (vector of 2 expected)"},
  {"gd.minimize(f, {1, 2}, {gradient = function() return {1, nil} end})", "the gradient is vector of 1"},
  {"gd.minimize(f, {1, 2}, {gradient = function() return {nil, 1} end})", "the gradient: element 1 is nil"},
  {"gd.minimize(f, {1, 2}, {gradient = function() end})", "the gradient is nil (vector of 2 expected)"},
  {"gd.minimize(f, {1, 2}, {gradient = function() return {1, 'x'} end})", "the gradient: element 2 is 'x'"},
  {"gd.minimize(f, {1, 2}, {gradient = function() return 3 end})", "the gradient is 3"},
  {"gd.minimize(f, 1, {gradient = function() return {1} end})", "the gradient is a table (number expected)"},
  {"gd.minimize(f, gd.matrix{{1, 2}}, {gradient = function() return gd.vector{1, 2} end})",
   "the gradient is vector of 2 (matrix of 1 x 2 expected)"},
  {"gd.minimize(f, {w = 1, b = {1, 2}}, {gradient = function() return {w = 1} end})",
   "the gradient.b is nil (vector of 2 expected)"},
  {"gd.minimize(f, {w = 1, b = {1, 2}}, {gradient = function() return {w = 1, b = {1, 2}, c = 3} end})",
   "the gradient has the field 'c'"},
  {"gd.minimize(f, {w = 1, b = {1, 2}}, {gradient = function() return {w = 1, b = {1, 2, 3}} end})",
   "the gradient.b is vector of 3 (vector of 2 expected)"},
})

refuses("the schedule", {
  {"gd.minimize(f, 1, {step = function() return -1 end})",
   "the schedule returned -1 at t = 0 (a number >= 0 expected)", "defined at script.lua:3"},
  {"gd.minimize(f, 1, {step = function() end})", "the schedule returned nil at t = 0"},
  {"gd.minimize(f, 1, {step = function() return 0/0 end})", "the schedule returned nan at t = 0"},
  {"gd.minimize(f, 1, {step = function() return math.huge end})", "the schedule returned inf at t = 0"},
  {"gd.minimize(f, 1, {step = function() return '1' end})", "the schedule returned '1'"},
  {"gd.minimize(f, 1, {step = function(t) return 2 - t end})", "the schedule returned -1 at t = 3"},
  {"gd.minimize(f, 1, {step = gd.schedule.constant(1)*function() return -1 end})",
   "the schedule returned -1 at t = 0", "schedule: 1*f(t)"},
  {"gd.minimize(f, 1, {step = gd.schedule.define{name = 'neg', at = function(t) return -t end}()})",
   "the schedule returned -1 at t = 1", "schedule: neg()"},
  {"gd.minimize(f, {w = 1, b = 2}, {step = {w = 1, b = function() return -1 end}})",
   "the schedule of 'b' returned -1 at t = 0"},
  {"gd.minimize(f, {w = 1, b = 2}, {step = {w = 1, b = function() end}})",
   "the schedule of 'b' returned nil at t = 0"},
})

refuses("what a user's function returns or asks:", {
  {"gd.minimize(f, 1, {stop = function() return 3 end})", "a stopping rule returned 3", "script.lua:3"},
  {"gd.minimize(f, 1, {stop = function(s) return s.coast end})", "the state has no field 'coast'", "cost"},
  {"gd.minimize(f, 1, {on_epoch = function(s) s.x = 3 end})", "the state is read-only"},
  {"gd.minimize(f, 1, {project = function() return 'x' end})", "the result of project is 'x'"},
  {"gd.minimize(f, {1, 2}, {project = function() return {1} end})",
   "the result of project is vector of 1 (vector of 2 expected)"},
  {"gd.minimize(f, 1, {method = gd.method.define{name = 'm', update = function() end}})",
   "'update' of the method 'm' returned nil (a vector of 1 expected)"},
  {"gd.minimize(f, 1, {method = gd.method.define{name = 'm', init = function() end, update = print}})",
   "'init' of the method 'm' returned nil (a table expected)"},
  {"gd.minimize(f, 1, {method = gd.method.define{name = 'm', update = function(x, g, step, s) " ..
   "s.m = 1; return x end}})", "'update' of the method 'm' added a field to its state"},
  {"gd.minimize(f, 1, {method = gd.method.define{name = 'm', update = function(x) return x end, " ..
   "point = function() return 1 end}})", "'point' of the method 'm' returned 1"},
  {"gd.minimize(f, 1, {method = gd.method.define{name = 'm', update = function(x) return x end, " ..
   "answer = function() return gd.zeros(2) end}})", "'answer' of the method 'm' returned vector of 2"},
})

describe("an error in a user's function keeps its message:", function()
  local where = {
    "gd.minimize(function() error 'boom' end, 1)",
    "gd.minimize(function() error 'boom' end, {1, 2})",
    "gd.minimize(function() error 'boom' end, {w = 1})",
    "gd.minimize(f, 1, {gradient = function() error 'boom' end})",
    "gd.minimize(f, {w = 1}, {gradient = function() error 'boom' end})",
    "gd.minimize(f, 1, {step = function() error 'boom' end})",
    "gd.minimize(f, {w = 1}, {step = {w = function() error 'boom' end}})",
    "gd.minimize(f, 1, {stop = function() error 'boom' end})",
    "gd.minimize(f, 1, {on_epoch = function() error 'boom' end})",
    "gd.minimize(f, 1, {project = function() error 'boom' end})",
    "gd.minimize(f, 1, {data = gd.zeros(2), batch = 1, shuffle = function() error 'boom' end})",
    "gd.minimize(f, 1, {method = gd.method.define{name = 'm', update = function() error 'boom' end}})",
    "gd.minimize(f, 1, {method = gd.method.define{name = 'm', init = function() error 'boom' end, update = print}})",
    "gd.minimize(f, 1, {stop = gd.stop.define{name = 's', reached = function() error 'boom' end}()})",
    "gd.minimize(f, 1, {stop = gd.stop.define{name = 's', init = function() error 'boom' end, reached = print}()})",
    "gd.minimize(f, 1, {step = gd.schedule.define{name = 's', at = function() error 'boom' end}()})",
    "gd.gradient(function() error 'boom' end, 1)",
    "gd.grad(function() error 'boom' end)(1)",
  }
  for _, code in ipairs(where) do
    it(code, function() assert.equal("boom", message(code)) end)
  end

  it("and is the same value when it is no string", function()
    local e = {}
    local ok, got = pcall(gd.minimize, function() error(e) end, 1)
    assert.is_false(ok)
    assert.is_true(rawequal(e, got))
  end)

  it("names the line of the function, not of the call", function()
    local chunk = assert(load("local gd = require 'gdlua'\nlocal function cost(x)\n" ..
                              "  local t\n  return t.x\nend\ngd.minimize(cost, 1)", "=script.lua"))
    local _, text = pcall(chunk)
    assert.matches("^script%.lua:4: attempt to index a nil value %(local 't'%)", text)
  end)
end)

describe("a yield is refused in", function()
  local where = {
    cost = "gd.minimize(function(x) coroutine.yield() return x*x end, 1)",
    ["cost of a tree"] = "gd.minimize(function(x) coroutine.yield() return 1 end, {w = 1})",
    gradient = "gd.minimize(f, 1, {gradient = function(x) coroutine.yield() return 2*x end})",
    schedule = "gd.minimize(f, 1, {step = function() coroutine.yield() return 1 end})",
    rule = "gd.minimize(f, 1, {stop = function() coroutine.yield() end})",
    observer = "gd.minimize(f, 1, {on_epoch = function() coroutine.yield() end})",
    ["gradient of a function"] = "gd.gradient(function(x) coroutine.yield() return x*x end, 1)",
  }
  for name, code in pairs(where) do
    it(name, function()
      assert.equal("a function that gdlua calls may not yield", message(code))
      local co = coroutine.create(function() return message(code) end)
      local ok, text = coroutine.resume(co)
      assert.is_true(ok, text)
      assert.equal("a function that gdlua calls may not yield", text)
    end)
  end
end)

refuses("a descent held in the hand:", {
  {"gd.descent(f, 1).step()", "methods are called with a colon: d:step()"},
  {"gd.descent(f, 1).run()", "d:run()"},
  {"gd.descent(f, 1).result()", "d:result()"},
  {"gd.descent(f, 1).epochs()", "d:epochs()"},
  {"gd.descent(f, 1).fork()", "d:fork()"},
  {"gd.descent(f, 1).step(3)", "a descent expected, got 3"},
  {"gd.descent(f, 1):run('x')", "a number of epochs >= 0 expected, got 'x'"},
  {"gd.descent(f, 1):run(-1)", "a number of epochs >= 0 expected, got -1"},
  {"gd.descent(f, 1):run(0/0)", "a number of epochs >= 0 expected, got nan"},
  {"gd.descent(f, 1):save()", "bad argument #1 to 'save' (path expected, got nil)"},
  {"gd.descent(f, 1):save('a\\0b')", "the path contains a zero byte"},
  {"gd.descent(f, 1):save('no/such/folder/x')", "cannot write 'no/such/folder/x': No such file"},
  {"gd.descent(f, 1).save('x')", "methods are called with a colon: d:save()"},
  {"gd.descent(f, 1):restore({})", "bad argument #1 to 'restore' (path expected, got a table)"},
  {"gd.descent(f, 1):restore('no such file')", "cannot open 'no such file': No such file"},
  {"gd.descent(f, 1):restore('README.md')", "'README.md' is not a checkpoint of gdlua"},
  {"local d; d = gd.descent(function(x) d:step() return x*x end, 1); d:step()", "this descent is running already"},
  {"local d; d = gd.descent(f, 1, {on_epoch = function() d:run() end}); d:step()", "this descent is running already"},
})

refuses("a derivative:", {
  {"gd.gradient(f)", "x is nil"},
  {"gd.gradient(3, 1)", "bad argument #1 to 'gradient' (a function expected, got 3)"},
  {"gd.gradient(f, 'x')", "x is 'x'"},
  {"gd.gradient(f, 0/0)", "x is not finite: element 1 is nan"},
  {"gd.gradient(f, 1, {mode = 'reverse', h = 1})", "bad option 'h' to 'gradient'", "is exact"},
  {"gd.gradient(f, 1, {mode = 'forward', h = 1})", "bad option 'h' to 'gradient'", "is exact"},
  {"gd.gradient(function(x) return tonumber(('%d'):format(x)) end, 1, {mode = 'reverse'})",
   "the cost cannot be traced (script.lua:3: ", "no exact gradient", "mode \"auto\""},
  {"gd.gradient(function(x) return tonumber(('%d'):format(x)) end, 1, {mode = 'forward'})",
   "the cost cannot be traced (script.lua:3: ", "no exact gradient", "mode \"auto\""},
  {"gd.hessian(3, 1)", "bad argument #1 to 'hessian' (a function expected, got 3)"},
  {"gd.hessian(f)", "x is nil"},
  {"gd.hessian(f, 0/0)", "x is not finite"},
  {"gd.hessian(function() end, 1)", "the cost returned nil"},
  {"gd.hessian(f, 1, {mode = 'forward'})",
   "bad argument #3 to 'hessian' (it takes no options, got {mode = \"forward\"}: derivatives are exact",
   "what follows is handed on to the function"},
  {"gd.hvp(f, 1, 1, {mode = 'reverse'})", "bad argument #4 to 'hvp' (it takes no options, got {mode = \"reverse\"}"},
  {"gd.jacobian(f, 1, {mode = 'central', h = 1})",
   "bad argument #3 to 'jacobian' (it takes no options, got {mode = \"central\"}"},
  {"gd.hvp(3, 1, 1)", "bad argument #1 to 'hvp' (a function expected, got 3)"},
  {"gd.hvp(f, {1, 2})", "bad argument #3 to 'hvp' (a direction, of the shape of x, expected, got nil)"},
  {"gd.hvp(f, {1, 2}, {1})", "v is vector of 1 (vector of 2 expected)"},
  {"gd.hvp(f, {a = 1}, {b = 1})", "v.a is nil (number expected)"},
  {"gd.jacobian(3, 1)", "bad argument #1 to 'jacobian' (a function expected, got 3)"},
  {"gd.jacobian(function() return 'x' end, 1)",
   "the function returned 'x' (a string); a number, a vector or a table of numbers expected"},
  {"gd.jacobian(function(x) return {x, 'a'} end, 1)",
   "the function returned a table with 'a' (a string) at [2]; a number, a vector or a table of numbers expected"},
  {"gd.jacobian(function(x) return {x, nil, x} end, 1)", "the function returned a table with nil at [2];"},
  {"gd.jacobian(function(x) return {{}, x} end, 1)", "the function returned a table with a table at [1];"},
  {"gd.jacobian(function() return gd.eye(2) end, 1)", "the function returned matrix of 2 x 2;"},
  {"gd.custom(3)", "bad argument #1 to 'custom' ({value = f, gradient = g} expected, got 3)"},
  {"gd.custom{value = f}", "bad argument #1 to 'custom' (gradient should be a function, it is nil)"},
  {"gd.custom{value = f, gradient = f, grad = f}", "it has the field 'grad' (a string)",
   "known: gradient, value"},
  {"gd.detach()", "bad argument #1 to 'detach' (a value expected, got nil)"},
  {"gd.gradient(f, 1, {mode = 'centrla'})", "did you mean 'central'?"},
  {"gd.gradient(f, 1, {h = -1})", "'h' to 'gradient' (a positive number expected, got -1)"},
  {"gd.gradient(f, 1, 3)", "bad options to 'gradient' (a table expected, got 3)"},
  {"gd.gradient(f, 1, {step = 1})", "bad option 'step' to 'gradient'"},
  {"gd.gradient(function() end, 1)", "the cost returned nil"},
  {"gd.gradient(function() return 1, 2 end, {1})", "the cost returned two values"},
  {"gd.grad(3)", "bad argument #1 to 'grad' (a function expected, got 3)"},
  {"gd.grad(f)()", "x is nil"},
  {"gd.derivative(f, {1})", "bad argument #2 to 'derivative' (a number expected", "gd.gradient"},
  {"gd.check_gradient(f, 3, 1)",
   "bad argument #2 to 'check_gradient' (a function or a mode expected, got 3)"},
  {"gd.check_gradient(f, 'revers', 1)", "bad argument #2 to 'check_gradient'", "did you mean 'reverse'?"},
  {"gd.check_gradient(f, f, {1, 2})", "the gradient is 1"},
  {"gd.check_gradient(f, f, 1, {mode = 'reverse'})", "'central', 'forward_difference' or 'richardson'"},
})

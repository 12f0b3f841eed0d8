-- The page of gd.report, in a browser.
local gd = require "gdlua"
local browser = dofile "tests/spec/report/browser.lua"

after_each(browser.clean)

local function valley(x) return 100*(x[2] - x[1]^2)^2 + (1 - x[1])^2 end

local function some_runs()
  local fields = {"cost", "x", "step", "gradient_norm"}
  return {
    lbfgs = gd.minimize(valley, {-1.2, 1}, {method = "lbfgs", history = fields}),
    adam = gd.minimize(valley, {-1.2, 1}, {method = "adam", step = 0.05, epochs = 300, history = fields}),
    ["a </script> & <b>"] = gd.minimize(valley, {1.5, -0.5}, {step = 1e-3, epochs = 50, history = fields}),
  }
end

local function report(source, opts)
  local path = browser.folder() .. "/report.html"
  assert.equal(path, gd.report(source, path, opts))
  return path
end

-- Lines "key\tvalue" as a table.
local function said(lines)
  local t = {}
  for _, line in ipairs(lines) do
    local key, value = line:match("^(.-)\t(.*)$")
    t[key] = value
  end
  return t
end

describe("the page of gd.report", function()
  it("shows the runs, with their digits, and has no error", function()
    local runs = some_runs()
    local lines, troubles = browser.visit(report(runs, {title = "A <title> & more"}), [[
      say("title\t" + document.querySelector("h1").textContent);
      say("about\t" + document.getElementById("about").textContent);
      say("canvas\t" + document.querySelectorAll("canvas").length);
      const heads = [...document.querySelectorAll("th")].map(e => e.dataset.key);
      for (const row of document.querySelectorAll("tbody tr"))
        [...row.cells].forEach((c, i) => say(row.cells[0].textContent + "." + heads[i] + "\t" + c.textContent));
    ]])
    assert.same({}, troubles)
    local t = said(lines)
    assert.equal("A <title> & more", t.title)
    assert.matches("^3 runs, 1 converged", t.about)
    assert.equal("2", t.canvas)
    for name, r in pairs(runs) do
      for _, field in ipairs{"cost", "gradient_norm", "epochs", "evaluations", "elapsed"} do
        assert.equal(r[field], tonumber(t[name .. "." .. field]))
      end
      assert.equal(r.reason, t[name .. ".reason"])
      assert.equal(r.converged and "yes" or "no", t[name .. ".converged"])
    end
    assert.equal("0.05", t["adam.step"])
    assert.equal("lbfgs", t["lbfgs.method"])
  end)

  it("goes through the epochs by its slider", function()
    local runs = some_runs()
    local lines, troubles = browser.visit(report(runs), [[
      const slider = document.querySelector("input[type=range]"), here = document.querySelector(".here");
      const canvas = document.querySelector(".landscape canvas");
      say("max\t" + slider.max);
      const before = canvas.toDataURL();
      for (const epoch of [0, 7, 20, 300]) {
        slider.value = epoch;
        slider.dispatchEvent(new Event("input"));
        say("label" + epoch + "\t" + slider.parentNode.querySelector("span").textContent);
        here.textContent.split("\n").forEach(l => say(epoch + l.replace(": epoch ", "\t")));
        say("changed" + epoch + "\t" + (canvas.toDataURL() !== before));
      }
    ]])
    assert.same({}, troubles)
    local t = said(lines)
    assert.equal("300", t.max)
    for _, epoch in ipairs{0, 7, 20, 300} do
      assert.equal("epoch " .. epoch, t["label" .. epoch])
      assert.equal(tostring(epoch ~= 300), t["changed" .. epoch])
      for name, r in pairs(runs) do
        local at, x1, x2 = t[epoch .. name]:match("^(%d+), x%[1%] = (%S+), x%[2%] = (%S+)$")
        at = tonumber(at)
        assert.equal(math.min(epoch, r.epochs), at)
        assert.equal(r.history.x[at + 1][1], tonumber(x1))
        assert.equal(r.history.x[at + 1][2], tonumber(x2))
      end
    end
  end)

  it("sorts, filters, shows and hides", function()
    local lines, troubles = browser.visit(report(some_runs()), [[
      const names = () => [...document.querySelectorAll("tbody tr")].map(r => r.cells[0].textContent).join("|");
      const shown = () => document.getElementById("shown").textContent;
      const head = key => document.querySelector("th[data-key=" + key + "]");
      say("first\t" + names());
      head("epochs").click(); say("up\t" + names());
      head("epochs").click(); say("down\t" + names());
      const filter = document.getElementById("filter");
      const type = text => { filter.value = text; filter.dispatchEvent(new Event("input")); };
      type("ADAM"); say("word\t" + names());
      type("epochs < 60"); say("less\t" + names());
      type("cost < 1e-9 lbfgs"); say("both\t" + names());
      type("no such thing"); say("nothing\t" + names() + document.getElementById("listed").textContent);
      type("");
      say("shown\t" + shown());
      document.querySelector("tbody tr").click(); say("less shown\t" + shown());
      document.getElementById("none").click(); say("none\t" + shown());
      document.getElementById("all").click(); say("all\t" + shown());
      for (const id of ["logx", "logy"]) document.getElementById(id).click();
      const field = document.getElementById("field");
      say("fields\t" + [...field.options].map(o => o.value).join(" "));
      for (const o of field.options) { field.value = o.value; field.dispatchEvent(new Event("change")); }
      say("curves\t" + document.querySelectorAll(".uplot").length);
    ]])
    assert.same({}, troubles)
    local t = said(lines)
    assert.equal("a </script> & <b>|adam|lbfgs", t.first)
    assert.equal("lbfgs|a </script> & <b>|adam", t.up)
    assert.equal("adam|a </script> & <b>|lbfgs", t.down)
    assert.equal("adam", t.word)
    assert.equal("lbfgs", t.less:match("lbfgs"))
    assert.is_nil(t.less:match("adam"))
    assert.equal("lbfgs", t.both)
    assert.equal("0 of 3 runs", t.nothing)
    assert.equal("3 of 3 shown", t.shown)
    assert.equal("2 of 3 shown", t["less shown"])
    assert.equal("0 of 3 shown", t.none)
    assert.equal("3 of 3 shown", t.all)
    assert.equal("cost gradient_norm step", t.fields)
    assert.equal("1", t.curves)
  end)

  it("tells the value under the cursor", function()
    local r = gd.minimize(function(x) return x*x end, 3, {step = 0.25, epochs = 20, tolerance = 0})
    local lines, troubles = browser.visit(report(r), [[
      const over = document.querySelector(".u-over"), box = over.getBoundingClientRect();
      const at = box.left + box.width / 2;
      for (let y = 2; y < box.height && document.getElementById("tip").hidden; y += 4) {
        over.dispatchEvent(new MouseEvent("mousemove", {clientX: at, clientY: box.top + y, bubbles: true}));
      }
      say("tip\t" + document.getElementById("tip").textContent.replace(/\n/g, "|"));
    ]])
    assert.same({}, troubles)
    local epoch, value = said(lines).tip:match("^run|epoch (%d+)|cost (%S+)$")
    assert.equal(r.history.cost[tonumber(epoch) + 1], tonumber(value))
  end)

  it("takes costs that are no numbers, one parameter, several, and none recorded", function()
    local list = {
      one = gd.minimize(function(x) return x^4 - 3*x^2 end, 2, {step = 0.01, history = {"cost", "x"}}),
      far = gd.minimize(function(x) return x^4 end, 5, {step = 1, history = {"cost", "x"}}),
      named = gd.minimize(function(p) return (p.a - 1)^2 + p.b^2 end, {a = 3, b = 2},
                          {step = 0.1, history = {"cost", "x"}}),
      many = gd.minimize(gd.sum_of_squares, {1, 2, 3}, {step = 0.1}),
      none = gd.minimize(gd.sum_of_squares, {1, 2, 3}, {step = 0.1, history = false}),
      upwards = gd.maximize(function(x) return -(x - 2)^2 end, 0, {step = 0.1, history = {"cost", "x"}}),
    }
    local lines, troubles = browser.visit(report(list), [[
      say("landscapes\t" + document.querySelectorAll(".landscape").length);
      say("far\t" + [...document.querySelectorAll("tbody tr")].find(r => r.cells[0].textContent === "far").textContent);
    ]])
    assert.same({}, troubles)
    assert.equal("4", said(lines).landscapes)
    assert.matches("far", said(lines).far)
  end)

  it("shows where the runs were, not where one of them has gone", function()
    local runs = {
      good = gd.minimize(valley, {-1.2, 1}, {method = "adam", step = 0.05, epochs = 100, history = {"cost", "x"}}),
      lost = gd.minimize(valley, {-1.2, 1}, {step = 0.02, epochs = 6, history = {"cost", "x"}}),
    }
    local lines, troubles = browser.visit(report(runs), [[
      const l = JSON.parse(document.getElementById("data").textContent).landscapes[0];
      say("x\t" + l.x.join(" "));
      say("lines\t" + l.lines.length);
      say("note\t" + [...document.querySelectorAll(".landscape .note")].map(e => e.textContent).join("|"));
    ]])
    assert.same({}, troubles)
    local t = said(lines)
    local lo, hi = t.x:match("(%S+) (%S+)")
    assert.is_true(tonumber(lo) > -4 and tonumber(hi) < 4)
    assert.is_true(tonumber(t.lines) > 5)
    assert.matches("^%d+ of the points are outside the picture%.$", t.note)
  end)

  it("shows what is in a store, digit by digit, from the command line, too", function()
    local folder = browser.folder()
    local store = gd.store(folder .. "/runs.db")
    for k = 1, 4 do
      gd.seed(k)
      gd.minimize(valley, gd.uniform(2, -1.5, 1.5), {
        method = k % 2 == 0 and "adam" or "gd", step = 1e-3, epochs = 20*k, history = {"cost", "x"},
        record = {store = store, name = "same name"},
      })
    end
    local process = dofile "tests/spec/cli/process.lua"
    local page = folder .. "/cli.html"
    local out, err, status = process.run(("%s --report %s/runs.db -o %s"):format(process.gdlua, folder, page))
    assert.same({page .. "\n", "", 0}, {out, err, status})
    for _, path in ipairs{page, report(store, {cost = valley})} do
      local lines, troubles = browser.visit(path, [[
        const heads = [...document.querySelectorAll("th")].map(e => e.dataset.key);
        for (const row of document.querySelectorAll("tbody tr"))
          [...row.cells].forEach((c, i) => say(row.cells[0].textContent + "." + heads[i] + "\t" + c.textContent));
        const data = JSON.parse(document.getElementById("data").textContent);
        data.runs.forEach((run, i) => say("curve" + (i + 1) + "\t" + atob(run.curve.cost).length / 8));
        say("landscapes\t" + data.landscapes.length);
      ]])
      assert.same({}, troubles)
      local t = said(lines)
      assert.equal("1", t.landscapes)
      for _, row in ipairs(store:runs()) do
        local run, name = store:run(row.id), ("same name (%d)"):format(row.id)
        for _, field in ipairs{"cost", "gradient_norm", "epochs", "evaluations", "elapsed"} do
          assert.equal(run.result[field], tonumber(t[name .. "." .. field]))
        end
        assert.equal(run.seed, tonumber(t[name .. ".seed"]))
        assert.equal(run.method, t[name .. ".method"])
        assert.equal(run.result.reason, t[name .. ".reason"])
        assert.equal(#run.history.cost, math.tointeger(tonumber(t["curve" .. row.id])))
      end
    end
    store:close()
  end)

  it("stays small, however much there was", function()
    local list, n, m = {}, 300, 3001
    local epochs = gd.linspace(0, m - 1, m)
    for i = 1, n do
      local cost = gd.exp(epochs*(-i/m))
      list[i] = {name = "run " .. i, method = "gd", step = 0.1, goal = "minimum",
                 history = {epoch = epochs, cost = cost, step = cost, gradient_norm = cost},
                 result = {x = gd.vector{1}, cost = cost[m], epochs = m - 1, converged = false, reason = "epochs"}}
    end
    local path = report(list)
    assert.is_true(#browser.read(path) < 4.5e6)
    local lines, troubles = browser.visit(path, [[
      document.getElementById("all").click();
      say("shown\t" + document.getElementById("shown").textContent);
      say("note\t" + document.getElementById("curvenote").textContent);
    ]])
    assert.same({}, troubles)
    assert.equal("300 of 300 shown", said(lines).shown)
    assert.matches("^Of 300 long histories only %d+ entries", said(lines).note)
  end)
end)

describe("gd.report", function()
  it("says what is wrong with what it is given", function()
    local r = gd.minimize(function(x) return x*x end, 3)
    local function fails(pattern, ...)
      local good, message = pcall(gd.report, ...)
      assert.is_false(good)
      assert.matches(pattern, message)
    end
    fails("report_spec.lua:%d+: bad argument #2 to 'report' %(the name of a file")
    fails("bad argument #1 to 'report' %(a result, .-got nothing%)", nil, "x.html")
    fails("bad argument #1 to 'report' %(there is no run in it%)", {}, "x.html")
    fails("entry 'b' is 3", {a = r, b = 3}, "x.html")
    fails("cannot write the report: .*No such file", r, "/no/such/folder/x.html")
    fails("bad option 'titel' to 'report' %(did you mean 'title'%?%)", r, "x.html", {titel = "x"})
  end)
end)

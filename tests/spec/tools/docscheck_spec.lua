-- tools/docscheck finds nothing to say about this repository, and every gap
-- that is planted in a copy of its scripts.
local process = dofile "tests/spec/cli/process.lua"
local quote = process.quote

describe("tools/docscheck", function()
  local root

  before_each(function()
    root = process.folder()
    os.execute(("cp -R scripts %s"):format(quote(root)))
  end)

  after_each(process.clean)

  local function run()
    local out, err, status = process.run(("cd %s && GDLUA_PATH=%s %s %s"):format(
      quote(root), quote(root .. "/scripts"), quote(process.gdlua),
      quote(process.root .. "/tools/docscheck")))
    assert.equal("", err)
    return out, status
  end

  -- Replaces a part of a script, which must be there once.
  local function plant(path, old, new)
    path = root .. "/scripts/gdlua/" .. path
    local text = process.read(path)
    local from, to = text:find(old, 1, true)
    assert.is_truthy(from, old)
    assert.is_nil(text:find(old, to + 1, true), old)
    process.write(path, text:sub(1, from - 1) .. new .. text:sub(to + 1))
  end

  it("finds nothing to say about this repository", function()
    assert.same({"", 0}, {run()})
  end)

  local gaps = {
    {"a function without a description", "index.lua",
     'help     = {"gdlua.help", "help"},', 'help = {"gdlua.help", "help"}, more = {"gdlua.help", "help"},',
     "more: is not described\n"},
    {"a schedule without a description", "help/group/schedule.lua",
     'name = "schedule.noam",', 'name = "schedule.gone",',
     "schedule.noam: is not described\n"},
    {"a description without a schedule", "help/group/schedule.lua",
     'name = "schedule.noam",', 'name = "schedule.gone",',
     "schedule.gone: is described, but does not exist\n"},
    {"a rule that is only in the list", "help/group/stop.lua", 'name = "stop.wrap",',
     'name = "stop.unwrap",', "stop.wrap: is not described\n"},
    {"a method of arrays without a description", "help/group/array.lua", 'name = "array.slice",',
     'name = "array.slices",', "array.slice: is not described\n"},
    {"a field of the state without a description", "help/group/state.lua", '"state.sense"',
     '"state.sence"', "state.sense: is not described\n"},
    {"a field of the result without a description", "result.lua",
     "elapsed = r.elapsed,", "elapsed = r.elapsed, extra = 1,", "result.extra: is not described\n"},
    {"a method of descents without a description", "descent.lua", "function methods.result(d)",
     "function methods.extra(d) return d end\nfunction methods.result(d)",
     "descent.extra: is not described\n"},
    {"an option without a description", "descent/declarations.lua", '{"record", nil,',
     '{"extra", nil, "more"},\n  {"record", nil,', "minimize.extra: is not described\n"},
    {"an option without a text", "descent/declarations.lua", '{"frozen", nil, "name, or list of names, of leaves that stay as they are",',
     '{"frozen", nil, "",', "minimize, option frozen: has no text\n"},
    {"an option of a schedule without a text", "schedule/sqrt_decay.lua",
     '{"from", 0.1, "the first step", min = 0}', '{"from", 0.1, min = 0}',
     "schedule.sqrt_decay, option from: has no text\n"},
    {"a schedule without a comment", "schedule/sqrt_decay.lua",
     "--- Square root decay: from/sqrt(t + 1) (Zinkevich 2003, online descent).", "",
     "schedule.sqrt_decay: has no text\n"},
    {"options that are not published", "descent.lua", 'options.publish("minimize.clip", {',
     'options.publish("minimize.clips", {', "minimize.clip: there are no options 'minimize.clip'\n"},
    {"an entry without a text", "help/group/random.lua",
     'text = "The numbers from 1 to n in random order."', 'text = ""', "permutation: has no text\n"},
    {"an argument without a text", "help/group/linalg.lua", '{"A", "numbers", "a square matrix"}',
     '{"A", "numbers"}', "det, argument A: has no text\n"},
    {"an unknown type", "help/group/textbook.lua", '{"c", "number", "the factor"}',
     '{"c", "numbre", "the factor"}',
     "scalar_multiply, argument c: has the unknown type 'numbre'\n"},
    {"an entry that does not say what it returns", "help/group/files.lua",
     "returns = {}", "answers = {}", "save: does not say what it returns\n"},
    {"an entry without errors", "help/group/library.lua", "errors = {{", "mistakes = {{",
     "help: has no errors"},
    {"an entry without an example", "help/group/random.lua", "example = \"gd.seed(1)\\nlocal p",
     "sample = \"gd.seed(1)\\nlocal p", "permutation: has no example\n"},
    {"an example without its output", "help/group/random.lua", 'output = "10\\t55.0\\n"',
     'output = nil', "permutation: does not say what its example prints\n"},
    {"an error with another message", "help/group/files.lua",
     "cannot open 'nowhere.csv': No such file or directory", "there is no such file",
     "load: gd.load 'nowhere.csv' raises\n    cannot open"},
    {"an error that is none", "help/group/files.lua", "gd.load 'nowhere.csv'", "gd.seed(1)",
     "load: gd.seed(1) is no error\n"},
    {"a link that leads nowhere", "help/group/files.lua", 'see = "save array.names"',
     'see = "sav"', "load: 'sav' in see also does not exist\n"},
    {"a group without a text", "help/group/files.lua", "doc = ", "docs = ", "files: has no text\n"},
  }

  for _, gap in ipairs(gaps) do
    it("finds " .. gap[1], function()
      plant(gap[2], gap[3], gap[4])
      local out, status = run()
      assert.is_truthy(out:find(gap[5], 1, true), out)
      assert.equal(1, status)
    end)
  end
end)

-- tools/layers finds planted offences, and none in this repository.
local process = dofile "tests/spec/cli/process.lua"
local quote = process.quote

describe("tools/layers", function()
  local root

  local function plant(path, text)
    os.execute("mkdir -p " .. quote(root .. "/" .. path:match("(.*)/")))
    process.write(root .. "/" .. path, text)
  end

  before_each(function()
    root = process.folder()
    plant("engine/include/gdlua.h", "")
    plant("engine/base/error.h", '#include "include/gdlua.h"\n#include <stdio.h>\n')
    plant("engine/array/array.h", '#include "base/error.h"\n')
    plant("engine/optim/problem.h", '#include "array/array.h"\n#include "base/error.h"\n')
    plant("engine/optim/solver/own.h", "")
    plant("engine/optim/solver/lbfgs.c", '#include "optim/problem.h"\n  #  include "own.h"\n')
    plant("engine/exec/provider.h", "")
    plant("engine/exec/lower.h", "")
    plant("engine/bind/bind.h", '#include <lua.h>\n#include "optim/problem.h"\n')
    plant("engine/cli/main.c", '#include "bind/bind.h"\n#include "base/error.h"\n#include <lualib.h>\n')
    plant("scripts/gdlua/stop.lua", '-- require "socket"\nlocal b = require "gdlua.blame"\n')
  end)

  after_each(process.clean)

  local function run(where)
    local out, err, status = process.run("tools/layers " .. quote(where or root))
    assert.equal("", err)
    return out, status
  end

  it("finds nothing to say about this repository", function()
    assert.same({"", 0}, {run(process.root)})
  end)

  it("finds nothing to say about a lawful tree", function()
    assert.same({"", 0}, {run()})
  end)

  local offences = {
    {"engine/base/x.c", '\n#include "array/array.h"\n', "engine/base/x.c:2: base/ may not include array/array.h"},
    {"engine/optim/x.c", '#include "exec/lower.h"\n', "engine/optim/x.c:1: optim/ may not include exec/lower.h"},
    {"engine/optim/solver/x.c", '#include "bind/bind.h"\n', "optim/ may not include bind/bind.h"},
    {"engine/array/x.c", '#include "../cli/main.c"\n', "array/ may not include"},
    {"engine/array/x.c", '#include <lauxlib.h>\n', "engine/array/x.c:1: array/ may not include <lauxlib.h>"},
    {"engine/base/x.c", '#include "base/nothing.h"\n', 'no header "base/nothing.h"'},
    {"engine/jit/x.c", '#include "exec/provider.h"\n#include "exec/lower.h"\n', "engine/jit/x.c:2: jit/ may not include exec/lower.h"},
    {"engine/bind/x.c", '#include <llvm-c/Core.h>\n', "bind/ may not include <llvm-c/Core.h>"},
    {"engine/extra/x.c", "", "unknown layer 'extra'"},
    {"engine/x.c", "", "engine/x.c:1: a file of the engine lives in the folder of a layer"},
    {"scripts/gdlua/x.lua", '\nlocal s = require("socket")\n', "scripts/gdlua/x.lua:2: a script of gdlua may not require 'socket'"},
  }

  for _, offence in ipairs(offences) do
    local path, text, message = table.unpack(offence)
    it("reports " .. path .. ": " .. text:gsub("%s+", " "), function()
      plant(path, text)
      local out, status = run()
      assert.equal(1, status)
      assert.is_truthy(out:find(message, 1, true), out)
      assert.equal(1, select(2, out:gsub("\n", "")), out)
    end)
  end
end)

-- tools/install-deps with made-up programs in place of the system's.
local process = dofile "tests/spec/cli/process.lua"
local quote, write = process.quote, process.write

describe("tools/install-deps", function()
  local folder
  local all = {"build-essential", "pkg-config", "lua5.4", "liblua5.4-dev", "llvm-19-dev", "libzstd-dev",
               "zlib1g-dev", "libopenblas0-pthread",
               "libsleef3", "libsqlite3-0", "libreadline8", "gnuplot-nox", "cmark-gfm", "chromium", "lua-busted",
               "lua-unit", "libcmocka-dev", "valgrind"}

  local function program(name, text)
    write(folder .. "/" .. name, "#!/bin/sh\n" .. text)
    os.execute("chmod +x " .. quote(folder .. "/" .. name))
  end

  -- A system on which these packages are installed.
  before_each(function()
    folder = process.folder()
    for _, name in ipairs{"sh", "grep", "tr", "env", "cat"} do
      os.execute(string.format("ln -s $(command -v %s) %s/%s", name, quote(folder), name))
    end
    write(folder .. "/installed", table.concat(all, "\n") .. "\n")
    write(folder .. "/log", "")
    program("dpkg-query", [[
for name; do :; done
if grep -qx "$name" "$HOME/installed"; then echo 'install ok installed'; else exit 1; fi]])
    program("apt-get", [[
echo "apt-get $DEBIAN_FRONTEND $*" >> "$HOME/log"
if [ "$1" = install ] && [ -e "$HOME/stale" ]; then exit 100; fi
if [ "$1" = update ] && [ ! -e "$HOME/offline" ]; then rm -f "$HOME/stale"; fi
exit 0]])
    os.execute(string.format("ln -s $(command -v rm) %s/rm", quote(folder)))
    program("id", "echo 0")
  end)

  after_each(process.clean)

  local function without(...)
    local text = process.read(folder .. "/installed")
    for _, name in ipairs{...} do text = text:gsub(name:gsub("%p", "%%%0") .. "\n", "") end
    write(folder .. "/installed", text)
  end

  local function run(sets)
    local out, err, status = process.run(string.format("HOME=%s PATH=%s tools/install-deps %s",
                                                       quote(folder), quote(folder), sets or "build jit run test"))
    return out, err, status, process.read(folder .. "/log")
  end

  it("does and says nothing when nothing is missing", function()
    local out, err, status, log = run()
    assert.same({"", "", 0, ""}, {out, err, status, log})
  end)

  it("takes a package's other name", function()
    without("libreadline8", "pkg-config")
    write(folder .. "/installed", process.read(folder .. "/installed") .. "libreadline8t64\npkgconf\n")
    local out, _, status, log = run()
    assert.same({"", 0, ""}, {out, status, log})
  end)

  it("installs what is missing, and says what and why", function()
    without("lua-busted", "liblua5.4-dev")
    local out, err, status, log = run()
    assert.matches("liblua5.4%-dev +Lua itself", out)
    assert.matches("lua%-busted +runs tests/spec", out)
    assert.equal("", err)
    assert.equal(0, status)
    assert.equal("apt-get noninteractive install -y --no-install-recommends liblua5.4-dev lua-busted\n", log)
  end)

  it("installs only what is asked for", function()
    without("cmark-gfm", "lua-busted", "lua-unit", "libcmocka-dev")
    local out, _, status, log = run("build run")
    assert.same({"", 0, ""}, {out, status, log})
  end)

  it("knows packages that several need", function()
    for _, sets in ipairs{"docs", "test", "docs test"} do
      without("cmark-gfm")
      local out, _, status = run(sets)
      assert.equal(0, status)
      assert.equal(1, select(2, out:gsub("cmark%-gfm +turns", "")))
      write(folder .. "/installed", table.concat(all, "\n") .. "\n")
    end
  end)

  it("updates the lists when the first try fails", function()
    without("lua-unit")
    write(folder .. "/stale", "")
    local _, _, status, log = run()
    assert.equal(0, status)
    local install = "apt-get noninteractive install -y --no-install-recommends lua-unit\n"
    assert.equal(install .. "apt-get noninteractive update\n" .. install, log)
  end)

  it("stops with the names when apt-get cannot", function()
    without("lua-unit")
    write(folder .. "/stale", "")
    write(folder .. "/offline", "")
    local _, err, status = run()
    assert.equal(1, status)
    assert.matches("apt%-get failed.*\n  lua%-unit", err)
  end)

  it("goes on without LLVM where there is none", function()
    without("llvm-19-dev", "lua-unit")
    program("apt-get", [[
echo "apt-get $*" >> "$HOME/log"
case "$*" in *llvm*) exit 100; esac]])
    local out, _, status, log = run()
    assert.equal(0, status)
    assert.matches("no LLVM to be had", out)
    assert.matches("recommends lua%-unit\n$", log)
  end)

  it("stays without LLVM when nothing else is missing", function()
    without("llvm-19-dev")
    program("apt-get", [[case "$*" in *llvm*) exit 100; esac]])
    local out, _, status = run()
    assert.equal(0, status)
    assert.matches("building without the compiler", out)
  end)

  it("needs neither root nor apt when only LLVM is missing", function()
    without("llvm-19-dev", "libzstd-dev")
    program("id", "echo 1000")
    local out, err, status, log = run()
    assert.same({"", 0, ""}, {err, status, log})
    assert.matches("needs root, or sudo; building without the compiler .* llvm%-19%-dev libzstd%-dev", out)
    os.remove(folder .. "/dpkg-query")
    without("lua-unit")
    _, err, status = run()
    assert.equal(1, status)
    assert.matches("not a Debian system", err)
  end)

  it("leaves LLVM alone when it is not asked for", function()
    without("llvm-19-dev")
    local out, err, status, log = run "build run test"
    assert.same({"", "", 0, ""}, {out, err, status, log})
  end)

  it("takes the name that a release has, as the updated lists know it", function()
    without("llvm-19-dev")
    write(folder .. "/stale", "")
    program("apt-cache", [[
if [ -e "$HOME/stale" ]; then exit 100; fi
if [ "$2" = llvm-15-dev ] || [ "$2" = llvm-14-dev ]; then echo "Package: $2"; fi]])
    local _, _, status, log = run()
    assert.equal(0, status)
    local install = "apt-get noninteractive install -y --no-install-recommends llvm-"
    assert.equal(install .. "19-dev\napt-get noninteractive update\n" .. install .. "15-dev\n", log)
  end)

  it("goes through sudo when it is not root", function()
    program("id", "echo 1000")
    program("sudo", [[
echo "sudo $1" >> "$HOME/log"
if [ "$1" = -n ]; then exit 0; fi
exec "$@"]])
    without("lua-unit")
    local _, _, status, log = run()
    assert.equal(0, status)
    assert.equal("sudo -n\nsudo env\napt-get noninteractive install -y --no-install-recommends lua-unit\n", log)
  end)

  it("stops with the names without root and sudo", function()
    program("id", "echo 1000")
    without("lua-unit", "lua-busted")
    local _, err, status, log = run()
    assert.equal(1, status)
    assert.matches("needs root, or sudo.*\n  lua%-busted lua%-unit", err)
    assert.equal("", log)
  end)

  it("stops with all names where there is no dpkg", function()
    os.remove(folder .. "/dpkg-query")
    local _, err, status = run()
    assert.equal(1, status)
    assert.matches("not a Debian system", err)
    for _, name in ipairs(all) do assert.is_truthy(err:find(name, 1, true), name) end
  end)
end)

--- A program in C, built against what `make install` puts where it belongs.
local process = dofile "tests/spec/cli/process.lua"

local quote = process.quote
local compiler = os.getenv("CC") or "cc"

-- Where it is installed to, once for all tests.
local folder, prefix

-- Libraries with sanitizers need them in the program, too.
local function sanitizers()
  local symbols = process.run("nm " .. quote(prefix .. "/lib/libgdlua.a") .. " 2>&1")
  return symbols:find("__asan", 1, true) and "-fsanitize=address,undefined" or ""
end

local function pkg_config(what)
  local path = quote(prefix .. "/lib/pkgconfig")
  local out, errors, status = process.run(
    "PKG_CONFIG_LIBDIR=" .. path .. " PKG_CONFIG_SYSROOT_DIR=" .. quote(folder) ..
    " pkg-config " .. what .. " gdlua")
  assert.equal(0, status, errors)
  return (out:gsub("\n", " "))
end

-- Builds and runs examples/c/fit.c; answers what it prints.
local function fit(flags, environment)
  local program = folder .. "/fit"
  local _, errors, status = process.run(table.concat({
    compiler, "-std=c99 -Wall -Wextra -pedantic -Werror", sanitizers(), "-o", quote(program),
    quote(process.root .. "/examples/c/fit.c"), flags, "-lm"}, " "))
  assert.equal(0, status, errors)
  local out
  out, errors, status = process.run((environment or "") .. " " .. quote(program))
  assert.equal(0, status, errors)
  return out
end

local function check(out)
  local b1, b2 = out:match("b1 = (%S+), b2 = (%S+)\n")
  assert.is_true(math.abs(tonumber(b1)/2.3894212918e+02 - 1) < 1e-8, out)
  assert.is_true(math.abs(tonumber(b2)/5.5015643181e-04 - 1) < 1e-8, out)
  assert.is_true(math.abs(tonumber(out:match("sum of squares (%S+)"))/1.2455138894e-01 - 1) < 1e-8)
end

describe("make install", function()
  setup(function()
    folder = process.folder()
    prefix = folder .. "/opt/gdlua"
    local _, errors, status = process.run(
      "make --no-print-directory install DOCS=skip DEPS=skip PREFIX=/opt/gdlua DESTDIR=" ..
      quote(folder) .. " BUILD=" .. quote(os.getenv("GDLUA_BUILD") or "build") .. " 2>&1")
    assert.equal(0, status, errors)
  end)
  teardown(process.clean)

  it("has a shared library that a program finds by pkg-config", function()
    check(fit(pkg_config("--cflags --libs"), "LD_LIBRARY_PATH=" .. quote(prefix .. "/lib")))
  end)

  it("and a static one", function()
    local flags = pkg_config("--static --cflags --libs"):gsub("%-lgdlua", "-l:libgdlua.a")
    check(fit(flags))
  end)

  it("the header is enough for C++", function()
    if process.run("command -v c++") == "" then return pending("there is no C++ compiler") end
    process.write(folder .. "/version.cpp", [[
#include <gdlua.h>
#include <cstdio>
int main () { std::puts(gdl_version()); }
]])
    local _, errors, status = process.run(table.concat({
      "c++ -Wall -Wextra -pedantic -Werror", sanitizers(), "-o", quote(folder .. "/version"),
      quote(folder .. "/version.cpp"), pkg_config("--cflags --libs")}, " "))
    assert.equal(0, status, errors)
    local out = process.run("LD_LIBRARY_PATH=" .. quote(prefix .. "/lib") .. " " ..
                            quote(folder .. "/version"))
    assert.equal(pkg_config("--modversion"), out:gsub("\n", " "))
  end)

  it("the libraries show nothing but the interface", function()
    local out = process.run("nm -D --defined-only " .. quote(prefix .. "/lib/libgdlua.so"))
    local header = process.read("engine/include/gdlua.h")
    local count = 0
    for name in out:gmatch(" [TDBR] ([%w_]+)") do
      if not name:find("^_") then
        assert.truthy(header:find("%f[%w_]" .. name .. " %("), name)
        count = count + 1
      end
    end
    assert.is_true(count >= 10)
  end)
end)

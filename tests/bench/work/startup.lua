--- Whole programs: an empty script, and a short run, which must not wait for
--- the compiler.
return {
  {
    name = "startup", title = "an empty script", unit = "start", count = 20, base = "lua", ceiling = 1.3,
    sides = {
      gdlua = {shell = "%p -e ''"}, lua = {shell = "%p -e ''"}, luajit = {shell = "%p -e ''"},
      numpy = {shell = "%p -c 'import numpy'"},
    },
    few = {numpy = 10},
  },
  {
    name = "short_run", title = "200 steps of Rosenbrock n = 2", unit = "start", count = 20, base = "lua",
    base_title = "empty", ceiling = 10e-3, limit = "difference",
    sides = {gdlua = {shell = "%p tests/bench/short.lua"}, lua = {shell = "%p -e ''"}, luajit = false},
  },
  {
    name = "short_example", title = "examples/rosenbrock.lua", unit = "start", count = 20, base = "lua",
    base_title = "empty", ceiling = 10e-3, limit = "difference",
    sides = {gdlua = {shell = "%p examples/rosenbrock.lua"}, lua = {shell = "%p -e ''"}, luajit = false},
  },
}

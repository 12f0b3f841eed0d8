-- Prints what the functions of the standard library answer, and how they
-- complain, on many plain values. The output must have the same bytes under
-- lua5.4 and under gdlua (tests/spec/cli/untouched_spec.lua).

local load, pcall, select, type, tostring = load, pcall, select, type, tostring
local format, gsub = string.format, string.gsub
local concat, sort, pack, unpack = table.concat, table.sort, table.pack, table.unpack
local mathtype = math.type
local write = io.write

-- Values as text: floats with all their digits, strings quoted, tables with
-- what is in them, addresses left out.
local function show(v, depth)
  local t = type(v)
  if t == "number" then
    return mathtype(v) == "integer" and format("%d", v) or
           v ~= v and "nan" or format("%.17g!", v)
  elseif t == "string" then
    local s = gsub(v, "(%a+:? %(?)0x%x+", "%1ADDRESS")
    s = gsub(s, "[%c\\\"\128-\255]", function(c) return format("\\%03d", c:byte()) end)
    return #s > 200 and format('"%s..." (%d bytes)', s:sub(1, 200), #v) or '"' .. s .. '"'
  elseif t == "table" then
    depth = depth or 0
    if depth > 3 then return "{...}" end
    local list = {}
    for k, x in next, v do
      list[#list + 1] = "[" .. show(k, depth + 1) .. "]=" .. show(x, depth + 1)
    end
    sort(list)
    return "{" .. concat(list, ",", 1, #list < 20 and #list or 20) .. "}"
  elseif t == "nil" or t == "boolean" then
    return tostring(v)
  end
  return "<" .. t .. ">"
end

local function show_all(good, ...)
  local list = {good and "->" or "ERROR"}
  for i = 1, select("#", ...) do list[i + 1] = show((select(i, ...))) end
  return concat(list, " ")
end

-- Values are made anew for each call: some functions change their arguments.
local everything = {
  "nil", "true", "false", "0", "1", "-1", "2", "3", "10", "64", "255", "-7",
  "2.0", "2.5", "-0.0", "0.1", "-3.7", "1e15", "1e100", "1e308", "5e-324",
  "math.pi", "math.huge", "-math.huge", "0/0", "math.maxinteger",
  "math.mininteger", "2^53", "2^63", "''", "'abc'", "'10'", "'0x10'", "'1e1'",
  "' 5 '", "'5x'", "'nan'", "'a,b,,c'", "'%d %s'", "'%a+'", "'[a-'", "'b'",
  "'\\0\\1'", "'h\\u{E9}llo \\u{20AC}'", "'\\xff'", "{}", "{3, 1, 2}",
  "{'x', 'y', n = 2}", "{1, nil, 3}", "{{}}", "type", "math.sin",
  "coroutine.create(type)", "io.stdout",
}
local some = {
  "nil", "true", "0", "1", "-1", "2", "3", "2.0", "2.5", "-0.0", "1e100",
  "math.huge", "-math.huge", "0/0", "math.maxinteger", "math.mininteger", "''",
  "'abc'", "'10'", "'a,b'", "'%a'", "'h\\u{E9}'", "{}", "{3, 1, 2}", "type",
}
local few = {"nil", "1", "-1", "2.5", "'abc'", "'b'", "{3, 1, 2}"}

local made = {}
local function make(text)
  made[text] = made[text] or load("return " .. text)
  return (made[text]())
end

-- Calls the function of this name from Lua code, so that messages carry names
-- and positions as a script sees them.
local call = {}
local function try(name, ...)
  local f = call[name]
  if not f then
    f = load("local f = ...; return function(...) return " .. name .. "(...) end", "=script")()
    call[name] = f
  end
  local texts, values, n = {...}, {}, select("#", ...)
  for i = 1, n do values[i] = make(texts[i]) end
  write(name, "(", concat(texts, ", "), ") ", show_all(pcall(f, unpack(values, 1, n))), "\n")
end

-- What must not be called blindly: it would run for ever, end the program, or
-- answer differently from run to run.
local avoid = {
  ["math.randomseed"] = true, ["math.random"] = true,
  ["string.rep"] = true, ["table.move"] = true, ["string.dump"] = true,
}

local names = {}
for _, library in ipairs{"math", "string", "table", "utf8"} do
  local list = {}
  for field in next, _G[library] do list[#list + 1] = field end
  sort(list)
  for _, field in ipairs(list) do
    local name, v = library .. "." .. field, _G[library][field]
    if type(v) ~= "function" then
      write(name, " = ", show(v), "\n")
    elseif not avoid[name] then
      names[#names + 1] = name
    end
  end
end
for _, name in ipairs{"tostring", "tonumber", "type", "select", "rawequal", "rawlen", "rawget",
                      "rawset", "next", "ipairs", "pairs", "getmetatable", "setmetatable",
                      "assert", "error", "pcall", "load", "coroutine.wrap", "coroutine.create",
                      "coroutine.status", "coroutine.isyieldable", "coroutine.yield",
                      "coroutine.resume", "coroutine.close", "os.getenv", "require"} do
  names[#names + 1] = name
end

for _, name in ipairs(names) do
  try(name)
  for _, a in ipairs(everything) do try(name, a) end
  for _, a in ipairs(some) do
    for _, b in ipairs(some) do try(name, a, b) end
  end
  for _, a in ipairs(few) do
    for _, b in ipairs(few) do
      for _, c in ipairs(few) do try(name, a, b, c) end
    end
  end
end

-- The avoided ones, on harmless values.
for _, a in ipairs{"nil", "''", "'ab'", "12", "2.5", "{}", "type"} do
  for _, b in ipairs{"nil", "-1", "0", "3", "2.0", "2.5", "'2'", "'x'", "{}"} do
    for _, c in ipairs{"nil", "''", "', '", "7", "{}"} do try("string.rep", a, b, c) end
  end
end
try("string.rep", "'x'", "math.maxinteger")
try("string.rep", "'xyz'", "1 << 62", "'sep'")
for _, a in ipairs{"nil", "{}", "{1, 2, 3}", "'x'"} do
  for _, f in ipairs{"nil", "1", "2", "-1", "1.5", "'1'"} do
    for _, e in ipairs{"nil", "0", "2", "3", "'x'"} do
      for _, t in ipairs{"nil", "1", "3", "0"} do
        try("table.move", a, f, e, t)
        try("table.move", a, f, e, t, "{}")
      end
    end
  end
end
try("table.move", "{}", "1", "math.maxinteger", "2")
try("table.move", "{}", "math.mininteger", "math.maxinteger", "2")
try("string.dump", "type")
try("string.dump", "nil")

-- Random numbers: the same seed, the same numbers.
for _, seed in ipairs{"42", "42, 7", "0", "-1", "3.0", "2^40"} do
  load("math.randomseed(" .. seed .. ")")()
  local list = {}
  for i = 1, 20 do
    list[i] = show(i % 3 == 0 and math.random() or i % 3 == 1 and math.random(6) or
                   math.random(-100, 100))
  end
  list[#list + 1] = show(math.random(0))
  write("randomseed(", seed, ") ", concat(list, " "), "\n")
end
for _, a in ipairs(everything) do
  math.randomseed(1)
  try("math.random", a)
  for _, b in ipairs(some) do
    math.randomseed(1)
    try("math.random", a, b)
  end
end
try("math.random", "1", "2", "3")
try("math.randomseed", "'x'")
try("math.randomseed", "2.5")
try("math.randomseed", "{}")

-- Operators, with the names of variables in messages.
local operators = {
  "a + b", "a - b", "a * b", "a / b", "a // b", "a % b", "a ^ b", "a & b", "a | b", "a ~ b",
  "a << b", "a >> b", "a .. b", "a == b", "a ~= b", "a < b", "a <= b", "a > b", "a >= b",
  "a[b]", "a(b)", "a:len(b)", "t.x + a", "t.x.y", "G + b", "a and b", "a or b",
}
for _, code in ipairs(operators) do
  local f = load("local a, b = ... local t = {} return " .. code, "=script")
  for _, a in ipairs(some) do
    for _, b in ipairs(some) do
      write(code, " ", a, " ", b, " ", show_all(pcall(f, make(a), make(b))), "\n")
    end
  end
end
for _, code in ipairs{"-a", "~a", "#a", "not a", "a.x", "a.x.y", "a.x()", "a:x()",
                      "string.format('%d', a)", "('x'):rep(a, a, a, a)", "math.floor(a)",
                      "math.sin(a)", "('abc'):sub(a)", "a .. ''", "tostring(a)"} do
  local f = load("local a = ... return " .. code, "=script")
  for _, a in ipairs(everything) do
    if not (code:find("rep") and (a == "10" or a:find("%^") or a:find("1e") or a:find("integer"))) then
      write(code, " ", a, " ", show_all(pcall(f, make(a))), "\n")
    end
  end
end
for _, range in ipairs{"1, 3", "3, 1, -1", "1, 2, 0.5", "1.0, 3", "1, 0", "1, 10, 0", "'1', 2",
                       "1, {}", "1, 2, 'x'", "math.maxinteger - 1, math.huge", "1, 0/0",
                       "math.mininteger, math.mininteger + 2", "3, 2.5, -1"} do
  local f = load("local t = {} for i = " .. range .. " do t[#t + 1] = i end return t", "=script")
  write("for ", range, " ", show_all(pcall(f)), "\n")
end

-- Formats.
for _, f in ipairs{"%d", "%5d", "%-5d|", "%+d", "%05d", "%i", "%u", "%c", "%x", "%X", "%#x", "%o",
                   "%e", "%.3e", "%E", "%f", "%.0f", "%10.2f", "%g", "%.3g", "%G", "%a", "%s",
                   "%10s", "%.2s", "%-10s|", "%q", "%%", "%", "%y", "%10q", "%.123d", "%5", "%ll",
                   "% d", "%#o", "%.20s", "%s %s", "%d%%"} do
  for _, a in ipairs(everything) do
    write("format ", f, " ", a, " ", show_all(pcall(string.format, f, make(a))), "\n")
  end
  try("string.format", format("%q", f))
end

-- Patterns.
for _, s in ipairs{"", "hello world", "key = value", "a.b.c", "[x]", "f(a(b)c)d", "THE (quick) fox",
                   "2024-01-31", "  trim  ", "\0x\0"} do
  for _, p in ipairs{"", ".", "%w+", "(%w+) = (%w+)", "^%s*(.-)%s*$", "%b()", "%f[%a]%a+", "[^%.]+",
                     "()", "(.)%1", "%d+%-%d+", "[%]x[]+", "(", "%", "[", "a**", "%b", "%f", "(()",
                     ".-$", "^", "$", "x*", "[a-c]-", "%z", "%g+"} do
    write("pattern ", show(s), " ", p, "\n")
    write("  find ", show_all(pcall(string.find, s, p)), "\n")
    write("  find 2 plain ", show_all(pcall(string.find, s, p, 2, true)), "\n")
    write("  match ", show_all(pcall(string.match, s, p, -3)), "\n")
    write("  gsub ", show_all(pcall(string.gsub, s, p, "<%0>")), "\n")
    write("  gsub %1 ", show_all(pcall(string.gsub, s, p, "%1%%", 2)), "\n")
    write("  gsub %2 ", show_all(pcall(string.gsub, s, p, "%2")), "\n")
    write("  gsub table ", show_all(pcall(string.gsub, s, p, {hello = 1, x = false, a = true})), "\n")
    write("  gmatch ", show_all(pcall(function()
      local list = {}
      for a, b in string.gmatch(s, p) do list[#list + 1] = pack(a, b) end
      return list
    end)), "\n")
  end
end

-- Packing.
for _, f in ipairs{"b", "B", "h", "H", "i4", "I8", "j", "J", "n", "f", "d", "s1", "z", "x", "<i3", ">i3",
                   "=I2", "!4 i8", "i17", "i0", "Xi4", "s", "c3", "c", "y", " i2 i2", "!3", "T"} do
  write("packsize ", f, " ", show_all(pcall(string.packsize, f)), "\n")
  for _, a in ipairs(some) do
    write("pack ", f, " ", a, " ", show_all(pcall(string.pack, f, make(a))), "\n")
  end
  write("unpack ", f, " ", show_all(pcall(string.unpack, f, "\1\2\3\4\5\6\7\8\0\255")), "\n")
  write("unpack ", f, " ", show_all(pcall(string.unpack, f, "\200\2", 2)), "\n")
end

-- Sorting.
local function sorted(list, less)
  table.sort(list, less)
  return list
end
for _, code in ipairs{"{3, 1, 2}", "{3, 'x', 2}", "{{}, {}}", "{1, 0/0, 2, 3}", "{'b', 'a', 'B'}",
                      "{5, 3.5, -0.0, math.huge, 1 << 60}"} do
  write("sort ", code, " ", show_all(pcall(sorted, make(code))), "\n")
  for _, less in ipairs{"function(a, b) return a > b end", "function() return true end",
                        "function(a, b) error('no order') end", "1", "{}"} do
    write("sort ", code, " ", less, " ", show_all(pcall(sorted, make(code), make(less))), "\n")
  end
end

-- tonumber with a base, os.time and os.date where they do not depend on where
-- and when.
for base = 0, 38 do
  for _, s in ipairs{"10", "zz", "-ff", "0x1", " 7 ", "", "1.5", "9", "1 1"} do
    write("tonumber ", show(s), " ", base, " ", show_all(pcall(tonumber, s, base)), "\n")
  end
end
for _, f in ipairs{"!%Y-%m-%d %H:%M:%S", "!%c", "!%x %X %p", "!%j %U %w %a %A %b %B", "!*t", "!%E", "!%Ez",
                   "!%Q", "!%", "!%%", "!%D %e %F %g %G %h %I %M %n %R %t %T %u %V %W %y"} do
  for _, t in ipairs{"0", "86399", "951782400", "1700000000", "-1", "1e9", "1.5", "'x'", "2^60",
                     "math.maxinteger"} do
    write("date ", f, " ", t, " ", show_all(pcall(os.date, f, make(t))), "\n")
  end
end
for _, t in ipairs{"{year = 2024, month = 2, day = 30, hour = 12}", "{year = 2024}", "{}", "'x'",
                   "{year = 2024, month = 'x', day = 1}", "{year = 2024, month = 1.5, day = 1}",
                   "{year = 2024, month = 14, day = -3, hour = 1, isdst = false}",
                   "{year = 1 << 40, month = 1, day = 1}"} do
  local list = make(t)
  write("time ", t, " ", show_all(pcall(os.time, list)), " ", show(list), "\n")
end
write("difftime ", show_all(pcall(os.difftime, 10, 4)), show_all(pcall(os.difftime)), "\n")

-- What is there: nothing taken away, nothing added but gd.
for _, library in ipairs{"_G", "coroutine", "debug", "io", "math", "os", "package", "string", "table",
                         "utf8"} do
  local list = {}
  for k, v in next, _G[library] do
    if k ~= "gd" then list[#list + 1] = tostring(k) .. ":" .. type(v) end
  end
  sort(list)
  write(library, " ", concat(list, " "), "\n")
end
write("searchers ", #package.searchers, " ", tostring(next(package.preload)), " ", _VERSION, "\n")

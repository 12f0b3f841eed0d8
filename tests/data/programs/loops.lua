--- Random plain loops as Lua source. loops(family, seed) answers a table:
---   source   a chunk that takes gd, tables, and a flag: whether the cost shall
---            count its calls in an upvalue; it answers the cost, and the sum of
---            |terms| as another function
---   near     the same program, but for one turn of the loop
---   tables   what it reads: rows, matrices, indices
---   start    a list of numbers
---   turns    of the loop, all told
--- Families: elements, neighbours, rows, double, index, branches.

local Random = dofile "tests/data/programs/random.lua"

-- A random expression of `atoms`; what is large goes through what is bounded.
local function expression(r, atoms, depth)
  if depth == 0 or r:chance(0.15) then return r:chance(0.15) and r:number() or r:pick(atoms) end
  local a = expression(r, atoms, depth - 1)
  local shape = r:integer(1, 12)
  if shape == 1 then return "math.sin(" .. a .. ")"
  elseif shape == 2 then return ("math.exp(-(%s)^2)"):format(a)
  elseif shape == 3 then return ("math.sqrt(1 + (%s)^2)"):format(a)
  elseif shape == 4 then return ("math.log(1 + (%s)^2)"):format(a)
  elseif shape == 5 then return ("(%s)^2"):format(a)
  elseif shape == 6 then return "gd.tanh(" .. a .. ")" end
  local b = expression(r, atoms, depth - 1)
  if shape <= 8 then return ("(%s + %s)"):format(a, b)
  elseif shape <= 10 then return ("(%s - %s)"):format(a, b)
  elseif shape == 11 then return ("%s*%s"):format(a, b) end
  return ("%s/(1 + (%s)^2)"):format(a, b)
end

-- One that has atom `first` in it.
local function term(r, first, atoms, depth)
  local a = expression(r, atoms, depth)
  return r:pick{"(%s - %s)^2", "%s*(%s)", "math.sin(%s)*%s", "math.exp(-%s^2)*(%s)", "gd.tanh(%s + %s)"}
          :format(first, a)
end

local function list(r, n, low, high)
  local t = {}
  for i = 1, n do t[i] = r:real(low or -2, high or 2) end
  return t
end

-- The loop in its several forms: from, to, what is done.
local function loop(r, from, to, body)
  local form = r:integer(1, 4)
  if form == 1 then return ("for i = %s, %s do\n%s  end\n"):format(from, to, body)
  elseif form == 2 then return ("for i = %s, %s, -1 do\n%s  end\n"):format(to, from, body)
  elseif form == 3 then
    return ("local i = %s\n  while i <= %s do\n%s    i = i + 1\n  end\n"):format(from, to, body)
  end
  return ("local i, n = %s, %s\n  repeat\n%s    i = i + 1\n  until i > n\n"):format(from, to, body)
end

-- How the cost comes of the sum.
local function ending(r)
  return r:pick{"s", "s", "s/@n", "0.5*s", "s + p^2", "math.sqrt(1 + s^2)"}
end

local families = {}

-- Each answers what the program is made of: 'from' and 'to' of the loop, 'head' (before
-- it), 'before' (in a turn, before the sum), 'term' (added in a turn) or, by 'condition',
-- 'term' or 'other'; the tables, the start and the number of turns.

function families.elements(r)
  local n = r:integer(180, 300)
  local atoms = {"x[i]", "x[i]", "p", r:number()}
  local tables = {}
  if r:chance(0.5) then
    tables.c = list(r, n)
    atoms[#atoms + 1] = "c[i]"
  end
  local t = term(r, "x[i]", atoms, r:integer(0, 3))
  local first = r:chance(0.7) and "1" or "2"
  return {from = first, to = "@n", term = t, start = list(r, n), tables = tables, turns = n, head = "local p = x[1]"}
end

function families.neighbours(r)
  local n = r:integer(180, 300)
  local reach = r:integer(1, 2)
  local atoms = {"x[i]", "x[i + 1]", "p"}
  if reach == 2 then atoms[#atoms + 1] = "x[i + 2]" end
  if r:chance(0.3) then atoms[#atoms + 1] = "x[@n + 1 - i]" end
  local t = term(r, r:pick{"(x[i + 1] - x[i])", "(x[i + 1] - x[i]^2)", "x[i]*x[i + 1]"}, atoms, r:integer(0, 3))
  return {from = "1", to = "@n - " .. reach, term = t, start = list(r, n), tables = {}, turns = n,
          head = "local p = x[2]"}
end

function families.rows(r)
  local n = r:integer(60, 300)
  local named = r:chance(0.5)
  local rows = {}
  for i = 1, n do
    local a, b, c = r:real(-2, 2), r:real(-2, 2), r:real(0.1, 2)
    rows[i] = named and {x = a, y = b, w = c} or {a, b, c}
  end
  local x, y, w = "row.x", "row.y", "row.w"
  if not named then x, y, w = "row[1]", "row[2]", "row[3]" end
  local model = expression(r, {x, x, "x[2]", "x[3]", "x[4]", r:number()}, r:integer(1, 3))
  local t = r:pick{"(x[1]*%s + %s - %s)^2", "x[1]*math.sin(%s*x[2])*(%s - %s)", "gd.tanh(x[1] + %s*x[2] + %s)*%s",
                   "math.log(1 + (x[1] + %s + %s)^2)*%s"}:format(x, model, r:chance(0.7) and y or w)
  return {from = "1", to = "#rows", term = t, before = "local row = rows[i]", start = list(r, 4),
          tables = {rows = rows}, turns = n, head = "local p = x[1]", each = "for _, row in ipairs(rows) do"}
end

function families.double(r)
  local n, m = r:integer(20, 60), r:integer(8, 12)
  local X, y = {}, list(r, n)
  for i = 1, n do X[i] = list(r, m) end
  local inner = r:pick{"z + X[i][j]*x[j]", "z + x[j]*X[i][j]", "z + X[i][j]*math.sin(x[j])",
                       "z + (X[i][j] - x[j])^2", "z - X[i][j]*x[j]^2", "z + gd.tanh(x[j]*X[i][j])"}
  local t = r:pick{"(gd.tanh(z) - y[i])^2", "math.log(1 + math.exp(-y[i]*z))", "(z - y[i])^2", "math.sin(z)*y[i]",
                   "math.exp(-z^2) + y[i]*z", "math.sqrt(1 + (z - y[i])^2)"}
  return {from = "1", to = "@n", term = t, tables = {X = X, y = y}, turns = n*m, n = n,
          before = ("local z = %s\n    for j = 1, #x do z = %s end"):format(r:pick{"0", "p", "0.25"}, inner),
          start = list(r, m), head = "local p = x[1]"}
end

function families.index(r)
  local n, k = r:integer(180, 300), r:integer(10, 60)
  local at, to = {}, {}
  for i = 1, n do at[i], to[i] = r:integer(1, k), r:integer(1, k) end
  local atoms = {"x[at[i]]", "x[to[i]]", "d[i]", "p"}
  local t = term(r, r:pick{"(x[at[i]] - x[to[i]])", "x[at[i]]", "(x[at[i]] - d[i])"}, atoms, r:integer(0, 2))
  return {from = "1", to = "#at", term = t, start = list(r, k), turns = n, head = "local p = x[1]",
          tables = {at = at, to = to, d = list(r, n)}}
end

function families.branches(r)
  local n = r:integer(80, 300)
  local tables = {c = list(r, n)}
  local start, read, head
  if r:chance(0.5) then
    start, read, head = list(r, n), "x[i]", "local p = x[1]"
  else
    start, read, head = list(r, 3), "(x[1]*c[i] + x[2])", "local p = x[3]"
  end
  local atoms = {"z", "z", "p", "c[i]"}
  local one = term(r, "z", atoms, r:integer(0, 2))
  local other = term(r, "z", atoms, r:integer(0, 2))
  local condition = r:pick{"z < %s", "z >= %s", "math.abs(z) <= 0.5", "z^2 < p^2 + 0.5", "c[i]*z > %s"}
                     :format(("%.3f"):format(r:real(-0.5, 0.5)))
  return {from = "1", to = "@n", term = one, other = other, condition = condition, tables = tables, start = start,
          turns = n, n = n, head = head, before = "local z = " .. read}
end

-- The chunk; near: with one turn that is another.
local function chunk(r, p, near)
  local n = tostring(p.n or (p.tables.rows and #p.tables.rows) or (p.tables.at and #p.tables.at) or #p.start)
  local names = {}
  for name in pairs(p.tables) do names[#names + 1] = name end
  table.sort(names)
  local lines = {"local gd, tables, counts = ..."}
  for _, name in ipairs(names) do lines[#lines + 1] = ("local %s = tables.%s"):format(name, name) end
  lines[#lines + 1] = "local calls = 0"
  local odd = near and r:integer(3, math.max(3, math.floor(p.turns/(p.n and p.tables.X and #p.start or 1)) - 3))
  local sign = r:pick{"+", "+", "+", "-"}
  local walk, order = r:integer(1, 4), r.state
  local tail = ending(r)
  local function add(e, absolute)
    if absolute then return ("s = s + math.abs(%s)"):format(e) end
    return ("s = s %s %s"):format(sign, e)
  end
  -- the odd turn is left out, adds a little more, reads another element, is taken away
  local change = r:integer(1, 4)
  local other = ({"", "(%s)*1.0009765625", p.term:gsub("x%[i%]", "x[i - 1]"), "-(%s)"})[change]:format(p.term)
  local function cost(absolute)
    local body = p.before and "    " .. p.before .. "\n" or ""
    local function branch(e) return "    " .. add(e, absolute) .. "\n" end
    local what
    if p.condition then
      what = ("    if %s then\n  %s    else\n  %s    end\n"):format(p.condition, branch(p.term), branch(p.other))
    else
      what = branch(p.term)
    end
    if near then
      what = change == 1 and ("    if i ~= %d then\n%s    end\n"):format(odd, what)
             or ("    if i == %d then\n  %s    else\n%s    end\n"):format(odd, branch(other), what)
    end
    local again = Random.at(order)
    local text
    if p.each and walk == 1 and not near then
      text = p.each .. "\n" .. what .. "  end\n"
    else
      text = loop(again, p.from, p.to, body .. what)
    end
    return ("function(x)\n  if counts then calls = calls + 1 end\n  %s\n  local s = 0\n  %s  return %s\nend"):format(
      p.head, text, absolute and "s" or tail):gsub("@n", n)
  end
  lines[#lines + 1] = "return " .. cost(false) .. ",\n" .. cost(true)
  return table.concat(lines, "\n") .. "\n"
end

local function loops(family, seed)
  local r = Random.new(seed*8 + #family)
  r:next()                                      -- seeds are alike
  local p = families[family](r)
  p.source = chunk(r, p)
  p.near = chunk(r, p, true)
  return p
end

return loops

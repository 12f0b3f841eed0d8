--- gd.explain: how a function is evaluated and differentiated, and why.
local core = require "gdlua.core"
local blame = require "gdlua.blame"

local explain = {}

local meta = {__name = "explanation", gdlua = "explanation"}

local says = {
  compiled = "compiled: a program works out the %s and its exact gradient",
  native = "compiled: machine code (%s) works out the %s and its exact gradient",
  tape = "tape: the %s is traced at every evaluation; its gradient is exact",
  differences = "differences: the %s runs as Lua; its gradient is worked out by central differences",
  new = "new: the %s is to be traced again, since what it has read has changed",
}

local function is_callable(f)
  local mt = getmetatable(f)
  return type(f) == "function" or type(mt) == "table" and mt.__call ~= nil
end

local most_lines, most_paths, most_names = 20, 8, 8

-- The lines of a text, each with `prefix`; of very many the first, and how many
-- there are besides.
local function indent(text, prefix)
  local lines, left_out = {}, 0
  for line in text:gmatch("[^\n]+") do
    if #lines < most_lines then lines[#lines + 1] = prefix .. line
    else left_out = left_out + 1 end
  end
  if left_out > 0 then
    lines[#lines + 1] = ("%s... and %d more line%s"):format(prefix, left_out, left_out > 1 and "s" or "")
  end
  return table.concat(lines, "\n")
end

-- "name, elements of a table (3), and 2 more", at most `most` names.
local function list(names, total, most)
  local seen, order = {}, {}
  for _, name in ipairs(names) do
    name = name:gsub("^element .* of", "elements of")
    if not seen[name] then order[#order + 1] = name end
    seen[name] = (seen[name] or 0) + 1
  end
  local words, shown = {}, 0
  for i = 1, math.min(#order, most) do
    local times = seen[order[i]]
    words[i] = order[i] .. (times > 1 and (" (%d)"):format(times) or "")
    shown = shown + times
  end
  if shown < total then words[#words + 1] = ("and %d more"):format(total - shown) end
  return table.concat(words, ", ")
end

local function add_path(lines, path, number, count)
  lines[#lines + 1] = count > 1 and ("  way %d of %d, %d nodes"):format(number, count, path.nodes)
                      or ("  graph, %d nodes"):format(path.nodes)
  if path.packing then lines[#lines + 1] = indent(path.packing, "    ") end
  lines[#lines + 1] = indent(path.graph, "    ")
  for i, guard in ipairs(path.guards) do
    lines[#lines + 1] = (i == 1 and "    where " or "      and ") .. guard
  end
end

-- By whom the programs were compiled to machine code, where any was.
local function compiler_of(r)
  for _, path in ipairs(r.paths) do
    if path.native then return r.compiler end
  end
end

function meta.__tostring(r)
  local compiler = r.rung == "compiled" and compiler_of(r)
  local lines = {compiler and says.native:format(compiler, r.what) or says[r.rung]:format(r.what)}
  if r.reason then
    local place = r.file and r.file .. (r.line and ":" .. r.line or "") .. ": " or ""
    lines[#lines + 1] = "  reason: " .. place .. r.reason
  end
  for i = 1, math.min(#r.paths, most_paths) do add_path(lines, r.paths[i], i, #r.paths) end
  if #r.paths > most_paths then
    lines[#lines + 1] = ("  and %d more ways"):format(#r.paths - most_paths)
  end
  if #r.promoted > 0 then
    lines[#lines + 1] = "  inputs: " .. list(r.promoted, #r.promoted, most_names)
  end
  local read = r.slots - #r.promoted
  if read > 0 then
    lines[#lines + 1] = "  reads: " .. list(r.reads, read, most_names)
  end
  if r.arrays > 0 then
    lines[#lines + 1] = ("  arrays read: %d"):format(r.arrays)
  end
  return table.concat(lines, "\n")
end

meta.__concat = function(a, b) return tostring(a) .. tostring(b) end

--- How f is evaluated and differentiated at x, or where it was last.
function explain.explain(f, x, ...)
  if not is_callable(f) then
    blame("bad argument #1 to 'explain' (a function expected, got %s)", core.describe(f))
  end
  local report = core.explain(f, x, ...)
  if not report then
    blame("bad argument #2 to 'explain' (a start expected: this function has not been " ..
          "differentiated yet)")
  end
  return setmetatable(report, meta)
end

return explain

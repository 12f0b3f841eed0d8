--- report - the table of the benchmarks as text and as Markdown.
local report = {}

local peers = {{"lua", "Lua 5.4"}, {"luajit", "LuaJIT"}, {"numpy", "NumPy"}, {"nlopt", "NLopt"},
               {"liblbfgs", "liblbfgs"}}
local bases = {c = "C", lua = "Lua 5.4", liblbfgs = "liblbfgs", self = "gdlua"}

-- A time that a person can read, with three digits.
local function time_text(ns)
  for _, unit in ipairs{{1e9, "s"}, {1e6, "ms"}, {1e3, "us"}} do
    if ns >= unit[1] then return ("%.3g %s"):format(ns/unit[1], unit[2]) end
  end
  return ("%.3g ns"):format(ns)
end

local function ratio_text(ratio)
  return ratio < 9.95 and ("%.2f"):format(ratio) or ("%.0f"):format(ratio)
end

local function base_cell(row)
  local base = row.sides[row.base]
  if not base or not base.ns then return "-" end
  return (row.base_title or bases[row.base] or row.base) .. " " .. time_text(base.ns)
end

-- A peer's ratio; empty where it has no part in the row or is not installed.
local function peer_cell(row, side)
  local s = row.sides[side]
  if not s or side == row.base then return "" end
  if s.why then return s.why == "not installed" and "" or "failed" end
  return ratio_text(s.ratio)
end

local function limit_cell(row)
  if not row.ceiling then return "" end
  if row.limit == "difference" then return "+" .. time_text(row.ceiling*1e9) end
  return ("%.4g"):format(row.ceiling)
end

local function verdict_cell(row)
  if row.met == nil then return "" end
  return row.met and "yes" or "NO"
end

--- The titles of the columns, and the cells of a row.
report.columns = {"workload", "unit", "against", "gdlua", "ratio", "quartiles", "at most", "met", "Lua calls"}
for _, peer in ipairs(peers) do report.columns[#report.columns + 1] = peer[2] end

function report.cells(row)
  local ours = row.sides.gdlua or {why = "missing"}
  local cells = {row.title, row.unit, base_cell(row)}
  if ours.why then
    table.move({"refused", "", ""}, 1, 3, 4, cells)
  else
    table.move({time_text(ours.ns), ratio_text(ours.ratio),
                ratio_text(ours.low) .. "-" .. ratio_text(ours.high)}, 1, 3, 4, cells)
  end
  cells[7], cells[8] = limit_cell(row), verdict_cell(row)
  cells[9] = ours.calls and tostring(ours.calls) or ""
  for _, peer in ipairs(peers) do cells[#cells + 1] = peer_cell(row, peer[1]) end
  return cells
end

local widths = {50, 7, 17, 9, 6, 11, 7, 3, 9, 7, 6, 6, 6, 8}

--- A line of the text table.
function report.line(cells)
  local parts = {}
  for i, cell in ipairs(cells) do
    parts[i] = (i <= 2 and "%-" or "%") .. widths[i] .. "s"
    parts[i] = parts[i]:format(cell)
  end
  return (table.concat(parts, "  "):gsub("%s+$", ""))
end

--- Sentences on what could not be measured, and on how the parts of gdlua ran.
function report.remarks(row)
  local list = {}
  local names = {gdlua = "gdlua"}
  for _, peer in ipairs(peers) do names[peer[1]] = peer[2] end
  for _, side in ipairs{"c", "self", "gdlua", "lua", "luajit", "numpy", "nlopt", "liblbfgs"} do
    local s = row.sides[side]
    if s and s.why and s.why ~= "not installed" then
      list[#list + 1] = ("%s: %s: %s"):format(row.title, names[side] or side, s.why)
    end
  end
  return list
end

--- The verdict over all rows, a sentence.
function report.verdict(rows)
  local asked, met = 0, 0
  for _, row in ipairs(rows) do
    if row.met ~= nil then asked = asked + 1 end
    if row.met then met = met + 1 end
  end
  return ("%d of %d ceilings met"):format(met, asked)
end

--- The whole as Markdown: what was measured on, the table, the remarks.
function report.markdown(result)
  local lines = {("Measured on %s, medians of %d turns: %s."):format(
    result.machine, result.turns, report.verdict(result.rows)), ""}
  local function line(cells) lines[#lines + 1] = "| " .. table.concat(cells, " | ") .. " |" end
  line(report.columns)
  lines[#lines + 1] = "|" .. ("---|"):rep(#report.columns)
  for _, row in ipairs(result.rows) do line(report.cells(row)) end
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Programs: " .. table.concat(result.programs, "; ") .. "."
  for _, row in ipairs(result.rows) do
    for _, remark in ipairs(report.remarks(row)) do
      lines[#lines + 1] = ""
      lines[#lines + 1] = "- " .. remark
    end
  end
  return table.concat(lines, "\n") .. "\n"
end

return report

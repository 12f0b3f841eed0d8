--- What is said where a function cannot be traced.
local blame = require "gdlua.blame"

local refusal = {}

-- "cost.lua:3: the value is used as a table key"
local function reason(report)
  if not report.file then return report.reason end
  return ("%s:%d: %s"):format(report.file, report.line or 0, report.reason)
end

--- Raises that there is no exact `what`, a gradient or the like.
function refusal.raise(report, what)
  blame("the %s cannot be traced (%s), so that there is no exact %s; mode \"auto\" works it " ..
        "out by differences", report.what, reason(report), what)
end

local warned = setmetatable({}, {__mode = "k"})

--- Says on stderr, once for each function and `what`, that it is worked out by
--- differences, and why.
function refusal.warn(f, report, what)
  local said = warned[f] or {}
  warned[f] = said
  if said[what] then return end
  said[what] = true
  local place = report.file and ("%s:%d: "):format(report.file, report.line or 0) or ""
  io.stderr:write(("gdlua: warning: %sthe %s cannot be traced (%s); its %s is worked out by " ..
                   "differences\n"):format(place, report.what, report.reason, what))
end

return refusal

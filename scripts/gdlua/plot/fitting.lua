--- result:plot([file or opts]): the picture that fits a result.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local result = require "gdlua.result"
local runs = require "gdlua.plot.runs"

local function has_path(r)
  if not (r.history and r.history.x) or #runs.names(r.x) > 2 then return false end
  local origin = result.origin(r)
  return origin ~= nil and not origin.partial
end

return function(r, opts)
  if not result.is(r) then
    blame("bad self in a call of 'plot' (a result expected, got %s; methods are called with a " ..
          "colon: r:plot())", core.describe(r))
  end
  local given = type(opts) == "table" and opts or {}
  if has_path(r) or given.cost then return require "gdlua.plot.path"(r, opts) end
  return require "gdlua.plot.history"(r, opts)
end

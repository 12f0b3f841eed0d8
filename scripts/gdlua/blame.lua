--- Raises an error in the user's own file and line: `blame("bad %s", what)`.
local core = require "gdlua.core"

return function(format, ...)
  core.blame(select("#", ...) > 0 and string.format(format, ...) or format)
end

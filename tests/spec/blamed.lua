--- blamed(f, pattern): f must raise an error that matches the pattern and
--- carries the position of one of f's own lines, as every misuse does.
local luassert = require "luassert"

return function(f, pattern)
  local ok, message = pcall(f)
  luassert.is_false(ok)
  local file, line, text = tostring(message):match("^(.-):(%d+): (.*)$")
  local info = debug.getinfo(f, "S")
  luassert.equal(info.short_src, file, message)
  line = tonumber(line)
  luassert.is_true(line >= info.linedefined and line <= info.lastlinedefined, message)
  luassert.matches(pattern, text)
end

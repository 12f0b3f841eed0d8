--- How a rule says why it fired.
local blame = require "gdlua.blame"
local core = require "gdlua.core"

local reason = {}

local one = {
  epochs = "1 epoch", updates = "1 update", evaluations = "1 evaluation", seconds = "1 second",
}

--- "1 epochs" -> "1 epoch"
function reason.singular(text)
  return (text:gsub("%f[%w.+-]1 (%a+)", one))
end

--- name: the formatted text. Without a format it only says when. While a rule
--- is being traced there is nothing to say yet: when it fires, it is asked again.
function reason.compose(name, state, format, ...)
  if core.tracing() then return name end
  if format == nil then
    return reason.singular(("%s: reached after %d epochs"):format(name, state.epoch))
  end
  local ok, text = pcall(string.format, format, ...)
  if not ok then
    blame("bad reason of stopping rule '%s' (%s)", name, text)
  end
  return reason.singular(name .. ": " .. text)
end

return reason

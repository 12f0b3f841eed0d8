--- The line on a terminal that says how far a sweep is.
local core = require "gdlua.core"

local progress = {}
local meta = {__index = progress}

-- Seconds before it appears, and between changes.
local AFTER, EVERY = 0.5, 0.2
local ERASE = "\r\27[K"

--- wanted: "auto" (on a terminal), true or false; total: how many there are.
function progress.new(wanted, total)
  local on = wanted == true or wanted == "auto" and core.is_terminal() and not core.in_worker()
  local now = core.now()
  return setmetatable({on = on, total = total, began = now, shown = now - EVERY + AFTER}, meta)
end

--- A time as people say it: "12 s", "3 min 5 s", "2 h 7 min".
function progress.duration(seconds)
  local s = math.ceil(seconds)
  if s < 60 then return ("%d s"):format(s) end
  if s < 3600 then return ("%d min %d s"):format(s // 60, s % 60) end
  return ("%d h %d min"):format(s // 3600, s % 3600 // 60)
end

--- What the line says: `done` of all, `new` of them since it began.
function progress:text(done, new, failed)
  local passed = core.now() - self.began
  local text = ("%d of %d runs"):format(done, self.total)
  if failed > 0 then text = ("%s, %d failed"):format(text, failed) end
  if new > 0 and done < self.total then
    text = ("%s, %s left"):format(text, progress.duration(passed*(self.total - done)/new))
  end
  return text
end

function progress:tick(done, new, failed)
  if not self.on or core.now() - self.shown < EVERY then return end
  self.shown, self.visible = core.now(), true
  io.stderr:write(ERASE, self:text(done, new, failed))
end

function progress:clear()
  if self.visible then io.stderr:write(ERASE) end
  self.visible = false
end

return progress

--- What schedules look like: "0.1*0.99^t".
local options = require "gdlua.options"

local formula = {}

local function number(v)
  local text = ("%.14g"):format(v)
  return v < 0 and "(" .. text .. ")" or text
end

-- Leaves out what adds nothing: "0 + ", "(0.1 - 0)", "^1".
local function tidy(text)
  return (text:gsub("^0 %+ ", ""):gsub("%(([%w.]+) %- 0%)", "%1")
              :gsub("%^1%f[^%w.]", ""))
end

--- Puts `name` in the place of t.
function formula.shift(text, name)
  return (text:gsub("%f[%w_]t%f[^%w_]", (name:gsub("%%", "%%%%"))))
end

--- function(t) -> text, for a definition and its options. Where there is no
--- formula it is the call that makes the schedule.
function formula.of(definition, o)
  local template = definition.formula
  if type(template) == "function" then template = template(o) end
  if not template then
    local call = definition.name .. options.arguments(definition.options, o)
    return function(t)
      return (t == "t" or definition.init) and call or call .. "(" .. t .. ")"
    end
  end
  local filled = tidy(template:gsub("%f[%w_][%a_][%w_]*", function(word)
    return type(o[word]) == "number" and number(o[word]) or nil
  end))
  return function(t) return t == "t" and filled or formula.shift(filled, t) end
end

--- In parentheses where it would not stay together as a factor.
function formula.factor(text)
  return text:gsub("%b()", ""):find(" ", 1, true) and "(" .. text .. ")" or text
end

--- t - n as a text
function formula.later(t, n)
  return n == 0 and t or ("(%s - %s)"):format(t, number(n))
end

formula.number = number

return formula

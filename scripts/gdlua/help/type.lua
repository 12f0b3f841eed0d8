--- The words that the entries of gd.help use for types: how they are said, and
--- how an editor is told (LuaCATS).
local words = {
  array   = {"array", "gdlua.Array"},
  vector  = {"vector", "gdlua.Array"},
  matrix  = {"matrix", "gdlua.Array"},
  numbers = {"array or list", "gdlua.Array|number[]|number[][]"},
  point   = {"number, array or table of these", "number|gdlua.Array|table"},
  size    = {"integer or list of sizes", "integer|integer[]"},
  cost    = {"function", "fun(x: any, batch?: any): number"},
  options = {"table", "table"},
  result  = {"result", "gdlua.Result"},
  fitted  = {"fit", "gdlua.Fitted"},
  rows    = {"rows", "gdlua.Rows"},
  descent = {"descent", "gdlua.Descent"},
  state   = {"state", "gdlua.State"},
  schedule = {"schedule", "gdlua.Schedule"},
  rule    = {"stopping rule", "gdlua.Rule"},
  method  = {"method", "gdlua.Method"},
  linesearch = {"line search", "gdlua.LineSearch"},
  expression = {"expression", "gdlua.Expression"},
  problem = {"problem", "gdlua.Problem"},
  store   = {"store", "gdlua.Store"},
  any     = {"anything", "any"},
  ["number[]"] = {"list of numbers", "number[]"},
  ["integer[]"] = {"list of integers", "integer[]"},
  ["string[]"] = {"list of texts", "string[]"},
}

-- What Lua itself calls its types is said as it is.
for _, name in ipairs{"number", "integer", "string", "boolean", "function", "table", "nil"} do
  words[name] = {name, name}
end

local kind = {}

local function each(text, column, sign)
  local list = {}
  local bare, optional = text:match("^(.-)(%??)$")
  for word in bare:gmatch("[^|]+") do
    local w = words[word] or error("unknown type '" .. word .. "'")
    list[#list + 1] = w[column]
  end
  if optional == "?" then list[#list + 1] = "nil" end
  return table.concat(list, sign)
end

--- "number or array"
function kind.say(text) return each(text, 1, " or ") end

--- "number|gdlua.Array"
function kind.annotation(text) return each(text, 2, "|") end

return kind

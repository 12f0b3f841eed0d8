--- The options that all pictures have, and how those of one are read.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local options = require "gdlua.options"

local settings = {}

local endings = {png = true, svg = true, pdf = true}

local function check_file(file)
  local ending = file:match("%.(%a+)$")
  if file:find("\0", 1, true) then return "the name of the file has a zero byte in it" end
  if not ending or not endings[ending:lower()] then
    return ("a name that ends in .png, .svg or .pdf expected, got %s"):format(core.describe(file))
  end
end

local function is_count(v)
  return type(v) == "number" and math.tointeger(v) and v >= 100 and v <= 10000
end

local function check_size(size)
  if not (is_count(size[1]) and is_count(size[2]) and #size == 2) then
    return "{width, height} in pixels expected, each a whole number from 100 to 10000"
  end
end

local function check_range(value)
  local wrong = settings.range_error(value)
  return wrong and "{from, to} expected; " .. wrong
end

--- What is wrong with a range {from, to}, or nil.
function settings.range_error(value)
  if type(value) ~= "table" then return "it is " .. core.describe(value) end
  for i = 1, 2 do
    local v = value[i]
    if type(v) ~= "number" then return ("number %d is %s"):format(i, core.describe(v)) end
    if not (v >= -1e300 and v <= 1e300) then
      return ("%s is not a finite number that can be drawn"):format(core.describe(v))
    end
  end
  if #value ~= 2 then return "it has more than two numbers" end
  if not (value[1] < value[2]) then
    return ("%.14g is not below %.14g"):format(value[1], value[2])
  end
end

--- Rows of declarations that several pictures have, by name.
settings.rows = {
  log = {"log", "auto", "logarithmic axis: true, false, or \"auto\": where it shows more",
         choices = {"auto", true, false}},
  xrange = {"xrange", nil, "{from, to} of the x axis; default: chosen", type = "table",
            check = check_range},
  yrange = {"yrange", nil, "{from, to} of the y axis; default: chosen", type = "table",
            check = check_range},
}

local common = {
  {"file", nil, "name of the file, ending in .png, .svg or .pdf; default: text to standard output",
   type = "string", check = check_file},
  {"title", nil, "above the picture; \"\" for none", type = "string"},
  {"xlabel", nil, "of the x axis", type = "string"},
  {"ylabel", nil, "of the y axis", type = "string"},
  {"size", {800, 560}, "{width, height} in pixels, in a .pdf of 1/96 inch", type = "table",
   check = check_size},
  {"legend", true, "which line is what"},
}

--- The declarations of the picture `own.name`: the common ones and its own.
function settings.declare(own)
  local list = table.move(common, 1, #common, 1, {})
  return options.publish("plot." .. own.name, table.move(own, 1, #own, #list + 1, list))
end

--- The options of a picture: a table, the name of a file, or nil.
function settings.read(fname, declarations, given)
  if type(given) == "string" then given = {file = given} end
  return options.check("plot." .. fname, declarations, given)
end

--- Argument number `position`, which must be a range {from, to}.
function settings.range(fname, position, value)
  local wrong = settings.range_error(value)
  if wrong then
    blame("bad argument #%d to 'plot.%s' ({from, to} expected; %s)", position, fname, wrong)
  end
  return value[1], value[2]
end

--- The option `log` decided; `auto` is what "auto" stands for.
function settings.log(o, auto)
  if o.log == "auto" then return auto end
  return o.log
end

return settings

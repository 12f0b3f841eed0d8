--- What `define` returns, for schedules, stopping rules and methods alike: a
--- descriptor (kind, name, options, doc) that is called, by position or by
--- name, to make a value.
local options = require "gdlua.options"

local constructor = {}
local meta = {__name = "constructor", gdlua = "constructor"}

-- value -> the constructor that made it
local makers = setmetatable({}, {__mode = "k"})

function meta:__call(...)
  local value = self.make(options.read(self.name, self.options, ...))
  makers[value] = self
  return value
end

--- The constructor that made the value, or nil; what has been put together of
--- values has none.
function constructor.of(value) return makers[value] end

function meta:__tostring()
  local names = {}
  for i, d in ipairs(self.options) do names[i] = d[1] end
  return ("%s %s(%s)"):format(self.kind, self.name, table.concat(names, ", "))
end

--- `make` gets the checked options and returns the value.
function constructor.new(kind, definition, make)
  return setmetatable({
    kind = kind, name = definition.name, doc = definition.doc, make = make,
    options = options.declare(definition.name, definition.options),
  }, meta)
end

--- Is the value a constructor, of the given kind?
function constructor.is(value, kind)
  local mt = getmetatable(value)
  return type(mt) == "table" and mt.gdlua == "constructor" and
         (kind == nil or value.kind == kind)
end

return constructor

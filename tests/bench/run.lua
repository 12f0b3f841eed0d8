--- run - how the workloads call gdlua.
local run = {}

-- What the parts of a run ran as, and how often it came back to Lua, where the
-- engine says so.
local function note(d)
  local ok, rungs = pcall(function() return d:rungs() end)
  if not ok then return nil end
  local words = {}
  for part, rung in pairs(rungs) do words[#words + 1] = part .. ": " .. tostring(rung) end
  table.sort(words)
  return table.concat(words, ", ")
end

--- The numbers of a point: a number, or a table or vector of numbers; of long
--- ones the norm.
function run.numbers(x)
  if type(x) == "number" then return {x} end
  if #x > 8 then return {x:norm()} end
  local list = {}
  for i = 1, #x do list[i] = x[i] end
  return list
end

--- A side: gd.minimize of `cost` with the options `opts`, and `count` epochs.
--- start and opts may be functions of gd; numbers(result) what is compared.
function run.descent(cost, start, opts, numbers)
  return function(gd, count)
    local o, from = {}, type(start) == "function" and start(gd) or start
    for key, value in pairs(type(opts) == "function" and opts(gd) or opts) do o[key] = value end
    o.epochs = count
    return function()
      local d = gd.descent(cost, from, o)
      d:run()
      local r = d:result()
      local last = r.last or r
      if r.epochs ~= count then error("it stopped early: " .. tostring(r.reason), 0) end
      return numbers and numbers(last) or run.numbers(last.x), nil, note(d)
    end
  end
end

return run

--- run - how the workloads call gdlua.
local run = {}

--- How a run went: how often the engine came back to Lua since `calls` calls,
--- how many epochs were made in native stretches, and what the parts ran as. A
--- part that was not compiled yet when the run began would show here.
function run.note(d, calls)
  local stretches, epochs, _, now = d:stretches()
  local words = {}
  for part, rung in pairs((d:rungs())) do words[#words + 1] = part .. ": " .. tostring(rung) end
  table.sort(words)
  return ("%d calls of Lua; %d stretches of %d epochs; %s"):format(
    now - calls, stretches, epochs, table.concat(words, ", "))
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
      local calls = select(4, d:stretches())
      d:run()
      local r = d:result()
      local last = r.last or r
      if r.epochs ~= count then error("it stopped early: " .. tostring(r.reason), 0) end
      return numbers and numbers(last) or run.numbers(last.x), nil, run.note(d, calls)
    end
  end
end

return run

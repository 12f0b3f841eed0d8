local rolls = {1, 3, 3, 1, 2, 3, 3, 3, 1, 1, 2, 3}

local function softmax(z)
  local out, total = {}, 0
  for k, v in ipairs(z) do out[k] = math.exp(v); total = total + out[k] end
  for k in ipairs(out) do out[k] = out[k]/total end
  return out
end

return {
  name = "hidden Markov model, forward algorithm",
  cost = function(p)
    local emit = {softmax(p.emit[1]), softmax(p.emit[2])}
    local move = {softmax(p.move[1]), softmax(p.move[2])}
    local forward, loglik = {0.5, 0.5}, 0
    for _, face in ipairs(rolls) do
      local after, total = {}, 0
      for state = 1, 2 do
        local arrive = forward[1]*move[1][state] + forward[2]*move[2][state]
        after[state] = arrive*emit[state][face]
        total = total + after[state]
      end
      loglik = loglik + math.log(total)
      for state = 1, 2 do forward[state] = after[state]/total end
    end
    return -loglik
  end,
  start = {emit = {{0.5, 0, -0.5}, {-0.5, 0.1, 0.6}}, move = {{1, 0}, {0, 1}}},
  note = "tables changed in place while the cost runs",
}

local samples = {{0, 0, 0}, {0, 1, 1}, {1, 0, 1}, {1, 1, 0}}

local function layer(weights, biases, input, activation)
  local out = {}
  for i = 1, #biases do
    local z = biases[i]
    for j = 1, #input do z = z + weights[i][j]*input[j] end
    out[i] = activation(z)
  end
  return out
end

local function identity(z) return z end

return {
  name = "neural network for exclusive or, plain loops",
  cost = function(net)
    local loss = 0
    for _, s in ipairs(samples) do
      local hidden = layer(net.w1, net.b1, {s[1], s[2]}, math.tanh or function(z)
        local e = math.exp(-2*z)
        return (1 - e)/(1 + e)
      end)
      local out = layer(net.w2, net.b2, hidden, identity)
      loss = loss + (out[1] - s[3])^2
    end
    return loss
  end,
  start = {
    w1 = {{0.5, -0.4}, {0.3, 0.8}, {-0.6, 0.2}}, b1 = {0.1, -0.1, 0.2},
    w2 = {{0.7, -0.5, 0.4}}, b2 = {0.05},
  },
  note = "functions as arguments, lists of vectors",
}

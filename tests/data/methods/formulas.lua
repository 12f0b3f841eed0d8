-- Update rules as the documentation of PyTorch (torch.optim) or their papers
-- write them, one component at a time and with no array of gdlua:
--   formulas[name](o)   o: the options, with names of PyTorch
-- answers a function(theta, g, lr, t, st) that makes the t-th update (1 first)
-- of one component and answers the new theta; st is its own, empty at first.
-- They are written from the documentation and share nothing with
-- scripts/gdlua/method.
local sqrt, abs, max, min = math.sqrt, math.abs, math.max, math.min
local formulas = {}

local function decayed(o, g, theta) return g + (o.weight_decay or 0)*theta end

-- torch.optim.SGD
function formulas.sgd(o)
  local mu, tau = o.momentum or 0, o.dampening or 0
  return function(theta, g, lr, t, st)
    g = decayed(o, g, theta)
    if mu ~= 0 then
      if t > 1 then st.b = mu*st.b + (1 - tau)*g else st.b = g end
      if o.nesterov then g = g + mu*st.b else g = st.b end
    end
    return theta - lr*g
  end
end

-- torch.optim.Adagrad
function formulas.adagrad(o)
  return function(theta, g, lr, t, st)
    g = decayed(o, g, theta)
    st.sum = (st.sum or o.initial or 0) + g^2
    return theta - lr*g/(sqrt(st.sum) + (o.eps or 1e-10))
  end
end

-- torch.optim.Adadelta
function formulas.adadelta(o)
  local rho, eps = o.rho or 0.9, o.eps or 1e-6
  return function(theta, g, lr, t, st)
    g = decayed(o, g, theta)
    st.v = (st.v or 0)*rho + g^2*(1 - rho)
    local dx = sqrt((st.u or 0) + eps)/sqrt(st.v + eps)*g
    st.u = (st.u or 0)*rho + dx^2*(1 - rho)
    return theta - lr*dx
  end
end

-- torch.optim.RMSprop
function formulas.rmsprop(o)
  local alpha, mu, eps = o.alpha or 0.99, o.momentum or 0, o.eps or 1e-8
  return function(theta, g, lr, t, st)
    g = decayed(o, g, theta)
    st.v = alpha*(st.v or 0) + (1 - alpha)*g^2
    local v = st.v
    if o.centered then
      st.ave = (st.ave or 0)*alpha + (1 - alpha)*g
      v = v - st.ave^2
    end
    if mu > 0 then
      st.b = mu*(st.b or 0) + g/(sqrt(v) + eps)
      return theta - lr*st.b
    end
    return theta - lr*g/(sqrt(v) + eps)
  end
end

-- torch.optim.Adam, with amsgrad; decoupled: torch.optim.AdamW
function formulas.adam(o)
  local b1, b2, eps = o.beta1 or 0.9, o.beta2 or 0.999, o.eps or 1e-8
  return function(theta, g, lr, t, st)
    if o.decoupled then theta = theta - lr*o.weight_decay*theta
    else g = decayed(o, g, theta) end
    st.m = b1*(st.m or 0) + (1 - b1)*g
    st.v = b2*(st.v or 0) + (1 - b2)*g^2
    local mhat, vhat = st.m/(1 - b1^t), st.v/(1 - b2^t)
    if o.amsgrad then
      st.max = max(st.max or 0, st.v)
      vhat = st.max/(1 - b2^t)
    end
    return theta - lr*mhat/(sqrt(vhat) + eps)
  end
end

-- torch.optim.Adamax
function formulas.adamax(o)
  local b1, b2, eps = o.beta1 or 0.9, o.beta2 or 0.999, o.eps or 1e-8
  return function(theta, g, lr, t, st)
    g = decayed(o, g, theta)
    st.m = b1*(st.m or 0) + (1 - b1)*g
    st.u = max(b2*(st.u or 0), abs(g) + eps)
    return theta - lr*st.m/((1 - b1^t)*st.u)
  end
end

-- torch.optim.NAdam
function formulas.nadam(o)
  local b1, b2, eps, psi = o.beta1 or 0.9, o.beta2 or 0.999, o.eps or 1e-8, o.momentum_decay or 4e-3
  return function(theta, g, lr, t, st)
    g = decayed(o, g, theta)
    local mu = b1*(1 - 0.5*0.96^(t*psi))
    local mu_next = b1*(1 - 0.5*0.96^((t + 1)*psi))
    st.prod = (st.prod or 1)*mu
    st.m = b1*(st.m or 0) + (1 - b1)*g
    st.v = b2*(st.v or 0) + (1 - b2)*g^2
    local mhat = mu_next*st.m/(1 - st.prod*mu_next) + (1 - mu)*g/(1 - st.prod)
    local vhat = st.v/(1 - b2^t)
    return theta - lr*mhat/(sqrt(vhat) + eps)
  end
end

-- torch.optim.RAdam
function formulas.radam(o)
  local b1, b2, eps = o.beta1 or 0.9, o.beta2 or 0.999, o.eps or 1e-8
  local rho_inf = 2/(1 - b2) - 1
  return function(theta, g, lr, t, st)
    g = decayed(o, g, theta)
    st.m = b1*(st.m or 0) + (1 - b1)*g
    st.v = b2*(st.v or 0) + (1 - b2)*g^2
    local mhat = st.m/(1 - b1^t)
    local rho = rho_inf - 2*t*b2^t/(1 - b2^t)
    if rho <= 5 then return theta - lr*mhat end
    local l = sqrt(1 - b2^t)/(sqrt(st.v) + eps)
    local r = sqrt((rho - 4)*(rho - 2)*rho_inf/((rho_inf - 4)*(rho_inf - 2)*rho))
    return theta - lr*mhat*r*l
  end
end

-- torch.optim.Rprop; paper: with the move before taken back, as Riedmiller &
-- Braun 1993 have it
function formulas.rprop(o)
  local etaminus, etaplus = o.etaminus or 0.5, o.etaplus or 1.2
  local low, high = o.min or 1e-6, o.max or 50
  return function(theta, g, lr, t, st)
    local before, size = st.g or 0, st.size or lr
    local back = false
    if before*g > 0 then size = min(size*etaplus, high)
    elseif before*g < 0 then
      size = max(size*etaminus, low)
      g, back = 0, o.paper
    end
    local move = back and -st.move or (g > 0 and -size or g < 0 and size or 0)
    st.g, st.size, st.move = g, size, move
    return theta + move
  end
end

-- Algorithm 2 of Chen et al. 2023.
function formulas.lion(o)
  local b1, b2 = o.beta1 or 0.9, o.beta2 or 0.99
  return function(theta, g, lr, t, st)
    local c = b1*(st.m or 0) + (1 - b1)*g
    st.m = b2*(st.m or 0) + (1 - b2)*g
    return theta - lr*((c > 0 and 1 or c < 0 and -1 or 0) + (o.weight_decay or 0)*theta)
  end
end

-- Zhuang et al. 2020, the algorithm of the first page.
function formulas.adabelief(o)
  local b1, b2, eps = o.beta1 or 0.9, o.beta2 or 0.999, o.eps or 1e-16
  return function(theta, g, lr, t, st)
    st.m = b1*(st.m or 0) + (1 - b1)*g
    st.s = b2*(st.s or 0) + (1 - b2)*(g - st.m)^2 + eps
    return theta - lr*st.m/(1 - b1^t)/(sqrt(st.s/(1 - b2^t)) + eps)
  end
end

-- Algorithm 2 of Zaheer et al. 2018.
function formulas.yogi(o)
  local b1, b2, eps = o.beta1 or 0.9, o.beta2 or 0.999, o.eps or 1e-3
  return function(theta, g, lr, t, st)
    local v = st.v or o.initial or 1e-6
    st.m = b1*(st.m or 0) + (1 - b1)*g
    st.v = v - (1 - b2)*(v > g^2 and 1 or v < g^2 and -1 or 0)*g^2
    return theta - lr*st.m/(sqrt(st.v) + eps)
  end
end

-- Algorithms 1 and 2 (Signum) of Bernstein et al. 2018.
function formulas.signsgd(o)
  local b = o.beta or 0
  return function(theta, g, lr, t, st)
    st.m = b*(st.m or 0) + (1 - b)*g
    return theta - lr*(st.m > 0 and 1 or st.m < 0 and -1 or 0)
  end
end

-- RMSProp as Graves 2013 (equations 38 to 41) and Keras have it.
function formulas.graves(o)
  local alpha, mu, eps = o.alpha or 0.99, o.momentum or 0, o.eps or 1e-8
  return function(theta, g, lr, t, st)
    st.n = alpha*(st.n or 0) + (1 - alpha)*g^2
    st.g = alpha*(st.g or 0) + (1 - alpha)*g
    local n = o.centered and st.n - st.g^2 or st.n
    st.d = mu*(st.d or 0) - lr*g/sqrt(n + eps)
    return theta + st.d
  end
end

-- Adam as keras.optimizers.Adam has it, amsgrad and weight_decay included.
function formulas.keras(o)
  local b1, b2, eps = o.beta1 or 0.9, o.beta2 or 0.999, o.eps or 1e-8
  return function(theta, g, lr, t, st)
    if o.weight_decay then theta = theta - theta*o.weight_decay*lr end
    local alpha = lr*sqrt(1 - b2^t)/(1 - b1^t)
    st.m = (st.m or 0) + (g - (st.m or 0))*(1 - b1)
    st.v = (st.v or 0) + (g^2 - (st.v or 0))*(1 - b2)
    local v = st.v
    if o.amsgrad then
      st.vhat = max(st.vhat or 0, v)
      v = st.vhat
    end
    return theta - st.m*alpha/(sqrt(v) + eps)
  end
end

return formulas

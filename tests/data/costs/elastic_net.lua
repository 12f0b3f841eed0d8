local people = {
  {age = 0.3, income = 0.8, spent = 0.9}, {age = 0.6, income = 0.4, spent = 0.1},
  {age = 0.2, income = 0.5, spent = 0.6}, {age = 0.9, income = 0.9, spent = 0.4},
}

return {
  name = "weights by name",
  cost = function(weight)
    local sum = 0
    for _, person in ipairs(people) do
      local predicted = 0
      for feature, w in pairs(weight) do predicted = predicted + w*person[feature] end
      sum = sum + (predicted - person.spent)^2
    end
    for _, w in pairs(weight) do sum = sum + 0.01*w^2 end
    return sum
  end,
  start = {age = -0.2, income = 0.7},
  gradient = function(weight)
    local g = {}
    for k, w in pairs(weight) do g[k] = 0.02*w end
    for _, person in ipairs(people) do
      local r = 2*(weight.age*person.age + weight.income*person.income - person.spent)
      for k in pairs(g) do g[k] = g[k] + r*person[k] end
    end
    return g
  end,
  note = "pairs over the parameters",
}

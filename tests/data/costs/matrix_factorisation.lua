local gd = require "gdlua"
local ratings = {{1, 1, 5}, {1, 3, 1}, {2, 1, 4}, {2, 2, 2}, {3, 2, 3}, {3, 3, 5}, {4, 1, 1}, {4, 3, 4}}

return {
  name = "matrix factorisation of ratings",
  cost = function(p)
    local loss = 0
    for _, entry in ipairs(ratings) do
      local user, film, stars = entry[1], entry[2], entry[3]
      loss = loss + (p.users[user]:dot(p.films[film]) - stars)^2
    end
    return loss + 0.1*((p.users^2):sum() + (p.films^2):sum())
  end,
  start = {
    users = gd.matrix{{1, 0.2}, {0.8, -0.1}, {0.5, 0.9}, {-0.2, 1}},
    films = gd.matrix{{2, 0.1}, {1, 0.7}, {0.3, 1.5}},
  },
  gradient = function(p)
    local g = {users = 0.2*p.users, films = 0.2*p.films}
    for _, entry in ipairs(ratings) do
      local u, f, stars = entry[1], entry[2], entry[3]
      local r = 2*(p.users[u]:dot(p.films[f]) - stars)
      for k = 1, 2 do
        g.users[u][k] = g.users[u][k] + r*p.films[f][k]
        g.films[f][k] = g.films[f][k] + r*p.users[u][k]
      end
    end
    return g
  end,
  note = "rows of matrices of parameters, picked by data",
}

--- Backtracking below a mean of the last costs (Zhang & Hager 2004): as `armijo`,
--- but in place of the cost at x stands the mean of all so far, each counted
--- `memory` times as much as the one after it. The cost may rise for some
--- iterations: with `gd`, whose first trials are the steps of Barzilai and Borwein,
--- that is the method of Raydan 1997, many times faster than a falling one in
--- narrow valleys.
return require "gdlua.linesearch".of "nonmonotone"

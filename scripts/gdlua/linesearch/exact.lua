--- The minimum along the line, to the last digits: an interval is found by growing
--- steps, then the root of the slope by Brent's mixture of parabola, secant and
--- halving. It takes many evaluations and seldom pays; for textbooks, for quadratic
--- costs, and to compare with.
return require "gdlua.linesearch".of "exact"

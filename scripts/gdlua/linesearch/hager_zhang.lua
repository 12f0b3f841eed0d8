--- The Wolfe or the approximate Wolfe conditions (Hager & Zhang 2005), by secants
--- in an interval. Near a minimum, where costs differ by rounding only, slopes
--- decide: it goes on to more digits of x than costs alone can tell, and lets the
--- cost rise by `slack`, a part of a mean of the costs so far. Made for `cg`.
return require "gdlua.linesearch".of "hager_zhang"

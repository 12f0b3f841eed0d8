--- Backtracking (Armijo 1966): the first of ever shorter steps whose cost is
--- low enough, f(x + t*d) <= f(x) + decrease*t*g'd. The next step is where a cubic
--- through both ends has its minimum, but a tenth to a half of the last. Cheap, and
--- promises nothing about slopes: for `gd`, and for costs whose gradients are
--- noisy; quasi-Newton methods learn less from its steps.
return require "gdlua.linesearch".of "armijo"

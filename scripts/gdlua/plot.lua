--- gd.plot: pictures of costs, runs and schedules.
---
--- Every function takes a table of options last, or the name of a file in its
--- place: .png, .svg or .pdf, drawn by gnuplot, whose name is the answer;
--- without a file the picture goes to standard output as text.
---
--- How a picture comes about: a file of its own (plot/curve.lua ...) makes a
--- figure of what it is given, plain data that plot/figure.lua describes;
--- plot/script.lua turns it into commands for gnuplot, plot/gnuplot.lua runs
--- them, and plot/text.lua draws it for the terminal.
return require "gdlua.namespace"("gd.plot", "gdlua.plot.", [[
  curve path contour surface history schedule compare sweep profile lr_find
]], {})

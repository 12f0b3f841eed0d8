--- A limit that came before the end.
local limits = {epochs = "epochs", time = "time"}

return function(c)
  local what = limits[c.ending]
  if not what and c.ending == "rule" and c.r.reason:find("limit of", 1, true) then
    what = c.r.reason:match("^(%a+):") or "epochs"
  end
  if not what then return nil end
  if not c.tolerance and not c:left_something(1e-3) then return nil end
  local more = c:missing_epochs()
  local norm = c.r.gradient_norm
  local words = {("the limit on %s ended the run"):format(what)}
  if norm == norm then
    words[1] = words[1] .. (" while |g| = %.2g%s"):format(norm, c.tolerance and (" > %g"):format(c.tolerance) or "")
  end
  if not c.projected then words[#words + 1] = ("%.2g of the way down was left"):format(c:left()) end
  if more then words[#words + 1] = ("at its rate about %d epochs more lead there"):format(more) end
  return {
    name = "epoch limit", more = more, evidence = table.concat(words, "; "),
    suggestion = more and ("epochs = %d, or a faster method (lbfgs, momentum)"):format(c.r.epochs + math.ceil(1.2*more))
                 or "more epochs, or a faster method (lbfgs, newton)",
  }
end

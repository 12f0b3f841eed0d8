--- Looking at runs afterwards.
return {
  key = "why", title = "Why a run ended as it did",
  doc = "result:why() says what went wrong in a run; gd.replay, where another rule would have ended it.",
  {
    name = "replay",
    text = "Where another stopping rule would have ended a run, from what was recorded of it, without " ..
           "running it again. A rule that looks at what was not recorded is an error that says which " ..
           "option records it. Of a run so long that its history was thinned, the rule is asked at the " ..
           "epochs that were kept.",
    args = {{"result", "result", "of the run"},
            {"rule", "rule|function", "a rule of gd.stop, or function(state) -> false, true or a reason"}},
    returns = {{"table", "`fired`; `epoch` where it would have ended, `saved`: how many fewer that are; " ..
                "`reason` and `converged` as it would have said; `cost` there, `lost`: by how much it is " ..
                "worse than the last; `x`, if recorded; `every`: the history keeps one epoch of so many. " ..
                "It prints as a sentence"}},
    errors = {{"gd.replay(3, gd.stop.epochs(3))", "bad argument #1 to 'replay' (a result expected, got 3)"},
              {"gd.replay(gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1}), gd.stop.change(1e-3))",
               "the rule needs 'change' of every epoch, which the run did not record: give the run the " ..
               "option history = {\"cost\", \"change\"}"}},
    example = [[
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1})
print(r.reason)
print(gd.replay(r, gd.stop.cost_change(1e-4)))
]], output = [[
gradient: |g| = 8.4e-07 <= 1e-06 after 72 epochs
cost_change: |change of the cost| = 8.2e-05 <= 0.0001 after 27 epochs
  saved     45 epochs, cost 0.000146150164: 0.000146 worse than at the end
]], see = "result.why minimize.stop minimize.history",
  },
}

--- What `change` and `cost_change` share: a small change means that the
--- minimum is near only while the step is what it was, not decayed below 1%
--- of its peak. (A solver without steps is always steady: its step is NaN.)
return function(s)
  if s.step < 0.01 * s.step_peak then return false, "stalled" end
  return true
end

--- The positive number with two digits that is nearest to v.
return function(v) return tonumber(("%.1e"):format(v)) end

--- Which entries of a long history a picture is drawn through. What anybody could
--- see stays: the first and the last, and of every stretch in between its lowest
--- and its highest value, so that no fall, no rise and no best value is lost.
local thinned = {}

-- A value that is not finite is as high as can be: it shows where a run broke.
local function height(v) return v - v == 0 and v or math.huge end

--- Places in the list `values`, in order, at most `most` of them (4 at least).
function thinned.places(values, most)
  local n, list = #values, {}
  if n <= most then
    for i = 1, n do list[i] = i end
    return list
  end
  local stretches = math.max(1, (most - 2)//2)
  list[1] = 1
  for k = 0, stretches - 1 do
    local from, to = 2 + (n - 2)*k//stretches, 1 + (n - 2)*(k + 1)//stretches
    local low, high = from, from
    for i = from, to do
      if height(values[i]) < height(values[low]) then low = i end
      if height(values[i]) > height(values[high]) then high = i end
    end
    if low > high then low, high = high, low end
    list[#list + 1] = low
    if high ~= low then list[#list + 1] = high end
  end
  list[#list + 1] = n
  return list
end

--- Places in a way through the plane, at most `most` of them: of a longer one those
--- where it has moved by more than can be seen, the first and the last. dx, dy: width
--- and height of the picture.
function thinned.way(xs, ys, most, dx, dy)
  if #xs <= most then return thinned.places(xs, most) end
  local seen = 1/1500
  while true do
    local list, x, y = {}, nil, nil
    for i = 1, #xs do
      local moved = not x or math.abs(xs[i] - x) > seen*dx or math.abs(ys[i] - y) > seen*dy
      if moved or i == #xs then
        list[#list + 1], x, y = i, xs[i], ys[i]
      end
    end
    if #list <= most then return list end
    seen = seen*math.max(1.3, #list/most/2)
  end
end

return thinned

local example = dofile "tests/spec/examples/example.lua"

describe("examples/hessian.lua", function()
  local out = example.output("hessian")

  it("doubles the digits with each of Newton's steps", function()
    local slopes = {}
    for slope in out:match("^Newton's method\n(.-)\n\n"):gmatch("|g| (%S+)") do
      slopes[#slopes + 1] = tonumber(slope)
    end
    assert.equal(6, #slopes)
    for k = 2, 4 do assert.is_true(slopes[k] < slopes[k - 1]^1.7) end
    assert.is_true(slopes[5] < 1e-14)
  end)

  it("ends where the ways balance", function()
    local x, y = out:match("\n5  %((%S+), (%S+)%)")
    local gx, gy = 0, 0
    for _, v in ipairs{{0, 0}, {10, 1}, {9, 7}, {2, 8}} do
      local dx, dy = x - v[1], y - v[2]
      local r = math.sqrt(dx^2 + dy^2)
      gx, gy = gx + dx/r, gy + dy/r
    end
    assert.is_true(math.abs(gx) < 1e-11 and math.abs(gy) < 1e-11)
  end)

  it("shows a symmetric matrix and its eigenvalues", function()
    local H = example.numbers(out:match("its eigenvalues\n(.-)\n\n"))
    assert.equal(6, #H)
    assert.equal(H[2], H[3])
    example.close(H[1] + H[4], H[5] + H[6], 1e-7)
    example.close(H[1]*H[4] - H[2]^2, H[5]*H[6], 1e-7)
  end)

  it("tells minimum, maximum and saddles apart", function()
    local text = out:match("\nflat points [^\n]*\n(.-)\n\n")
    assert.same({
      "( 1,  2)  curvatures   6 and  12: minimum", "( 1, -2)  curvatures -12 and   6: saddle",
      "(-1,  2)  curvatures  -6 and  12: saddle", "(-1, -2)  curvatures -12 and  -6: maximum",
    }, {text:match("^([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)$")})
  end)

  it("needs no matrix", function()
    local last = tonumber(out:match("without the matrix\n.*|g| (%S+)\n$"))
    assert.is_true(last < 1e-11)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("hessian") end)
end)

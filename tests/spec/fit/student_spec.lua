local student = require "gdlua.fit.student"

local function close(a, b, within)
  assert.is_true(math.abs(a - b) <= (within or 1e-12)*math.abs(b), ("%.17g, not %.17g"):format(a, b))
end

describe("Student's t distribution", function()
  it("has the quantiles of the tables", function()
    close(student.quantile(0.95, 1), 12.706204736174694)
    close(student.quantile(0.95, 12), 2.1788128296672284)
    close(student.quantile(0.99, 5), 4.032142983555227)
    close(student.quantile(0.5, 3), 0.7648923284043458)
    close(student.quantile(0.95, math.huge), 1.959963984540054)
  end)

  it("has tails that are known in closed form", function()
    for _, t in ipairs{0.01, 0.5, 1, 3, 40} do
      close(student.tails(t, 1), 1 - 2/math.pi*math.atan(t), 1e-9)
      close(student.tails(t, 2), 1 - t/math.sqrt(2 + t*t), 1e-9)
    end
    close(student.tails(2, 10), 0.07338803477074037)
    assert.equal(1, student.tails(0, 7))
    assert.equal(0, student.tails(math.huge, 7))
    assert.is_true(student.tails(0/0, 7) ~= student.tails(0/0, 7))
    assert.equal(student.tails(2, 7), student.tails(-2, 7))
  end)

  it("becomes the normal distribution", function()
    for _, t in ipairs{0.3, 1, 2.5} do
      close(student.tails(t, 1e8), student.tails(t, math.huge), 1e-6)
      close(student.tails(t, 201), student.tails(t, 199), 1e-3)    -- where a series begins
    end
  end)

  it("has quantiles and tails that fit together", function()
    for _, dof in ipairs{1, 2, 5, 30, 1000, 1e6} do
      for _, level in ipairs{0.1, 0.68, 0.9, 0.999} do
        close(1 - student.tails(student.quantile(level, dof), dof), level, 1e-9)
      end
    end
  end)
end)

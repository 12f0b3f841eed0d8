local catalogue = require "gdlua.help.catalogue"
local page = require "gdlua.help.page"

-- Every line of the text but code, which is not wrapped.
local function check_width(name, text)
  local in_code = false
  for line in text:gmatch("[^\n]*") do
    if line == "Example" or line == "prints" or line == "Errors" then
      in_code = true
    elseif line:find("^%S") then
      in_code = line:find("^gd%.") ~= nil
    end
    assert.is_true(in_code or utf8.len(line) <= 79, name .. ": " .. line)
    assert.is_true(in_code or not line:find("%s$"), name .. ": " .. line)
  end
end

describe("pages", function()
  for _, group in ipairs(catalogue.groups()) do
    it("of " .. group.key .. " are at most 79 columns wide", function()
      check_width(group.key, page.group(group))
      for _, entry in ipairs(catalogue.entries(group)) do
        check_width(entry.name, page.entry(entry))
      end
    end)
  end

  it("say types and defaults", function()
    assert.equal("(a number >= 0; default 0.1)", page.limits{"from", 0.1, "", min = 0})
    assert.equal("(a whole number > 3; required)",
                 page.limits{"n", nil, "", above = 3, integer = true, required = true})
    assert.equal("('a' or 'b'; default \"a\")", page.limits{"m", "a", "", choices = {"a", "b"}})
    assert.equal("", page.limits{"any", nil, ""})
    assert.equal("(number >= 0; default: 1)",
                 page.argument{"x", "number", "", optional = true, default = "1", range = ">= 0"})
    assert.equal("(array or list; optional)", page.argument{"x", "numbers", "", optional = true})
  end)

  it("wrap paragraphs and keep code as it is", function()
    local text = page.entry{
      name = "x", kind = "function", calls = {"gd.x()"}, args = {}, returns = {},
      text = ("word "):rep(30) .. "\n  a   b\nafter",
    }
    assert.equal("gd.x()\n\n" .. ("word "):rep(16):sub(1, -2) .. "\n" ..
                 ("word "):rep(14):sub(1, -2) .. "\n  a   b\nafter\n", text)
  end)
end)

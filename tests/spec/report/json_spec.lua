-- Values for a page.
local json = require "gdlua.report.json"

describe("a number in JSON", function()
  it("is the one it was", function()
    math.randomseed(5)
    for _ = 1, 2000 do
      local v = ("<d"):unpack(("<i8"):pack(math.random(0)))
      local text = json.number(v)
      if v ~= v then assert.equal('"nan"', text) else assert.equal(v, tonumber(text)) end
    end
    assert.equal("0.1", json.number(0.1))
    assert.equal("1e+22", json.number(1e22))
    assert.equal("-0", json.number(-0.0))
    assert.equal("3", json.number(3))
    assert.equal(tostring(math.mininteger), json.number(math.mininteger))
    assert.equal('"inf"', json.number(math.huge))
    assert.equal('"-inf"', json.number(-math.huge))
  end)
end)

describe("a value in JSON", function()
  it("cannot end the element it is in", function()
    local text = json.encode{a = "</script><!-- \" \\ \n \0 é \127", b = json.array{}, c = {1, true}}
    assert.is_nil(text:find("<", 1, true))
    assert.equal([[{"a":"\u003c/script>\u003c!-- \" \\ \n \u0000 é \u007f","b":[],"c":[1,true]}]], text)
  end)

  it("that is no UTF-8 is readable all the same", function()
    assert.equal('"a?b"', json.encode("a\255b"))
  end)
end)

describe("base64", function()
  it("is that of RFC 4648", function()
    local known = {[""] = "", f = "Zg==", fo = "Zm8=", foo = "Zm9v", foob = "Zm9vYg==", fooba = "Zm9vYmE=",
                   foobar = "Zm9vYmFy", ["\0\255\127\251"] = "AP9/+w=="}
    for text, code in pairs(known) do assert.equal(code, json.base64(text)) end
    assert.equal(json.base64(("<ddd"):pack(1, -2.5, math.huge)), json.column{1, -2.5, math.huge})
    assert.equal(json.base64(("<dd"):pack(-2.5, 7)), json.column({1, -2.5, 7}, {2, 3}))
  end)
end)

require "gdlua"
local words = require "gdlua.plot.words"

describe("texts", function()
  it("are valid UTF-8 without control characters", function()
    assert.equal("ünï 漢", words.clean("ünï 漢"))
    assert.equal("a\u{FFFD}b\u{FFFD}", words.clean("a\xffb\xe2"))
    assert.equal("a b c\nd\ne", words.clean("a\tb\0c\r\nd\re"))
    assert.equal("a b", words.clean("a\u{9b}b"))
    assert.equal("\u{FFFD}\u{FFFD}\u{FFFD}", words.clean("\xed\xa0\x80"))      -- a surrogate
    assert.equal("", words.clean(""))
  end)

  it("on one line are cut", function()
    assert.equal("one two", words.line("one\ntwo", 7))
    assert.equal("one tw…", words.line("one\ntwo!", 7))
    assert.equal("漢字漢…", words.line("漢字漢字漢", 4))
  end)

  it("are wrapped between words", function()
    assert.equal("one two\nthree", words.wrapped("one two three", 8, 4))
    assert.equal("one\ntwo", words.wrapped("one\ntwo", 8, 4))
    assert.equal("abcdefgh\nij", words.wrapped("abcdefghij", 8, 4))
    assert.equal("漢字漢字\n漢字", words.wrapped("漢字漢字漢字", 4, 4))
    assert.equal("one two", words.wrapped("one two", 7, 1))
    assert.equal("", words.wrapped("", 7, 1))
    for _, text in ipairs{words.wrapped(("word "):rep(100), 20, 3), words.wrapped(("x"):rep(100), 20, 3)} do
      local n = 0
      for line in (text .. "\n"):gmatch("([^\n]*)\n") do
        n = n + 1
        assert.is_true(utf8.len(line) <= 20)
      end
      assert.equal(3, n)
      assert.equal("…", text:sub(-3))
    end
  end)
end)

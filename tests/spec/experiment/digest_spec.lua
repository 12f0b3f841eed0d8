local digest = dofile "scripts/gdlua/experiment/digest.lua"

describe("SHA-256", function()
  it("is that of the standard", function()
    -- FIPS 180-4's examples, and texts around the length of a block.
    local known = {
      [""] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq =
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
      [("a"):rep(1000)] = "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3",
    }
    for text, hex in pairs(known) do assert.equal(hex, digest(text)) end
  end)

  it("is that of sha256sum for texts of all lengths about a block", function()
    local dir = io.popen("mktemp -d"):read("l")
    for n = 50, 130 do
      local file = io.open(("%s/%d"):format(dir, n), "wb")
      file:write(("\200x\0"):rep(50):sub(1, n))
      file:close()
    end
    for line in io.popen(("cd %s && sha256sum *"):format(dir)):lines() do
      local hex, n = line:match("^(%x+)%s+%*?(%d+)$")
      assert.equal(hex, digest(("\200x\0"):rep(50):sub(1, tonumber(n))))
    end
    os.execute("rm -rf " .. dir)
  end)
end)

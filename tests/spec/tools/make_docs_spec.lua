-- tools/make-docs: the pages it builds, and what it is made of (tools/docs).
local process = dofile "tests/spec/cli/process.lua"
local quote, read = process.quote, process.read

package.path = "tools/docs/?.lua;" .. package.path
local catalogue = require "gdlua.help.catalogue"

local function exists(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

describe("tools/make-docs", function()
  local folder, said, pages

  setup(function()
    folder = process.folder() .. "/html"
    local out, err, status = process.run(("%s tools/make-docs %s"):format(quote(process.gdlua),
                                                                          quote(folder)))
    assert.equal("", err)
    assert.equal(0, status, out)
    said = out
    pages = {}
    for path in io.popen("cd " .. quote(folder) .. " && find . -name '*.html'"):lines() do
      pages[path:gsub("^%./", "")] = read(folder .. "/" .. path)
    end
  end)

  teardown(process.clean)

  local function resolve(page, target)
    local parts = {}
    for part in ((page:match("^.*/") or "") .. target):gmatch("[^/]+") do
      if part == ".." then parts[#parts] = nil else parts[#parts + 1] = part end
    end
    return table.concat(parts, "/")
  end

  it("builds a page for every text", function()
    local count = 0
    for _ in pairs(pages) do count = count + 1 end
    assert.matches(": " .. count .. " pages\n$", said)
    for _, name in ipairs{"index", "getting-started", "your-own", "tutorial/1-parabola",
                          "reference/index", "reference/options", "changelog"} do
      assert.is_truthy(pages[name .. ".html"], name)
    end
  end)

  it("closes every element that it opens", function()
    local void = {meta = true, link = true, img = true, br = true, hr = true, input = true}
    for page, text in pairs(pages) do
      local open = {}
      for slash, tag in text:gsub("<!.->", ""):gmatch("<(/?)(%a[%w]*)[^>]*>") do
        if slash == "/" then
          assert.equal(tag, table.remove(open), page)
        elseif not void[tag] then
          open[#open + 1] = tag
        end
      end
      assert.equal(0, #open, page)
    end
  end)

  local function check(page, target)
    local path, anchor = target:match("^([^#]*)#?(.*)$")
    local to = path == "" and page or resolve(page, path)
    assert.is_true(exists(folder .. "/" .. to), page .. ": " .. target)
    if anchor ~= "" then
      assert.is_truthy(pages[to]:find('id="' .. anchor .. '"', 1, true), page .. ": " .. target)
    end
  end

  it("has links that lead somewhere", function()
    local count = 0
    for page, text in pairs(pages) do
      for target in text:gmatch('href="([^"]*)"') do
        if not target:find("^https?:") then
          check(page, target)
          count = count + 1
        end
      end
    end
    assert.is_true(count > 1000)
  end)

  it("has the pictures that the chapters draw", function()
    local count = 0
    for page, text in pairs(pages) do
      for target in text:gmatch('<img src="([^"]*)"') do
        local picture = read(folder .. "/" .. resolve(page, target))
        assert.is_true(picture:find("^\137PNG") ~= nil or picture:find("<svg", 1, true) ~= nil, target)
        count = count + 1
      end
      local chapter = page:match("^tutorial/(%d)")
      assert.is_true(not chapter or text:find("<img", 1, true) ~= nil, page)
    end
    assert.is_true(count >= 10)
  end)

  it("has an entry for every public name", function()
    for _, group in ipairs(catalogue.groups()) do
      local text = pages["reference/" .. group.key .. ".html"]
      for _, entry in ipairs(catalogue.entries(group)) do
        local heading = catalogue.prefix(entry)
        assert.is_truthy(text:find(">" .. heading .. " <a class", 1, true), heading)
      end
    end
  end)

  it("links names in the text to the reference", function()
    assert.is_truthy(pages["tutorial/1-parabola.html"]:find(
      '<a class="name" href="../reference/minimizing.html#gdminimize"><code>gd.minimize</code></a>', 1, true))
  end)

  it("tells editors every public name", function()
    local text = read(folder .. "/gdlua.d.lua")
    assert.is_function(load(text))
    assert.matches("^%-%-%-@meta gdlua\n", text)
    for _, group in ipairs(catalogue.groups()) do
      for _, entry in ipairs(catalogue.entries(group)) do
        local name = entry.name:match("[^.]+$")
        local found = text:find("\nfunction [%w_.]*[.:]" .. name .. "%(") or
                      text:find("\n%-%-%-@field " .. name .. "%?? ") or
                      text:find("\n" .. catalogue.prefix(entry) .. " = nil", 1, true)
        assert.is_truthy(found, entry.name)
      end
    end
    -- what it declares are names, and types it knows
    local classes = {}
    for class in text:gmatch("\n%-%-%-@class ([%w_.]+)") do classes[class] = true end
    for class in text:gmatch("gdlua%.[%w_.]*%w") do
      assert.is_true(classes[class] or not class:find("^gdlua%.[%u]") and
                     not class:find("^gdlua%.options"), class)
    end
  end)

  it("refuses a link that leads nowhere", function()
    local root = process.folder()
    os.execute(("cp -R README.md CHANGELOG.md CONTRIBUTING.md docs tools %s"):format(quote(root)))
    process.write(root .. "/docs/arrays.md", "# Arrays\n\n[gone](nothing.md)\n")
    local _, err, status = process.run(("cd %s && %s tools/make-docs out"):format(
      quote(root), quote(process.gdlua)))
    assert.matches("docs/arrays.md: the link 'nothing.md' leads nowhere", err)
    assert.equal(1, status)
  end)

  it("says what is missing", function()
    local bin = process.folder()
    for _, name in ipairs{"sh", "mktemp", "rm"} do
      os.execute(("ln -s $(command -v %s) %s/%s"):format(name, quote(bin), name))
    end
    local _, err, status = process.run(("PATH=%s %s tools/make-docs %s/out"):format(
      quote(bin), quote(process.gdlua), quote(bin)))
    assert.matches("cmark%-gfm, which turns Markdown into HTML, is not installed", err)
    assert.equal(1, status)
    local _, usage
    _, usage, status = process.run(quote(process.gdlua) .. " tools/make-docs")
    assert.matches("^usage: ", usage)
    assert.equal(1, status)
  end)
end)

describe("the code in colour", function()
  local highlight = require "highlight"

  it("marks keywords, texts, numbers and comments", function()
    assert.equal('<span class="keyword">local</span> x = <span class="number">1e-3</span> ' ..
                 '<span class="comment">-- a &lt; b</span>\n' ..
                 '<span class="string">&quot;if\\&quot;&quot;</span> .. ends',
                 highlight('local x = 1e-3 -- a < b\n"if\\"" .. ends'))
    assert.equal('<span class="string">[[a\nb]]</span><span class="comment">--[[c\nd]]</span> e',
                 highlight("[[a\nb]]--[[c\nd]] e"))
  end)

  it("keeps every letter", function()
    for path in io.popen("find scripts examples -name '*.lua'"):lines() do
      local code = read(path)
      local text = highlight(code):gsub("<[^>]*>", "")
      text = text:gsub("&(%a+);", {lt = "<", gt = ">", quot = '"', amp = "&"})
      assert.equal(code, text)
    end
  end)
end)

describe("paths", function()
  local shell = require "shell"

  it("lead from one page to another", function()
    assert.equal("b.html", shell.relative("a.html", "b.html"))
    assert.equal("../b.html", shell.relative("x/a.html", "b.html"))
    assert.equal("y/b.html", shell.relative("a.html", "y/b.html"))
    assert.equal("b.html", shell.relative("x/a.html", "x/b.html"))
    assert.equal("../y/b.html", shell.relative("x/a.html", "y/b.html"))
    assert.equal("docs/y.md", shell.normal("docs/x/../y.md"))
    assert.equal("../y.md", shell.normal("docs/../../y.md"))
  end)
end)

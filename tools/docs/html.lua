-- html.lua - Markdown pages as HTML, by cmark-gfm, with a frame of our own:
-- navigation, headings that can be linked to, links between the pages, names of
-- gdlua linked to the reference, Lua code in colour.
local shell = require "shell"
local highlight = require "highlight"
local reference = require "reference"

local html = {}

local function unescape(text)
  return (text:gsub("&(%a+);", {lt = "<", gt = ">", quot = '"', amp = "&"}))
end

local function escape(text)
  return (text:gsub("[&<>\"]", {["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;"}))
end

local function plain(text) return unescape((text:gsub("<[^>]*>", ""))) end

-- Headings get an id, and a link to themselves; of equal ones the later ones a
-- number.
local function name_headings(text)
  local seen = {}
  return (text:gsub("<h([1-6])>(.-)</h%1>", function(level, inner)
    local id = reference.anchor(plain(inner))
    local count = seen[id]
    seen[id] = (count or 0) + 1
    if count then id = id .. "-" .. count end
    return ('<h%s id="%s">%s <a class="anchor" href="#%s" aria-label="link to this">#</a></h%s>')
           :format(level, id, inner, id, level)
  end))
end

local function colour_code(text)
  return (text:gsub('<pre><code class="language%-lua">(.-)</code></pre>', function(code)
    return '<pre class="lua"><code>' .. highlight(unescape(code)) .. "</code></pre>"
  end):gsub('<pre><code class="language%-(%a+)">', '<pre class="%1"><code>'))
end

-- Tables are put into a box of their own, which narrow screens scroll.
local function box_tables(text)
  return (text:gsub("<table>", '<div class="table"><table>'):gsub("</table>", "</table></div>"))
end

-- Links to other pages. `site.pages` maps sources to pages; a file of the
-- repository that is no page is copied beside them.
local function follow_links(text, page, site)
  return (text:gsub('href="([^"]*)"', function(target)
    if target:find("^%a+:") or target:find("^#") then return nil end
    local path, anchor = target:match("^([^#]*)(#?.*)$")
    local source = shell.normal(shell.folder(page.source) .. path)
    local to = site.pages[source] and site.pages[source].path
    if not to then
      to = site.copy(source)
      if not to then
        error(("%s: the link '%s' leads nowhere"):format(page.source, target), 0)
      end
    end
    return ('href="%s%s"'):format(shell.relative(page.path, to), anchor)
  end))
end

-- `gd.minimize(...)`, `state.x` and the like, where they stand in the text:
-- links to the reference. Not within links, headings and code blocks.
local function link_names(text, page, site)
  local depth = 0
  return (text:gsub("(</?)([%a%d]+)([^>]*>)([^<]*)", function(open, tag, rest, inner)
    if tag == "a" or tag == "pre" or tag:find("^h%d$") then
      depth = depth + (open == "<" and 1 or -1)
    end
    if tag == "code" and open == "<" and depth == 0 then
      local name = unescape(inner):match("^[%a_][%w_.:]*")
      local target = name and site.names[name]
      if target then
        local path, anchor = target:match("^([^#]*)(.*)$")
        local to = path == page.path and anchor or shell.relative(page.path, path) .. anchor
        return ('<a class="name" href="%s"><code>%s</code></a>\0'):format(to, inner)
      end
    end
  end):gsub("%z</code>", ""))
end

local function navigation(page, site)
  local out = {}
  for _, section in ipairs(site.sections) do
    out[#out + 1] = "<h2>" .. escape(section.title) .. "</h2>\n<ul>"
    for _, other in ipairs(section) do
      local here = other == page and ' aria-current="page"' or ""
      out[#out + 1] = ('<li><a href="%s"%s>%s</a></li>'):format(
        shell.relative(page.path, other.path), here, escape(other.title))
    end
    out[#out + 1] = "</ul>"
  end
  return table.concat(out, "\n")
end

local frame = [[
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="stylesheet" href="$style">
</head>
<body>
<header><a href="$home">gdlua</a> <span>$version</span></header>
<div class="columns">
<nav aria-label="pages">
$navigation
</nav>
<main>
$body
$turn
</main>
</div>
</body>
</html>
]]

-- Links to the page before and after.
local function turn(page, site)
  local out = {}
  local function link(other, class, text)
    if other then
      out[#out + 1] = ('<a class="%s" href="%s">%s</a>'):format(
        class, shell.relative(page.path, other.path), text:format(escape(other.title)))
    end
  end
  for i, other in ipairs(site.list) do
    if other == page then
      link(site.list[i - 1], "before", "&larr; %s")
      link(site.list[i + 1], "after", "%s &rarr;")
    end
  end
  return #out > 0 and '<div class="turn">' .. table.concat(out, " ") .. "</div>" or ""
end

--- The page as HTML. `markdown` is its text.
function html.page(page, markdown, site)
  local source = os.tmpname()
  shell.write(source, markdown)
  local body = shell.output("cmark-gfm --unsafe -e table -e strikethrough " .. shell.quote(source))
  os.remove(source)
  body = colour_code(body)
  body = follow_links(body, page, site)
  body = link_names(body, page, site)
  body = box_tables(name_headings(body))
  local values = {
    title = escape(page.title == "gdlua" and "gdlua" or page.title .. " - gdlua"),
    style = shell.relative(page.path, "style.css"), home = shell.relative(page.path, "index.html"),
    version = escape(site.version), navigation = navigation(page, site), body = body,
    turn = turn(page, site),
  }
  return (frame:gsub("%$(%a+)", function(name) return values[name] end))
end

return html

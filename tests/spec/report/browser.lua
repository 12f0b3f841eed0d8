--- A page in a real browser: dofile "tests/spec/report/browser.lua" answers
---   visit(path, script) -> what the script returned, a list of lines, and the
---                          errors that the page had, a list of texts
--- The script, JavaScript, runs when the page is complete; say(text) is a line.
local process = dofile "tests/spec/cli/process.lua"
local browser = {}

local names = {"chromium", "chromium-browser", "google-chrome"}

local function program()
  for _, name in ipairs(names) do
    local pipe = io.popen("command -v " .. name)
    local path = pipe:read("l")
    pipe:close()
    if path then return path end
  end
  error("no chromium: 'make deps' installs it", 0)
end

-- Before everything else: errors of the page become texts.
local watch = [[<script>window.troubles = [];
addEventListener("error", e => troubles.push(String(e.message)));
addEventListener("unhandledrejection", e => troubles.push(String(e.reason)));
console.error = (...words) => troubles.push(words.join(" "));</script>]]

-- Behind everything: the script, and an element with what it said.
local ask = [[<script>{ const lines = [], say = text => lines.push(String(text));
try { %s } catch (e) { troubles.push("script: " + e.message + " " + e.stack); }
document.body.replaceChildren();
const out = document.createElement("pre");
out.textContent = "BEGIN\n" + lines.concat(troubles.map(t => "TROUBLE " + t)).map(encodeURIComponent).join("\n") + "\nEND";
document.body.appendChild(out); }</script>]]

local function decode(s)
  return (s:gsub("%%(%x%x)", function(h) return string.char(tonumber(h, 16)) end))
end

function browser.visit(path, script)
  local text = process.read(path)
  local changed = path:gsub("%.html$", ".visited.html")
  text = text:gsub("<head>", function() return "<head>" .. watch end, 1)
  text = text:gsub("</body>%s*</html>%s*$", function() return ask:format(script) .. "</body></html>" end)
  process.write(changed, text)
  local folder = process.folder()
  local out, err = process.run(("HOME=%s timeout 60 %s --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage " ..
    "--user-data-dir=%s --window-size=1200,1600 --virtual-time-budget=3000 --enable-logging=stderr --dump-dom file://%s")
    :format(process.quote(folder), program(), process.quote(folder .. "/profile"), process.quote(changed)))
  os.remove(changed)
  local said = out:match("BEGIN\n(.-)\nEND")
  assert(said, "the browser said nothing: " .. err:sub(-2000))
  local lines, troubles = {}, {}
  for line in said:gmatch("[^\n]+") do
    line = decode(line)
    local trouble = line:match("^TROUBLE (.*)")
    if trouble then troubles[#troubles + 1] = trouble else lines[#lines + 1] = line end
  end
  for line in err:gmatch("[^\n]+") do
    if line:find("CONSOLE", 1, true) then troubles[#troubles + 1] = line end
  end
  return lines, troubles
end

browser.clean = process.clean
browser.folder = process.folder
browser.read = process.read

return browser

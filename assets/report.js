// The page of gd.report: curves, landscapes and the table of runs, from the JSON
// in the element "data". Numbers are those of the runs, digit by digit.
(function () {
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];
const dashes = [[], [8, 4], [2, 3], [8, 3, 2, 3]];
const get = id => document.getElementById(id);

function make(tag, text, parent) {
  const e = document.createElement(tag);
  if (text !== undefined) e.textContent = text;
  if (parent) parent.appendChild(e);
  return e;
}

// JSON has no such numbers.
const special = {nan: NaN, inf: Infinity, "-inf": -Infinity};
function number(v) { return typeof v === "string" && v in special ? special[v] : v; }

// A column: doubles, little-endian, in base64.
function column(text) {
  const bytes = atob(text), out = new Float64Array(bytes.length / 8), view = new DataView(new ArrayBuffer(8));
  for (let i = 0; i < out.length; i++) {
    for (let k = 0; k < 8; k++) view.setUint8(k, bytes.charCodeAt(8 * i + k));
    out[i] = view.getFloat64(0, true);
  }
  return out;
}

const columnsOf = new Map();
function curve(run, field) {
  let made = columnsOf.get(run);
  if (!made) columnsOf.set(run, made = {});
  if (!(field in made)) made[field] = run.curve && run.curve[field] ? column(run.curve[field]) : null;
  return made[field];
}

function show(v) {
  if (v === null || v === undefined) return "";
  if (typeof v === "boolean") return v ? "yes" : "no";
  return String(v);
}

const runs = data.runs;
runs.forEach((run, i) => {
  for (const key of data.numbers) run[key] = number(run[key]);
  run.index = i;
  run.colour = colours[i % colours.length];
  run.dash = dashes[Math.floor(i / colours.length) % dashes.length];
});

get("about").textContent = data.about;

// Best first: by goal; what is no number comes last.
function better(a, b) {
  const u = a.goal === "maximum" ? -a.cost : a.cost, v = b.goal === "maximum" ? -b.cost : b.cost;
  if (u !== u || v !== v) return (u !== u) - (v !== v);
  return u < v ? -1 : u > v ? 1 : a.index - b.index;
}

const shown = new Set(runs.slice().sort(better).slice(0, 10));

// ---- the table ----

const table = document.querySelector("#runs table");
let sorted = {key: null, down: false}, listed = runs.slice();

function compare(key, down) {
  return (a, b) => {
    let u = a[key], v = b[key];
    const none = w => w === null || w === undefined || w !== w;
    if (none(u) || none(v)) return none(u) - none(v) || a.index - b.index;
    if (typeof u === "boolean") { u = +u; v = +v; }
    const order = typeof u === "number" && typeof v === "number" ? u - v : String(u) < String(v) ? -1 : String(u) > String(v) ? 1 : 0;
    return (down ? -order : order) || a.index - b.index;
  };
}

// Words that all have to be somewhere in the row; "cost < 1e-3" compares a column.
function matcher(text) {
  const tests = [];
  const rest = text.replace(/([\w.]+)\s*(<=|>=|=|<|>)\s*([-+\w.]+)/g, (whole, key, op, value) => {
    if (!data.columns.some(c => c.key === key || c.title === key)) return whole;
    key = data.columns.find(c => c.key === key || c.title === key).key;
    const to = Number(value);
    tests.push(run => {
      const v = run[key];
      if (op === "=") return String(v) === value || v === to;
      return op === "<" ? v < to : op === "<=" ? v <= to : op === ">" ? v > to : v >= to;
    });
    return "";
  });
  for (const word of rest.toLowerCase().split(/\s+/).filter(w => w))
    tests.push(run => data.columns.some(c => show(run[c.key]).toLowerCase().includes(word)));
  return run => tests.every(t => t(run));
}

function fillHead() {
  const row = make("tr", undefined, table.tHead);
  for (const c of data.columns) {
    const th = make("th", c.title, row);
    if (c.number) th.className = "number";
    th.dataset.key = c.key;
    th.addEventListener("click", () => {
      sorted = {key: c.key, down: sorted.key === c.key && !sorted.down};
      for (const other of row.cells) other.removeAttribute("aria-sort");
      th.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      list();
    });
  }
}

function mark(run) {
  if (!run.row) return;
  run.row.className = shown.has(run) ? "" : "off";
  run.row.cells[0].style.borderLeftColor = run.colour;
}

function rowOf(run) {
  if (run.row) return run.row;
  const row = run.row = document.createElement("tr");
  for (const c of data.columns) {
    const cell = make("td", show(run[c.key]), row);
    if (c.number) cell.className = "number";
    if (c.key === "reason") cell.className = run.converged ? "reason" : "reason failed";
  }
  row.addEventListener("click", () => {
    if (!shown.delete(run)) shown.add(run);
    mark(run);
    draw();
  });
  return row;
}

function list() {
  const wanted = matcher(get("filter").value);
  listed = runs.filter(wanted);
  if (sorted.key) listed.sort(compare(sorted.key, sorted.down));
  const body = table.tBodies[0];
  body.replaceChildren(...listed.map(rowOf));
  listed.forEach(mark);
  get("listed").textContent = listed.length + " of " + runs.length + (runs.length === 1 ? " run" : " runs");
}

// ---- the curves ----

let chart = null;
const tip = get("tip");

function usable(v, log) { return v - v === 0 && (!log || v > 0) ? v : null; }

// One table of a run, as uPlot.join takes it.
function series(run, field, logx, logy) {
  const e = curve(run, "epoch"), v = curve(run, field);
  const xs = [], ys = [];
  for (let i = 0; e && v && i < e.length; i++) {
    if (logx && !(e[i] > 0)) continue;
    xs.push(e[i]);
    ys.push(usable(v[i], logy));
  }
  return [xs, ys];
}

function hideTip() { tip.hidden = true; }

function place(text, x, y) {
  tip.textContent = text;
  tip.hidden = false;
  const wide = document.documentElement.clientWidth;
  tip.style.left = Math.min(x + 14, wide - tip.offsetWidth - 8) + "px";
  tip.style.top = y + 14 + "px";
}

// The curve nearest to the cursor.
function nearest(u, members) {
  const at = u.cursor.idx, top = u.cursor.top;
  if (at === null || at === undefined || top < 0) return null;
  let best = null;
  members.forEach((run, k) => {
    const ys = u.data[k + 1];
    for (let d = 0; d < 400; d++) {
      const i = ys[at - d] != null ? at - d : ys[at + d] != null ? at + d : null;
      if (i === null) continue;
      const away = Math.abs(u.valToPos(ys[i], "y") - top) + Math.abs(u.valToPos(u.data[0][i], "x") - u.cursor.left) / 4;
      if (!best || away < best.away) best = {run, k, away, epoch: u.data[0][i], value: ys[i]};
      break;
    }
  });
  return best;
}

function hover(members, field) {
  return u => {
    const near = nearest(u, members);
    if (!near || near.away > 60) { u.setSeries(null, {focus: false}); return hideTip(); }
    u.setSeries(near.k + 1, {focus: true});
    const box = u.over.getBoundingClientRect();
    place(near.run.name + "\nepoch " + near.epoch + "\n" + field + " " + show(near.value),
          box.left + window.scrollX + u.cursor.left, box.top + window.scrollY + u.cursor.top);
  };
}

// On a logarithmic axis: powers of ten, not more than can be read.
function decades(most) {
  return (u, axis, lo, hi) => {
    const from = Math.floor(Math.log10(lo)), to = Math.ceil(Math.log10(hi)), out = [];
    const every = Math.max(1, Math.ceil((to - from) / most));
    for (let k = Math.ceil(from / every) * every; k <= to; k += every) {
      const v = Number("1e" + k);
      if (v >= lo && v <= hi) out.push(v);
    }
    return out.length > 1 ? out : [lo, hi];
  };
}

function brief(v) {
  const a = Math.abs(v);
  return v === 0 || a >= 1e-3 && a < 1e6 ? String(+v.toPrecision(6)) : v.toExponential(3).replace(/\.?0*e/, "e").replace("e+", "e");
}

function axis(label, log, size) {
  const a = {label, size, values: (u, vs) => vs.map(v => v === null ? "" : brief(v))};
  if (log) { a.splits = decades(9); a.filter = (u, splits) => splits; }
  return a;
}

function draw() {
  const field = get("field").value, logx = get("logx").checked, logy = get("logy").checked;
  const members = runs.filter(r => shown.has(r) && curve(r, field));
  get("shown").textContent = members.length + " of " + runs.length + " shown";
  if (chart) chart.destroy();
  chart = null;
  hideTip();
  if (members.length === 0) { drawLandscapes(); return; }
  const tables = members.map(r => series(r, field, logx, logy));
  const joined = uPlot.join(tables);
  chart = new uPlot({
    width: Math.min(1150, Math.max(320, get("curves").clientWidth)), height: 420,
    cursor: {focus: {prox: -1}, points: {show: false}},
    focus: {alpha: 0.25},
    legend: {show: false},
    scales: {x: {time: false, distr: logx ? 3 : 1}, y: {distr: logy ? 3 : 1}},
    axes: [axis("epoch", logx, 50), axis(data.titles[field] || field, logy, 80)],
    series: [{}].concat(members.map(r => ({label: r.name, stroke: r.colour, dash: r.dash, width: 1.5,
                                           spanGaps: true, points: {show: members.length <= 40 && undefined}}))),
    hooks: {setCursor: [hover(members, field)]},
  }, joined, get("chart"));
  drawLandscapes();
}

// ---- landscapes: a cost of one or two parameters, and the ways through it ----

const landscapes = [];

// Round numbers from lo to hi, about n of them.
function ticks(lo, hi, n) {
  const raw = (hi - lo) / n, power = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 2.5, 5, 10].map(m => m * power).find(s => s >= raw);
  const out = [];
  for (let k = Math.ceil(lo / step); k * step <= hi + step * 1e-9; k++) out.push(+(k * step).toPrecision(12));
  return out;
}

// The last point of a way at or before an epoch.
function reached(way, epoch) {
  let lo = 0, hi = way.epoch.length - 1;
  while (lo < hi) {
    const mid = Math.ceil((lo + hi) / 2);
    if (way.epoch[mid] <= epoch) lo = mid; else hi = mid - 1;
  }
  return lo;
}

function wayOf(run) {
  if (!run.way) {
    run.way = {epoch: column(run.path.epoch), x: column(run.path.x), y: column(run.path.y)};
  }
  return run.way;
}

function frame(c, l) {
  const left = 78, bottom = 46, top = 10, right = 12;
  const w = c.width / c.ratio - left - right, h = c.height / c.ratio - top - bottom;
  return {
    left, top, w, h,
    x: v => left + (v - l.x[0]) / (l.x[1] - l.x[0]) * w,
    y: v => top + h - (v - l.y[0]) / (l.y[1] - l.y[0]) * h,
  };
}

function drawAxes(g, f, l) {
  g.strokeStyle = "#e4e4e4"; g.fillStyle = "#444"; g.font = "12px system-ui, sans-serif"; g.lineWidth = 1;
  g.textAlign = "center"; g.textBaseline = "top";
  for (const t of ticks(l.x[0], l.x[1], 7)) {
    g.beginPath(); g.moveTo(f.x(t), f.top); g.lineTo(f.x(t), f.top + f.h); g.stroke();
    g.fillText(String(t), f.x(t), f.top + f.h + 6);
  }
  g.fillText(l.names[0], f.left + f.w / 2, f.top + f.h + 26);
  g.textAlign = "right"; g.textBaseline = "middle";
  for (const t of ticks(l.y[0], l.y[1], 7)) {
    g.beginPath(); g.moveTo(f.left, f.y(t)); g.lineTo(f.left + f.w, f.y(t)); g.stroke();
    g.fillText(String(t), f.left - 6, f.y(t));
  }
  g.save(); g.translate(14, f.top + f.h / 2); g.rotate(-Math.PI / 2); g.textAlign = "center";
  g.fillText(l.names[1], 0, 0); g.restore();
  g.strokeStyle = "#888"; g.strokeRect(f.left, f.top, f.w, f.h);
}

// Points x, y, x, y, ...; NaN is a gap.
function drawLine(g, f, points) {
  let pen = false;
  g.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    if (points[i] !== points[i]) { pen = false; continue; }
    if (pen) g.lineTo(f.x(points[i]), f.y(points[i + 1])); else g.moveTo(f.x(points[i]), f.y(points[i + 1]));
    pen = true;
  }
  g.stroke();
}

function drawLandscape(l) {
  const c = l.canvas, g = c.getContext("2d"), f = frame(c, l), epoch = Number(l.slider.value);
  g.setTransform(c.ratio, 0, 0, c.ratio, 0, 0);
  g.clearRect(0, 0, c.width, c.height);
  drawAxes(g, f, l);
  g.save();
  g.beginPath(); g.rect(f.left, f.top, f.w, f.h); g.clip();
  l.lines.forEach((line, k) => {
    g.strokeStyle = l.one ? "#333" : "hsl(" + (270 - 190 * k / Math.max(1, l.lines.length - 1)) + ", 45%, 62%)";
    g.lineWidth = 1;
    drawLine(g, f, line.made || (line.made = column(line.points)));
  });
  const texts = [], here = l.members.filter(r => shown.has(r));
  l.heads = [];
  for (const run of here) {
    const way = wayOf(run), last = reached(way, epoch);
    g.strokeStyle = g.fillStyle = run.colour; g.lineWidth = 1.5; g.setLineDash(run.dash);
    g.beginPath();
    for (let i = 0; i <= last; i++)
      if (i === 0) g.moveTo(f.x(way.x[0]), f.y(way.y[0])); else g.lineTo(f.x(way.x[i]), f.y(way.y[i]));
    g.stroke(); g.setLineDash([]);
    if (last < 400)
      for (let i = 0; i <= last; i++) { g.beginPath(); g.arc(f.x(way.x[i]), f.y(way.y[i]), 1.6, 0, 7); g.fill(); }
    g.beginPath(); g.arc(f.x(way.x[last]), f.y(way.y[last]), 5, 0, 7); g.fill();
    l.heads.push({run, epoch: way.epoch[last], x: way.x[last], y: way.y[last], at: f.x(way.x[last]), top: f.y(way.y[last])});
    if (texts.length < 12)
      texts.push(run.name + ": epoch " + way.epoch[last] + ", " + l.names[0] + " = " + way.x[last] + ", " + l.names[1] + " = " + way.y[last]);
  }
  g.restore();
  l.label.textContent = "epoch " + epoch;
  l.here.textContent = texts.join("\n") + (here.length > texts.length ? "\n..." : "");
}

function drawLandscapes() { landscapes.forEach(drawLandscape); }

function addLandscape(l, k) {
  l.members = runs.filter(r => r.landscape === k && r.path);
  const box = make("div", undefined, get("landscapes"));
  box.className = "landscape";
  make("h2", l.title, box);
  const controls = make("div", undefined, box);
  controls.className = "controls";
  l.slider = make("input", undefined, controls);
  l.slider.type = "range";
  l.slider.min = 0;
  l.slider.max = l.epochs;
  l.slider.value = l.epochs;
  l.slider.setAttribute("aria-label", "epoch");
  l.label = make("span", "", controls);
  l.canvas = make("canvas", undefined, box);
  l.canvas.ratio = window.devicePixelRatio || 1;
  const wide = Math.min(720, Math.max(320, get("landscapes").clientWidth)), high = Math.round(wide * 0.72);
  l.canvas.width = wide * l.canvas.ratio;
  l.canvas.height = high * l.canvas.ratio;
  l.canvas.style.width = wide + "px";
  l.here = make("div", "", box);
  l.here.className = "here";
  if (l.note) make("p", l.note, box).className = "note";
  l.slider.addEventListener("input", () => drawLandscape(l));
  l.canvas.addEventListener("mousemove", event => {
    const r = l.canvas.getBoundingClientRect(), x = event.clientX - r.left, y = event.clientY - r.top;
    const near = l.heads.find(h => Math.hypot(h.at - x, h.top - y) < 9);
    if (!near) return hideTip();
    place(near.run.name + "\nepoch " + near.epoch + "\n" + l.names[0] + " " + near.x + "\n" + l.names[1] + " " + near.y,
          event.pageX, event.pageY);
  });
  l.canvas.addEventListener("mouseleave", hideTip);
  landscapes.push(l);
}

// ---- all together ----

for (const f of data.fields) {
  const o = make("option", data.titles[f] || f, get("field"));
  o.value = f;
}
get("logy").checked = data.log;
get("curvenote").textContent = data.curvenote;
if (data.fields.length === 0) get("curves").hidden = true;
for (const id of ["field", "logx", "logy"]) get(id).addEventListener("change", draw);
get("filter").addEventListener("input", list);
function choose(which) {
  shown.clear();
  which.forEach(r => shown.add(r));
  runs.forEach(mark);
  draw();
}
get("best").addEventListener("click", () => choose(listed.slice().sort(better).slice(0, 10)));
get("all").addEventListener("click", () => choose(listed));
get("none").addEventListener("click", () => choose([]));
data.landscapes.forEach(addLandscape);
fillHead();
list();
draw();
let resizing = 0;
window.addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(draw, 150); });
}());

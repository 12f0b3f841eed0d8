--- The elementary functions: what each is, is said in engine/array/functions.def.
local core = require "gdlua.core"
local gd = require "gdlua"

local examples = {
  -- name, arguments, what comes out
  exp = {"{0, 1}", "{1, 2.7182818}"},
  expm1 = {"1e-10", "1.00000000005e-10"},
  log = {"{1, 10}, 10", "{0, 1}"},
  log1p = {"1e-10", "9.9999999995e-11"},
  log2 = {"{1, 8}", "{0, 3}"},
  log10 = {"{1, 1000}", "{0, 3}"},
  sin = {"{0, math.pi/2}", "{0, 1}"},
  cos = {"{0, math.pi}", "{1, -1}"},
  tan = {"math.pi/4", "1.0"},
  asin = {"1", "1.5707963267949"},
  acos = {"{1, 0}", "{0, 1.5707963}"},
  atan = {"1, -1", "2.3561944901923"},
  sinh = {"1", "1.1752011936438"},
  cosh = {"1", "1.5430806348152"},
  tanh = {"{0, 1}", "{0, 0.76159416}"},
  deg = {"math.pi", "180.0"},
  rad = {"{90, 180}", "{1.5707963, 3.1415927}"},
  sqrt = {"{4, 2, -1}", "{2, 1.4142136, nan}"},
  cbrt = {"{27, -8}", "{3, -2}"},
  abs = {"{3, -4}", "{3, 4}"},
  sign = {"{3, 0, -4}", "{1, 0, -1}"},
  floor = {"{1.5, -1.5}", "{1, -2}"},
  ceil = {"{1.5, -1.5}", "{2, -1}"},
  trunc = {"{1.5, -1.5}", "{1, -1}"},
  frac = {"{1.5, -1.5}", "{0.5, -0.5}"},
  erf = {"{0, 1}", "{0, 0.84270079}"},
  lgamma = {"{1, 5}", "{0, 3.1780538}"},
  sigmoid = {"{-1000, 0, 1000}", "{0, 0.5, 1}"},
  softplus = {"{-1000, 0, 1000}", "{0, 0.69314718, 1000}"},
  relu = {"{-2, 3}", "{0, 3}"},
  pow = {"{1, 2, 3}, 2", "{1, 4, 9}"},
  fmod = {"{7, -7}, 3", "{1, -1}"},
  atan2 = {"1, -1", "2.3561944901923"},
  hypot = {"3, {4, 0}", "{5, 3}"},
  min = {"{1, 5}, {2, 3}", "{1, 3}"},
  max = {"{1, 5}, {2, 3}", "{2, 5}"},
}

local x = {"x", "number|numbers", "a number, an array or a list"}
local y = {"y", "number|numbers", "likewise; shapes are matched as those of operators are"}
local answer = {{"number|array", "in the shape of what was given"}}

-- Functions with more to them than their row says.
local special = {
  log = {
    text = "Natural logarithm of x, or that to a base.",
    args = {x, {"base", "number|numbers", "the base", optional = true, default = "e"}},
  },
  atan = {
    text = "Arc tangent of y/x, in radians, in the quadrant of the point with ordinate y and " ..
           "abscissa x.",
    args = {{"y", "number|numbers", "a number, an array or a list"},
            {"x", "number|numbers", "likewise", optional = true, default = "1"}},
  },
  atan2 = {args = {{"y", "number|numbers", "ordinate: a number, an array or a list"},
                   {"x", "number|numbers", "abscissa, likewise"}}},
}
for name, what in pairs{min = "smallest", max = "largest"} do
  special[name] = {
    call = {("gd.%s(x, y, ...)"):format(name), ("gd.%s(a)"):format(name)},
    text = ("Of several arguments the %s, element by element, NaN if one is NaN; of one array " ..
            "its %s element."):format(what, what),
    args = {x, {"y", "number|numbers", "likewise, and any number more", optional = true}},
  }
end

local group = {
  key = "elementary", title = "Elementary functions",
  doc = "Functions of numbers, lists of numbers and arrays, element by element. The functions " ..
        "of Lua's `math` take arrays as well, once the library is loaded; for plain numbers " ..
        "they are what they were.",
}

for _, row in ipairs(core.functions()) do
  local example = examples[row.name]
  if gd[row.name] and example then
    local entry = special[row.name] or {}
    entry.name = row.name
    entry.text = entry.text or row.doc:gsub("^%l", string.upper) .. "."
    entry.args = entry.args or {x, row.arity == 2 and y or nil}
    entry.returns = answer
    entry.errors = {{("gd.%s 'a'"):format(row.name),
                     ("bad argument #1 to '%s' (number, vector or matrix expected, got 'a' (a " ..
                      "string))"):format(
                       row.name)}}
    entry.example, entry.output = ("print(gd.%s(%s))\n"):format(row.name, example[1]),
    example[2] .. "\n"
    group[#group + 1] = entry
  end
end

local more = {
  {
    name = "clamp", text = "x where it lies between lo and hi, else the nearer of the two.",
    args = {x, {"lo", "number|numbers", "lower bound"}, {"hi", "number|numbers", "upper bound"}},
    returns = answer,
    errors = {{"gd.clamp(1, 2)",
               "bad argument #3 to 'clamp' (number, vector or matrix expected, got nil)"}},
    example = "print(gd.clamp({-3, 0.5, 3}, 0, 1))\n", output = "{0, 0.5, 1}\n",
    see = "min max where",
  },
  {
    name = "where", text = "a where c is true or not 0, else b, element by element.",
    args = {{"c", "boolean|number|numbers", "the condition"},
            {"a", "number|numbers", "where it holds"},
            {"b", "number|numbers", "where it does not"}},
    returns = answer,
    errors = {{"gd.where({1, 0}, {1, 2, 3}, 0)",
               "'where': shapes do not fit: vector of 2 and vector of 3"}},
    example = "local v = gd.vector{-1, 2}\nprint(gd.where(gd.relu(v), v, 0.1*v))\n",
    output = "{-0.1, 2}\n",
    see = "clamp",
  },
  {
    name = "logsumexp",
    text = "log(exp(x1) + exp(x2) + ...), without overflow on the way.",
    args = {x, {"axis", "integer", "1: one number a column, 2: one a row", optional = true,
                default = "over everything"}},
    returns = {{"number|vector", "a number; with an axis of a matrix, a vector"}},
    errors = {{"gd.logsumexp({{1, 2}}, 3)",
               "bad argument #2 to 'logsumexp' (axis 1 (one number a column) or 2 (one number a " ..
               "row) expected, got 3)"}},
    example = "print(gd.logsumexp{1000, 1000})\n", output = "1000.6931471806\n", see = "softmax",
  },
  {
    name = "softmax",
    text = "exp(x) divided by its sum, of a matrix row by row; without overflow on the way.",
    args = {x}, returns = answer,
    errors = {{"gd.softmax()",
               "bad argument #1 to 'softmax' (number, vector or matrix expected, got nil)"}},
    example = "print(gd.softmax{1, 1, 1000})\nprint(gd.softmax{{0, 0}, {0, 0}})\n", output = [[
{0, 0, 1}
{{0.5, 0.5}, {0.5, 0.5}}
]],
    see = "logsumexp sigmoid",
  },
}
for _, entry in ipairs(more) do group[#group + 1] = entry end

return group

--- gd.symbols and the methods of expressions.
local symbol = {"x", "expression|string", "a symbol, or its name"}
local by_name = "a table of numbers by name: {x = 3, y = 4}"
local answer = {{"expression", "simplified"}}

return {
  key = "symbols", title = "Symbols",
  doc = "Formulas that can be differentiated exactly, evaluated, simplified, printed and " ..
        "minimized. Operators and the functions of `gd` and `math` make expressions of symbols, " ..
        "numbers and one another; arrays do not go with them. `==` compares their structure. An " ..
        "expression is a cost: gd.minimize takes it with a start that names its symbols, " ..
        "{x = 5, y = -3}.",
  object = {name = "expression", variable = "e",
            methods = require "gdlua.symbolic.expression".methods},

  {
    name = "symbols",
    text = "A symbol for each name; the same name is the same symbol.",
    args = {{"names", "string", "names, separated by spaces or commas"}},
    returns = {{"expression", "the first symbol, then the others"}},
    errors = {{"gd.symbols '1x'", "bad argument #1 to 'symbols' ('1x' is no name: letters, digits and underscores, not beginning with a digit)"},
              {"return gd.symbols 'x' < 3", "an expression cannot be compared with < or >: it has no value yet (e:eval{x = 3} gives one; gd.max, gd.min, gd.abs and gd.relu take expressions)"}},
    example = [[
local x, y = gd.symbols "x y"
local cost = x^2 + y^2
print(cost, cost:diff(x), cost:eval{x = 3, y = 4})
print(gd.minimize(cost, {x = 5, y = -3}, {step = 0.1}).reason)
]], output = [[
x^2 + y^2	2*x	25.0
gradient: |g| = 8.4e-07 <= 1e-06 after 73 epochs
]], see = "expression.diff expression.eval minimize",
  },
  {
    name = "formula",
    text = "The expression that a Lua function works out at a point, loops and all. The names in " ..
           "the point become symbols; a number is x, the elements of an array are x1, x2, ..., of " ..
           "{w = {1, 2}} w1 and w2. Where the function asked how its arguments compare, the formula " ..
           "is that of the way it took, and a text that says under which condition comes second.",
    args = {{"f", "cost", "a function that returns one number"},
            {"x0", "point", "where: a number, an array, a list or a table of these"}},
    returns = {{"expression", "the formula"},
               {"string|nil", "the condition under which it holds; nothing: everywhere"}},
    errors = {{"gd.formula(function(x) return x*math.random() end, 3)", "the function has no formula (code:1: 'math.random' is called)"},
              {"gd.formula(function(p) return p.exp end, {exp = 1})",
               "bad argument #2 to 'formula' (exp can be no symbol: 'exp' is the name of a function)"}},
    example = [[
local function cost(p) return (p.x - 1)^2*math.sin(p.y) end
local e = gd.formula(cost, {x = 2, y = 3})
print(e, e:diff "y")
print(gd.formula(function(x) if x < 0 then return -x end return x^2 end, 3))
]], output = [[
(x - 1)^2*sin(y)	cos(y)*(x - 1)^2
x^2	not (x < 0)
]], see = "symbols gradient explain",
  },
  {
    name = "expression.diff",
    text = "The derivative by a symbol; by several, one after the other. A number behind a symbol " ..
           "says how many times. Without arguments by the only symbol.",
    call = {"e:diff(x)", "e:diff(x, 2)", "e:diff(x, y)"},
    args = {symbol}, returns = answer,
    errors = {{"local x = gd.symbols 'x' print(x:diff(x^2))", "bad argument #1 to 'diff' (a symbol expected, got the expression x^2)"}},
    example = [[
local x, y = gd.symbols "x y"
print(gd.exp(gd.sin(x)):diff(x), (x^3):diff(x, 2), (x^2*y):diff(x, y))
]], output = "cos(x)*exp(sin(x))\t6*x\t2*x\n", see = "expression.gradient gradient",
  },
  {
    name = "expression.gradient",
    text = "The derivatives by all symbols, or by those of a list: a table by name. pairs goes " ..
           "through it in the order of the names, print shows it.",
    args = {{"list", "table", "symbols or names", optional = true}},
    returns = {{"table", "expressions by name"}},
    errors = {{"local x = gd.symbols 'x' print(x:gradient{3})", "bad argument #1 to 'gradient' (a symbol expected, got 3)"}},
    example = [[
local x, y = gd.symbols "x y"
print((x^2 + 3*y):gradient())
]], output = "{x = 2*x, y = 3}\n", see = "expression.diff",
  },
  {
    name = "expression.eval",
    text = "The value, a float. Values of other names do no harm.",
    args = {{"values", "table", by_name, optional = true}},
    returns = {{"number", "the value"}},
    errors = {{"local x = gd.symbols 'x' print(x:eval{y = 3})", "missing value of x to 'eval' (the expression has no y)"}},
    example = [[
local x, y = gd.symbols "x y"
print((x^2 + y^2):eval{x = 3, y = 4})
]], output = "25.0\n", see = "expression.subs expression.compile",
  },
  {
    name = "expression.subs",
    text = "The expression with numbers or other expressions in the place of symbols, all at once.",
    args = {{"values", "table", "numbers and expressions by name"}}, returns = answer,
    errors = {{"local x = gd.symbols 'x' print(x:subs(3))", "bad argument #1 to 'subs' (a table of values by name, {x = 3}, expected, got 3)"}},
    example = [[
local x, y = gd.symbols "x y"
print((x^2 + y^2):subs{x = 2}, (x^2 + y^2):subs{y = 2*x})
]], output = "y^2 + 4\t5*x^2\n", see = "expression.eval",
  },
  {
    name = "expression.simplify",
    text = "The same expression, shorter where that is found: like terms and powers collected, " ..
           "fractions cancelled, common factors pulled out or sums multiplied out.",
    args = {}, returns = answer,
    errors = {{"print(gd.symbols('x').simplify())", "bad self in a call of 'simplify' (an expression expected, got nil; methods are called with a colon: e:simplify(...))"}},
    example = [[
local x = gd.symbols "x"
print(((x + 1)^2 - x^2 - 2*x - 1):simplify(), gd.sqrt(x^2):simplify())
]], output = "0\tabs(x)\n", see = "expression.diff",
  },
  {
    name = "expression.compile",
    text = "A function of numbers that answers the value.",
    args = {{"list", "table|string", "the arguments, symbols or names, in order", optional = true,
             default = "e:symbols()"}},
    returns = {{"function", "function(numbers) -> number"}},
    errors = {{"local x, y = gd.symbols 'x y' print((x*y):compile{x})", "bad argument #1 to 'compile' (the expression has a symbol y, which is not among the arguments x)"}},
    example = [[
local x, y = gd.symbols "x y"
local f = (x - y):compile{"x", "y"}
print(f(3, 1))
]], output = "2.0\n", see = "expression.eval",
  },
  {
    name = "expression.symbols",
    text = "The names of its symbols, sorted.",
    args = {}, returns = {{"string[]", "the names"}},
    errors = {{"print(gd.symbols('x').symbols())", "bad self in a call of 'symbols' (an expression expected, got nil; methods are called with a colon: e:symbols(...))"}},
    example = [[
local x, y = gd.symbols "x y"
print(table.concat((y + x*y):symbols(), " "))
]], output = "x y\n", see = "symbols",
  },
  {
    name = "expression.latex",
    text = "The formula in LaTeX.",
    args = {}, returns = {{"string", "the formula"}},
    errors = {{"print(gd.symbols('x').latex())", "bad self in a call of 'latex' (an expression expected, got nil; methods are called with a colon: e:latex(...))"}},
    example = [[
local x, y = gd.symbols "x y"
print((x^2/y):latex())
]], output = "\\frac{x^{2}}{y}\n", see = "expression.tostring",
  },
  {
    name = "expression.tostring",
    text = "The formula as text, which is Lua again; tostring(e) and print(e) do the same.",
    args = {}, returns = {{"string", "the formula"}},
    errors = {{"print(gd.symbols('x').tostring())", "bad self in a call of 'tostring' (an expression expected, got nil; methods are called with a colon: e:tostring(...))"}},
    example = [[
local x = gd.symbols "x"
print((2*(x + 1)):tostring())
]], output = "2*(x + 1)\n", see = "expression.latex",
  },
}

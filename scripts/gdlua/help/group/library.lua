--- The library itself.
return {
  key = "library", title = "The library",
  doc = "Under the program `gdlua` the library is the global `gd`; `require \"gdlua\"` answers " ..
        "it there and under stock lua5.4.",

  {
    name = "help",
    call = {"gd.help(name)", "gd.help(value)", "gd.help()"},
    text = "Prints what there is to say about a public name of gdlua, given as text or as the " ..
           "function, schedule, array or result itself. A name may be short where it is clear " ..
           "what is meant; the name of a group lists what is in it; without an argument the " ..
           "groups are listed.",
    args = {{"what", "any", "a name or a value", optional = true, default = "all groups"}},
    returns = {},
    errors = {{"gd.help 'minimise'", "no help on 'minimise' (did you mean 'minimize'?)"},
              {"gd.help(gd.minimise)",
               "no help on nil (a name, or a function or value of gdlua, expected; gd.help() " ..
               "lists what there is)"}},
    example = "gd.help(gd.stop.names)\n", output = [[
gd.stop.names()

The names of the rules there are, a list in order.

Returns
  list of texts  a new list

Example
  print(#gd.stop.names(), gd.stop.names()[1])

prints
  13	change

See also: stop
]], see = "minimize",
  },
  {name = "version", type = "string", text = "The version of gdlua.", errors = false,
   example = "print(gd.version:match(\"^%d+%.%d+%.%d+\") ~= nil)\n", output = "true\n"},
}

--- Files of data.
return {
  key = "files", title = "Files",
  doc = "Comma-separated (.csv), tab-separated (.tsv) and NumPy (.npy) files.",

  {
    name = "load",
    text = "Reads a file. Of a table with text in it the numeric columns become a matrix, with " ..
           "their headers as `.names`, and the others a table of lists, by header or by number. " ..
           "A cell that is no number where numbers are expected is an error that names file, " ..
           "line and column.",
    args = {{"path", "string", "the file; .npy is read as NumPy's, all else as text"}},
    returns = {{"number|array", "the numbers"}, {"table?", "the text columns; not of an npy file"}},
    errors = {{"gd.load 'nowhere.csv'", "cannot open 'nowhere.csv': No such file or directory"}},
    example = [[
local file = io.open("people.csv", "w")
file:write("name,height,weight\nAnn,170,60\nBob,180,75\n")
file:close()
local numbers, texts = gd.load("people.csv")
print(numbers, numbers.names[1], texts.name[2])
]], output = "{{170, 60}, {180, 75}}\theight\tBob\n", see = "save array.names",
  },
  {
    name = "save",
    text = "Writes an array; the ending of the name decides how. A vector is a column; the " ..
           "`.names` of a matrix are the header. Numbers are read back to the same bits.",
    args = {{"path", "string", "the file, ending in .csv, .tsv or .npy"},
            {"a", "numbers", "the array"}},
    returns = {},
    errors = {{"gd.save('a.txt', {1, 2})",
               "bad argument #1 to 'save' (path ending in .csv, .tsv or .npy expected, got " ..
               "'a.txt')"}},
    example = [[
gd.save("a.csv", {{1, 2}, {3, 0.1}})
print(io.open("a.csv"):read("a"))
print((gd.load("a.csv")))
]], output = [[
1,2
3,0.1

{{1, 2}, {3, 0.1}}
]], see = "load",
  },
}

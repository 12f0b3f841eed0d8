/*
** prompt.c - the dialogue: read a statement, run it, print its values
*/
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#define CHUNK "=stdin"


/* Reads a line behind the prompt that the script may have set; pushes it and
** returns true, or returns false at end of file. */
static int read_line (lua_State *L, const char *global, const char *prompt) {
  int bottom = lua_gettop(L) + 1;
  if (lua_getglobal(L, global) != LUA_TNIL)
    prompt = luaL_tolstring(L, -1, NULL);
  int got = gdl_line_read(L, prompt);
  if (got)
    lua_replace(L, bottom);
  lua_settop(L, bottom - !got);
  return got;
}


/* Tells whether the message on top says that the statement breaks off. */
static int breaks_off (lua_State *L, int status) {
  static const char mark[] = "<eof>";
  size_t n;
  if (status != LUA_ERRSYNTAX)
    return 0;
  const char *text = lua_tolstring(L, -1, &n);
  return n >= sizeof(mark) - 1 &&
         strcmp(text + n - (sizeof(mark) - 1), mark) == 0;
}


/* An expression is a statement too here: the line at index 1 with "return" in
** front. Pushes the chunk and returns LUA_OK, or pushes nothing. */
static int compile_expression (lua_State *L) {
  const char *text = lua_pushfstring(L, "return %s;", lua_tostring(L, 1));
  int status = luaL_loadbuffer(L, text, strlen(text), CHUNK);
  lua_remove(L, -2);
  if (status != LUA_OK)
    lua_pop(L, 1);
  return status;
}


/* Compiles the line at index 1, asking for more lines while it breaks off.
** Pushes the chunk, or the message. Index 1 is then all lines. */
static int compile_lines (lua_State *L) {
  for (;;) {
    size_t n;
    const char *text = lua_tolstring(L, 1, &n);
    int status = luaL_loadbuffer(L, text, n, CHUNK);
    if (!breaks_off(L, status) || !read_line(L, "_PROMPT2", ">> "))
      return status;
    lua_pushvalue(L, 1);
    lua_pushliteral(L, "\n");
    lua_rotate(L, -3, 2);                     /* message, text, "\n", line */
    lua_concat(L, 3);
    lua_replace(L, 1);
    lua_settop(L, 1);
  }
}


/* Reads a statement and pushes its chunk, or the message. Returns the status,
** or -1 at end of file. Nothing else is left on the stack. */
static int read_statement (lua_State *L) {
  lua_settop(L, 0);
  if (!read_line(L, "_PROMPT", "> "))
    return -1;
  const char *line = lua_tostring(L, 1);
  if (line[0] == '=') {                       /* Lua 5.0's way to print */
    lua_pushfstring(L, "return %s", line + 1);
    lua_replace(L, 1);
  }
  int status = compile_expression(L);
  if (status != LUA_OK)
    status = compile_lines(L);
  gdl_line_keep(lua_tostring(L, 1));
  lua_remove(L, 1);
  return status;
}


/* Prints the values on the stack with the global 'print'. */
static void print_values (lua_State *L) {
  int n = lua_gettop(L);
  if (n == 0)
    return;
  luaL_checkstack(L, LUA_MINSTACK, "too many results to print");
  lua_getglobal(L, "print");
  lua_insert(L, 1);
  if (lua_pcall(L, n, 0, 0) != LUA_OK) {
    lua_pushfstring(L, "error calling 'print' (%s)", lua_tostring(L, -1));
    gdl_cli_message(lua_tostring(L, -1));
  }
}


void gdl_cli_prompt (lua_State *L) {
  int status;
  int before = gdl_cli_at_prompt(1);
  gdl_line_open(L);
  while ((status = read_statement(L)) != -1) {
    if (status == LUA_OK)
      status = gdl_cli_call(L, 0, LUA_MULTRET);
    if (status == LUA_OK)
      print_values(L);
    else
      gdl_cli_report(L, status);
  }
  lua_settop(L, 0);
  gdl_line_close();
  putchar('\n');
  fflush(stdout);
  gdl_cli_at_prompt(before);
}

/*
** cli.h - what the files of the program gdlua share
** Nothing here is seen by the library: only the executable links it.
*/
#ifndef GDL_CLI_CLI_H
#define GDL_CLI_CLI_H

#include <lauxlib.h>
#include <lua.h>

#define GDL_PROGRAM "gdlua"

/*
** call.c: running Lua code for a person
*/
/* gdl_cli_call - calls the function below its 'nargs' arguments as lua_pcall
** does. An error gets a traceback; an interrupt (SIGINT) while Lua code runs
** raises "interrupted!", a second one ends the program. */
int gdl_cli_call (lua_State *L, int nargs, int nresults);

/* gdl_cli_report - unless 'status' is LUA_OK, prints the message on top of
** the stack to standard error and pops it. Returns 'status'. */
int gdl_cli_report (lua_State *L, int status);

/* gdl_cli_message - prints a line to standard error, behind the name of the
** program except at the prompt. */
void gdl_cli_message (const char *text);

/* gdl_cli_at_prompt - tells whether a person is at the prompt, where messages
** go without the program's name. Returns what was said before. */
int gdl_cli_at_prompt (int yes);

/*
** prompt.c: read a statement, run it, print its values, until end of file
*/
void gdl_cli_prompt (lua_State *L);

/*
** line.c: one line from the person; with line editing, history and completion
** on a terminal
*/
/* gdl_line_open - prepares reading; 'L' is asked for names to complete until
** gdl_line_close. */
void gdl_line_open (lua_State *L);

/* gdl_line_read - shows 'prompt' and pushes the next line, without its
** newline. At end of file returns 0 and pushes nothing. */
int gdl_line_read (lua_State *L, const char *prompt);

/* gdl_line_keep - puts a statement (maybe of several lines) into the
** history. Empty ones and repetitions are not kept. */
void gdl_line_keep (const char *statement);

void gdl_line_close (void);

/*
** complete.c
*/
/* gdl_complete - pushes a list of the names that can stand for 'word', a name
** or a path like "gd.schedule.co" or "v:no" whose last part is unfinished.
** They repeat the word before that part; what is before a '/' is no part of
** the path. Their order is open. A table whose metatable has a function
** __names, answering a list of names, is taken at its word, so that what it
** loads on demand is found; no other function runs. Raises for lack of memory,
** or when such a table fails to load a field. */
void gdl_complete (lua_State *L, const char *word);

#endif

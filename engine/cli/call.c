/*
** call.c - running Lua code for a person: tracebacks, messages, interrupts
*/
#include "cli/cli.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "bind/call.h"

static lua_State *interruptible = NULL;     /* what SIGINT stops */
static int at_prompt = 0;


int gdl_cli_at_prompt (int yes) {
  int before = at_prompt;
  at_prompt = yes;
  return before;
}


void gdl_cli_message (const char *text) {
  fprintf(stderr, "%s%s\n", at_prompt ? "" : GDL_PROGRAM ": ", text);
  fflush(stderr);
}


int gdl_cli_report (lua_State *L, int status) {
  if (status != LUA_OK) {
    const char *text = lua_tostring(L, -1);
    gdl_cli_message(text != NULL ? text : "(error message is not a string)");
    lua_pop(L, 1);
  }
  return status;
}


/* Turns an error value into a message with a traceback. An object that can
** print itself speaks for itself, without one. */
static int explain (lua_State *L) {
  const char *text = lua_tostring(L, 1);
  if (text == NULL) {
    if (luaL_callmeta(L, 1, "__tostring") && lua_type(L, -1) == LUA_TSTRING)
      return 1;
    text = lua_pushfstring(L, "(error object is a %s value)",
                           luaL_typename(L, 1));
  }
  if (gdl_push_parked_traceback(L, 1)) {
    lua_pushfstring(L, "%s\n%s", text, lua_tostring(L, -1));
    return 1;
  }
  luaL_traceback(L, L, text, 1);
  return 1;
}


static void on_signal (int number, void (*handler) (int)) {
  struct sigaction action;
  memset(&action, 0, sizeof(action));
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
}


static void raise_interrupt (lua_State *L, lua_Debug *ar) {
  (void)ar;
  lua_sethook(L, NULL, 0, 0);
  luaL_error(L, "interrupted!");
}


/* A signal handler may not raise: it leaves a hook for the next thing Lua
** does. From here on another signal ends the program. */
static void interrupt (int number) {
  on_signal(number, SIG_DFL);
  lua_sethook(interruptible, raise_interrupt,
              LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT, 1);
}


int gdl_cli_call (lua_State *L, int nargs, int nresults) {
  int handler = lua_gettop(L) - nargs;
  lua_pushcfunction(L, explain);
  lua_insert(L, handler);
  interruptible = L;
  on_signal(SIGINT, interrupt);
  int status = lua_pcall(L, nargs, nresults, handler);
  on_signal(SIGINT, SIG_DFL);
  lua_remove(L, handler);
  return status;
}

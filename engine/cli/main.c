/*
** main.c - the program: a Lua 5.4 interpreter with gdlua inside
** Options, environment, messages and exit status are those of Debian's lua5.4.
*/
#include "cli/cli.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <lualib.h>

#include "base/blocks.h"
#include "bind/bind.h"
#include "bind/script.h"
#include "exec/compiler.h"

/* What the command line asks for. */
typedef struct command {
  char **argv;
  int argc;
  int script;         /* index of the script's name; argc: no script */
  int bad;            /* index of an option that is wrong, or 0 */
  int interactive;    /* -i */
  int version;        /* -v or -i */
  int compiler;       /* -v */
  int noenv;          /* -E */
  int statement;      /* some -e */
  int look;           /* index of --runs or --report, or 0 */
} command;


/* Is it an option that shows what is in a store? */
static int is_look (const char *option) {
  return strcmp(option, "--runs") == 0 || strcmp(option, "--report") == 0;
}


static void print_usage (const char *bad) {
  if (bad[1] == 'e' || bad[1] == 'l' || is_look(bad))
    fprintf(stderr, GDL_PROGRAM ": '%s' needs argument\n", bad);
  else
    fprintf(stderr, GDL_PROGRAM ": unrecognized option '%s'\n", bad);
  fputs("usage: " GDL_PROGRAM " [options] [script [args]]\n"
        "Available options are:\n"
        "  -e stat   execute string 'stat'\n"
        "  -i        enter interactive mode after executing 'script'\n"
        "  -l mod    require library 'mod' into global 'mod'\n"
        "  -l g=mod  require library 'mod' into global 'g'\n"
        "  -v        show version information\n"
        "  -E        ignore environment variables\n"
        "  -W        turn warnings on\n"
        "  --runs db              list the runs in the store 'db'\n"
        "  --report db [-o page]  make a page of them (default: report.html)\n"
        "  --        stop handling options\n"
        "  -         stop handling options and execute stdin\n", stderr);
}


static void print_version (void) {
  puts(LUA_COPYRIGHT);
  puts(GDL_PROGRAM " " GDL_VERSION);
  fflush(stdout);
}


/* Loads it, which takes some milliseconds; so only where it is asked for. */
static void print_compiler (void) {
  char text[600];
  gdl_compiler_text(text, sizeof(text));
  printf("compiler: %s\n", text);
  fflush(stdout);
}


/* -e and -l, whose argument may be in the next place: steps *i there. False
** when there is none, or it looks like an option. */
static int has_argument (const command *c, int *i) {
  if (c->argv[*i][2] != '\0')
    return 1;
  const char *next = c->argv[++*i];
  return next != NULL && next[0] != '-';
}


/* The store of --runs or --report, and what may come behind it. */
static int has_look (const command *c) {
  int left = c->argc - c->look - 1;
  if (left < 1 || c->argv[c->look + 1][0] == '-')
    return 0;
  return left == 1 || (left == 3 && strcmp(c->argv[c->look], "--report") == 0 &&
                       strcmp(c->argv[c->look + 2], "-o") == 0);
}


static void read_options (command *c) {
  int i;
  for (i = 1; i < c->argc; i++) {
    const char *a = c->argv[i];
    int first = i;
    if (a[0] != '-' || a[1] == '\0')       /* a script; "-" is stdin */
      break;
    int good = a[2] == '\0';               /* true of most: nothing follows */
    if (is_look(a)) {                      /* what follows is its own */
      c->look = i;
      c->bad = has_look(c) ? 0 : i;
      i = c->argc;
      break;
    }
    switch (a[1]) {
      case '-': break;
      case 'E': c->noenv = 1; break;
      case 'W': break;
      case 'i': c->interactive = c->version = 1; break;
      case 'v': c->version = c->compiler = 1; break;
      case 'e': c->statement = 1; good = has_argument(c, &i); break;
      case 'l': good = has_argument(c, &i); break;
      default: good = 0;
    }
    if (!good) {
      c->bad = first;
      return;
    }
    if (a[1] == '-') {
      i++;
      break;
    }
  }
  c->script = i;
}


/* Runs the chunk on top of the stack, or reports why it did not compile. */
static int run_chunk (lua_State *L, int status) {
  if (status == LUA_OK)
    status = gdl_cli_call(L, 0, 0);
  return gdl_cli_report(L, status);
}


static int run_string (lua_State *L, const char *text, const char *name) {
  return run_chunk(L, luaL_loadbuffer(L, text, strlen(text), name));
}


static int run_file (lua_State *L, const char *path) {
  return run_chunk(L, luaL_loadfile(L, path));
}


/* -l mod, or -l global=mod */
static int run_require (lua_State *L, const char *what) {
  const char *equals = strchr(what, '=');
  size_t length = equals != NULL ? (size_t)(equals - what) : strlen(what);
  const char *global = lua_pushlstring(L, what, length);
  lua_getglobal(L, "require");
  lua_pushstring(L, equals != NULL ? equals + 1 : what);
  int status = gdl_cli_call(L, 1, 1);
  if (status == LUA_OK)
    lua_setglobal(L, global);
  status = gdl_cli_report(L, status);
  lua_pop(L, 1);
  return status;
}


static int run_environment (lua_State *L) {
  const char *name = "=LUA_INIT" LUA_VERSUFFIX;
  const char *text = getenv(name + 1);
  if (text == NULL) {
    name = "=LUA_INIT";
    text = getenv(name + 1);
  }
  if (text == NULL)
    return LUA_OK;
  return text[0] == '@' ? run_file(L, text + 1) : run_string(L, text, name);
}


/* The options that do something, in order, up to the first that fails. */
static int run_options (lua_State *L, const command *c) {
  int status = LUA_OK;
  int end = c->look != 0 ? c->look : c->script;
  for (int i = 1; i < end && status == LUA_OK; i++) {
    char letter = c->argv[i][1];
    if (letter == 'W')
      lua_warning(L, "@on", 0);
    else if (letter == 'e' || letter == 'l') {
      const char *text = c->argv[i] + 2;
      if (*text == '\0')
        text = c->argv[++i];
      status = letter == 'e' ? run_string(L, text, "=(command line)")
                             : run_require(L, text);
    }
  }
  return status;
}


/* The global 'arg': the script at 0, its arguments from 1, the program and
** its options below 0; without a script the program is at 0. */
static void set_arg (lua_State *L, const command *c) {
  int zero = c->script < c->argc ? c->script : 0;
  lua_createtable(L, c->argc - zero - 1, zero + 1);
  for (int i = 0; i < c->argc; i++) {
    lua_pushstring(L, c->argv[i]);
    lua_rawseti(L, -2, i - zero);
  }
  lua_setglobal(L, "arg");
}


/* Pushes the script's arguments. They come from the table, which the code of
** -e and -l may have changed. */
static int push_arguments (lua_State *L) {
  if (lua_getglobal(L, "arg") != LUA_TTABLE)
    luaL_error(L, "'arg' is not a table");
  int n = (int)luaL_len(L, -1);
  if (n < 0)
    n = 0;
  luaL_checkstack(L, n + 3, "too many arguments to script");
  for (int i = 1; i <= n; i++)
    lua_rawgeti(L, -i, i);
  lua_remove(L, -n - 1);
  return n;
}


static int run_script (lua_State *L, const command *c) {
  const char *path = c->argv[c->script];
  if (strcmp(path, "-") == 0 && strcmp(c->argv[c->script - 1], "--") != 0)
    path = NULL;                                  /* standard input */
  int status = luaL_loadfile(L, path);
  if (status == LUA_OK) {
    int n = push_arguments(L);
    status = gdl_cli_call(L, n, LUA_MULTRET);
  }
  return gdl_cli_report(L, status);
}


/* require "gdlua.look"[option](store, page) */
static int run_look (lua_State *L, const command *c) {
  gdl_script_require(L, "gdlua.look");
  lua_getfield(L, -1, c->argv[c->look] + 2);
  lua_pushstring(L, c->argv[c->look + 1]);
  lua_pushstring(L, c->look + 3 < c->argc ? c->argv[c->look + 3] : "report.html");
  return gdl_cli_report(L, lua_pcall(L, 2, 0, 0));
}


static void open_libraries (lua_State *L, const command *c) {
  if (c->noenv) {                      /* the library 'package' asks for this */
    lua_pushboolean(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, "LUA_NOENV");
  }
  luaL_openlibs(L);
  luaL_requiref(L, "gdlua", luaopen_gdlua, 0);
  lua_setglobal(L, "gd");
  set_arg(L, c);
  lua_gc(L, LUA_GCGEN, 0, 0);
}


/* Everything that may raise. Argument 1: the command, as light userdata.
** Answers whether all went well. */
static int run (lua_State *L) {
  command *c = (command *)lua_touserdata(L, 1);
  luaL_checkversion(L);
  read_options(c);
  if (c->bad != 0) {
    print_usage(c->argv[c->bad]);
    return 0;
  }
  if (c->version)
    print_version();
  if (c->compiler)
    print_compiler();
  open_libraries(L, c);
  if (!c->noenv && run_environment(L) != LUA_OK)
    return 0;
  if (run_options(L, c) != LUA_OK)
    return 0;
  if (c->look != 0) {
    lua_pushboolean(L, run_look(L, c) == LUA_OK);
    return 1;
  }
  int script = c->script < c->argc;
  if (script && run_script(L, c) != LUA_OK)
    return 0;
  if (c->interactive)
    gdl_cli_prompt(L);
  else if (!script && !c->statement && !c->version) {
    if (isatty(STDIN_FILENO)) {
      print_version();
      gdl_cli_prompt(L);
    }
    else
      run_file(L, NULL);               /* stock too: no failure of the program */
  }
  lua_pushboolean(L, 1);
  return 1;
}


/* Temporaries of some megabytes come and go at every evaluation of a cost.
** Left alone, malloc maps each one freshly and unmaps it when freed, and the
** page faults cost more than the arithmetic: 1.8 times as long at n = 10^7. So
** big blocks come from the heap as small ones do, and up to 256 MiB of free
** memory at its end stay ours. (A large M_MMAP_THRESHOLD would not do: glibc
** takes at most 32 MiB. The price: tables that grow beyond some hundred
** megabytes are copied where they could have been remapped.) */
static void keep_big_blocks (void) {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
}


/* Lua's own allocator is malloc, too slow for the objects of a trace. */
static void *allocate (void *blocks, void *p, size_t old, size_t size) {
  return gdl_blocks_realloc(blocks, p, old, size);
}


int main (int argc, char **argv) {
  keep_big_blocks();
  lua_State *L = luaL_newstate();
  if (L == NULL) {
    gdl_cli_message("cannot create state: not enough memory");
    return EXIT_FAILURE;
  }
#if defined(GDL_ASSERT)      /* what AddressSanitizer watches are malloc's blocks */
  gdl_blocks *blocks = NULL;
#else
  gdl_blocks *blocks = gdl_blocks_new();
#endif
  if (blocks != NULL)
    lua_setallocf(L, allocate, blocks);
  command c = {.argv = argv, .argc = argc};
  lua_pushcfunction(L, run);
  lua_pushlightuserdata(L, &c);
  int status = lua_pcall(L, 1, 1, 0);
  int good = lua_toboolean(L, -1);
  gdl_cli_report(L, status);
  lua_close(L);
  gdl_blocks_free(blocks);
  return good && status == LUA_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

/*
** line.c - one line from the person
** On a terminal through GNU readline, loaded only now so that scripts start
** without it; elsewhere, and where it is missing, through stdio.
*/
#include "cli/cli.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_HISTORY 1000

typedef char **complete_fn (const char *word, int start, int end);

/* What we use of readline, found by name at run time. */
static struct {
  void *library;
  char *(*readline) (const char *prompt);
  void (*add_history) (const char *line);
  int (*read_history) (const char *path);
  int (*append_history) (int n, const char *path);
  int (*history_truncate_file) (const char *path, int n);
  void (*using_history) (void);
  void (*stifle_history) (int n);
  char **(*completion_matches) (const char *word,
                                char *(*next) (const char *word, int state));
  const char **name;
  complete_fn **complete;
  const char **word_breaks, **quotes;
  int *append_character, *completion_over, *quote_character;
  int *write_timestamps;
  char *comment_char;
} rl;

static struct {
  lua_State *L;            /* whose names are completed */
  char *line;              /* the last line, to be freed */
  size_t room;             /* of 'line', for getline */
  char *last;              /* the last statement kept */
  char *history;           /* path of the file, or NULL: none */
  int echo;                /* repeat what is read, as readline does */
} in;


/* Pointers to functions and to objects come from dlsym alike. */
static int find (void *slot, const char *name) {
  void *p = dlsym(rl.library, name);
  memcpy(slot, &p, sizeof(p));
  return p != NULL;
}


static int load_readline (void) {
  static const char *const names[] = {
    "libreadline.so.8", "libreadline.so.7", "libreadline.so"
  };
  for (size_t i = 0; rl.library == NULL && i < 3; i++)
    rl.library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  return rl.library != NULL &&
    find(&rl.readline, "readline") &&
    find(&rl.add_history, "add_history") &&
    find(&rl.read_history, "read_history") &&
    find(&rl.append_history, "append_history") &&
    find(&rl.history_truncate_file, "history_truncate_file") &&
    find(&rl.using_history, "using_history") &&
    find(&rl.stifle_history, "stifle_history") &&
    find(&rl.completion_matches, "rl_completion_matches") &&
    find(&rl.name, "rl_readline_name") &&
    find(&rl.complete, "rl_attempted_completion_function") &&
    find(&rl.word_breaks, "rl_completer_word_break_characters") &&
    find(&rl.quotes, "rl_completer_quote_characters") &&
    find(&rl.append_character, "rl_completion_append_character") &&
    find(&rl.completion_over, "rl_attempted_completion_over") &&
    find(&rl.quote_character, "rl_completion_quote_character") &&
    find(&rl.write_timestamps, "history_write_timestamps") &&
    find(&rl.comment_char, "history_comment_char");
}


/*
** Completion
*/

static int list_names (lua_State *L) {
  gdl_complete(L, (const char *)lua_touserdata(L, 1));
  return 1;
}


/* Readline asks for one name after another, each to be freed by it. The list
** is on top of the Lua stack. */
static char *next_name (const char *word, int state) {
  static lua_Integer at;
  (void)word;
  at = state == 0 ? 1 : at + 1;
  if (!lua_istable(in.L, -1))
    return NULL;
  lua_rawgeti(in.L, -1, at);
  const char *name = lua_tostring(in.L, -1);
  char *copy = name != NULL ? strdup(name) : NULL;
  lua_pop(in.L, 1);
  return copy;
}


static char **complete (const char *word, int start, int end) {
  (void)start;
  (void)end;
  if (*rl.quote_character != '\0')      /* in a string: readline's file names */
    return NULL;
  *rl.completion_over = 1;
  *rl.append_character = '\0';
  if (word[0] == '\0' || !lua_checkstack(in.L, LUA_MINSTACK))
    return NULL;
  lua_pushcfunction(in.L, list_names);
  lua_pushlightuserdata(in.L, (void *)word);
  lua_pcall(in.L, 1, 1, 0);
  char **matches = rl.completion_matches(word, next_name);
  lua_pop(in.L, 1);
  return matches;
}


/*
** History: kept in $XDG_STATE_HOME/gdlua/history, or under ~/.local/state.
** A convenience: whatever goes wrong with the file goes unsaid.
*/

/* Makes the folders that lead to the file 'path'. */
static void make_folders (char *path) {
  for (char *p = strchr(path + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
    *p = '\0';
    mkdir(path, 0700);
    *p = '/';
  }
}


static char *history_path (void) {
  const char *base = getenv("XDG_STATE_HOME");
  const char *inside = "/gdlua/history";
  if (base == NULL || base[0] != '/') {
    base = getenv("HOME");
    inside = "/.local/state/gdlua/history";
  }
  if (base == NULL || base[0] != '/')
    return NULL;
  char *path = malloc(strlen(base) + strlen(inside) + 1);
  if (path == NULL)
    return NULL;
  strcat(strcpy(path, base), inside);
  make_folders(path);
  FILE *f = fopen(path, "a");
  if (f != NULL) {
    fclose(f);
    chmod(path, 0600);
    return path;
  }
  free(path);
  return NULL;
}


static void open_history (void) {
  /* Times in the file let statements of several lines come back whole. */
  *rl.comment_char = '#';
  *rl.write_timestamps = 1;
  rl.using_history();
  rl.stifle_history(MAX_HISTORY);
  in.history = history_path();
  if (in.history != NULL)
    rl.read_history(in.history);
}


void gdl_line_keep (const char *statement) {
  if (rl.library == NULL || statement[0] == '\0' ||
      (in.last != NULL && strcmp(in.last, statement) == 0))
    return;
  free(in.last);
  in.last = strdup(statement);
  rl.add_history(statement);
  if (in.history != NULL)
    rl.append_history(1, in.history);
}


/*
** Reading
*/

void gdl_line_open (lua_State *L) {
  in.L = L;
  in.echo = !isatty(STDIN_FILENO);
  if (in.echo || !isatty(STDOUT_FILENO))
    return;
  if (!load_readline()) {
    rl.library = NULL;
    return;
  }
  *rl.name = "gdlua";
  *rl.complete = complete;
  /* Without '/': readline drops a break character behind a quote, with which
  ** file names begin. gdl_complete looks behind the last one instead. */
  *rl.word_breaks = " \t\n\"'<>=;,+-*%^~#{}()[]|&!";
  *rl.quotes = "\"'";
  open_history();
}


int gdl_line_read (lua_State *L, const char *prompt) {
  if (rl.library != NULL) {
    free(in.line);
    in.line = rl.readline(prompt);
    if (in.line == NULL)
      return 0;
  }
  else {
    fputs(prompt, stdout);
    fflush(stdout);
    if (getline(&in.line, &in.room, stdin) < 0)
      return 0;
    in.line[strcspn(in.line, "\n")] = '\0';
    if (in.echo) {
      puts(in.line);
      fflush(stdout);
    }
  }
  lua_pushstring(L, in.line);
  return 1;
}


void gdl_line_close (void) {
  if (rl.library != NULL && in.history != NULL)
    rl.history_truncate_file(in.history, MAX_HISTORY);
  rl.library = NULL;              /* stays loaded: it owns the terminal's state */
  free(in.line);
  free(in.last);
  free(in.history);
  memset(&in, 0, sizeof(in));
}

/*
** traced_explain.c - telling about a traced function
*/
#include "bind/traced_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exec/compiler.h"
#include "graph/transform.h"


/* Longer expressions are shown as listings. */
#define SHORT 400

/* More slots are not named one by one. */
#define NAMED 200

static const char *const rungs[] = {"new", "compiled", "tape", "differences"};


static const char *place_of (const gdl_trace_note *n, char *out, size_t size) {
  if (n->file[0] == '\0')
    out[0] = '\0';
  else if (n->line > 0)
    snprintf(out, size, "%s:%d: ", n->file, n->line);
  else
    snprintf(out, size, "%s: ", n->file);
  return out;
}


const char *gdl_traced_warn (lua_State *L, int idx) {
  const gdl_traced *t = gdl_to_traced(L, idx);
  char place[160];
  const char *what = t->kind->what, *then;
  place_of(&t->why, place, sizeof(place));
  if (t->more->mismatch > 0) {
    then = t->rung == GDL_RUNG_REFUSED
           ? "its gradient is worked out by central differences from there on"
           : "it is traced at every evaluation from there on";
    return lua_pushfstring(L, "%sthe %s was compiled, but %s; %s", place, what,
                           t->why.text, then);
  }
  if (t->rung == GDL_RUNG_REFUSED)
    return lua_pushfstring(L, "%sthe %s cannot be traced (%s); its gradient is "
                              "worked out by central differences", place, what,
                           t->why.text);
  return lua_pushfstring(L, "%sthe %s is traced at every evaluation (%s)", place,
                         what, t->why.text);
}


/*
** Texts. They are built in C memory, then pushed protected.
*/

/* Pops the text into the field 'name' of the table below. Protected: light
** userdata text -> string. */
static int push_text (lua_State *L) {
  gdl_text *t = lua_touserdata(L, 1);
  lua_pushlstring(L, t->text != NULL ? t->text : "", t->length);
  return 1;
}


/* Sets field 'name' of the table on top, and frees the text. */
static void set_text (lua_State *L, const char *name, gdl_text *t,
                      gdl_status status) {
  lua_pushcfunction(L, push_text);
  lua_pushlightuserdata(L, t);
  int failed = lua_pcall(L, 1, 1, 0);
  free(t->text);
  if (failed)
    lua_error(L);
  if (status == GDL_ENOMEM)
    gdl_blame_status(L, status, NULL);
  lua_setfield(L, -2, name);
}


/* One node as an expression where that is short, else the nodes it needs. */
static gdl_status print_node (const gdl_graph *g, const gdl_node *out,
                              size_t outs, const gdl_names *names, gdl_text *t) {
  gdl_graph_statistics s;
  gdl_status status = gdl_graph_statistics_of(g, out, outs, &s);
  if (status != GDL_OK)
    return status;
  if (outs == 1 && s.nodes <= 64) {
    status = gdl_print_expression(g, out[0], names, GDL_PRINT_TEXT, SHORT, t);
    if (status != GDL_OK || t->length < SHORT)
      return status;
    t->length = 0;
  }
  return gdl_print_listing(g, out, outs, names, t);
}


/* The list of guards, each as a text. */
static void set_guards (lua_State *L, const gdl_path *p,
                        const gdl_names *names) {
  size_t count;
  const gdl_check *guard = gdl_path_guards(p, &count);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    gdl_text t = {NULL, 0, 0};
    gdl_status status = GDL_OK;
    if (!guard[i].expected)
      status = gdl_text_put(&t, "not (");
    if (status == GDL_OK)
      status = gdl_print_expression(gdl_path_graph(p), guard[i].node, names,
                                    GDL_PRINT_TEXT, SHORT, &t);
    if (status == GDL_OK && !guard[i].expected)
      status = gdl_text_put(&t, ")");
    set_text(L, "", &t, status);
    lua_getfield(L, -1, "");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
    lua_pushnil(L);
    lua_setfield(L, -2, "");
  }
  lua_setfield(L, -2, "guards");
}


/* What was packed of it, and why not the rest. */
static void set_packing (lua_State *L, const gdl_path *p) {
  const gdl_pack_report *r = gdl_path_packing(p);
  gdl_text t = {NULL, 0, 0};
  if (r == NULL)
    return;
  gdl_status status = gdl_pack_explain(r, &t);
  if (status == GDL_OK && t.length > 0)
    t.length--;                          /* the end of the last line */
  set_text(L, "packing", &t, status);
}


/* Does anything of a path run as machine code? */
static int is_native (const gdl_path *p) {
  for (int w = 0; w < GDL_WANT_COUNT; w++) {
    const gdl_program *made = gdl_path_program(p, (gdl_want)w);
    if (made != NULL && gdl_program_is_compiled(made))
      return 1;
  }
  return 0;
}


static void push_path (lua_State *L, const gdl_path *p,
                       const gdl_names *names) {
  size_t outs;
  gdl_text graph = {NULL, 0, 0}, program = {NULL, 0, 0};
  lua_createtable(L, 0, 5);
  set_packing(L, p);
  set_guards(L, p, names);
  lua_pushboolean(L, is_native(p));
  lua_setfield(L, -2, "native");
  const gdl_node *out = gdl_path_outputs(p, &outs);
  gdl_status status = print_node(gdl_path_graph(p), out, outs, names, &graph);
  set_text(L, "graph", &graph, status);
  gdl_graph_statistics s;
  if (gdl_graph_statistics_of(gdl_path_graph(p), out, outs, &s) == GDL_OK) {
    lua_pushinteger(L, (lua_Integer)s.nodes);
    lua_setfield(L, -2, "nodes");
  }
  for (int w = GDL_WANT_COUNT - 1; w >= 0; w--) {
    const gdl_want order[] = {GDL_WANT_VALUES, GDL_WANT_HVP, GDL_WANT_VJP,
                              GDL_WANT_JVP, GDL_WANT_FAST_GRADIENT,
                              GDL_WANT_GRADIENT};
    const gdl_program *made = gdl_path_program(p, order[w]);
    if (made == NULL)
      continue;
    status = gdl_program_print(made, &program);
    set_text(L, "program", &program, status);
    break;
  }
}


/* Pushes the names of the parameters, and what keeps them: two values. */
static void push_names (lua_State *L, int idx, const gdl_traced *t,
                        gdl_names *names) {
  memset(names, 0, sizeof(*names));
  if (t->kind->names == NULL) {
    lua_pushnil(L);
    lua_pushnil(L);
    return;
  }
  t->kind->names(L, idx);
  size_t n = lua_rawlen(L, -1);
  const char **name = lua_newuserdatauv(L, (n + 1) * sizeof(*name), 0);
  for (size_t i = 0; i < n; i++) {
    lua_rawgeti(L, -2, (lua_Integer)i + 1);
    name[i] = lua_tostring(L, -1);
    lua_pop(L, 1);
  }
  names->param = name;
  names->params = n;
}


static void set_paths (lua_State *L, int idx, const gdl_traced *t) {
  gdl_names names;
  push_names(L, idx, t, &names);
  lua_newtable(L);
  for (size_t i = 0; i < gdl_paths_count(t->paths); i++) {
    push_path(L, gdl_paths_at(t->paths, i), &names);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -4, "paths");
  lua_pop(L, 2);
}


/* The compiler to machine code, where it was wanted. */
static void set_compiler (lua_State *L) {
  char text[600];
  gdl_compiler_known(text, sizeof(text));
  if (text[0] != '\0') {
    lua_pushstring(L, text);
    lua_setfield(L, -2, "compiler");
  }
}


static void set_reads (lua_State *L, int idx) {
  lua_getiuservalue(L, idx, GDL_TRACED_READS);
  int reads = lua_gettop(L);
  gdl_reads *r = gdl_to_reads(L, reads);
  size_t n = gdl_reads_count(r);
  lua_newtable(L);
  lua_newtable(L);
  for (size_t i = 0, k = 0, p = 0; i < n; i++) {
    int promoted = gdl_reads_is_promoted(r, i);
    if (!promoted && k >= NAMED)
      continue;
    gdl_reads_push_name(L, reads, i);
    lua_rawseti(L, promoted ? -2 : -3,
                (lua_Integer)(promoted ? ++p : ++k));
  }
  lua_setfield(L, reads - 1, "promoted");
  lua_setfield(L, reads - 1, "reads");
  lua_pushinteger(L, (lua_Integer)n);
  lua_setfield(L, reads - 1, "slots");
  lua_pop(L, 1);
}


void gdl_traced_explain (lua_State *L, int idx) {
  idx = lua_absindex(L, idx);
  const gdl_traced *t = gdl_to_traced(L, idx);
  luaL_checkstack(L, 20, "explaining");
  lua_createtable(L, 0, 12);
  lua_pushstring(L, rungs[t->rung]);
  lua_setfield(L, -2, "rung");
  lua_pushstring(L, t->kind->what);
  lua_setfield(L, -2, "what");
  if (t->why.set) {
    lua_pushstring(L, t->why.text);
    lua_setfield(L, -2, "reason");
    if (t->why.file[0] != '\0') {
      lua_pushstring(L, t->why.file);
      lua_setfield(L, -2, "file");
    }
    if (t->why.line > 0) {
      lua_pushinteger(L, t->why.line);
      lua_setfield(L, -2, "line");
    }
  }
  set_paths(L, idx, t);
  set_compiler(L);
  lua_pushinteger(L, (lua_Integer)t->more->anchors);
  lua_setfield(L, -2, "arrays");
  lua_pushinteger(L, (lua_Integer)t->more->verified);
  lua_setfield(L, -2, "verified");
  lua_pushinteger(L, (lua_Integer)t->more->mismatch);
  lua_setfield(L, -2, "mismatches");
  set_reads(L, idx);
}

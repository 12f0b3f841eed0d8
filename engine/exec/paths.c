/*
** paths.c - a function as the paths through it: the tree
** Where paths part there is a place with two sides; the guards that all below
** have in common take none. (Morrison 1968, "PATRICIA".)
*/
#include "exec/paths.h"

#include <stdlib.h>

#include "exec/path.h"
#include "exec/ways.h"

struct gdl_paths {
  gdl_path *last;          /* taken last; NULL: there are none */
  gdl_path *unsure;        /* see gdl_paths_unsure */
  size_t params, limit;
  gdl_place *root;
  gdl_path **path;         /* in the order they came */
  size_t count, room;
  uint64_t changes;
  gdl_graph *asked;        /* ways.h; NULL: not needed yet */
};


gdl_paths *gdl_paths_new (size_t params, size_t limit) {
  gdl_paths *ps = calloc(1, sizeof(*ps));
  if (ps != NULL) {
    ps->params = params;
    ps->limit = limit;
  }
  return ps;
}


/* No two paths have had the same number. */
static void change (gdl_paths *ps) {
  static uint64_t changes = 0;
  ps->changes = __atomic_add_fetch(&changes, 1, __ATOMIC_RELAXED);
}


void gdl_paths_clear (gdl_paths *ps) {
  for (size_t k = 0; k < ps->count; k++) {
    gdl_path_empty(ps->path[k]);
    free(ps->path[k]);
  }
  ps->count = 0;
  change(ps);
  ps->root = NULL;
  ps->last = ps->unsure = NULL;
  if (ps->asked != NULL)
    gdl_graph_clear(ps->asked);
}


void gdl_paths_free (gdl_paths *ps) {
  if (ps == NULL)
    return;
  gdl_paths_clear(ps);
  gdl_graph_free(ps->asked);
  free(ps->path);
  free(ps);
}


/*
** The tree
*/
static int is_end (const gdl_place *at) {
  return at->side[0] == NULL;
}


/* The path below 'at' that was taken last. */
static gdl_path *recent (gdl_place *at) {
  while (!is_end(at))
    at = at->side[at->recent];
  return (gdl_path *)at;
}


/* Path p has been taken. */
static void take (gdl_paths *ps, gdl_path *p) {
  for (gdl_place *at = &p->end; at->up != NULL; at = at->up)
    at->up->recent = at->up->side[1] == at;
  ps->last = p;
}


/* A path that goes as p does up to guard 'depth' and there the other way; NULL
** where there is none. */
static gdl_path *other_side (const gdl_path *p, size_t depth) {
  const gdl_place *at = p->end.up;
  while (at != NULL && at->depth > depth)
    at = at->up;
  if (at == NULL || at->depth != depth)
    return NULL;
  return recent(at->side[!p->guard[depth].expected]);
}


/* A path that p has as many guards in common with as with any; there is one. */
static gdl_path *nearest (const gdl_paths *ps, const gdl_path *p) {
  gdl_place *at = ps->root;
  while (!is_end(at))
    at = at->side[at->depth < p->guards ? p->guard[at->depth].expected : 0];
  return (gdl_path *)at;
}


static size_t in_common (const gdl_path *p, const gdl_path *q) {
  size_t k = 0;
  while (k < p->guards && k < q->guards &&
         p->guard[k].expected == q->guard[k].expected)
    k++;
  return k;
}


/* Puts p beside q, from which it parts at guard 'depth'. */
static void plant (gdl_paths *ps, gdl_path *p, gdl_path *q, size_t depth) {
  gdl_place *below = &q->end, *fork = &p->fork;
  while (below->up != NULL && below->up->depth > depth)
    below = below->up;
  int side = p->guard[depth].expected;
  *fork = (gdl_place){.up = below->up, .depth = depth, .recent = !side};
  fork->side[side] = &p->end;
  fork->side[!side] = below;
  if (below->up == NULL)
    ps->root = fork;
  else
    below->up->side[below->up->side[1] == below] = fork;
  below->up = p->end.up = fork;
}


/*
** Adding
*/
static gdl_status no_memory (gdl_error *err) {
  return gdl_error_set(err, GDL_ENOMEM, "not enough memory for the paths of a function");
}


/* What p holds goes into 'to', which keeps its place. */
static void replace (gdl_path *to, gdl_path *p) {
  gdl_path_empty(to);
  p->end = to->end;
  p->fork = to->fork;
  *to = *p;
}


static int make_room (gdl_paths *ps) {
  if (ps->count < ps->room)
    return 1;
  size_t room = 2 * ps->room + 4;
  gdl_path **path = realloc(ps->path, room * sizeof(*path));
  if (path == NULL)
    return 0;
  ps->path = path;
  ps->room = room;
  return 1;
}


/* A new path with what is in 'p', beside 'q' (NULL: there is none). */
static gdl_status add (gdl_paths *ps, const gdl_path *p, gdl_path *q,
                       size_t common, gdl_path **added, gdl_error *err) {
  gdl_path *n = malloc(sizeof(*n));
  if (n == NULL || !make_room(ps)) {
    free(n);
    return no_memory(err);
  }
  *n = *p;
  n->end.depth = n->guards;
  if (q == NULL)
    ps->root = &n->end;
  else
    plant(ps, n, q, common);
  ps->path[ps->count++] = n;
  *added = n;
  return GDL_OK;
}


/* Makes a path of what was traced, its guards in the order of those there are. */
static gdl_status make (gdl_paths *ps, const gdl_way *w, gdl_path *p,
                        gdl_error *err) {
  gdl_status status = gdl_path_init(p, w, ps->count >= GDL_PATH_BRANCHES, err);
  if (status != GDL_OK || ps->count == 0 || w->at == NULL)
    return status;
  if (ps->asked == NULL && (ps->asked = gdl_graph_new(GDL_GRAPH_CONSED)) == NULL)
    status = no_memory(err);
  else
    status = gdl_ways_arrange(ps->asked, ps->path, ps->count, p, w->at, err);
  if (status != GDL_OK)
    gdl_path_empty(p);
  return status;
}


gdl_status gdl_paths_add (gdl_paths *ps, const gdl_way *w, gdl_added *how,
                          const gdl_path **path, gdl_error *err) {
  gdl_path p, *q = NULL;
  size_t common = 0;
  *path = NULL;
  gdl_status status = make(ps, w, &p, err);
  if (status != GDL_OK)
    return status;
  if (ps->root != NULL) {
    q = nearest(ps, &p);
    common = in_common(&p, q);
  }
  if (q != NULL && common == p.guards && common == q->guards) {
    replace(q, &p);
    *how = GDL_PATH_KNOWN;
  }
  else if (q != NULL && (common == p.guards || common == q->guards)) {
    gdl_path_empty(&p);
    *how = GDL_PATH_CONFLICT;
    return GDL_OK;
  }
  else if (ps->count >= ps->limit) {
    gdl_path_empty(&p);
    *how = GDL_PATH_FULL;
    return GDL_OK;
  }
  else {
    status = add(ps, &p, q, common, &q, err);
    if (status != GDL_OK) {
      gdl_path_empty(&p);
      return status;
    }
    *how = GDL_PATH_ADDED;
  }
  take(ps, q);
  change(ps);
  *path = q;
  return GDL_OK;
}


/*
** Running
*/
/* Guard 'held' of path p does not hold: on to the path whose guards do. */
static gdl_status search (gdl_paths *ps, gdl_want want, const gdl_bindings *b,
                          double *const *result, gdl_path *p, size_t held,
                          const gdl_path **taken, gdl_error *err) {
  while (held < p->guards) {
    size_t before = held;
    p = other_side(p, held);
    if (p == NULL)
      return GDL_OK;
    if (p->program[want] == NULL) {
      gdl_status status = gdl_path_prepare(p, want, ps->params, err);
      if (status != GDL_OK)
        return status;
    }
    held = gdl_program_run(p->program[want], b, result);
    if (held <= before && held < p->guards)
      return GDL_OK;    /* what held before does not: no function of 'b' */
  }
  if (held < p->checks) {
    ps->unsure = p;
    return GDL_OK;
  }
  take(ps, p);
  *taken = p;
  return GDL_OK;
}


gdl_status gdl_paths_run (gdl_paths *ps, gdl_want want, const gdl_bindings *b,
                          double *const *result, const gdl_path **taken,
                          gdl_error *err) {
  gdl_path *p = ps->last;
  *taken = ps->unsure = NULL;
  if (p == NULL)
    return GDL_OK;
  if (p->program[want] == NULL) {
    gdl_status status = gdl_path_prepare(p, want, ps->params, err);
    if (status != GDL_OK)
      return status;
  }
  size_t held = gdl_program_run(p->program[want], b, result);
  if (held < p->checks)
    return search(ps, want, b, result, p, held, taken, err);
  *taken = p;
  return GDL_OK;
}


/*
** Looking at them
*/
size_t gdl_paths_count (const gdl_paths *ps) {
  return ps->count;
}


uint64_t gdl_paths_changes (const gdl_paths *ps) {
  return ps->changes;
}


size_t gdl_paths_params (const gdl_paths *ps) {
  return ps->params;
}


gdl_path *gdl_paths_last (const gdl_paths *ps) {
  return ps->last;
}


gdl_place *gdl_paths_root (const gdl_paths *ps) {
  return ps->root;
}


const gdl_path *gdl_paths_unsure (const gdl_paths *ps) {
  return ps->unsure;
}


const gdl_path *gdl_paths_recent (const gdl_paths *ps) {
  return ps->last;
}


const gdl_path *gdl_paths_at (const gdl_paths *ps, size_t i) {
  return ps->path[i];
}

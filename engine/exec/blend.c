/*
** blend.c - all known paths through a function at once, in numbers
*/
#include "exec/blend.h"

#include <stdlib.h>

#include "exec/path.h"
#include "exec/want.h"

typedef struct blend {
  gdl_graph *to;
  const gdl_scalar_leaves *leaves;
  gdl_want want;
  uint64_t tag;
  size_t params, most, width;
  gdl_error *err;
} blend;

/* One path, or what several have become. */
typedef struct blended {
  gdl_node *result;
  gdl_node known;
} blended;


static gdl_node both (gdl_graph *g, gdl_node a, gdl_node b) {
  return gdl_graph_select(g, a, b, gdl_graph_constant(g, 0));
}


/* What path p gives (width 0: nothing), and its guards, in numbers. */
static gdl_status take_apart (const blend *b, gdl_path *p, size_t width,
                              gdl_node *result, gdl_node *guard, gdl_scalars *c) {
  size_t count = width > 0 ? gdl_want_count(b->want, p->outs) : 0, found = 0;
  gdl_node *out = malloc((count + p->guards + 1) * sizeof(*out));
  gdl_node *number = malloc((width + p->guards + 1) * sizeof(*number));
  gdl_status status = out == NULL || number == NULL
      ? gdl_error_set(b->err, GDL_ENOMEM, "not enough memory for a blend of paths")
      : GDL_OK;
  if (status == GDL_OK && count > 0)
    status = gdl_want_nodes(p->g, b->want, p->out, p->outs, b->params, out, b->err);
  for (size_t k = 0; status == GDL_OK && k < count; k++)
    found += gdl_shape_length(gdl_graph_shape(p->g, out[k]));
  if (status == GDL_OK && found != width)
    status = gdl_error_set(b->err, GDL_EINVAL, "there are %zu results, not %zu",
                           found, width);
  if (status == GDL_OK) {
    for (size_t k = 0; k < p->guards; k++)
      out[count + k] = p->guard[k].node;
    status = gdl_graph_scalars(b->to, p->g, out, count + p->guards, b->leaves,
                               b->most, number, c, b->err);
  }
  for (size_t k = 0; status == GDL_OK && k < width + p->guards; k++)
    *(k < width ? result++ : guard++) = number[k];
  free(out);
  free(number);
  return status;
}


/* Guards from .. to-1 of path p hold. */
static gdl_node hold (const blend *b, const gdl_path *p, const gdl_node *guard,
                      size_t from, size_t to) {
  gdl_graph *g = b->to;
  gdl_node all = gdl_graph_constant(g, 1), zero = gdl_graph_constant(g, 0);
  for (size_t k = from; k < to; k++) {
    gdl_node here = p->guard[k].expected
                    ? guard[k] : gdl_graph_binary(g, GDL_OP_eq, guard[k], zero);
    all = k == from ? here : both(g, all, here);
  }
  return all;
}


/* The conditions are met, and so is 'all'. */
static gdl_node meet (const blend *b, const gdl_scalars *c, gdl_node all) {
  for (size_t k = 0; k < c->conditions; k++)
    all = both(b->to, all, c->condition[k]);
  return all;
}


/* The first guard below the place above. */
static size_t first_guard (const gdl_place *at) {
  return at->up == NULL ? 0 : at->up->depth + 1;
}


static gdl_path *any_below (gdl_place *at) {
  while (at->side[0] != NULL)
    at = at->side[0];
  return (gdl_path *)at;
}


/* One path, whose guards count from number 'from' on. */
static gdl_status blend_path (const blend *b, gdl_path *p, size_t from,
                              blended *to) {
  gdl_scalars c = {{0}, 0};
  if (p->tag != b->tag) {
    to->known = gdl_graph_constant(b->to, 0);
    for (size_t k = 0; k < b->width; k++)
      to->result[k] = to->known;
    return GDL_OK;
  }
  gdl_node *guard = malloc((p->guards + 1) * sizeof(*guard));
  gdl_status status = guard == NULL
      ? gdl_error_set(b->err, GDL_ENOMEM, "not enough memory for a blend of paths")
      : take_apart(b, p, b->width, to->result, guard, &c);
  if (status == GDL_OK) {
    to->known = meet(b, &c, hold(b, p, guard, from, p->guards));
  }
  free(guard);
  return status;
}


static gdl_status blend_place (const blend *b, gdl_place *at, blended *to,
                               gdl_node *room);


/* The paths on both sides of the place 'at'. */
static gdl_status blend_sides (const blend *b, gdl_place *at, blended *to,
                               gdl_node *room) {
  gdl_graph *g = b->to;
  blended other = {room, GDL_NO_NODE};
  gdl_scalars c = {{0}, 0};
  gdl_path *p = any_below(at);
  gdl_node *guard = malloc((p->guards + 1) * sizeof(*guard));
  gdl_status status = guard == NULL
      ? gdl_error_set(b->err, GDL_ENOMEM, "not enough memory for a blend of paths")
      : take_apart(b, p, 0, NULL, guard, &c);
  if (status == GDL_OK)
    status = blend_place(b, at->side[1], to, room + b->width);
  if (status == GDL_OK)
    status = blend_place(b, at->side[0], &other, room + b->width);
  if (status == GDL_OK) {
    gdl_node way = guard[at->depth];
    for (size_t k = 0; k < b->width; k++)
      to->result[k] = gdl_graph_select(g, way, to->result[k], other.result[k]);
    to->known = gdl_graph_select(g, way, to->known, other.known);
    to->known = both(g, hold(b, p, guard, first_guard(at), at->depth), to->known);
    to->known = meet(b, &c, to->known);
  }
  free(guard);
  return status;
}


static gdl_status blend_place (const blend *b, gdl_place *at, blended *to,
                               gdl_node *room) {
  if (at->side[0] == NULL)
    return blend_path(b, (gdl_path *)at, first_guard(at), to);
  return blend_sides(b, at, to, room);
}


gdl_status gdl_paths_blend (gdl_paths *ps, gdl_want want, uint64_t tag,
                            gdl_graph *to, const gdl_scalar_leaves *leaves,
                            size_t most, size_t width, gdl_node *result,
                            gdl_node *known, gdl_error *err) {
  size_t count = gdl_paths_count(ps);
  blend b = {to, leaves, want, tag, gdl_paths_params(ps), most, width, err};
  blended all = {result, GDL_NO_NODE};
  gdl_status status;
  if (count == 0)
    return gdl_error_set(err, GDL_EINVAL, "there is no path");
  if (count == 1 || count > GDL_BLEND_PATHS)
    status = blend_path(&b, gdl_paths_last(ps), 0, &all);
  else {
    gdl_node *room = malloc((count + 1) * (width + 1) * sizeof(*room));
    status = room == NULL
        ? gdl_error_set(err, GDL_ENOMEM, "not enough memory for a blend of paths")
        : blend_place(&b, gdl_paths_root(ps), &all, room);
    free(room);
  }
  if (status == GDL_OK && gdl_graph_status(to) != GDL_OK) {
    status = gdl_graph_status(to);
    gdl_error_set(err, status, "%s", gdl_graph_message(to));
    gdl_graph_forgive(to);
  }
  *known = all.known;
  return status;
}

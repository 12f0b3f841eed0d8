/*
** copy.c - a graph as another is
*/
#include <string.h>

#include "graph/graph_impl.h"
#include "graph/transform.h"


static int copy_pool (gdl_pool *to, const gdl_pool *from, size_t size) {
  to->count = 0;
  if (!gdl_pool_reserve(to, from->count, size))
    return 0;
  if (from->count > 0)
    memcpy(to->data, from->data, from->count * size);
  to->count = from->count;
  return 1;
}


static int copy_table (gdl_table *to, const gdl_table *from) {
  gdl_table_clear(to);
  for (size_t i = 0; i < from->capacity; i++)
    if (from->slot[i].id != GDL_NO_ID) {
      if (!gdl_table_reserve(to))
        return 0;
      gdl_table_add(to, from->slot[i].hash, from->slot[i].id);
    }
  return 1;
}


gdl_status gdl_graph_copy (gdl_graph *to, const gdl_graph *from) {
  if (to == from)
    return gdl_graph_status(to);
  to->kind = from->kind;
  to->params = from->params;
  to->status = from->status;
  to->error = from->error;
  if (copy_pool(&to->nodes, &from->nodes, sizeof(gdl_node_data)) &&
      copy_pool(&to->numbers, &from->numbers, sizeof(double)) &&
      copy_pool(&to->words, &from->words, sizeof(uint32_t)) &&
      copy_pool(&to->shapes, &from->shapes, sizeof(gdl_shape)) &&
      copy_pool(&to->views, &from->views, sizeof(gdl_view)) &&
      copy_table(&to->node_table, &from->node_table) &&
      copy_table(&to->shape_table, &from->shape_table) &&
      copy_table(&to->view_table, &from->view_table))
    return gdl_graph_status(to);
  gdl_graph_clear(to);
  gdl_graph_no_memory(to);
  return gdl_graph_status(to);
}

/*
** trace.h - running a Lua function on values that remember how they came about
** While a trace is current, what a function of a script does with its arguments
** is written into a raw graph. The arguments are proxies: userdata that carry a
** node of the graph and behave as the number, vector or matrix would whose
** value the node has here. What cannot be written down is refused, by raising
** an error that names the reason and the line; a refusal that a script catches
** still counts.
**
**   trace.c        the trace: nodes, guards, outputs, refusals
**   leaves.c       parameters, inputs, data and captured arrays
**   proxy*.[ch]    what proxies do: operators, elements, methods, stores
**   tracemath.c    gd.* and math.* of proxies
**   watch.[ch]     the effects of what runs, seen instruction by instruction
**   traced.[ch]    functions with what was traced of them: the ladder
**
** One trace is current per thread; it can be suspended by another.
*/
#ifndef GDL_BIND_TRACE_H
#define GDL_BIND_TRACE_H

#include "bind/bind.h"
#include "bind/tree.h"
#include "exec/paths.h"
#include "graph/values.h"

/* What the leaves of a traced function read, numbered alike in all its traces.
** 'b' is what an evaluation is given; slot 0 of its data is the seed
** (exec/paths.h). Captured arrays are kept alive by the table of anchors of
** whoever owns this. */
typedef struct gdl_leaves {
  gdl_bindings b;
  double *input;             /* b.input */
  const double **data;       /* b.data */
  size_t input_room, data_room;
  uint32_t *captured;        /* hash table of the slots of captured arrays */
  size_t captures, captured_room;
} gdl_leaves;

/* gdl_leaves_init - no inputs, slot 0 empty. gdl_leaves_free. */
void gdl_leaves_init (gdl_leaves *l);
void gdl_leaves_free (gdl_leaves *l);

/* gdl_leaves_input, _data - a new slot, with what it holds now; answers its
** number. Raise a memory error. */
size_t gdl_leaves_input (lua_State *L, gdl_leaves *l, double value);
size_t gdl_leaves_data (lua_State *L, gdl_leaves *l, const double *data);

/* Why and where tracing gave up, or took a function for impure. */
typedef struct gdl_trace_note {
  int set;
  int line;                  /* 0: not known */
  char file[128];            /* as in messages; "" where not known */
  char text[256];            /* "a traced value is used as a table key" */
} gdl_trace_note;

/* A userdata with a finaliser. Values are worked out when one is asked for:
** gdl_trace_values. */
typedef struct gdl_trace {
  const void *tag;
  struct gdl_trace *outer;   /* the one this one has suspended */
  lua_State *L;
  gdl_graph *graph;          /* raw */
  gdl_values *values;        /* of all its nodes */
  gdl_leaves *leaves;        /* borrowed */
  gdl_check *guard;          /* in the order they were met */
  size_t guards, guard_room;
  gdl_node *out;
  size_t outs, out_room;
  uint64_t birth;            /* arrays with a later one are the trace's own */
  size_t elements;           /* of all arrays worked out so far */
  size_t most;               /* nodes, above which it is refused; elements of
                             ** arrays count a sixteenth */
  uint64_t serial;           /* of this use of the trace */
  gdl_trace_note refused;    /* cannot be written down */
  gdl_trace_note impure;     /* can, but has to be traced at each evaluation */
  int strict;                /* no effects: what has one is refused before it */
  int printing;              /* a function that only shows values is running */
  int reordered;             /* it has derivatives in it of what the plain function
                             ** has packed: sums are in another order */
  struct gdl_trace_more *more;       /* private, trace.c */
} gdl_trace;

/* gdl_trace_check_limit - GDL_EINVAL: the environment variable GDLUA_TRACE_LIMIT, a
** number of nodes, is not what it may be (then it is ignored); err says so. */
gdl_status gdl_trace_check_limit (gdl_error *err);

/* gdl_push_trace - pushes a new trace, empty. gdl_trace_begin - empties it and
** makes it current (gdl_trace_current, bind.h); the table of anchors is at
** 'anchors'. gdl_trace_end - the one before is current again; what was traced
** stays readable until the trace is begun anew. Cannot raise. */
gdl_trace *gdl_push_trace (lua_State *L);
void gdl_trace_begin (lua_State *L, gdl_trace *t, gdl_leaves *leaves,
                      int anchors);
void gdl_trace_end (gdl_trace *t);

/* gdl_trace_values - works out the values of all nodes there are by now; raises
** where memory runs out. To be called before t->values is read. */
void gdl_trace_values (lua_State *L, gdl_trace *t);

/*
** Refusing
*/
/* gdl_trace_refuse - raises the formatted reason at the innermost line of the
** user's, and remembers it in the current trace (the first one counts). */
int gdl_trace_refuse (lua_State *L, const char *fmt, ...);

/* gdl_trace_note_at - fills in 'n' (unless set) with the formatted text and
** the innermost line of the user's. */
void gdl_trace_note_at (lua_State *L, gdl_trace_note *n, const char *fmt, ...);

/* gdl_trace_impure - notes why the function has to be traced each time; to be
** called before the effect that is the reason. Refuses in a 'strict' trace. */
void gdl_trace_impure (lua_State *L, const char *fmt, ...);

/*
** Proxies
*/
/* gdl_is_traced - is the value at 'idx' a proxy (of whatever trace)? */
int gdl_is_traced (lua_State *L, int idx);

/* gdl_any_traced (bind.h) - is one of the values first .. top a proxy, or a
** plain table (of numbers, or of rows of these) with one in it? False at once
** where no trace is current. */

/* gdl_traced_is_number - is the proxy at 'idx' one of a number? */
int gdl_traced_is_number (lua_State *L, int idx);

/* gdl_push_proxy - pushes a proxy of node 'n' of the current trace. Raises
** what is wrong with the graph where n is GDL_NO_NODE. */
void gdl_push_proxy (lua_State *L, gdl_node n);

/* gdl_push_concrete - pushes the plain value of the proxy at 'idx': a number, a
** vector or a matrix that is new. */
void gdl_push_concrete (lua_State *L, int idx);

/* gdl_proxy_number - the value of the number proxy at 'idx'. */
double gdl_proxy_number (lua_State *L, int idx);

/* gdl_trace_node - the node of the value at 'idx' in the current trace: of a
** proxy its own, of a number a constant, of an array that is older than the
** trace a data leaf (a part of one for a row of a matrix), of one of the
** trace's own a constant, of a plain table of numbers and number proxies a
** vector (of rows of these: a matrix). GDL_NO_NODE where it is none of these;
** refuses proxies of other traces ("a value of a trace that is over"). */
gdl_node gdl_trace_node (lua_State *L, int idx);

/* gdl_trace_value - the elements of node n. */
const double *gdl_trace_value (gdl_node n);

/* gdl_trace_decide - the guard that number 'n' is what it is here (not 0 or 0);
** answers which. No guard where it is a constant. */
int gdl_trace_decide (lua_State *L, gdl_node n);

/* gdl_trace_compare - decides x op y (GDL_OP_lt, _le, _eq) of two numbers. */
int gdl_trace_compare (lua_State *L, gdl_op op, gdl_node x, gdl_node y);

/* gdl_trace_output - one more result of the trace; its number. */
size_t gdl_trace_output (lua_State *L, gdl_node n);

/*
** Leaves
*/
/* gdl_trace_push_params - pushes a value of the shape at 'shape' whose parts
** are the parameters; leaves->b.param holds them. Tables in it are new. */
void gdl_trace_push_params (lua_State *L, int shape);

/* gdl_trace_push_vector - pushes the parameters offset .. offset+n-1 as one
** vector. */
void gdl_trace_push_vector (lua_State *L, size_t offset, size_t n);

/* gdl_trace_push_input, _data - push the leaf of a slot that is there. */
void gdl_trace_push_input (lua_State *L, size_t slot);
void gdl_trace_push_data (lua_State *L, size_t slot, gdl_shape s);

/* gdl_trace_capture (bind.h) - notes that the trace depends on what is in the
** array at 'idx', if that is older than the trace: the array (for a row, its
** matrix) and its version are put into the table of anchors under the key of
** the array itself, value: the version as an integer. gdl_to_array does it. */

/* gdl_trace_written - plain numbers are about to be stored into the array at
** 'idx'. Into one that is older than the trace: impure, and refused where the
** trace has used what it held. */
void gdl_trace_written (lua_State *L, int idx);

/* gdl_trace_adopt - the table at 'idx' and the plain tables in it, made as
** arguments of the traced function, are the trace's own (as those are that the
** function itself makes): writing into them is no effect, reading from them
** depends on nothing. gdl_trace_owns - has the table at 'idx' been adopted by
** the current trace? (traceown.c) */
void gdl_trace_adopt (lua_State *L, int idx);
int gdl_trace_owns (lua_State *L, int idx);

/* gdl_is_own_array - was the array made since the trace began? */
int gdl_is_own_array (lua_State *L, int idx);

#endif

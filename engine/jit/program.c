/*
** program.c - a loop program as functions of LLVM's
** One function, or, of a long program, one that calls others, each a part of the
** instructions: what takes LLVM longer than linear time is kept short that way.
** A number is a value of the function that it is worked out in; it goes to the
** file of numbers where another function, the VM or a kernel reads it.
*/
#include "jit/jit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INSTRUCTIONS(p)  ((const gdl_instruction *)(p)->instruction.data)


/*
** Building blocks
*/
LLVMValueRef gdl_jit_whole (const gdl_jit *j, size_t k) {
  return LLVMConstInt(j->whole, k, 0);
}


LLVMValueRef gdl_jit_pointer (const gdl_jit *j, const void *p) {
  return LLVMConstIntToPtr(LLVMConstInt(j->whole, (uintptr_t)p, 0), j->address);
}


static LLVMValueRef as_pointer_to (gdl_jit *j, LLVMTypeRef type, LLVMValueRef p) {
  return LLVMBuildBitCast(j->builder, p, LLVMPointerType(type, 0), "");
}


/* p, an address of doubles, 'index' elements on. */
LLVMValueRef gdl_jit_at (gdl_jit *j, LLVMValueRef p, LLVMValueRef index) {
  p = as_pointer_to(j, j->real, p);
  return LLVMBuildBitCast(j->builder, LLVMBuildGEP2(j->builder, j->real, p, &index, 1, ""),
                          j->address, "");
}


LLVMValueRef gdl_jit_get (gdl_jit *j, LLVMTypeRef type, LLVMValueRef p, unsigned align) {
  LLVMValueRef v = LLVMBuildLoad2(j->builder, type, as_pointer_to(j, type, p), "");
  LLVMSetAlignment(v, align);
  return v;
}


void gdl_jit_put (gdl_jit *j, LLVMValueRef v, LLVMValueRef p, unsigned align) {
  LLVMSetAlignment(LLVMBuildStore(j->builder, v, as_pointer_to(j, LLVMTypeOf(v), p)), align);
}


LLVMValueRef gdl_jit_call (gdl_jit *j, const void *fn, LLVMTypeRef result,
                           LLVMValueRef *arg, unsigned args) {
  LLVMTypeRef type[8];
  for (unsigned k = 0; k < args; k++)
    type[k] = LLVMTypeOf(arg[k]);
  LLVMTypeRef t = LLVMFunctionType(result, type, args, 0);
  LLVMValueRef callee = as_pointer_to(j, t, gdl_jit_pointer(j, fn));
  return LLVMBuildCall2(j->builder, t, callee, arg, args, "");
}


LLVMValueRef gdl_jit_intrinsic (gdl_jit *j, const char *name, LLVMTypeRef *type,
                                unsigned types, LLVMValueRef *arg, unsigned args) {
  unsigned id = LLVMLookupIntrinsicID(name, strlen(name));
  LLVMValueRef fn = LLVMGetIntrinsicDeclaration(j->module, id, type, types);
  LLVMTypeRef t = LLVMIntrinsicGetType(j->context, id, type, types);
  return LLVMBuildCall2(j->builder, t, fn, arg, args, "");
}


LLVMBasicBlockRef gdl_jit_block (gdl_jit *j) {
  return LLVMAppendBasicBlockInContext(j->context, j->fn, "");
}


/* Goes to where what is of the whole function is put; answers where it was. */
static LLVMBasicBlockRef to_entry (gdl_jit *j) {
  LLVMBasicBlockRef here = LLVMGetInsertBlock(j->builder);
  LLVMPositionBuilderBefore(j->builder, LLVMGetBasicBlockTerminator(j->entry));
  return here;
}


LLVMValueRef gdl_jit_local (gdl_jit *j, LLVMTypeRef type, size_t count) {
  LLVMBasicBlockRef here = to_entry(j);
  LLVMValueRef v = LLVMBuildArrayAlloca(j->builder, type, gdl_jit_whole(j, count), "");
  LLVMSetAlignment(v, 64);
  v = LLVMBuildBitCast(j->builder, v, j->address, "");
  LLVMPositionBuilderAtEnd(j->builder, here);
  return v;
}


/* Element k of an array of addresses, or of the numbers of a structure. */
static LLVMValueRef pointer_in (gdl_jit *j, LLVMValueRef array, size_t bytes) {
  return gdl_jit_get(j, j->address,
                     gdl_jit_at(j, array, gdl_jit_whole(j, bytes / sizeof(double))), 8);
}


#define FIELD(j, from, type, name)  pointer_in(j, from, offsetof(type, name))


/*
** Numbers and bases
*/
LLVMValueRef gdl_jit_number (gdl_jit *j, uint32_t k) {
  const gdl_loops *p = j->p;
  if (k < p->constant.count)
    return LLVMConstReal(j->real, GDL_AT(p->constant, double, k));
  if (j->number[k] == NULL)
    j->number[k] = gdl_jit_get(j, j->real,
                               gdl_jit_at(j, j->numbers, gdl_jit_whole(j, k)), 8);
  return j->number[k];
}


void gdl_jit_set_number (gdl_jit *j, uint32_t k, LLVMValueRef v, int kept) {
  j->number[k] = v;
  if (kept)
    gdl_jit_put(j, v, gdl_jit_at(j, j->numbers, gdl_jit_whole(j, k)), 8);
}


LLVMValueRef gdl_jit_base (gdl_jit *j, uint32_t base) {
  if (j->base[base] == NULL) {
    LLVMBasicBlockRef here = to_entry(j);
    j->base[base] = pointer_in(j, FIELD(j, j->frame, gdl_frame, base),
                               base * sizeof(double *));
    LLVMPositionBuilderAtEnd(j->builder, here);
  }
  return j->base[base];
}


/*
** Which numbers go to memory: those that are read from there before they change
*/
#define NEVER  SIZE_MAX        /* chunks that read a number; MEMORY: something else */
#define MEMORY (SIZE_MAX - 1)

typedef struct readers {
  size_t *by;           /* of each number: the last chunk that reads it */
  size_t chunk;
} readers;


static void reads (readers *r, uint32_t k) {
  if (r->by[k] == NEVER)
    r->by[k] = r->chunk;
}


static void reads_memory (readers *r, uint32_t k) {
  r->by[k] = MEMORY;
}


static int changes (readers *r, uint32_t k) {
  int kept = r->by[k] != NEVER && r->by[k] != r->chunk;
  r->by[k] = NEVER;
  return kept;
}


static void read_loop (gdl_jit *j, readers *r, size_t number) {
  const gdl_loops *p = j->p;
  const gdl_loop *l = &GDL_AT(p->loop, gdl_loop, number);
  const gdl_part *first = &GDL_AT(p->part, gdl_part, l->part),
                 *last = first + l->parts - 1;
  for (size_t k = first->step; k < last->step + last->steps; k++)
    if (gdl_step_is_sum(&GDL_AT(p->step, gdl_step, k))) {
      int kept = changes(r, GDL_AT(p->step, gdl_step, k).to);
      j->loop_kept[k] = (unsigned char)kept;
    }
  for (size_t k = 0; k < l->operands; k++) {
    const gdl_operand *o = &GDL_AT(p->operand, gdl_operand, l->operand + k);
    if (o->kind == GDL_OPERAND_NUMBER)
      (j->native[number] == GDL_JIT_BUILT ? reads : reads_memory)(r, o->at);
  }
}


static void read_words (const gdl_jit *j, readers *r, size_t word, size_t count,
                        void (*how) (readers *r, uint32_t k)) {
  for (size_t k = 0; k < count; k++)
    how(r, GDL_AT(j->p->word, uint32_t, word + k));
}


/* What a call gives goes to memory in any case. */
static void read_call (const gdl_jit *j, readers *r, const gdl_call *c) {
  switch (c->code) {
    case GDL_CALL_REDUCE: case GDL_CALL_NORM2: changes(r, c->number); break;
    case GDL_CALL_FILL: case GDL_CALL_PUT_NUMBER: reads_memory(r, c->number); break;
    case GDL_CALL_PACK: read_words(j, r, c->word, c->n, reads_memory); break;
    default: break;
  }
}


static void read_instruction (gdl_jit *j, readers *r, size_t k) {
  const gdl_instruction *i = INSTRUCTIONS(j->p) + k;
  switch (i->code) {
    case GDL_CODE_more: return;    /* read with the select before it */
    case GDL_CODE_store: reads(r, i->to); return;
    case GDL_CODE_loop: read_loop(j, r, i->a); return;
    case GDL_CODE_call: read_call(j, r, &GDL_AT(j->p->call, gdl_call, i->a)); return;
    case GDL_CODE_check: reads(r, i->a); return;
    case GDL_CODE_end: return;
    default: break;
  }
  j->kept[k] = (unsigned char)changes(r, i->to);
  switch (i->code) {
    case GDL_CODE_load: return;
    case GDL_CODE_total:
      read_words(j, r, i->a, i->b, i->b > GDL_JIT_TOTAL ? reads_memory : reads);
      return;
    case GDL_CODE_select:
      reads(r, i[1].to);
      break;
    case GDL_CODE_neg: case GDL_CODE_sqrt: case GDL_CODE_abs: case GDL_CODE_unary:
      reads(r, i->a);
      return;
    default: break;
  }
  reads(r, i->a);
  reads(r, i->b);
  if (i->code >= GDL_CODE_fused_add && i->code <= GDL_CODE_fused_end)
    reads(r, i->row);
}


/* A select and what belongs to it are not parted. */
static size_t chunk_end (const gdl_jit *j, size_t from) {
  size_t count = j->p->instruction.count;
  size_t end = count - from > j->chunk ? from + j->chunk : count;
  if (end < count && INSTRUCTIONS(j->p)[end].code == GDL_CODE_more)
    end++;
  return end;
}


/* chunk[k]: which function instruction k is in; answers how many there are. */
static size_t cut (const gdl_jit *j, size_t *chunk) {
  size_t chunks = 0;
  for (size_t k = 0; k < j->p->instruction.count; chunks++)
    for (size_t end = chunk_end(j, k); k < end; k++)
      chunk[k] = chunks;
  return chunks;
}


static int find_kept (gdl_jit *j, const size_t *chunk) {
  readers r = {malloc((j->p->numbers + 1) * sizeof(size_t)), 0};
  if (r.by == NULL)
    return 0;
  for (size_t k = 0; k < j->p->numbers; k++)
    r.by[k] = NEVER;
  for (size_t k = j->p->instruction.count; k-- > 0; ) {
    r.chunk = chunk[k];
    read_instruction(j, &r, k);
  }
  free(r.by);
  return 1;
}


/*
** Functions
*/
void gdl_jit_function (gdl_jit *j, const char *name, LLVMTypeRef *type,
                       unsigned types, int is_public) {
  LLVMTypeRef t = LLVMFunctionType(j->whole, type, types, 0);
  j->fn = LLVMAddFunction(j->module, name, t);
  LLVMSetLinkage(j->fn, is_public ? LLVMExternalLinkage : LLVMInternalLinkage);
  static const char *const attribute[][2] = {
    {"prefer-vector-width", "512"}, {"min-legal-vector-width", "512"}
  };
  for (int k = 0; k < 2; k++)
    LLVMAddAttributeAtIndex(j->fn, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                            LLVMCreateStringAttribute(j->context, attribute[k][0],
                                (unsigned)strlen(attribute[k][0]), attribute[k][1], 3));
  unsigned nounwind = LLVMGetEnumAttributeKindForName("nounwind", 8);
  LLVMAddAttributeAtIndex(j->fn, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                          LLVMCreateEnumAttribute(j->context, nounwind, 0));
  memset(j->number, 0, j->p->numbers * sizeof(*j->number));
  memset(j->base, 0, (GDL_BASE_GIVEN + j->p->slot.count + j->p->outs) *
                     sizeof(*j->base));
  memset(j->room, 0, sizeof(j->room));
  j->entry = gdl_jit_block(j);
  LLVMBasicBlockRef body = gdl_jit_block(j);
  LLVMPositionBuilderAtEnd(j->builder, j->entry);
  LLVMBuildBr(j->builder, body);
  LLVMPositionBuilderBefore(j->builder, LLVMGetBasicBlockTerminator(j->entry));
  j->frame = LLVMGetParam(j->fn, 0);
  j->numbers = FIELD(j, j->frame, gdl_frame, number);
  j->blocks = FIELD(j, j->frame, gdl_frame, block);
  j->vm = FIELD(j, j->frame, gdl_frame, vm);
  LLVMPositionBuilderAtEnd(j->builder, body);
}


/* What a run is given: where the bases are that it reads, */
void gdl_jit_bind_leaves (gdl_jit *j) {
  const gdl_loops *p = j->p;
  LLVMValueRef given = LLVMGetParam(j->fn, 1), *base = j->base;
  LLVMBasicBlockRef here = to_entry(j);
  base[GDL_BASE_ARENA] = FIELD(j, j->frame, gdl_frame, arena);
  base[GDL_BASE_CONSTANT] = gdl_jit_pointer(j, p->array.data);
  base[GDL_BASE_PARAM] = FIELD(j, given, gdl_bindings, param);
  base[GDL_BASE_INPUT] = FIELD(j, given, gdl_bindings, input);
  base += GDL_BASE_GIVEN;
  LLVMValueRef data = p->slot.count > 0 ? FIELD(j, given, gdl_bindings, data) : NULL;
  for (size_t k = 0; k < p->slot.count; k++)
    *base++ = pointer_in(j, data, GDL_AT(p->slot, uint32_t, k) * sizeof(double *));
  LLVMPositionBuilderAtEnd(j->builder, here);
}


/* and those that it writes. */
static void bind_results (gdl_jit *j) {
  const gdl_loops *p = j->p;
  LLVMValueRef result = LLVMGetParam(j->fn, 2),
               *base = j->base + GDL_BASE_GIVEN + p->slot.count;
  LLVMBasicBlockRef here = to_entry(j);
  for (size_t k = 0; k < p->outs; k++) {
    LLVMValueRef r = pointer_in(j, result, k * sizeof(double *)),
                 shadow = gdl_jit_at(j, j->base[GDL_BASE_ARENA],
                                     gdl_jit_whole(j, p->shadow[k]));
    *base++ = LLVMBuildSelect(j->builder, LLVMBuildIsNull(j->builder, r, ""), shadow, r, "");
  }
  LLVMPositionBuilderAtEnd(j->builder, here);
}


/* The same into memory, for others. */
static void publish (gdl_jit *j) {
  LLVMBasicBlockRef here = to_entry(j);
  LLVMValueRef array = FIELD(j, j->frame, gdl_frame, base);
  for (size_t k = 0; k < GDL_BASE_GIVEN + j->p->slot.count + j->p->outs; k++)
    gdl_jit_put(j, j->base[k], gdl_jit_at(j, array, gdl_jit_whole(j, k)), 8);
  LLVMPositionBuilderAtEnd(j->builder, here);
}


static void instructions (gdl_jit *j, size_t from, size_t to) {
  for (size_t k = from; k < to; k++)
    gdl_jit_instruction(j, k);
}


/* Does anything but this function look at the bases? */
static int is_alone (const gdl_jit *j) {
  if (j->p->call.count > 0 || j->p->read.count > 0)
    return 0;
  for (size_t k = 0; k < j->p->loop.count; k++)
    if (j->native[k] != GDL_JIT_BUILT)
      return 0;
  return 1;
}


/* Functions for chunks answer this to go on. */
#define GO_ON  SIZE_MAX


static LLVMValueRef build_chunk (gdl_jit *j, size_t from, size_t to) {
  gdl_jit_function(j, "chunk", &j->address, 1, 0);
  instructions(j, from, to);
  if (to < j->p->instruction.count)
    LLVMBuildRet(j->builder, gdl_jit_whole(j, GO_ON));
  return j->fn;
}


static void call_chunk (gdl_jit *j, LLVMValueRef chunk) {
  LLVMTypeRef t = LLVMFunctionType(j->whole, &j->address, 1, 0);
  LLVMValueRef answer = LLVMBuildCall2(j->builder, t, chunk, &j->frame, 1, "");
  LLVMBasicBlockRef stop = gdl_jit_block(j), on = gdl_jit_block(j);
  LLVMBuildCondBr(j->builder, LLVMBuildICmp(j->builder, LLVMIntEQ, answer,
                                      gdl_jit_whole(j, GO_ON), ""), on, stop);
  LLVMPositionBuilderAtEnd(j->builder, stop);
  LLVMBuildRet(j->builder, answer);
  LLVMPositionBuilderAtEnd(j->builder, on);
}


static void build_whole (gdl_jit *j) {
  LLVMTypeRef type[] = {j->address, j->address, j->address};
  gdl_jit_function(j, GDL_JIT_RUN, type, 3, 1);
  gdl_jit_bind_leaves(j);
  bind_results(j);
  if (!is_alone(j))
    publish(j);
  instructions(j, 0, j->p->instruction.count);
}


static int build_chunks (gdl_jit *j, size_t chunks) {
  LLVMTypeRef type[] = {j->address, j->address, j->address};
  LLVMValueRef *chunk = malloc(chunks * sizeof(LLVMValueRef));
  if (chunk == NULL)
    return 0;
  for (size_t k = 0, from = 0; k < chunks; k++) {
    size_t to = chunk_end(j, from);
    chunk[k] = build_chunk(j, from, to);
    from = to;
  }
  gdl_jit_function(j, GDL_JIT_RUN, type, 3, 1);
  gdl_jit_bind_leaves(j);
  bind_results(j);
  publish(j);
  for (size_t k = 0; k < chunks; k++)
    call_chunk(j, chunk[k]);
  LLVMBuildRet(j->builder, gdl_jit_whole(j, 0));    /* never */
  free(chunk);
  return 1;
}


static void name_types (gdl_jit *j) {
  j->real = LLVMDoubleTypeInContext(j->context);
  j->eight = LLVMVectorType(j->real, GDL_LANES);
  j->four = LLVMVectorType(j->real, 4);
  j->whole = LLVMInt64TypeInContext(j->context);
  j->truth = LLVMInt1TypeInContext(j->context);
  j->address = LLVMPointerType(LLVMInt8TypeInContext(j->context), 0);
  j->nothing = LLVMVoidTypeInContext(j->context);
}


static int build (gdl_jit *j, size_t *chunk) {
  name_types(j);
  for (size_t k = 0; k < j->p->loop.count && !j->leaves_loops; k++) {
    const gdl_loop *l = &GDL_AT(j->p->loop, gdl_loop, k);
    j->native[k] = j->host->can_share(j->p, l) ? GDL_JIT_SHARED : GDL_JIT_BUILT;
    if (!gdl_jit_can_loop(j, l))
      j->native[k] = GDL_JIT_LEFT;
  }
  size_t chunks = cut(j, chunk);
  if (!find_kept(j, chunk))
    return 0;
  if (chunks > 1)
    return build_chunks(j, chunks);
  build_whole(j);
  return gdl_jit_repeat(j);
}


int gdl_jit_program (gdl_jit *j) {
  const gdl_loops *p = j->p;
  size_t *chunk = malloc((p->instruction.count + 1) * sizeof(*chunk));
  j->number = calloc(p->numbers + 1, sizeof(*j->number));
  j->base = calloc(GDL_BASE_GIVEN + p->slot.count + p->outs, sizeof(*j->base));
  j->kept = calloc(p->instruction.count + 1, 1);
  j->loop_kept = calloc(p->step.count + 1, 1);
  j->native = calloc(p->loop.count + 1, 1);
  int done = chunk != NULL && j->number != NULL && j->base != NULL &&
             j->kept != NULL && j->loop_kept != NULL && j->native != NULL &&
             build(j, chunk) && !j->failed;
  free(chunk);
  free(j->number);
  free(j->base);
  free(j->kept);
  free(j->loop_kept);
  free(j->native);
  return done;
}

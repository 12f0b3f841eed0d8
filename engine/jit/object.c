/*
** object.c - an object file of LLVM's, in memory that can be run
** What it made stands on its own: a section of code and some of constants, which
** point at each other and at nothing else. So a linker is little more than the
** addition of distances. Format: System V ABI, AMD64 supplement, chapter 4.
*/
#include "jit/jit.h"

#include <elf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MOST_SECTIONS  64

typedef struct object {
  const char *data;
  const Elf64_Ehdr *head;
  const Elf64_Shdr *section;
  const Elf64_Sym *symbol;
  size_t symbols;
  const char *names;
  size_t at[MOST_SECTIONS];     /* of those that are kept; NOT_KEPT */
  char *memory;
  size_t bytes;
  gdl_error *err;
} object;

#define NOT_KEPT  SIZE_MAX


static int fail (const object *o, const char *why) {
  gdl_error_set(o->err, GDL_ENOLIB, "machine code with %s", why);
  return 0;
}


/* What describes frames to debuggers is left out. */
static int is_kept (const Elf64_Shdr *s, const char *name) {
  return (s->sh_flags & SHF_ALLOC) != 0 && s->sh_size > 0 &&
         strcmp(name, ".eh_frame") != 0;
}


static int lay_out (object *o) {
  size_t end = 0;
  if (o->head->e_shnum > MOST_SECTIONS)
    return fail(o, "too many sections");
  const char *names = o->data + o->section[o->head->e_shstrndx].sh_offset;
  for (size_t k = 0; k < o->head->e_shnum; k++) {
    const Elf64_Shdr *s = &o->section[k];
    o->at[k] = NOT_KEPT;
    if (s->sh_type == SHT_SYMTAB) {
      o->symbol = (const Elf64_Sym *)(o->data + s->sh_offset);
      o->symbols = s->sh_size / sizeof(Elf64_Sym);
      o->names = o->data + o->section[s->sh_link].sh_offset;
    }
    if (!is_kept(s, names + s->sh_name))
      continue;
    size_t align = s->sh_addralign > 0 ? s->sh_addralign : 1;
    end = (end + align - 1) & ~(align - 1);
    o->at[k] = end;
    end += s->sh_size;
  }
  o->bytes = end;
  return end > 0 ? 1 : fail(o, "nothing in it");
}


static int fill (object *o) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  o->bytes = (o->bytes + page - 1) & ~(page - 1);
  o->memory = mmap(NULL, o->bytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (o->memory == MAP_FAILED) {
    o->memory = NULL;
    return fail(o, "no memory to put it in");
  }
  for (size_t k = 0; k < o->head->e_shnum; k++)
    if (o->at[k] != NOT_KEPT && o->section[k].sh_type != SHT_NOBITS)
      memcpy(o->memory + o->at[k], o->data + o->section[k].sh_offset,
             o->section[k].sh_size);
  return 1;
}


/* Where a symbol is; NULL: not in here. */
static char *address (const object *o, size_t k) {
  if (k >= o->symbols)
    return NULL;
  const Elf64_Sym *s = &o->symbol[k];
  if (s->st_shndx == SHN_UNDEF || s->st_shndx >= o->head->e_shnum ||
      o->at[s->st_shndx] == NOT_KEPT)
    return NULL;
  return o->memory + o->at[s->st_shndx] + s->st_value;
}


static int relocate (const object *o, const Elf64_Shdr *s) {
  const Elf64_Rela *r = (const Elf64_Rela *)(o->data + s->sh_offset);
  size_t target = o->at[s->sh_info];
  for (size_t k = 0; k < s->sh_size / sizeof(*r); k++) {
    char *to = address(o, ELF64_R_SYM(r[k].r_info)),
         *place = o->memory + target + r[k].r_offset;
    if (to == NULL)
      return fail(o, "a name that it does not have");
    int64_t value = (int64_t)(intptr_t)to + r[k].r_addend;
    switch (ELF64_R_TYPE(r[k].r_info)) {
      case R_X86_64_64:
        memcpy(place, &value, sizeof(value));
        break;
      case R_X86_64_PC32: case R_X86_64_PLT32: {
        int32_t distance = (int32_t)(value - (int64_t)(intptr_t)place);
        memcpy(place, &distance, sizeof(distance));
        break;
      }
      default:
        return fail(o, "an address of an unknown kind");
    }
  }
  return 1;
}


static int connect_all (const object *o) {
  for (size_t k = 0; k < o->head->e_shnum; k++) {
    const Elf64_Shdr *s = &o->section[k];
    if (s->sh_type == SHT_RELA && o->at[s->sh_info] != NOT_KEPT && !relocate(o, s))
      return 0;
  }
  return mprotect(o->memory, o->bytes, PROT_READ | PROT_EXEC) == 0
         ? 1 : fail(o, "no permission to run it");
}


/* NULL: it is not there. */
static char *find (const object *o, const char *name) {
  for (size_t k = 0; k < o->symbols; k++)
    if (strcmp(o->names + o->symbol[k].st_name, name) == 0)
      return address(o, k);
  return NULL;
}


int gdl_jit_load (const char *data, size_t bytes, gdl_native *code, gdl_error *err) {
  object o = {.data = data, .head = (const Elf64_Ehdr *)data, .err = err};
  if (bytes < sizeof(Elf64_Ehdr) || memcmp(data, ELFMAG, SELFMAG) != 0 ||
      o.head->e_machine != EM_X86_64)
    return fail(&o, "an unknown form");
  o.section = (const Elf64_Shdr *)(data + o.head->e_shoff);
  if (!lay_out(&o) || !fill(&o))
    return 0;
  union { char *data; gdl_native_run *code; } run = {NULL};
  union { char *data; gdl_native_repeat *code; } repeat = {NULL};
  if (connect_all(&o)) {
    run.data = find(&o, GDL_JIT_RUN);
    repeat.data = find(&o, GDL_JIT_REPEAT);
  }
  if (run.data == NULL) {
    munmap(o.memory, o.bytes);
    return 0;
  }
  *code = (gdl_native){run.code, repeat.code, o.memory, o.bytes};
  return 1;
}

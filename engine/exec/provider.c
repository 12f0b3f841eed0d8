/*
** provider.c - the shared object of the compiler: where it is, what it is given
*/
#define _GNU_SOURCE  /* dladdr */
#include "exec/compiler.h"

#include <dlfcn.h>
#include <elf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "array/kernel_impl.h"
#include "exec/vm_impl.h"

#define FILE_NAME  "gdlua-jit.so"

#define PLENTY  ((size_t)64 << 20)    /* bytes; the file has half as many */


/*
** Where it may be
*/
/* The folder of what this code is in: of a module, or of the program. */
static int own_folder (int program, char *path) {
  Dl_info info;
  if (program) {
    ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (n <= 0)
      return 0;
    path[n] = '\0';
  }
  else if (dladdr((const void *)&gdl_compiled_new, &info) == 0 ||
           info.dli_fname == NULL || realpath(info.dli_fname, path) == NULL)
    return 0;
  char *end = strrchr(path, '/');
  if (end == NULL)
    return 0;
  *end = '\0';
  return 1;
}


static int exists (char *path, size_t size, const char *folder, const char *below) {
  int n = snprintf(path, size, "%s%s" FILE_NAME, folder, below);
  return n > 0 && (size_t)n < size && access(path, R_OK) == 0;
}


/* From a build folder, from PREFIX/bin, from PREFIX/lib/lua/5.4. */
static int find (char *path, size_t size) {
  static const char *const below[] = {"/", "/../lib/gdlua/", "/../../gdlua/"};
  const char *asked = getenv("GDLUA_JIT_PLUGIN");
  char folder[PATH_MAX];
  if (asked != NULL)
    return (size_t)snprintf(path, size, "%s", asked) < size;
  for (int program = 0; program < 2; program++)
    if (own_folder(program, folder))
      for (size_t k = 0; k < sizeof(below) / sizeof(below[0]); k++)
        if (exists(path, size, folder, below[k]))
          return 1;
  return 0;
}


/*
** Loading
*/
static void (*find_sleef (const char *name)) (void) {
  return gdl_sleef_find(name);
}


static gdl_host host;


static void fill_host (void) {
  host = (gdl_host){
    .version = GDL_PROVIDER_VERSION, .layout = gdl_provider_layout(),
    .set = gdl_kernels_get()->name, .stride = VM_STRIDE, .op = gdl_op_table,
    .unary = gdl_op_unary_kernel, .binary = gdl_op_binary_kernels,
    .sleef = find_sleef, .loop = gdl_vm_loop, .call = gdl_vm_call,
    .read = gdl_vm_read, .total = gdl_vm_total, .is_tangled = gdl_loop_is_tangled,
    .can_share = gdl_loop_can_share, .share = gdl_vm_share_native
  };
}


/* The loader of the C library ends the process where there is no memory for the
** variables of a thread; so there must be plenty. */
static int is_enough_left (void) {
  void *p = malloc(PLENTY);
  free(p);
  return p != NULL;
}


/* Has a file all that its head says? The loader touches what is missing, and the
** process ends with a bus error. What is no such file is for the loader to say. */
static int is_whole (const char *path) {
  Elf64_Ehdr head;
  Elf64_Phdr part;
  FILE *f = fopen(path, "rb");
  if (f == NULL)
    return 1;
  long size = fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
  int whole = 1;
  rewind(f);
  if (size >= 0 && fread(&head, sizeof(head), 1, f) == 1 &&
      memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 &&
      fseek(f, (long)head.e_phoff, SEEK_SET) == 0)
    for (unsigned k = 0; k < head.e_phnum && whole; k++)
      whole = fread(&part, sizeof(part), 1, f) == 1 &&
              (part.p_type != PT_LOAD || (part.p_offset <= (uint64_t)size &&
               part.p_filesz <= (uint64_t)size - part.p_offset));
  fclose(f);
  return whole;
}


const gdl_provider *gdl_provider_load (gdl_error *err) {
  char path[PATH_MAX + 64];
  if (!is_enough_left()) {
    gdl_error_set(err, GDL_ENOMEM, "not enough memory");
    return NULL;
  }
  if (!find(path, sizeof(path))) {
    gdl_error_set(err, GDL_ENOLIB, "there is no " FILE_NAME);
    return NULL;
  }
  if (!is_whole(path)) {
    gdl_error_set(err, GDL_ENOLIB, "%s is not complete", path);
    return NULL;
  }
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == NULL) {
    gdl_error_set(err, GDL_ENOLIB, "%s", dlerror());
    return NULL;
  }
  union { void *data; gdl_provider_entry *code; } u = {dlsym(library, GDL_PROVIDER_ENTRY)};
  if (u.data == NULL) {
    gdl_error_set(err, GDL_ENOLIB, "%s is no compiler of gdlua", path);
    return NULL;
  }
  fill_host();
  const gdl_provider *p = u.code(&host, err);
  if (p != NULL && p->version != GDL_PROVIDER_VERSION) {
    gdl_error_set(err, GDL_ENOLIB, "%s belongs to another version of gdlua", path);
    return NULL;
  }
  return p;
}

/*
** readers_test.c - mutated files for the readers of checkpoints, CSV and npy
** Good files are spoilt at random, the same way each time, and read in this
** process. A reader may refuse a file, with an error that names it, or take it;
** what it may not is crash, hang, or ask for much more memory than the file is
** long. A sanitizer sees the rest (make check, which also tries more files).
** Checkpoints mostly get a new checksum, or none would get past it; a run that
** was restored from one must be able to go on.
*/
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "../c/folder.h"
#include "base/crc.h"
#include "bind/bind.h"
#include "memory.h"

#ifdef GDL_ASSERT
#define FILES 10000          /* of each kind */
#else
#define FILES 1500
#endif

#define LARGEST 65536        /* bytes of a file */
#define SECONDS 30           /* for one file */

/* Memory that reading 'size' bytes may take: some of it is nobody's fault. */
#define BOUND(size) (256*1024 + 32*(int64_t)(size))


static void *lua_memory (void *ud, void *p, size_t before, size_t size) {
  (void)ud;
  (void)before;
  if (size > 0)
    return realloc(p, size);
  free(p);
  return NULL;
}


/*
** Mutations: xorshift64* (Vigna 2016), so that no library of ours decides
*/
static uint64_t seed;

static uint64_t bits (void) {
  seed ^= seed >> 12;
  seed ^= seed << 25;
  seed ^= seed >> 27;
  return seed * 0x2545f4914f6cdd1du;
}

static size_t below (size_t n) {
  return n > 0 ? (size_t)(bits() >> 11) % n : 0;
}

/* Mostly small. */
static size_t few (size_t n) {
  return below(below(4) != 0 && n > 9 ? 9 : n);
}


typedef struct file {
  unsigned char *data;       /* LARGEST bytes */
  size_t size;
} file;


static void put_number (unsigned char *p, uint64_t v, size_t bytes) {
  for (size_t i = 0; i < bytes; i++)
    p[i] = (unsigned char)(v >> 8*i);
}


static void overwrite (file *f, uint64_t v, size_t bytes) {
  if (f->size >= bytes)
    put_number(f->data + below(f->size - bytes + 1), v, bytes);
}


static uint64_t odd_number (size_t size) {
  static const uint64_t numbers[] = {
    0, 1, 2, 3, 8, 16, 17, 255, 256, 65535, 65536, 0x7fffffff, 0x80000000,
    0xffffffff, 0x100000000, (uint64_t)1 << 61, (uint64_t)1 << 62,
    (uint64_t)1 << 63, INT64_MAX, UINT64_MAX, UINT64_MAX - 7,
    0x7ff0000000000000, 0xfff0000000000000, 0x7ff8000000000000,
    0x3ff0000000000000, 0x7fefffffffffffff, 0x8000000000000000
  };
  size_t n = sizeof(numbers) / sizeof(numbers[0]), i = below(n + 3);
  return i < n ? numbers[i] : i == n ? size : i == n + 1 ? bits() : below(300);
}


static void insert (file *f, const void *bytes, size_t n) {
  if (f->size + n > LARGEST)
    return;
  size_t at = below(f->size + 1);
  memmove(f->data + at + n, f->data + at, f->size - at);
  memcpy(f->data + at, bytes, n);
  f->size += n;
}


static void cut (file *f, size_t at, size_t n) {
  memmove(f->data + at, f->data + at + n, f->size - at - n);
  f->size -= n;
}


/* Copies a part of 'from' over a part of 'f', or between its bytes. */
static void splice (file *f, const file *from) {
  size_t n = few(from->size + 1), at = below(from->size - n + 1);
  unsigned char part[LARGEST];
  memcpy(part, from->data + at, n);
  if (below(2) == 0)
    insert(f, part, n);
  else if (n <= f->size)
    memcpy(f->data + below(f->size - n + 1), part, n);
}


static void insert_word (file *f) {
  static const char *const words[] = {
    ",", "\t", ";", "\n", "\r\n", "\r", "\"", "\"\"", "\"a\nb\"", "1e999",
    "-0x1p-1080", "nan", "inf", " ", "#", "1.5", "'", "(", ")", "{", "}",
    "9999999999999999999", "True", "<f8", ">i4", "|O", "\xef\xbb\xbf", "\xff"
  };
  const char *word = words[below(sizeof(words) / sizeof(words[0]))];
  insert(f, word, strlen(word));
}


static void mutate_once (file *f, const file *other) {
  switch (below(11)) {
    case 0: case 1:
      if (f->size > 0)
        f->data[below(f->size)] ^= (unsigned char)(1 << below(8));
      break;
    case 2: overwrite(f, bits(), 1); break;
    case 3: overwrite(f, odd_number(f->size), 8); break;
    case 4: overwrite(f, odd_number(f->size), 4); break;
    case 5: overwrite(f, odd_number(f->size), 2); break;
    case 6:
      if (below(4) == 0)
        f->size = below(f->size + 1);
      break;
    case 7: {
      size_t n = few(f->size + 1);
      cut(f, below(f->size - n + 1), n);
      break;
    }
    case 8: splice(f, f); break;
    case 9: splice(f, other); break;
    default: insert_word(f); break;
  }
}


/*
** Reading, in Lua
*/
static const char script[] =
"local gd = require 'gdlua'\n"
"local function bowl(v) return (v[1] - 1)^2 + 4*(v[2] + 2)^2 end\n"
"local function line(p, b) return ((p.w*b.x + p.c - b.y)^2):mean() end\n"
"local x = gd.linspace(-1, 1, 11)\n"
"local all = gd.method.define{name = 'all',\n"
"  init = function(x)\n"
"    local s = {m = gd.zeros_like(x), list = {1, 2.5, false}, A = gd.eye(2), text = 'a'}\n"
"    s.self, s.again = s, s.list\n"
"    return s\n"
"  end,\n"
"  update = function(x, g, step, s)\n"
"    s.m = 0.5*s.m + g\n"
"    s.text = s.text .. 'b'\n"
"    s.again[1] = s.again[1] + 1\n"
"    return x - step*s.m\n"
"  end}\n"
"local kinds = {\n"
"  function() return gd.descent(bowl, {3, -1}, {method = 'adam', epochs = 20,\n"
"    step = gd.schedule.plateau(0.05), stop = gd.stop.patience(20), history = 'all'}) end,\n"
"  function() return gd.descent(bowl, {3, -1}, {method = gd.method.lbfgs(4), epochs = 20}) end,\n"
"  function() return gd.descent(line, {w = 1, c = 2}, {method = all, data = {x = x, y = x}, epochs = 20,\n"
"    batch = 3, step = {w = 0.1, c = gd.schedule.cosine(0.1, 0, 9)}}) end,\n"
"  function() return gd.descent(bowl, {3, -1}, {method = all, on_rise = 'halve', step = 0.5, epochs = 20,\n"
"    bounds = {-9, 9}, history = {'cost', 'x'}}) end,\n"
"  function() return gd.descent(bowl, {3, -1}, {history = false, step = 0.1, tolerance = 1e3}) end,\n"
"  function() return gd.descent(bowl, {3, -1}, {bounds = {-9, 5}, epochs = 20, tolerance = 0}) end,\n"
"  function() return gd.descent(bowl, {3, -1}, {method = 'newton_cg', epochs = 20, tolerance = 0}) end,\n"
"  function() return gd.descent(bowl, {3, -1}, {method = 'trust_region', epochs = 20, tolerance = 0}) end,\n"
"}\n"
"local function refusal(path, message)\n"
"  if type(message) ~= 'string' or not message:find(path, 1, true) then\n"
"    error('an error without the name of the file: ' .. tostring(message), 0)\n"
"  end\n"
"  return false\n"
"end\n"
"local reads = {}\n"
"function reads.checkpoint(path, kind)\n"
"  local d = kinds[kind]()\n"
"  local good, message = pcall(d.restore, d, path)\n"
"  if not good then return refusal(path, message) end\n"
"  pcall(function()\n"
"    tostring(d:result())\n"
"    d:run(3)\n"
"    tostring(d:result())\n"
"    d:save(path)\n"
"    d:restore(path):fork():run(2)\n"
"  end)\n"
"  return true\n"
"end\n"
"function reads.table(path)\n"
"  local good, A, texts = pcall(gd.load, path)\n"
"  if not good then return refusal(path, A) end\n"
"  return #tostring(A) > 0 and (texts == nil or type(texts) == 'table')\n"
"end\n"
"function write_checkpoint(path, kind)\n"
"  gd.seed(kind)\n"
"  local d = kinds[kind]()\n"
"  d:run(kind == 4 and 2 or 5)\n"
"  d:save(path)\n"
"end\n"
"function write_npy(path, kind)\n"
"  gd.save(path, kind == 1 and gd.linspace(0, 1, 9) or gd.uniform({4, 3}))\n"
"end\n"
"local held, was\n"
"local function at()\n"
"  local r = held:result()\n"
"  return ('%d %d %a %a %s'):format(r.epochs, r.evaluations, r.x.w, r.x.c, r.history.cost)\n"
"end\n"
"function hold(path)\n"
"  held = kinds[3]()\n"
"  held:run(5)\n"
"  held:save(path)\n"
"  held:run(3)\n"
"  was = at()\n"
"end\n"
"function restore(path) held:restore(path) end\n"
"function save(path) held:save(path) end\n"
"function is_as_it_was() return at() == was end\n"
"return reads\n";


static lua_State *L;


static int open_library (void **state) {
  (void)state;
  setenv("GDLUA_JIT", "off", 1);      /* what its thread asks for counts, too */
  if (make_folder(NULL) != 0)
    return 1;
  L = lua_newstate(lua_memory, NULL);
  luaL_openlibs(L);
  luaL_requiref(L, "gdlua", luaopen_gdlua, 0);
  if (luaL_dostring(L, script) != LUA_OK) {
    print_error("%s\n", lua_tostring(L, -1));
    return 1;
  }
  lua_setglobal(L, "reads");
  return 0;
}


static int close_library (void **state) {
  lua_close(L);
  return remove_folder(state);
}


/* Has the script write a good file of a kind, and takes its bytes. */
static file written (const char *function, const char *name, int kind) {
  file f = {malloc(LARGEST), 0};
  lua_getglobal(L, function);
  lua_pushstring(L, in_folder(name));
  lua_pushinteger(L, kind);
  if (lua_pcall(L, 2, 0, 0) != LUA_OK)
    fail_msg("%s", lua_tostring(L, -1));
  char *text = read_text(name, &f.size);
  assert_in_range(f.size, 1, LARGEST / 4);
  memcpy(f.data, text, f.size);
  free(text);
  return f;
}


static file of_text (const char *text, size_t size) {
  file f = {malloc(LARGEST), size};
  memcpy(f.data, text, size);
  return f;
}


/* Writes the file and has it read. Answers whether it was taken. */
static int is_taken (const file *f, const char *reader, const char *name,
                     int kind) {
  write_bytes(name, f->data, f->size);
  lua_getglobal(L, "reads");
  lua_getfield(L, -1, reader);
  lua_pushstring(L, in_folder(name));
  lua_pushinteger(L, kind);
  alarm(SECONDS);
  excess = 0;
  bound = live + BOUND(f->size);
  peak = live;
  int status = lua_pcall(L, 2, 1, 0);
  bound = ENOUGH;
  alarm(0);
  if (excess != 0)
    fail_msg("%lld bytes asked for by a file of %zu", (long long)excess,
             f->size);
  if (status != LUA_OK)
    fail_msg("%s", lua_tostring(L, -1));
  int taken = lua_toboolean(L, -1);
  lua_settop(L, 0);
  return taken;
}


/* Reads mutants of the 'n' good files. Some must be taken, or the mutations
** are too harsh to get anywhere, and some refused. */
static void fuzz (file *good, int n, const char *reader, const char *name,
                  void (*mend) (file *)) {
  int taken = 0;
  file f = {malloc(LARGEST), 0};
  seed = 0x9e3779b97f4a7c15u;
  for (int kind = 1; kind <= n; kind++)
    assert_true(is_taken(&good[kind - 1], reader, name, kind));
  for (int i = 0; i < FILES; i++) {
    int kind = i % n;
    f.size = good[kind].size;
    memcpy(f.data, good[kind].data, f.size);
    for (size_t k = i % 2 ? 1 : 1 + below(1 + below(6)); k > 0; k--)
      mutate_once(&f, &good[below((size_t)n)]);
    if (mend != NULL && below(8) != 0)
      mend(&f);
    taken += is_taken(&f, reader, name, kind + 1);
  }
  print_message("%d of %d mutants taken\n", taken, FILES);
  assert_in_range(taken, FILES / 100, FILES - FILES / 100);
  for (int kind = 0; kind < n; kind++)
    free(good[kind].data);
  free(f.data);
}


/* Head and sum as they would be of these contents. */
static void mend_checkpoint (file *f) {
  static const unsigned char mark[] = {0x89, 'G', 'D', 'L', '\r', '\n', 26,
                                       '\n', 1, 0, 0, 0, 0, 0, 0, 0};
  if (f->size < 32)
    return;
  memcpy(f->data, mark, sizeof(mark));
  put_number(f->data + 16, f->size - 32, 8);
  put_number(f->data + f->size - 8, gdl_crc64(0, f->data, f->size - 8), 8);
}


static void test_checkpoint (void **state) {
  (void)state;
  file good[8];
  for (int kind = 1; kind <= 8; kind++)
    good[kind - 1] = written("write_checkpoint", "run.ckpt", kind);
  fuzz(good, 8, "checkpoint", "run.ckpt", mend_checkpoint);
}


static void test_csv (void **state) {
  (void)state;
  static const char *const texts[] = {
    "1,2,3\n4,5,6\n7,8,9\n",
    "x,y,name\r\n0.5,-1e-3,\"a, \"\"b\"\"\"\r\n1.5,2,c\r\n2.5,,\"d\ne\"\r\n",
    "a;b\n1;2\n3;4\n",
    "# comment\n\nw h\n1.0 2.0\n\n3.0 4.0\n",
    "\xef\xbb\xbf" "t\tv\n0x10\t1\n2\tnan\n-inf\t3\n"
  };
  file good[5];
  int n = 0;
  for (size_t i = 0; i < 5; i++) {
    file f = of_text(texts[i], strlen(texts[i]));
    if (is_taken(&f, "table", "data.csv", 1))
      good[n++] = f;
    else
      free(f.data);
  }
  assert_true(n >= 3);
  fuzz(good, n, "table", "data.csv", NULL);
}


/* An array of 2 x 3 as others write it. */
static file foreign_npy (int version, const char *type, size_t item,
                         const char *order) {
  char text[512];
  size_t at = version == 1 ? 10 : 12;
  int n = snprintf(text + at, sizeof(text) - at,
                   "{'descr': '%s', 'fortran_order': %s, 'shape': (2, 3), }",
                   type, order);
  size_t end = (at + (size_t)n + 1 + 63) / 64 * 64;
  memset(text + at + n, ' ', end - at - (size_t)n);
  text[end - 1] = '\n';
  memcpy(text, "\x93NUMPY", 6);
  text[6] = (char)version;
  text[7] = 0;
  put_number((unsigned char *)text + 8, end - at, version == 1 ? 2 : 4);
  for (size_t i = 0; i < 6 * item; i++)
    text[end + i] = (char)(i % item == 1);
  return of_text(text, end + 6 * item);
}


static void test_npy (void **state) {
  (void)state;
  file good[6] = {
    written("write_npy", "data.npy", 1), written("write_npy", "data.npy", 2),
    foreign_npy(1, "<f8", 8, "False"), foreign_npy(2, "<i4", 4, "True"),
    foreign_npy(1, "|u1", 1, "False"), foreign_npy(2, ">f4", 4, "False")
  };
  fuzz(good, 6, "table", "data.npy", NULL);
}


/*
** Memory that runs out in the middle
*/

/* Calls a function of the script with memory for n requests. */
static int call (const char *function, int64_t n) {
  lua_getglobal(L, function);
  lua_pushstring(L, in_folder("held.ckpt"));
  granted = n;
  int status = lua_pcall(L, 1, 1, 0);
  granted = ENOUGH;
  return status;
}


/* Restores, or saves, with memory for n requests only, n = 0, 1, ... until it
** is enough. Until then nothing may change: neither the run nor the file. */
static void run_out (const char *function) {
  assert_int_equal(call("hold", ENOUGH), LUA_OK);
  file good = {NULL, 0};
  good.data = (unsigned char *)read_text("held.ckpt", &good.size);
  for (int64_t n = 0; ; n++) {
    lua_gc(L, LUA_GCCOLLECT);
    if (call(function, n) == LUA_OK)
      break;
    assert_in_range(n, 0, 100000);
    assert_non_null(strstr(lua_tostring(L, -1), "not enough memory"));
    assert_int_equal(call("is_as_it_was", ENOUGH), LUA_OK);
    assert_true(lua_toboolean(L, -1));
    file now = {NULL, 0};
    now.data = (unsigned char *)read_text("held.ckpt", &now.size);
    assert_int_equal(now.size, good.size);
    assert_memory_equal(now.data, good.data, good.size);
    free(now.data);
    lua_settop(L, 0);
  }
  lua_settop(L, 0);
  free(good.data);
}


static void test_restoring_without_memory (void **state) {
  (void)state;
  run_out("restore");
  assert_int_equal(call("is_as_it_was", ENOUGH), LUA_OK);
  assert_false(lua_toboolean(L, -1));
  lua_settop(L, 0);
}


static void test_saving_without_memory (void **state) {
  (void)state;
  run_out("save");
}


int main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_checkpoint),
    cmocka_unit_test(test_csv),
    cmocka_unit_test(test_npy),
    cmocka_unit_test(test_restoring_without_memory),
    cmocka_unit_test(test_saving_without_memory)
  };
  return cmocka_run_group_tests_name("readers", tests, open_library,
                                     close_library);
}

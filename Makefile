# gdlua: build, test, install. `make help` lists the targets.

BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
LUA     ?= lua5.4
DEPS    ?= install

CC       ?= cc
OPT      ?= -O2
WARN      = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
LUA_CFLAGS := $(shell pkg-config --cflags lua5.4 2>/dev/null)
# -ffp-contract=off: no multiply-add is fused behind our back, so results have
# the same bits on every machine (engine/array/order.h).
ALL_CFLAGS = -std=gnu11 -g $(OPT) $(WARN) -ffp-contract=off -fno-math-errno \
             -fno-trapping-math -fPIC -fvisibility=hidden -Iengine -I$(BUILD) $(LUA_CFLAGS) $(CFLAGS)

ENGINE_SRC := $(wildcard engine/base/*.c engine/array/*.c engine/graph/*.c engine/exec/*.c engine/numdiff/*.c \
                engine/optim/*.c engine/optim/*/*.c)
BIND_SRC   := $(wildcard engine/bind/*.c)
EMBED_SRC  := $(wildcard engine/embed/*.c)
CLI_SRC    := $(wildcard engine/cli/*.c)
ASSETS     := $(sort $(wildcard assets/*.js assets/*.css assets/*.html assets/LICENSE-*))
SCRIPTS    := $(shell find scripts -name '*.lua' | LC_ALL=C sort) $(ASSETS)
TEST_SRC   := $(shell find tests/c -name '*_test.c' | LC_ALL=C sort)
FUZZ_SRC   := $(wildcard tests/fuzz/*_test.c)
TOOL_SRC   := tests/c/cli/pty.c

# The kernels are built for several instruction sets (engine/array/kernel.h).
KERNEL_SETS := $(if $(filter x86_64%,$(shell $(CC) -dumpmachine)),avx2 avx512)
KERNEL_OBJ  := $(KERNEL_SETS:%=$(BUILD)/engine/array/kernel_set.%.o)
SET_avx2    = -mavx2 -DGDL_WIDTH=4
SET_avx512  = -mavx512f -mprefer-vector-width=512 -DGDL_WIDTH=8

ENGINE_OBJ := $(ENGINE_SRC:%.c=$(BUILD)/%.o) $(KERNEL_OBJ)
EMBED_OBJ  := $(EMBED_SRC:%.c=$(BUILD)/%.o)
# What the C interface is made of: everything but graphs and Lua.
LIBRARY_OBJ := $(EMBED_OBJ) $(filter-out $(BUILD)/engine/graph/% $(BUILD)/engine/exec/%,$(ENGINE_OBJ))
BIND_OBJ   := $(BIND_SRC:%.c=$(BUILD)/%.o) $(BUILD)/scripts.o
CLI_OBJ    := $(CLI_SRC:%.c=$(BUILD)/%.o)
TEST_OBJ   := $(TEST_SRC:%.c=$(BUILD)/%.o) $(TOOL_SRC:%.c=$(BUILD)/%.o) \
              $(FUZZ_SRC:%.c=$(BUILD)/%.o) $(FAKE_SRC:%.c=$(BUILD)/%.o)
TEST_EXE   := $(TEST_SRC:%.c=$(BUILD)/%)
FUZZ_EXE   := $(FUZZ_SRC:%.c=$(BUILD)/%)
TOOL_EXE   := $(TOOL_SRC:%.c=$(BUILD)/%)
FAKE_SRC   := tests/c/exec/fake_plugin.c
FAKE       := $(FAKE_SRC:%.c=$(BUILD)/%.so)

# The compiler of loop programs (engine/jit), where LLVM is installed with what it
# takes to link it statically: version 19, else the newest from 14 on. JIT=skip:
# without it. All but one name in it is hidden, so that another LLVM may be about.
JIT         ?= build
LLVM_CONFIG ?= $(shell for v in 19 22 21 20 18 17 16 15 14; do \
                 command -v llvm-config-$$v && break; done)
LLVM_LIBS    = $(shell $(LLVM_CONFIG) --link-static --libs core target x86codegen x86desc x86info)
LLVM_SYSTEM  = $(patsubst -lz,-l:libz.a,$(patsubst -lzstd,-l:libzstd.a,$(filter-out \
                 -lxml2 -lz3 %libz3.so,$(shell $(LLVM_CONFIG) --link-static --system-libs x86codegen))))
LLVM_USABLE := $(if $(KERNEL_SETS),$(if $(LLVM_CONFIG),$(shell \
                 [ -f "$$($(LLVM_CONFIG) --libdir)/libLLVMX86CodeGen.a" ] && \
                 for f in libz.a libzstd.a; do [ -f "$$($(CC) -print-file-name=$$f)" ] || exit; done; \
                 command -v $(CXX))))
JIT_DEPS    := $(if $(filter skip,$(JIT))$(LLVM_USABLE),,$(if $(filter x86_64,$(shell uname -m)),jit))
PLUGIN      := $(if $(filter skip,$(JIT)),,$(if $(LLVM_USABLE),$(BUILD)/gdlua-jit.so))
JIT_SRC     := $(wildcard engine/jit/*.c)
JIT_OBJ     := $(JIT_SRC:%.c=$(BUILD)/%.o)

# Debian's own lua5.4 is linked against the static library in the same way:
# no relocations at start, and C modules find the Lua interface in the program.
LUA_STATIC = -Wl,--export-dynamic -l:liblua5.4.a
LIBS       = -lm -ldl -lpthread

# Sanitizers end the program at the first finding, and say where. Stock lua5.4,
# built without, needs their library loaded first (tests/spec/cli/process.lua).
SANITIZE    = -DGDL_ASSERT -fsanitize=address,undefined -fno-sanitize-recover=all \
              -fno-omit-frame-pointer
CHECK_ENV   = GDLUA_PRELOAD=$$($(CC) -print-file-name=libasan.so) \
              UBSAN_OPTIONS=print_stacktrace=1

.PHONY: all demo test check bench bench-docs docs docscheck layers mutants assets install uninstall clean \
        help deps deps-demo deps-docs deps-bench run-demo run-test run-check run-bench run-docs \
        run-docscheck no-compiler FORCE

# The number changes when programs that were linked before no longer work.
SONAME      = libgdlua.so.0

all: $(BUILD)/gdlua $(BUILD)/gdlua.so $(BUILD)/libgdlua.a $(BUILD)/$(SONAME) $(or $(PLUGIN),no-compiler)  ## build executable, module, C library, compiler (default)

# One of an earlier build would still be found.
no-compiler:
	@rm -f $(BUILD)/gdlua-jit.so
	@[ "$(JIT)" = skip ] || echo "gdlua: no LLVM 14 or later that can be linked here:" \
	  "building without the compiler to machine code"

# What these targets need is installed first; then make starts again, because
# what it read of this file may have depended on a package that was missing.
demo: deps-demo                           ## build, and run the first example
	@+$(MAKE) --no-print-directory run-demo

test: deps                                ## build, and run all tests; T=word: only some
	@+$(MAKE) --no-print-directory run-test

check: deps                               ## the tests with assertions and sanitizers
	@+$(MAKE) --no-print-directory run-check

bench: deps deps-bench                    ## measure against C and others: a table; T=word: only some; STRICT=1: fail above a ceiling
	@+$(MAKE) --no-print-directory run-bench

bench-docs:                               ## put what 'make bench' measured into docs/performance.md
	@$(LUA) tools/bench-docs $(BUILD)/bench.json docs/performance.md

docs: deps-docs                           ## build the documentation as HTML in build/docs
	@+$(MAKE) --no-print-directory run-docs

docscheck: deps                           ## is everything described, and as it is? (part of test)
	@+$(MAKE) --no-print-directory run-docscheck

deps:                                     ## install the packages that are missing (DEPS=skip: do not)
	@[ "$(DEPS)" = skip ] || tools/install-deps build $(JIT_DEPS) run test

deps-demo:
	@[ "$(DEPS)" = skip ] || tools/install-deps build $(JIT_DEPS) run

# Those to compare with: a missing one is an empty column.
deps-bench:
	@[ "$(DEPS)" = skip ] || tools/install-deps bench || echo "gdlua: measuring without them"

deps-docs:
	@[ "$(DEPS)" = skip ] || tools/install-deps build $(JIT_DEPS) run docs

run-demo: all
	$(BUILD)/gdlua examples/sum_of_squares.lua

run-test: all $(TEST_EXE) $(FUZZ_EXE) $(TOOL_EXE) $(FAKE)
	@GDLUA=$(BUILD)/gdlua GDLUA_BUILD=$(BUILD) $(LUA) tools/run-tests $(T)

run-check:
	@+$(CHECK_ENV) $(MAKE) --no-print-directory run-test BUILD=$(BUILD)/check \
	  OPT=-O1 CFLAGS="$(CFLAGS) $(SANITIZE)"

run-bench: all
	@GDLUA=$(BUILD)/gdlua GDLUA_BUILD=$(BUILD) LUA=$(LUA) $(LUA) tools/run-bench $(T)

run-docs: all
	$(BUILD)/gdlua tools/make-docs $(BUILD)/docs

run-docscheck: all
	$(BUILD)/gdlua tools/docscheck
	$(BUILD)/gdlua tools/make-docs --reference $(BUILD)/reference
	@GDLUA=$(BUILD)/gdlua $(LUA) tools/run-docs $(MARKDOWN) $(BUILD)/reference/*.md

assets:                                   ## fetch the charting library of reports again, by its lock file
	@tools/make-assets

mutants: deps                             ## break the engine in many places, one at a time: do the tests notice?
	@$(LUA) tools/mutants $(T)

layers:                                   ## check who includes whom (CONTRIBUTING.md)
	@$(LUA) tools/layers

$(BUILD)/gdlua: $(CLI_OBJ) $(BIND_OBJ) $(ENGINE_OBJ)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LUA_STATIC) $(LIBS)

$(BUILD)/gdlua.so: $(BIND_OBJ) $(ENGINE_OBJ)
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -o $@ $^ $(LIBS)

$(BUILD)/libgdlua.a: $(LIBRARY_OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/$(SONAME): $(LIBRARY_OBJ)
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-soname,$(SONAME) -Wl,-z,defs -o $@ $^ $(LIBS)

$(BUILD)/gdlua-jit.so: $(JIT_OBJ) $(BUILD)/engine/base/error.o
	$(CXX) $(CFLAGS) $(LDFLAGS) -shared -static-libstdc++ -static-libgcc -s -o $@ $^ \
	  -Wl,-Bsymbolic -Wl,--exclude-libs,ALL -Wl,--gc-sections \
	  -L$$($(LLVM_CONFIG) --libdir) $(LLVM_LIBS) $(LLVM_SYSTEM) $(LIBS)

$(JIT_OBJ): ALL_CFLAGS += -isystem $(shell $(LLVM_CONFIG) --includedir)

$(TEST_EXE): %: %.o $(EMBED_OBJ) $(ENGINE_OBJ)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka $(LIBS)

# With the Lua library, and with every request for memory counted.
COUNTED = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=free

$(FUZZ_EXE): %: %.o $(BIND_OBJ) $(ENGINE_OBJ)
	$(CC) $(CFLAGS) $(LDFLAGS) $(COUNTED) -o $@ $^ -lcmocka $(LUA_STATIC) $(LIBS)

$(FAKE): %.so: %.o
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -o $@ $^

$(TOOL_EXE): %: %.o
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

# The kernels over whole arrays gain from the vectoriser, what runs once an
# epoch from inlining.
$(BUILD)/engine/array/%.o $(BUILD)/engine/optim/%.o $(BUILD)/engine/bind/%.o $(BUILD)/engine/embed/%.o: OPT = -O3

$(BUILD)/%.o: %.c $(BUILD)/flags | $(BUILD)/stamp.h
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(KERNEL_OBJ): $(BUILD)/engine/array/kernel_set.%.o: engine/array/kernel_set.c $(BUILD)/flags | $(BUILD)/stamp.h
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(SET_$*) -MMD -MP -c -o $@ $<

# The list of scripts is part of the flags, so that a script that is gone goes.
$(BUILD)/scripts.c: tools/embed.lua $(SCRIPTS) $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "$(LUA) tools/embed.lua scripts/... > $@"
	@$(LUA) tools/embed.lua $(SCRIPTS) > $@.tmp && mv $@.tmp $@

$(BUILD)/scripts.o: $(BUILD)/scripts.c $(BUILD)/flags
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# A number of what decides the bits of machine code: a compiler of an older tree
# is not that of this engine (engine/exec/provider.h).
STAMPED := $(sort $(wildcard engine/array/*.h engine/graph/*.h engine/graph/*.def engine/exec/*.h) $(JIT_SRC) \
             $(wildcard engine/jit/*.h))

$(BUILD)/stamp.h: $(STAMPED) $(BUILD)/flags
	@mkdir -p $(@D)
	@cat $(STAMPED) | cksum | awk '{printf "#define GDL_STAMP %su\n", $$1}' > $@.tmp
	@if cmp -s $@.tmp $@; then rm $@.tmp; else mv $@.tmp $@; fi

# Changes only when compiler or flags do; everything compiled depends on it.
$(BUILD)/flags: FORCE
	@pkg-config --exists lua5.4 || { \
	  echo "gdlua: the headers of Lua 5.4 are missing: 'make deps' installs what a build needs" >&2; exit 1; }
	@mkdir -p $(@D)
	@printf '%s\n' '$(CC) $(ALL_CFLAGS) $(LDFLAGS)' '$(SET_avx2) $(SET_avx512)' '$(LLVM_CONFIG)' '$(SCRIPTS)' > $@.tmp
	@if cmp -s $@.tmp $@; then rm $@.tmp; else mv $@.tmp $@; fi

EXAMPLES = $(shell find examples -type f | LC_ALL=C sort)
MARKDOWN = README.md $(shell find docs -name '*.md' | LC_ALL=C sort)
DOCUMENT = $(MARKDOWN) $(wildcard LICENSE CHANGELOG.md)
TO       = $(DESTDIR)$(PREFIX)
INSTALL  = install -D -m

# Without the HTML, which needs cmark-gfm: make install DOCS=skip
DOCS    ?= html
HTML     = $(if $(filter skip,$(DOCS)),,docs)

install: all $(HTML)                      ## copy to PREFIX (under DESTDIR)
	$(INSTALL) 755 $(BUILD)/gdlua $(TO)/bin/gdlua
	$(INSTALL) 644 $(BUILD)/gdlua.so $(TO)/lib/lua/5.4/gdlua.so
	$(if $(PLUGIN),$(INSTALL) 755 $(PLUGIN),rm -f) $(TO)/lib/gdlua/gdlua-jit.so
	$(INSTALL) 644 engine/include/gdlua.h $(TO)/include/gdlua.h
	$(INSTALL) 644 $(BUILD)/libgdlua.a $(TO)/lib/libgdlua.a
	$(INSTALL) 644 $(BUILD)/$(SONAME) $(TO)/lib/$(SONAME)
	ln -sf $(SONAME) $(TO)/lib/libgdlua.so
	@mkdir -p $(TO)/lib/pkgconfig
	@sed -e 's|@PREFIX@|$(PREFIX)|' -e "s|@VERSION@|$$(sed -n 's/^#define GDL_VERSION "\(.*\)"/\1/p' \
	  engine/include/gdlua.h)|" engine/embed/gdlua.pc.in > $(TO)/lib/pkgconfig/gdlua.pc
	$(INSTALL) 644 docs/gdlua.1 $(TO)/share/man/man1/gdlua.1
	@for f in $(DOCUMENT); do $(INSTALL) 644 $$f $(TO)/share/doc/gdlua/$$f; done
	@[ -z "$(HTML)" ] || { \
	  cd $(BUILD)/docs && for f in $$(find . -name gdlua.d.lua -o -type f -print); do \
	    $(INSTALL) 644 $$f "$(abspath $(TO))/share/doc/gdlua/html/$$f"; done && \
	  $(INSTALL) 644 gdlua.d.lua "$(abspath $(TO))/share/gdlua/gdlua.d.lua"; }
	@for f in $(EXAMPLES); do $(INSTALL) 644 $$f $(TO)/share/gdlua/$$f; done

uninstall:                                ## remove what install copied
	rm -f $(TO)/bin/gdlua $(TO)/lib/lua/5.4/gdlua.so $(TO)/include/gdlua.h
	rm -f $(TO)/lib/libgdlua.a $(TO)/lib/libgdlua.so $(TO)/lib/$(SONAME) $(TO)/lib/pkgconfig/gdlua.pc
	rm -f $(TO)/lib/gdlua/gdlua-jit.so
	@rmdir $(TO)/lib/gdlua 2>/dev/null || true
	rm -f $(TO)/share/man/man1/gdlua.1 $(TO)/share/gdlua/gdlua.d.lua
	rm -rf $(TO)/share/doc/gdlua/html
	@for f in $(DOCUMENT); do rm -f $(TO)/share/doc/gdlua/$$f; done
	@for f in $(EXAMPLES); do rm -f $(TO)/share/gdlua/$$f; done
	@for d in $(TO)/share/doc/gdlua $(TO)/share/gdlua; do \
	  [ ! -d $$d ] || find $$d -depth -type d -empty -delete; done

clean:                                    ## remove the build folder
	rm -rf $(BUILD)

help:                                     ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | \
	  while IFS='|' read -r target text; do printf '%-16s %s\n' "$$target" "$$text"; done

-include $(ENGINE_OBJ:.o=.d) $(EMBED_OBJ:.o=.d) $(JIT_OBJ:.o=.d) $(BIND_SRC:%.c=$(BUILD)/%.d) $(CLI_OBJ:.o=.d) \
         $(BUILD)/scripts.d $(TEST_OBJ:.o=.d)

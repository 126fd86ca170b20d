# SPDX-License-Identifier: GPL-2.0
# The programs that guests run, and the scripts beside them; run in the toolchain
# root with kernel= the prepared tree: its harness and its newest user headers.

out := build/user
CFLAGS := -O2 -g -std=gnu11 -Wall -Wextra -Werror -pthread
CPPFLAGS := -D_GNU_SOURCE -Iinclude -I$(kernel)/source/tools/testing/selftests \
	-I$(kernel)/source/tools/include -isystem $(kernel)/usr/include
LDLIBS := -lnuma

dirs := selftests samples bench
programs := $(patsubst %.c,$(out)/%,$(wildcard $(addsuffix /*.c,$(dirs))))
scripts := $(addprefix $(out)/,$(shell find $(wildcard $(dirs)) -maxdepth 1 -type f \
	! -name '*.c' ! -name '*.h' ! -name '*.md' ! -name '*.rs' ! -name '*lanes*' ! -name '.*')) \
	$(patsubst %,$(out)/%,README.md $(wildcard docs/tour*.md))

# A library to preload into other programs.
preload := $(out)/samples/librmm_preload.so

# Tests of others, of those that the lab has: the kernel's, of which some that move pages; libnuma's;
# python's. Their warnings are theirs.
ksft := $(kernel)/source/tools/testing/selftests
# What runs for minutes, in seconds; what maps shared memory of System V, private memory.
short_tests := $(if $(wildcard $(ksft)/mm/migration.c),$(out)/suites/kernel/migration-short) \
	$(if $(wildcard $(suites)/numactl),$(out)/suites/numactl/test/randmap-private)
kernel_tests := $(patsubst $(ksft)/mm/%.c,$(out)/suites/kernel/%,$(wildcard $(patsubst %,$(ksft)/mm/%.c, \
	migration mkdirty rmap ksm_tests merge madv_populate mremap_test mremap_dontunmap guard-regions \
	process_madv soft-dirty mlock2-tests map_fixed_noreplace)))
futex_tests := $(patsubst $(ksft)/futex/functional/%.c,$(out)/suites/kernel/%, \
	$(wildcard $(ksft)/futex/functional/futex_numa_mpol.c))
# Those that its own build leaves out do not compile.
numactl_tests := $(patsubst $(suites)/numactl/%.c,$(out)/suites/numactl/%,$(filter-out %/getnodemask.c %/tshm.c, \
	$(wildcard $(suites)/numactl/test/*.c)))
ifneq ($(numactl_tests),)
numactl_tests += $(addprefix $(out)/suites/numactl/,numademo migspeed)
endif
numactl_scripts := $(patsubst $(suites)/%,$(out)/suites/%,$(wildcard $(addprefix $(suites)/numactl/test/, \
	bind_range checkaffinity checktopology printcpu regress)))
python_tests := $(patsubst $(suites)/%,$(out)/suites/%,$(wildcard $(addprefix $(suites)/python/, \
	list_tests.py seq_tests.py fork_wait.py $(patsubst %,test_%.py,mmap array fork1 memoryview list))))
of_others := $(short_tests) $(kernel_tests) $(futex_tests) $(numactl_tests) $(numactl_scripts) $(python_tests)

# What its source is gone of would still be run.
stale := $(filter-out $(programs) $(scripts) $(preload),$(wildcard $(addprefix $(out)/,$(addsuffix /*,$(dirs)))))

all: $(programs) $(scripts) $(preload) $(of_others) rmmctl
	$(if $(stale),rm -f $(stale))

headers := $(wildcard include/*.h $(addsuffix /*.h,$(dirs)) selftests/lib/*.h)

# What the selftests share: one archive, of which the linker takes what a program uses.
selftest_lib := build/selftest-lib/lib.a
selftest_objects := $(patsubst selftests/lib/%.c,$(dir $(selftest_lib))%.o,$(wildcard selftests/lib/*.c))

$(selftest_objects): $(dir $(selftest_lib))%.o: selftests/lib/%.c $(headers)
	@mkdir -p $(@D)
	gcc $(CFLAGS) $(CPPFLAGS) -c -o $@ $<

# Made anew: an archive keeps the members whose source was removed.
$(selftest_lib): $(selftest_objects)
	rm -f $@ && ar rcs $@ $^

$(filter $(out)/selftests/%,$(programs)): $(selftest_lib)

$(programs): $(out)/%: %.c $(headers)
	@mkdir -p $(@D)
	gcc $(CFLAGS) $(CPPFLAGS) -o $@ $< $(filter %.a,$^) $(LDLIBS)

$(preload): $(wildcard samples/preload/*) include/rmm.h
	@mkdir -p $(@D)
	gcc $(CFLAGS) $(CPPFLAGS) -shared -fPIC -fvisibility=hidden -o $@ samples/preload/*.c

others_cc = @mkdir -p $(@D); gcc -O2 -w -D_GNU_SOURCE -pthread -o $@ $(filter %.c,$^)

ksft_shared := $(wildcard $(ksft)/mm/vm_util.c $(ksft)/mm/hugepage_settings.c)
ksft_flags := -I$(kernel)/source -I$(ksft) -I$(ksft)/mm -isystem $(kernel)/source/tools/include/uapi \
	-isystem $(kernel)/usr/include -lnuma -lrt -lm

$(kernel_tests): $(out)/suites/kernel/%: $(ksft)/mm/%.c $(ksft_shared)
	$(others_cc) $(ksft_flags)

$(out)/suites/kernel/migration-short: $(ksft)/mm/migration.c $(ksft_shared) qemu/user.mk
	@mkdir -p $(@D)
	sed 's/^#define RUNTIME.*/#define RUNTIME (3)/' $< >$@.c && gcc -O2 -w -D_GNU_SOURCE -pthread -o $@ $@.c $(ksft_shared) $(ksft_flags); rm -f $@.c

$(out)/suites/numactl/test/randmap-private: $(suites)/numactl/test/randmap.c qemu/user.mk
	@mkdir -p $(@D)
	sed 's/^#if 0$$/#if 1/; s/pagesize = getpagesize();/setlinebuf(stdout); &/' $< >$@.c && gcc -O2 -w -D_GNU_SOURCE -I$(suites)/numactl -o $@ $@.c -lnuma; rm -f $@.c

$(futex_tests): $(out)/suites/kernel/%: $(ksft)/futex/functional/%.c
	$(others_cc) -I$(ksft) -I$(ksft)/futex/include -isystem $(kernel)/usr/include -lnuma

$(out)/suites/numactl/numademo: $(addprefix $(suites)/numactl/,numademo.c clearcache.c mt.c stream_lib.c util.c)
	$(others_cc) -I$(suites)/numactl -lnuma -lm

$(out)/suites/numactl/migspeed: $(suites)/numactl/migspeed.c $(suites)/numactl/util.c
	$(others_cc) -I$(suites)/numactl -lnuma -lrt

$(out)/suites/numactl/test/%: $(suites)/numactl/test/%.c $(suites)/numactl/util.c
	$(others_cc) -I$(suites)/numactl -lnuma

$(numactl_scripts) $(python_tests): $(out)/suites/%: $(suites)/%
	@mkdir -p $(@D)
	cp -p $< $@

$(scripts): $(out)/%: %
	@mkdir -p $(@D)
	cp -p $< $@

# Crates come from a registry, once. Where there is none, guests do without this program.
cargo := cargo --quiet
manifest := --manifest-path tools/rmmctl/Cargo.toml --locked
rmmctl:
	@if $(cargo) fetch $(manifest); then \
		$(cargo) build --offline $(manifest) --target-dir build/host && \
		mkdir -p $(out)/tools && cp -pu build/host/debug/rmmctl $(out)/tools/; \
	else \
		echo "rmm: no crates to build rmmctl with: its tests are skipped" >&2; rm -f $(out)/tools/rmmctl; \
	fi

.PHONY: all rmmctl

# SPDX-License-Identifier: GPL-2.0
# Builds the programs that guests run and copies the scripts. Runs in the toolchain root;
# kernel= is the prepared tree, whose kselftest harness and user headers are used.

out := build/user
CFLAGS := -O2 -g -std=gnu11 -Wall -Wextra -Werror -pthread
CPPFLAGS := -D_GNU_SOURCE -Iinclude -I$(kernel)/source/tools/testing/selftests \
	-I$(kernel)/source/tools/include -isystem $(kernel)/usr/include
LDLIBS := -lnuma

dirs := selftests samples bench
programs := $(patsubst %.c,$(out)/%,$(wildcard $(addsuffix /*.c,$(dirs))))
scripts := $(addprefix $(out)/,$(shell find $(wildcard $(dirs)) -maxdepth 1 -type f \
	! -name '*.c' ! -name '*.h' ! -name '*.md' ! -name '*.rs' ! -name '*lanes*' ! -name '.*')) \
	$(patsubst %,$(out)/%,README.md docs/rights.md $(wildcard docs/tour*.md docs/cookbook*.md selftests/lib/*.py \
	tools/python/rmm_client/*.py tools/python/examples/*.py))

# Library for LD_PRELOAD.
preload := $(out)/samples/librmm_preload.so

# Tests of other projects, those of them that the lab has: the kernel's tests that move pages,
# libnuma's and python's. Compiler warnings in them are ignored.
ksft := $(kernel)/source/tools/testing/selftests
# Changed copies: a test that takes minutes is cut to seconds, one that maps System V shared memory
# maps private memory instead.
short_tests := $(if $(wildcard $(ksft)/mm/migration.c),$(out)/suites/kernel/migration-short) \
	$(if $(wildcard $(suites)/numactl),$(out)/suites/numactl/test/randmap-private)
kernel_tests := $(patsubst $(ksft)/mm/%.c,$(out)/suites/kernel/%,$(wildcard $(patsubst %,$(ksft)/mm/%.c, \
	migration mkdirty rmap ksm_tests merge madv_populate mremap_test mremap_dontunmap guard-regions \
	process_madv soft-dirty mlock2-tests map_fixed_noreplace)))
futex_tests := $(patsubst $(ksft)/futex/functional/%.c,$(out)/suites/kernel/%, \
	$(wildcard $(ksft)/futex/functional/futex_numa_mpol.c))
# The excluded ones do not compile; numactl's own build leaves them out too.
numactl_tests := $(patsubst $(suites)/numactl/%.c,$(out)/suites/numactl/%,$(filter-out %/getnodemask.c %/tshm.c, \
	$(wildcard $(suites)/numactl/test/*.c)))
ifneq ($(numactl_tests),)
numactl_tests += $(addprefix $(out)/suites/numactl/,numademo migspeed)
endif
numactl_scripts := $(patsubst $(suites)/%,$(out)/suites/%,$(wildcard $(addprefix $(suites)/numactl/test/, \
	bind_range checkaffinity checktopology printcpu regress)))
python_tests := $(patsubst $(suites)/%,$(out)/suites/%,$(wildcard $(addprefix $(suites)/python/, \
	list_tests.py seq_tests.py fork_wait.py $(patsubst %,test_%.py,mmap array fork1 memoryview list))))
foreign_tests := $(short_tests) $(kernel_tests) $(futex_tests) $(numactl_tests) $(numactl_scripts) $(python_tests)

# Programs whose source was removed; guests would still run them.
stale := $(filter-out $(programs) $(scripts) $(preload) $(out)/selftests/lib, \
	$(wildcard $(addprefix $(out)/,$(addsuffix /*,$(dirs) selftests/lib))))

all: $(programs) $(scripts) $(preload) $(foreign_tests) rmmctl rust-examples
	$(if $(stale),rm -f $(stale))

# Things to try in a guest, without tests, benchmarks and suites: samples, rmmctl, the tour.
samples: $(filter $(out)/samples/%,$(programs) $(scripts)) $(filter $(out)/tools/%,$(scripts)) $(preload) \
	$(patsubst %,$(out)/%,$(wildcard docs/tour*.md selftests/tour.py selftests/lib/tap.py)) rmmctl

headers := $(wildcard include/*.h $(addsuffix /*.h,$(dirs)) selftests/lib/*.h)

# Code shared by the selftests: an archive, from which the linker takes the members that are used.
selftest_lib := build/selftest-lib/lib.a
selftest_objects := $(patsubst selftests/lib/%.c,$(dir $(selftest_lib))%.o,$(wildcard selftests/lib/*.c))

$(selftest_objects): $(dir $(selftest_lib))%.o: selftests/lib/%.c $(headers)
	@mkdir -p $(@D)
	gcc $(CFLAGS) $(CPPFLAGS) -c -o $@ $<

# Rebuilt from nothing: ar would keep members whose source was removed.
$(selftest_lib): $(selftest_objects)
	rm -f $@ && ar rcs $@ $^

$(filter $(out)/selftests/%,$(programs)): $(selftest_lib)

$(programs): $(out)/%: %.c $(headers)
	@mkdir -p $(@D)
	gcc $(CFLAGS) $(CPPFLAGS) -o $@ $< $(filter %.a,$^) $(LDLIBS)

$(preload): $(wildcard samples/preload/*) include/rmm.h
	@mkdir -p $(@D)
	gcc $(CFLAGS) $(CPPFLAGS) -shared -fPIC -fvisibility=hidden -o $@ samples/preload/*.c

foreign_cc = @mkdir -p $(@D); gcc -O2 -w -D_GNU_SOURCE -pthread -o $@ $(filter %.c,$^)

ksft_shared := $(wildcard $(ksft)/mm/vm_util.c $(ksft)/mm/hugepage_settings.c)
ksft_flags := -I$(kernel)/source -I$(ksft) -I$(ksft)/mm -isystem $(kernel)/source/tools/include/uapi \
	-isystem $(kernel)/usr/include -lnuma -lrt -lm

$(kernel_tests): $(out)/suites/kernel/%: $(ksft)/mm/%.c $(ksft_shared)
	$(foreign_cc) $(ksft_flags)

$(out)/suites/kernel/migration-short: $(ksft)/mm/migration.c $(ksft_shared) qemu/user.mk
	@mkdir -p $(@D)
	sed 's/^#define RUNTIME.*/#define RUNTIME (3)/' $< >$@.c && gcc -O2 -w -D_GNU_SOURCE -pthread -o $@ $@.c $(ksft_shared) $(ksft_flags); rm -f $@.c

$(out)/suites/numactl/test/randmap-private: $(suites)/numactl/test/randmap.c qemu/user.mk
	@mkdir -p $(@D)
	sed 's/^#if 0$$/#if 1/; s/pagesize = getpagesize();/setlinebuf(stdout); &/' $< >$@.c && gcc -O2 -w -D_GNU_SOURCE -I$(suites)/numactl -o $@ $@.c -lnuma; rm -f $@.c

$(futex_tests): $(out)/suites/kernel/%: $(ksft)/futex/functional/%.c
	$(foreign_cc) -I$(ksft) -I$(ksft)/futex/include -isystem $(kernel)/usr/include -lnuma

$(out)/suites/numactl/numademo: $(addprefix $(suites)/numactl/,numademo.c clearcache.c mt.c stream_lib.c util.c)
	$(foreign_cc) -I$(suites)/numactl -lnuma -lm

$(out)/suites/numactl/migspeed: $(suites)/numactl/migspeed.c $(suites)/numactl/util.c
	$(foreign_cc) -I$(suites)/numactl -lnuma -lrt

$(out)/suites/numactl/test/%: $(suites)/numactl/test/%.c $(suites)/numactl/util.c
	$(foreign_cc) -I$(suites)/numactl -lnuma

$(numactl_scripts) $(python_tests): $(out)/suites/%: $(suites)/%
	@mkdir -p $(@D)
	cp -p $< $@

$(scripts): $(out)/%: %
	@mkdir -p $(@D)
	cp -p $< $@

# Crates are fetched from a registry once. Without one, rmmctl and the examples are not built.
cargo := cargo --quiet
manifest = --manifest-path tools/$1/Cargo.toml --locked
examples := $(patsubst tools/rmm/examples/%.rs,%,$(wildcard tools/rmm/examples/*.rs))
rmmctl:
	@if $(cargo) fetch $(call manifest,rmmctl); then \
		$(cargo) build --offline $(call manifest,rmmctl) --target-dir build/host && \
		mkdir -p $(out)/tools && cp -pu build/host/debug/rmmctl $(out)/tools/; \
	else \
		echo "rmm: rmmctl is not built, because its crates cannot be fetched; its tests are skipped" >&2; \
		rm -rf $(out)/tools/rmmctl; \
	fi

rust-examples: rmmctl
	@if $(cargo) fetch $(call manifest,rmm); then \
		$(cargo) build --offline $(call manifest,rmm) --examples --target-dir build/host && \
		mkdir -p $(out)/tools/examples && \
		cp -pu $(addprefix build/host/debug/examples/,$(examples)) $(out)/tools/examples/; \
	else \
		rm -rf $(out)/tools/examples; \
	fi

.PHONY: all samples rmmctl rust-examples

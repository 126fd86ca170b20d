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
	! -name '*.c' ! -name '*.h' ! -name '*.md' ! -name '*.rs' ! -name run-lanes ! -name '.*')) \
	$(patsubst %,$(out)/%,$(wildcard docs/tour*.md))

# A library to preload into other programs.
preload := $(out)/samples/librmm_preload.so

# What its source is gone of would still be run.
stale := $(filter-out $(programs) $(scripts) $(preload),$(wildcard $(addprefix $(out)/,$(addsuffix /*,$(dirs)))))

all: $(programs) $(scripts) $(preload) rmmctl
	$(if $(stale),rm -f $(stale))

$(programs): $(out)/%: %.c $(wildcard include/*.h) $(wildcard $(addsuffix /*.h,$(dirs)))
	@mkdir -p $(@D)
	gcc $(CFLAGS) $(CPPFLAGS) -o $@ $< $(LDLIBS)

$(preload): $(wildcard samples/preload/*) include/rmm.h
	@mkdir -p $(@D)
	gcc $(CFLAGS) $(CPPFLAGS) -shared -fPIC -fvisibility=hidden -o $@ samples/preload/*.c

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

# SPDX-License-Identifier: GPL-2.0
# rmm: everything that is done to it. `make` alone builds for the lab's stock kernel;
# what the lab is and where it lives: docs/lab.md.

KERNEL_SERIES ?= 7.3
export KERNEL_SERIES
SERIES_SUFFIX := $(if $(filter-out 7.3,$(KERNEL_SERIES)),-$(KERNEL_SERIES))
CACHE := $(if $(RMM_CACHE),$(RMM_CACHE),$(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME),$(HOME)/.cache)/rmm)

.PHONY: all stock debug user kdir demo check bench lint host-test setup setup-debug kernel-update \
	rust-metadata enter clean distclean-cache help
MAKEFLAGS += --no-print-directory

ifdef KDIR
all: kdir ## rmm.ko for the lab's stock kernel, or for KDIR=/path/to/tree
else
all: stock
endif

stock: setup ## build/stock/rmm.ko, for Debian's own kernel
	@qemu/build stock
	@echo "build/stock$(SERIES_SUFFIX)/rmm.ko"

debug: setup-debug ## build/debug/rmm.ko, for the debug kernel
	@qemu/build debug
	@echo "build/debug$(SERIES_SUFFIX)/rmm.ko"

user: setup ## build/user: selftests and samples, as guests run them
	@qemu/build user

# A tree of the lab is built in the lab; any other with this machine's compilers.
kdir:
	@test -f '$(KDIR)/.config' || { echo "rmm: $(KDIR) is no configured kernel tree" >&2; exit 1; }
	@test -f '$(KDIR)/include/generated/rustc_cfg' && test -f '$(KDIR)/rust/libkernel.rmeta' && \
	test -f '$(KDIR)/rust/libmacros.so' || { \
		grep -q '^CONFIG_RUST=y' '$(KDIR)/.config' || { \
			echo "rmm: the kernel of $(KDIR) is configured without CONFIG_RUST: rmm cannot be built for it" >&2; exit 1; }; \
		echo "rmm: $(KDIR) lacks the kernel's Rust metadata (rust/*.rmeta, rust/libmacros.so)," >&2; \
		echo "which header packages do not ship. 'make' alone builds in the lab against a tree that has it;" >&2; \
		echo "'make rust-metadata KDIR=$(KDIR)' restores it for Debian's headers." >&2; exit 1; }
	@mkdir -p build/kdir
	@case '$(abspath $(KDIR))' in \
	'$(abspath $(CACHE))'/*) qemu/build '$(abspath $(KDIR))' ;; \
	*) $(MAKE) -C '$(KDIR)' M='$(CURDIR)' MO='$(CURDIR)/build/kdir' modules ;; \
	esac
	@echo build/kdir/rmm.ko

demo: stock user ## boots a guest with four nodes and shows what rmm shows
	@qemu/run --machine numa4 -- sh /rmm/samples/demo.sh

check: setup ## every test there is: lint, host tests, guests with stock and debug kernels
	@selftests/run-lanes

bench: stock user ## what rmm costs against the kernel's own files; BENCH=--quick tries it
	@bench/run $(BENCH)

lint: stock user ## rustfmt, clippy, gcc -Wall, shellcheck, unsafe only in src/sys, rmm.h up to date
	@qemu/lint

host-test: setup ## cargo test of the model, the ABI and the tools
	@qemu/host-test

setup: ## the lab: toolchain root, stock kernel, guests' root disk (done once, kept)
	@qemu/setup stock

setup-debug: ## the debug kernel too: 10 minutes once
	@qemu/setup debug

kernel-update: ## looks for a newer stock kernel of KERNEL_SERIES (default 7.3)
	@qemu/setup update

rust-metadata: ## restores the Rust metadata of Debian headers: KDIR=, default the running kernel's
	@qemu/setup metadata '$(or $(KDIR),/lib/modules/$(shell uname -r)/build)'

enter: setup ## a shell in the toolchain root
	@qemu/enter

clean: ## removes what was built here
	rm -rf build

distclean-cache: ## removes the lab: everything in RMM_CACHE
	@qemu/setup remove

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do \
		printf '  %-16s %s\n' "$$name" "$$what"; done

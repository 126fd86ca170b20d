# SPDX-License-Identifier: GPL-2.0
# Builds, tests and measures rmm. `make help` lists the targets; docs/lab.md describes
# the lab: the toolchain, the kernels and the guests that most targets use.

# The kernels of the lab, and the chosen one.
KERNELS := $(basename $(notdir $(wildcard qemu/kernels/*.conf)))
KERNEL ?= stock
CACHE := $(if $(RMM_CACHE),$(RMM_CACHE),$(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME),$(HOME)/.cache)/rmm)

.PHONY: all $(KERNELS) kernels user samples kdir demo shell tour tour-update check check-all bench lint doc host-test shell-test \
	deb deb-reproducible deb-test dist lab setup kernel-update rust-metadata enter clean distclean-cache help
MAKEFLAGS += --no-print-directory

ifdef KDIR
all: kdir ## Build rmm.ko for the kernel KERNEL=NAME (default stock), or for the tree KDIR=/path/to/tree
else
all: $(KERNEL)
endif

stock: ## Build build/stock/rmm.ko for the stock kernel, which is Debian's
debug: ## Build build/debug/rmm.ko for the debug kernel (about 10 minutes, once)

# A target for each kernel of qemu/kernels.
$(KERNELS):
	@qemu/setup kernel $@
	@qemu/build $@
	@echo "build/$@/rmm.ko"

kernels: setup ## Build for each kernel of Debian, and run a quick guest of each
	@selftests/run-lanes --kernels

user: setup ## Build build/user: selftests, samples, benchmarks and rmmctl, as guests run them
	@qemu/build user

samples: lab ## Build the samples, rmmctl and the tour only
	@qemu/build samples

# Compilers of the lab build for trees of the lab; this machine's build for any other tree.
kdir:
	@qemu/check-kdir '$(KDIR)'
	@mkdir -p build/kdir
	@case '$(abspath $(KDIR))' in \
	'$(abspath $(CACHE))'/*) qemu/build '$(abspath $(KDIR))' ;; \
	*) $(MAKE) -C '$(KDIR)' M='$(CURDIR)' MO='$(CURDIR)/build/kdir' modules && \
		qemu/strip-module build/kdir ;; \
	esac
	@echo build/kdir/rmm.ko

demo: lab ## Boot a guest with four NUMA nodes and show what rmm shows there
	@qemu/demo

shell: $(KERNEL) samples ## Open a shell in a guest, with something to look at (MACHINE=numa4 KERNEL=stock)
	@qemu/run --shell --machine $(or $(MACHINE),numa4) --kernel $(KERNEL)

tour: stock samples ## Take the tour of docs/tour.md in a guest, step by step
	@qemu/run --shell --machine numa4 -- python3 -B selftests/tour.py --show "$(or $(LC_ALL),$(LC_MESSAGES),$(LANG))"

tour-update: stock samples ## Write what the steps of the tour print in a guest to docs/tour*.md
	@qemu/run --machine numa4 -- python3 -B selftests/tour.py --record >build/tour.json
	@qemu/enter python3 -B selftests/tour.py --update build/tour.json

check: setup ## Run the tests: lint, host tests, guests with the stock and the debug kernel
	@selftests/run-lanes

check-all: setup ## Run every test in every guest that can run it; takes some hours
	@selftests/run-lanes --all

bench: stock user ## Measure rmm against the kernel's own files (BENCH=--quick, --counted, …: see bench/run)
	@bench/run $(BENCH)

lint: $(KERNEL) user ## Check formatting, clippy, gcc, shellcheck, layers, unsafe, wording, rustdoc, rmm.h
	@qemu/lint $(KERNEL)

doc: stock ## Build rustdoc of the module, the host crate, the library and rmmctl
	@qemu/doc
	@echo "build/doc/rmm/index.html"
	@echo "build/host/doc/rmm_host/index.html"
	@echo "build/host/doc/rmm/index.html"

host-test: setup ## Run the cargo tests of the model, the ABI and the tools
	@qemu/host-test

shell-test: stock samples ## Use the shell and the tour in guests as on a terminal
	@qemu/shell-test

deb: ## Build Debian packages of everything in build/deb, and check them with lintian
	@qemu/setup deb
	@qemu/deb
	@ls build/deb/*.deb

deb-test: deb ## Install, upgrade, remove and purge the packages; build the module with DKMS
	@qemu/setup deb-tests
	@qemu/deb-test

deb-reproducible: deb ## Build the packages again elsewhere, and compare the bytes
	@RMM_CARGO_TARGET= qemu/deb build/deb-again
	@cd build/deb && sha256sum *.deb *.dsc *.tar.xz | (cd ../deb-again && sha256sum -c)

dist: ## Write the source archive build/dist/rmm-VERSION.tar.xz
	@tools/dist build/dist

# What building and running guests takes; setup adds what only tests need.
lab:
	@qemu/setup kernel

setup: ## Set up the lab once: toolchain root, stock kernel (or KERNEL=NAME), root disk of the guests
	@qemu/setup tests
ifneq ($(KERNEL),stock)
	@qemu/setup kernel $(KERNEL)
endif

kernel-update: ## Look for a newer kernel KERNEL=NAME (default stock)
	@qemu/setup update $(KERNEL)

rust-metadata: ## Restore the Rust metadata of Debian headers (KDIR=, default: the running kernel)
	@qemu/setup metadata '$(or $(KDIR),/lib/modules/$(shell uname -r)/build)'

enter: setup ## Start a shell in the toolchain root
	@qemu/enter

clean: ## Remove build/
	rm -rf build

distclean-cache: ## Remove the lab: everything in RMM_CACHE
	@qemu/setup remove

help: ## Print this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do \
		printf '  %-16s %s\n' "$$name" "$$what"; done

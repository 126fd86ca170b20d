# SPDX-License-Identifier: GPL-2.0
# Builds a module in Rust for DKMS, which passes KERNELRELEASE. DKMS expands dkms.conf when it reads it, before
# dkms-pre-build has run, so the directory to build with is looked up here.
modules:
	$(MAKE) -C "$$(rust-kernel-metadata path $(KERNELRELEASE))" M=$(CURDIR) modules

.PHONY: modules

# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables shared through setup
# The disks of the guests: a root disk made of the user space of the toolchain root, and for
# each kernel an initramfs with the modules that are not built in.
#
#   guest/root.img          ext4, never written: guests write to snapshots of it
#   kernels/RELEASE/stock/initramfs.img, kernels/RELEASE/NAME.KEY/initramfs.img

make_image() { # make_image IMAGE KEY
	rm -f "$1".new
	# Compilers, sources and package lists are left out: guests build nothing.
	# shellcheck disable=SC2016  # the inner shell expands its own arguments
	in_guest_root sh -c 'cd / && tar -cf - --one-file-system --exclude=./tmp/* --exclude=./proc/* --exclude=./sys/* \
		--exclude=./dev/* --exclude=./run/* --exclude=./boot/* --exclude=./usr/src/* --exclude=./usr/include/* \
		--exclude=./var/cache/* --exclude=./var/lib/apt/* --exclude=./var/log/* --exclude=./usr/lib/modules/* \
		--exclude=./usr/lib/llvm-19 --exclude=./usr/lib/rustlib --exclude=./usr/lib/gcc --exclude=./usr/libexec/gcc \
		--exclude=./usr/lib/*/libLLVM* --exclude=./usr/lib/*/libclang* --exclude=./usr/lib/*/librustc_driver* \
		--exclude=./usr/lib/*/*.a --exclude=./usr/share/qemu --exclude=./usr/share/seabios --exclude=./usr/bin/qemu* \
		--exclude=./usr/share/perl* --exclude=./usr/share/locale --exclude=./usr/share/zoneinfo \
		--exclude=./usr/bin/*clang* --exclude=./usr/bin/cargo* --exclude=./usr/bin/shellcheck --exclude=./usr/bin/bindgen \
		--exclude=./usr/bin/*lto-dump* --exclude=./usr/bin/*-gnu-gcc* --exclude=./usr/bin/*-gnu-cpp* \
		--exclude=.'"$cache"' --exclude=.'"$checkout"'/* . |
		mke2fs -q -t ext4 -O ^has_journal,^metadata_csum -E lazy_itable_init=1,nodiscard -m 0 -L guest -d - "$1" 2G' \
		sh "$1.new"
	in_guest_root e2fsck -fn "$1.new"
	mv "$1.new" "$1"
	echo "$2" >"$1.whole"
}

make_initramfs() { # make_initramfs OUT RELEASE [MODULE_BASE]
	local out=$1 release=$2 base=${3:-} tree=$1.tree file name
	rm -rf --one-file-system "$tree"
	mkdir -p "$tree"/{bin,dev,proc,sys,new,lab}
	cp "$cache/roots/$guest_root/bin/busybox" "$tree/bin/"
	ln -s busybox "$tree/bin/sh"
	cp "$lab/guest/init" "$tree/init"
	cp "$lab/guest/job" "$lab/guest/lab" "$tree/lab/"
	if [ -n "$base" ]; then
		[ -f "$base/lib/modules/$release/modules.dep" ] || in_guest_root depmod -b "$base" "$release"
		# Built-in modules have no file: modprobe reports that in the log.
		# shellcheck disable=SC2016,SC2046  # the inner shell expands its own arguments; a word a module
		in_guest_root sh -c 'base=$1 release=$2; shift 2
			for name; do modprobe -S "$release" -d "$base" --show-depends "$name"; done; true' sh "$base" "$release" \
			$(sed 's/#.*//' "$lab/guest/modules") | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$tree.list"
		while read -r file; do
			name=$tree/lib/modules/$release/${file#*"/lib/modules/$release/"}
			mkdir -p "$(dirname "$name")"
			cp "$file" "$name"
		done <"$tree.list"
		in_guest_root find "$tree" -name '*.xz' -exec xz -d {} +
		cp "$base/lib/modules/$release"/modules.{builtin,builtin.modinfo,order} "$tree/lib/modules/$release/"
		in_guest_root depmod -b "$tree" "$release"
	fi
	# shellcheck disable=SC2016  # the inner shell expands its own arguments
	in_guest_root sh -c 'cd "$1" && find . | cpio --quiet -o -H newc -R 0:0 >"$2"' sh "$tree" "$out.new"
	mv "$out.new" "$out"
	rm -rf --one-file-system "$tree" "$tree.list"
}

setup_image() {
	local image=$cache/guest/root.img key
	key="$(readlink "$cache/roots/$guest_root") $(declare -f make_image | sha256sum | cut -c 1-16)"
	if [ ! -f "$image" ] || [ "$(cat "$image.whole" 2>/dev/null)" != "$key" ]; then
		step image "making the guests' root disk" make_image "$image" "$key"
	fi
}

setup_initramfs() { # setup_initramfs BOOT_DIR RELEASE [MODULE_BASE]
	local out=$1/initramfs.img key
	key="$(readlink "$cache/roots/$guest_root") $(cat "$lab"/guest/{init,job,lab,modules} "$lab/guest.sh" | sha256sum | cut -c 1-16) ${*:2}"
	if [ ! -f "$out" ] || [ "$(cat "$out.whole" 2>/dev/null)" != "$key" ]; then
		step initramfs "making the initramfs of $2" make_initramfs "$out" "${@:2}"
		echo "$key" >"$out.whole"
	fi
}

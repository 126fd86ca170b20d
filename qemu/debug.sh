# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables shared through setup
# The debug kernel: the source of the stock kernel, configured by kernels/debug.config and
# built by clang.
#
#   kernels/RELEASE/debug-KEY   O= directory with vmlinuz

fragment=$lab/kernels/debug.config

debug_make() { in_root make -C "$kernel/src" O="$1" LLVM=-19 -j"$jobs" KBUILD_BUILD_USER=rmm KBUILD_BUILD_HOST=lab "${@:2}"; }

configure_debug() {
	local out=$1 lost
	mkdir -p "$out"
	debug_make "$out" KCONFIG_ALLCONFIG="$fragment" allnoconfig
	lost=$(lost_lines "$out/.config")
	[ -z "$lost" ] || { echo "the configuration does not have these lines of $(basename "$fragment"):"; echo "$lost"; return 1; }
}

# Lines of the fragment, up to its optional part, that the configuration lacks.
lost_lines() {
	awk 'NR == FNR { has[$0]; next }
		/^# --- optional/ { exit }
		/^CONFIG_/ { if (!($0 in has)) print }
		/^# CONFIG_.* is not set$/ { sub(/ is not set$/, "=y"); sub(/^# /, ""); if ($0 in has) print "not " $0 }' "$1" "$fragment"
}

build_debug() {
	local out=$1
	debug_make "$out" bzImage modules modules_prepare
	cp "$out/arch/x86/boot/bzImage" "$out/vmlinuz"
}

setup_debug() {
	local key out hash
	key="$version $toolchain $(sha256sum <"$fragment" | cut -c 1-16)"
	hash=$(sha256sum <<<"$key" | cut -c 1-12)
	out=$kernel/debug-$hash
	if ! is_complete "$out" "$key"; then
		need_space 5 "the debug kernel"
		# An interrupted build is resumed: kbuild skips what is up to date.
		[ -f "$out/.configured" ] || {
			rm -rf --one-file-system "$out"
			step configure-debug "configuring the debug kernel" configure_debug "$out"
			: >"$out/.configured"
		}
		step build-debug "building the debug kernel (clang, KASAN, lockdep: about 10 minutes)" build_debug "$out"
		echo "$key" >"$out/.whole"
		for old in "$kernel"/debug-*; do
			[ "$old" = "$out" ] || rm -rf --one-file-system "$old"
		done
	fi
	setup_initramfs "$out" "$(<"$out/include/config/kernel.release")"
	switch_link "debug-$series" "kernels/$release/debug-$hash"
}

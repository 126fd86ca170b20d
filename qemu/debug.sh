# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # names shared through setup
# The debug kernel: the stock kernel's own source, clang, and kernels/debug.config.
#
#   kernels/RELEASE/debug-KEY   O= directory, vmlinuz and all

fragment=$lab/kernels/debug.config

debug_make() { in_root make -C "$kernel/src" O="$1" LLVM=-19 -j"$jobs" KBUILD_BUILD_USER=rmm KBUILD_BUILD_HOST=lab "${@:2}"; }

configure_debug() {
	local out=$1 lost
	mkdir -p "$out"
	debug_make "$out" KCONFIG_ALLCONFIG="$fragment" allnoconfig
	lost=$(lost_lines "$out/.config")
	[ -z "$lost" ] || { echo "these lines of $(basename "$fragment") did not hold:"; echo "$lost"; return 1; }
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
	if ! whole "$out" "$key"; then
		need_space 5 "the debug kernel"
		# A build that was cut short goes on: kbuild knows what it had finished.
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
	point "debug-$series" "kernels/$release/debug-$hash"
}

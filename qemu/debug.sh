# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables shared through setup
# The debug kernels: the source of another kernel, configured by fragments and built by clang.
#
#   kernels/RELEASE/NAME.KEY   O= directory with vmlinuz

debug_make() { in_root make -C "$source" O="$1" LLVM="-$llvm" -j"$jobs" KBUILD_BUILD_USER=rmm KBUILD_BUILD_HOST=lab "${@:2}"; }

# The fragments of the kernel as one: what a later one says replaces what an earlier one says.
fragment() {
	local file files=()
	for file in $config; do files+=("$lab/kernels/$file"); done
	awk 'match($0, /^(# )?CONFIG_[A-Za-z0-9_]+/) { symbol = substr($0, RSTART, RLENGTH); sub(/^# /, "", symbol); last[symbol] = NR }
		{ line[NR] = $0; of[NR] = symbol; symbol = "" }
		END { for (i = 1; i <= NR; i++) if (!of[i] || last[of[i]] == i) print line[i] }' "${files[@]}"
}

configure_debug() {
	local out=$1 lost
	mkdir -p "$out"
	fragment >"$out/fragment"
	debug_make "$out" KCONFIG_ALLCONFIG="$out/fragment" allnoconfig
	lost=$(lost_lines "$out/.config" "$out/fragment")
	[ -z "$lost" ] || { echo "the configuration does not have these lines of $config:"; echo "$lost"; return 1; }
}

# Lines of a fragment that a configuration lacks, without its optional parts.
lost_lines() { # lost_lines CONFIG FRAGMENT
	awk 'NR == FNR { has[$0]; next }
		/^# ---/ { optional = /^# --- optional/ }
		optional { next }
		/^CONFIG_/ { if (!($0 in has)) print }
		/^# CONFIG_.* is not set$/ { sub(/ is not set$/, "=y"); sub(/^# /, ""); if ($0 in has) print "not " $0 }' "$1" "$2"
}

build_debug() {
	local out=$1
	debug_make "$out" bzImage modules modules_prepare
	cp "$out/arch/x86/boot/bzImage" "$out/vmlinuz"
}

setup_debug() {
	local key out old
	key="$version $toolchain $(fragment | sha256sum | cut -c 1-16)"
	out=$kernel/$name.$(sha256sum <<<"$key" | cut -c 1-12)
	if ! is_complete "$out" "$key"; then
		need_space 5 "the debug kernel"
		# An interrupted build is resumed: kbuild skips what is up to date.
		[ -f "$out/.configured" ] || {
			rm -rf --one-file-system "$out"
			step "configure-$name" "configuring the kernel $name" configure_debug "$out"
			: >"$out/.configured"
		}
		step "build-$name" "building the kernel $name (clang, KASAN, lockdep: about 10 minutes)" build_debug "$out"
		echo "$root" >"$out/.root"
		echo "$key" >"$out/.whole"
		for old in "$kernel/$name".*; do
			[ "$old" = "$out" ] || rm -rf --one-file-system "$old"
		done
	fi
	setup_initramfs "$out" "$(<"$out/include/config/kernel.release")"
	switch_link "kernels/$name" "$release/${out##*/}"
}

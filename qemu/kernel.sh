# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables shared through setup
# The stock kernel: Debian's binary, and the Rust metadata that its header package lacks.
#
#   kernels/RELEASE/deb     the binary, its modules, .config and Module.symvers, as shipped
#   kernels/RELEASE/src     the unmodified source of exactly that binary
#   kernels/RELEASE/stock   O= directory prepared to build modules for that binary (KDIR)
#   kernels/series-X.Y      RELEASE and package version that are used for a series

# Prints "RELEASE VERSION" of the newest kernel of series $1 for which the archive has
# headers, binary, modules and source of the same version.
newest_of() {
	local version name
	for version in $(in_root apt-cache madison "linux-source-$1" 2>/dev/null | awk -F' *[|] *' '{ print $2 }' | sort -Vru); do
		for name in $(in_root apt-cache pkgnames "linux-headers-$1." | grep -E '^linux-headers-[0-9.]+\+[^-]*-amd64$' | sort -Vr); do
			name=${name#linux-headers-}
			if in_root apt-cache madison "linux-headers-$name" "linux-modules-$name" "linux-base-$name" "linux-binary-unsigned-$name" |
				awk -F' *[|] *' -v want="$version" '$2 == want { sub(/^ +/, "", $1); seen[$1] }
					END { n = 0; for (p in seen) n++; exit n != 4 }'; then
				echo "$name $version"
				return
			fi
		done
	done
}

index_packages() {
	[ -n "$(find "$cache/root/.index" -mmin -60 2>/dev/null)" ] && return
	in_root apt-get update -o APT::Update::Error-Mode=any
	: >"$cache/root/.index"
}

choose_kernel() { # writes kernels/series-$series.new
	local other found
	index_packages
	found=$(newest_of "$series")
	if [ -z "$found" ]; then
		for other in $(in_root apt-cache pkgnames linux-source- | sed -nE 's/^linux-source-([0-9]+\.[0-9]+)$/\1/p' | sort -Vr); do
			found=$(newest_of "$other")
			[ -z "$found" ] || break
		done
	fi
	[ -n "$found" ] || { echo "the archive has no kernel of any series with headers, binary, modules and source of the same version"; return 1; }
	echo "$found" >"$cache/kernels/series-$series.new"
	echo "$found"
}

fetch_kernel() {
	local dir=$1 release=$2 version=$3 got=$cache/tmp/deb unpacked=$cache/tmp/unpacked deb
	index_packages
	rm -rf --one-file-system "$got" "$unpacked"
	mkdir -p "$got" "$unpacked" "$dir"
	# shellcheck disable=SC2016  # the inner shell expands its own arguments
	in_root sh -c 'cd "$1" && shift && exec apt-get download -o APT::Sandbox::User=root "$@"' sh "$got" \
		"linux-headers-$release=$version" "linux-binary-unsigned-$release=$version" \
		"linux-modules-$release=$version" "linux-base-$release=$version" "linux-source-${version%%.*}.$(echo "$version" | cut -d. -f2)=$version"
	for deb in "$got"/*.deb; do
		in_root dpkg-deb -x "$deb" "$unpacked"
	done
	make_new "$dir/deb"
	cp "$unpacked/usr/src/linux-headers-$release/.config" "$dir/deb.new/config"
	cp "$unpacked/usr/src/linux-headers-$release/Module.symvers" "$dir/deb.new/Module.symvers"
	grep -q '^CONFIG_RUST=y' "$dir/deb.new/config" || { echo "kernel $release was built without Rust"; return 1; }
	mkdir -p "$dir/deb.new/lib/modules"
	mv "$unpacked/usr/lib/modules/$release" "$dir/deb.new/lib/modules/"
	mv "$dir/deb.new/lib/modules/$release/vmlinuz.unsigned" "$dir/deb.new/vmlinuz"
	make_new "$dir/src"
	# Left out for its size: the largest directory of generated headers, which no configuration
	# of the lab uses.
	in_root tar -xf "$unpacked"/usr/src/linux-source-*.tar.xz -C "$dir/src.new" --strip-components=1 \
		--exclude='*/drivers/gpu/drm/amd/include'
	settle "$dir/src" "$version"
	settle "$dir/deb" "$version"
	rm -rf --one-file-system "$got" "$unpacked"
}

# Every Rust symbol that the crates of tree $1 provide to modules must be exported by the
# binary under the same mangled name. Otherwise modules do not load.
check_symbols() {
	local out=$1 absent
	absent=$(awk 'NR == FNR { has[$2]; next } match($0, /\([^)]*\)/) { s = substr($0, RSTART + 1, RLENGTH - 2); if (!(s in has)) print s }' \
		"$out/Module.symvers" "$out"/rust/exports_*_generated.h)
	[ -z "$absent" ] || { echo "the kernel binary does not export these Rust symbols; it was probably built by another compiler:"; echo "$absent" | head; return 1; }
}

prepare_tree() { # prepare_tree OUT SRC CONFIG SYMVERS RELEASE
	local out=$1 src=$2 release=$5 was now
	rm -rf --one-file-system "$out"
	mkdir -p "$out"
	cp "$3" "$out/.config"
	cp "$4" "$out/Module.symvers"
	in_root make -C "$src" O="$out" olddefconfig
	was=$(grep '^CONFIG_RUSTC_VERSION=' "$3")
	now=$(grep '^CONFIG_RUSTC_VERSION=' "$out/.config" || true)
	[ "$was" = "$now" ] || { echo "this kernel was built by another rustc ($was) than that of the toolchain root ($now)"; return 1; }
	in_root make -C "$src" O="$out" -j"$jobs" KERNELRELEASE="$release" prepare modules_prepare headers
	check_symbols "$out"
}

setup_tree() { # setup_tree DIR RELEASE VERSION
	local key="$3 $toolchain"
	is_complete "$1/stock" "$key" && return
	step metadata "restoring the Rust metadata of $2" \
		prepare_tree "$1/stock" "$1/src" "$1/deb/config" "$1/deb/Module.symvers" "$2"
	ln -sfn ../deb/vmlinuz "$1/stock/vmlinuz"
	echo "$key" >"$1/stock/.whole"
}

# Sets release, version and kernel (its directory). With $1 = update looks for a newer one.
setup_kernel() {
	local chosen=$cache/kernels/series-$series
	if [ "${1:-}" = update ] || [ ! -f "$chosen" ]; then
		[ "${1:-}" != update ] || rm -f "$cache/root/.index"
		step choose "choosing a kernel of series $series" choose_kernel
		chosen=$chosen.new
	fi
	read -r release version <"$chosen"
	case $release in
	"$series".*) ;;
	*) say "rmm: the archive has no complete kernel of series $series: using $release" ;;
	esac
	kernel=$cache/kernels/$release
	if ! is_complete "$kernel/deb" "$version" || ! is_complete "$kernel/src" "$version"; then
		need_space 6 "a kernel with its source"
		step fetch "fetching kernel $release ($version) and its source" fetch_kernel "$kernel" "$release" "$version"
	fi
	setup_tree "$kernel" "$release" "$version"
	[ "$chosen" = "$cache/kernels/series-$series" ] || mv "$chosen" "$cache/kernels/series-$series"
}

# The same preparation for headers that are installed on this machine: from the source
# package of their version, with their own .config and Module.symvers.
setup_metadata() {
	local headers=$1 want
	headers=$(readlink -f "$headers" || true)
	if [ ! -f "$headers/.config" ] || [ ! -f "$headers/Module.symvers" ]; then
		die "no kernel headers in $1: install linux-headers-$(uname -r), or set KDIR=/path/to/headers"
	fi
	grep -q '^CONFIG_RUST=y' "$headers/.config" ||
		die "the kernel of $headers is configured without CONFIG_RUST: rmm cannot be built for it"
	want=$(cat "$headers/include/config/kernel.release" 2>/dev/null) ||
		die "$headers has no include/config/kernel.release: it is not a Debian header package"
	step index "looking for the source of $want" find_release "$want"
	read -r release version <"$cache/kernels/release.new"
	kernel=$cache/kernels/$release
	if ! is_complete "$kernel/src" "$version"; then
		step fetch "fetching the source of $release ($version)" fetch_kernel "$kernel" "$release" "$version"
	fi
	local key
	key="$version $toolchain $(cat "$headers/.config" "$headers/Module.symvers" | sha256sum | cut -c 1-16)"
	if ! is_complete "$kernel/headers" "$key"; then
		step metadata "restoring the Rust metadata of $release" \
			prepare_tree "$kernel/headers" "$kernel/src" "$headers/.config" "$headers/Module.symvers" "$release"
		echo "$key" >"$kernel/headers/.whole"
	fi
	echo "make KDIR=$kernel/headers"
}

find_release() { # writes kernels/release.new
	local found
	index_packages
	found=$(in_root apt-cache madison "linux-headers-$1" | awk -F' *[|] *' '{ print $2; exit }')
	if [ -z "$found" ] || ! in_root apt-cache madison "linux-source-$(echo "$1" | cut -d. -f1,2)" | grep -F " $found "; then
		echo "the archive has no source of the version of linux-headers-$1"
		return 1
	fi
	echo "$1 $found" >"$cache/kernels/release.new"
}

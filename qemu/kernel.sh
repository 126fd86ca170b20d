# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables shared through setup
# Debian's kernels: their binaries, and the Rust metadata that their header packages lack.
#
#   sources/VERSION           the unmodified source of binaries, which flavours share
#   kernels/RELEASE/deb       a binary, its modules, .config and Module.symvers, as shipped
#   kernels/RELEASE/stock     O= directory prepared to build modules for that binary (KDIR)
#   kernels/NAME.chosen       RELEASE and package version that are used for kernels/NAME.conf

# The versions of package $1 in the kernel's suite.
versions() { in_root apt-cache madison "$1" 2>/dev/null | awk -F' *[|] *' -v suite="$suite/" 'index($3, " " suite) { print $2 }'; }

# Prints "RELEASE VERSION" of the newest kernel of series $1, of the kernel's suite and flavour,
# for which the archive has headers, binary, modules and source of the same version.
newest_of() {
	local version name suffix=-$arch
	[ "$flavour" = generic ] || suffix=-$flavour-$arch
	for version in $(versions "linux-source-$1" | sort -Vru); do
		for name in $(in_root apt-cache pkgnames "linux-headers-$1." | grep -E "^linux-headers-[^-]*$suffix\$" | sort -Vr); do
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
	local index=$cache/roots/${root:-$guest_root}/.index expired
	[ -n "$(find "$index" -mmin -60 2>/dev/null)" ] && return
	expired=$(accept_expired)
	in_root apt-get update -o APT::Update::Error-Mode=any ${expired:+-o "$expired"}
	: >"$index"
}

choose_kernel() { # choose_kernel CHOSEN: writes CHOSEN.new
	local wanted other found=
	index_packages
	for wanted in $series; do
		[ "$wanted" != newest ] ||
			wanted=$(in_root apt-cache pkgnames linux-source- | sed -nE 's/^linux-source-([0-9]+\.[0-9]+)$/\1/p' | sort -Vr)
		for other in $wanted; do
			found=$(newest_of "$other")
			[ -z "$found" ] || break 2
		done
	done
	[ -n "$found" ] || { echo "$suite has no $flavour kernel of series $series with headers, binary, modules and source of the same version"; return 1; }
	echo "$found" >"$1.new"
	echo "$found"
}

download() { # download NAME PACKAGE=VERSION…: unpacks packages to tmp/NAME
	local got=$cache/tmp/$1.deb unpacked=$cache/tmp/$1 deb
	shift
	index_packages
	rm -rf --one-file-system "$got" "$unpacked"
	mkdir -p "$got" "$unpacked"
	# shellcheck disable=SC2016  # the inner shell expands its own arguments
	in_root sh -c 'cd "$1" && shift && exec apt-get download -o APT::Sandbox::User=root "$@"' sh "$got" "$@"
	for deb in "$got"/*.deb; do
		in_root dpkg-deb -x "$deb" "$unpacked"
	done
	rm -rf --one-file-system "$got"
}

fetch_source() {
	local dir=$1 version=$2
	download source "linux-source-$(echo "$version" | cut -d. -f1,2)=$version"
	make_new "$dir"
	# Left out for its size: the largest directory of generated headers, which no configuration
	# of the lab uses.
	in_root tar -xf "$cache"/tmp/source/usr/src/linux-source-*.tar.xz -C "$dir.new" --strip-components=1 \
		--exclude='*/drivers/gpu/drm/amd/include'
	settle "$dir" "$version"
	rm -rf --one-file-system "$cache/tmp/source"
}

fetch_kernel() {
	local dir=$1 release=$2 version=$3 unpacked=$cache/tmp/kernel
	download kernel "linux-headers-$release=$version" "linux-binary-unsigned-$release=$version" \
		"linux-modules-$release=$version" "linux-base-$release=$version"
	mkdir -p "$dir"
	make_new "$dir/deb"
	cp "$unpacked/usr/src/linux-headers-$release/.config" "$dir/deb.new/config"
	cp "$unpacked/usr/src/linux-headers-$release/Module.symvers" "$dir/deb.new/Module.symvers"
	grep -q '^CONFIG_RUST=y' "$dir/deb.new/config" || { echo "kernel $release was built without Rust"; return 1; }
	mkdir -p "$dir/deb.new/lib/modules"
	mv "$unpacked/usr/lib/modules/$release" "$dir/deb.new/lib/modules/"
	mv "$dir/deb.new/lib/modules/$release/vmlinuz.unsigned" "$dir/deb.new/vmlinuz"
	settle "$dir/deb" "$version"
	rm -rf --one-file-system "$unpacked"
}

prepare_tree() { # prepare_tree OUT SRC CONFIG SYMVERS RELEASE [OPTION…]
	in_root "$checkout/tools/rust-kernel-metadata/rust-kernel-metadata" restore --output "$1" --source "$2" \
		--config "$3" --symvers "$4" --target headers "${@:6}" "$5"
}

setup_tree() { # setup_tree DIR RELEASE VERSION
	local key="$3 $toolchain"
	is_complete "$1/stock" "$key" && return
	step "metadata-$name" "restoring the Rust metadata of $2" \
		prepare_tree "$1/stock" "$source" "$1/deb/config" "$1/deb/Module.symvers" "$2" \
		--image "$1/deb/vmlinuz"
	ln -sfn ../deb/vmlinuz "$1/stock/vmlinuz"
	echo "$root" >"$1/stock/.root"
	echo "$key" >"$1/stock/.whole"
}

setup_source() { # sets source, the directory of the source of $version
	source=$cache/sources/$version
	is_complete "$source" "$version" && return
	need_space 6 "a kernel with its source"
	step source "fetching the source of $version" fetch_source "$source" "$version"
}

# Sets release, version, source and kernel (its directory). With $1 = update looks for a newer one.
setup_kernel() {
	local chosen=$cache/kernels/${of:-$name}.chosen
	if [ "${1:-}" = update ] || [ ! -f "$chosen" ]; then
		[ "${1:-}" != update ] || rm -f "$cache/roots/$root/.index"
		step "choose-$name" "choosing a $flavour kernel of series ${series%% *}" choose_kernel "$chosen"
		chosen=$chosen.new
	fi
	read -r release version <"$chosen"
	case $release in
	"${series%% *}".*) ;;
	*) say "rmm: the archive has no complete $flavour kernel of series ${series%% *}: using $release" ;;
	esac
	kernel=$cache/kernels/$release
	setup_source
	if ! is_complete "$kernel/deb" "$version"; then
		step "fetch-$name" "fetching kernel $release ($version)" fetch_kernel "$kernel" "$release" "$version"
	fi
	setup_tree "$kernel" "$release" "$version"
	[ "$chosen" = "${chosen%.new}" ] || mv "$chosen" "${chosen%.new}"
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
	setup_source
	local key
	key="$version $toolchain $(cat "$headers/.config" "$headers/Module.symvers" | sha256sum | cut -c 1-16)"
	if ! is_complete "$kernel/headers" "$key"; then
		step metadata "restoring the Rust metadata of $release" \
			prepare_tree "$kernel/headers" "$source" "$headers/.config" "$headers/Module.symvers" "$release"
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

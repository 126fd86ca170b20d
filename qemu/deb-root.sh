# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables shared through setup
# The roots of packaging. Tests work on overlays of the last two, so they change neither.
#
#   deb-root        the toolchain root with the packages of packages-deb: builds packages
#   deb-machine     Debian with the stock kernel, without compilers: rmm is installed there
#   deb-builder     an overlay of deb-root with headers and source of the kernel: DKMS builds there

deb_packages() { sed 's/#.*//' "$lab/packages-deb" | xargs -n 1; }

# in_other_root NAME COMMAND…: in_root for another root of the cache.
in_other_root() { alone "$lab/chroot.sh" "$cache/$1" "$cache" "$checkout" "${@:2}"; }

# in_overlay LOWER CHANGES COMMAND…: the same for an overlay; both are paths in the cache.
in_overlay() { alone "$lab/overlay.sh" "$1" "$2" "$cache" "$checkout" "${@:3}"; }

# No hook of the kernel makes an initramfs: nothing boots in these roots.
installing=(env INITRD=No DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends
	-o DPkg::Options::=--force-unsafe-io)

make_deb_root() { # make_deb_root DIR KEY
	rm -rf --one-file-system "$1.new"
	cp -a --reflink=auto "$cache/roots/$guest_root/." "$1.new"
	# shellcheck disable=SC2046  # one word for each package
	in_other_root "$(basename "$1").new" "${installing[@]}" $(deb_packages)
	settle "$1" "$2"
}

# What the packages of rmm depend on is installed before they are, so that a test sees what they leave behind.
make_deb_machine() { # make_deb_machine DIR KEY URL
	rm -rf --one-file-system "$1.new"
	alone mmdebstrap --mode=root --variant=minbase --skip=cleanup/apt/lists \
		--include=ca-certificates,kmod,udev,systemd,man-db,bash-completion,python3,libgcc-s1 \
		"$guest_root" "$1.new" "deb $3 $guest_root main" "deb $3 $guest_root-backports main"
	in_other_root "$(basename "$1").new" "${installing[@]}" -t "$guest_root-backports" "linux-image-$release=$version"
	in_other_root "$(basename "$1").new" apt-get clean
	settle "$1" "$2"
}

make_deb_builder() { # make_deb_builder DIR KEY
	rm -rf --one-file-system "$1"
	in_overlay "$cache/deb-root" "$1" "${installing[@]}" -t "$guest_root-backports" dkms pahole zstd \
		"linux-image-$release=$version" "linux-headers-$release=$version" "linux-source-$(cut -d. -f1,2 <<<"$release")=$version"
	in_overlay "$cache/deb-root" "$1" apt-get clean
	echo "$2" >"$1/.whole"
}

setup_deb_root() {
	local key dir
	dir=$cache/deb-root
	key="$(readlink "$cache/roots/$guest_root") $({ deb_packages; declare -f make_deb_root; } | sha256sum | cut -c 1-16)"
	if ! is_complete "$dir" "$key"; then
		need_space 4 "the root that builds packages"
		index_packages
		step deb-root "making the root that builds Debian packages" make_deb_root "$dir" "$key"
	fi
}

setup_deb_tests() {
	local key dir url
	dir=$cache/deb-machine
	key="$version $(declare -f make_deb_machine | sha256sum | cut -c 1-16)"
	if ! is_complete "$dir" "$key"; then
		need_space 4 "the roots that packages are tested in"
		url=$(mirror)
		step deb-machine "making a Debian with kernel $release, to install packages in" \
			make_deb_machine "$dir" "$key" "$url"
	fi
	dir=$cache/deb-builder
	key="$version $(<"$cache/deb-root/.whole") $(declare -f make_deb_builder | sha256sum | cut -c 1-16)"
	if ! is_complete "$dir" "$key"; then
		step deb-builder "installing headers and source of $release, for DKMS" make_deb_builder "$dir" "$key"
	fi
}

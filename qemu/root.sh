# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables shared through setup
# The toolchain roots, each a Debian in a directory, and the host packages that making them needs.
#
#   roots/NAME-KEY   the root of roots/NAME.conf with the packages of roots/NAME.packages

packages() { sed 's/#.*//' "$lab/roots/$root.packages" | xargs -n 1; }

# The key changes with the packages and commands that make a root, not with comments.
root_key() { { packages; echo "$suites"; declare -f make_root; } | sha256sum | cut -c 1-16; }

# apt's option for an index that is older than the archive vouches for, if the user accepts that.
accept_expired() {
	case ${RMM_ACCEPT_EXPIRED:-} in
	'') ;;
	yes) echo Acquire::Check-Valid-Until=false ;;
	*) die "RMM_ACCEPT_EXPIRED is $RMM_ACCEPT_EXPIRED: set it to yes, or unset it" ;;
	esac
}

host_tools() {
	local missing=()
	command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
	command -v git >/dev/null || missing+=(git)
	[ -e "/usr/share/keyrings/debian-archive-$guest_root-stable.gpg" ] ||
		[ -e "/usr/share/keyrings/debian-archive-$guest_root-stable.pgp" ] || missing+=(debian-archive-keyring)
	[ ${#missing[@]} = 0 ] && return
	command -v apt-get >/dev/null ||
		die "this machine lacks ${missing[*]} and has no apt-get: the lab runs on Debian 12 or 13"
	step host "installing ${missing[*]} on this machine" host_install "${missing[@]}"
}

host_install() {
	apt-get update
	DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

# The archive that apt of this machine uses: it may be the only one that can be reached.
mirror() {
	local url
	if [ -n "${RMM_MIRROR:-}" ]; then echo "$RMM_MIRROR"; return; fi
	for _ in 1 2; do
		# shellcheck disable=SC2016  # apt expands these
		url=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(CODENAME)' 'Created-By: Packages' 2>/dev/null |
			awk '$2 == "Debian" && $3 !~ /security/ { print $1; exit }')
		if [ -n "$url" ]; then echo "${url%/}"; return; fi
		apt-get update >"$cache/log/host-index.log" 2>&1 || true
	done
	die "no package index: apt on this machine has no Debian archive (apt-get update: $cache/log/host-index.log). Correct its sources, or set RMM_MIRROR=URL of a Debian archive."
}

make_root() {
	local dir=$1 key=$2 url=$3 include expired opts=() sources=() line
	include=$(packages | paste -sd,)
	for line in $suites; do sources+=("deb $url $line main"); done
	expired=$(accept_expired)
	[ -z "$expired" ] || opts+=(--aptopt="${expired%=*} \"${expired#*=}\"")
	while read -r line; do opts+=(--aptopt="$line"); done < <(
		apt-config dump | grep -E '^(Acquire::(http|https)::[^ ]|Acquire::Retries )' | grep -v '::User-Agent' || true)
	rm -rf --one-file-system "$dir.new"
	alone mmdebstrap --mode=root --variant=minbase --include="$include" "${opts[@]}" \
		--dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
		--dpkgopt=force-unsafe-io --skip=cleanup/apt/lists \
		"${suites%% *}" "$dir.new" "${sources[@]}"
	# Accepted for this command, not for each later one.
	[ -z "$expired" ] || sed -i '/Check-Valid-Until/d' "$dir.new/etc/apt/apt.conf.d/99mmdebstrap"
	# Kernel trees are built with these packages and are rebuilt when one of them changes.
	# shellcheck disable=SC2086  # words
	chroot "$dir.new" dpkg-query -W $compilers | sha256sum | cut -c 1-16 >"$dir.new/.toolchain"
	settle "$dir" "$key"
}

# The root of the kernel, and that of the guests.
setup_roots() {
	[ "$root" = "$guest_root" ] || setup_guest_root
	setup_root
}

setup_guest_root() {
	local root=$guest_root suites compilers llvm
	read_conf "$lab/roots/$root.conf" suites compilers llvm
	setup_root
}

setup_root() {
	local key dir url old
	key=$(root_key)
	dir=$cache/roots/$root-$key
	if ! is_complete "$dir" "$key"; then
		host_tools
		need_space 8 "the toolchain root with its kernels"
		url=$(mirror)
		step "root-$root" "making the toolchain root $root (${suites// /, })" make_root "$dir" "$key" "$url"
	fi
	switch_link "roots/$root" "$root-$key"
	toolchain=$(<"$dir/.toolchain")
	for old in "$cache/roots/$root"-*; do
		[ "${old%.new}" = "$dir" ] || rm -rf --one-file-system "$old"
	done
}

# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables shared through setup
# The toolchain root, a Debian in a directory, and the host packages that making it needs.

packages() { sed 's/#.*//' "$lab/packages" | xargs -n 1; }

# The key changes with the packages and commands that make a root, not with comments.
root_key() { { packages; echo "$suite"; declare -f make_root; } | sha256sum | cut -c 1-16; }

host_tools() {
	local missing=()
	command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
	command -v git >/dev/null || missing+=(git)
	[ -e "/usr/share/keyrings/debian-archive-$suite-stable.gpg" ] ||
		[ -e "/usr/share/keyrings/debian-archive-$suite-stable.pgp" ] || missing+=(debian-archive-keyring)
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
	local dir=$1 key=$2 url=$3 include opts=() line
	include=$(packages | paste -sd,)
	while read -r line; do opts+=(--aptopt="$line"); done < <(
		apt-config dump | grep -E '^(Acquire::(http|https)::[^ ]|Acquire::Retries )' | grep -v '::User-Agent' || true)
	rm -rf --one-file-system "$dir.new"
	alone mmdebstrap --mode=root --variant=minbase --include="$include" "${opts[@]}" \
		--dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
		--dpkgopt=force-unsafe-io --skip=cleanup/apt/lists \
		"$suite" "$dir.new" "deb $url $suite main" "deb $url $suite-backports main"
	# Kernel trees are built with these packages and are rebuilt when one of them changes.
	chroot "$dir.new" dpkg-query -W rustc bindgen gcc-14 clang-19 | sha256sum | cut -c 1-16 >"$dir.new/.toolchain"
	settle "$dir" "$key"
}

setup_root() {
	local key dir url
	key=$(root_key)
	dir=$cache/root-$key
	if ! is_complete "$dir" "$key"; then
		host_tools
		need_space 8 "the toolchain root with its kernels"
		url=$(mirror)
		step root "making the toolchain root (Debian $suite)" make_root "$dir" "$key" "$url"
	fi
	switch_link root "root-$key"
	toolchain=$(<"$dir/.toolchain")
	for old in "$cache"/root-*; do
		[ "${old%.new}" = "$dir" ] || rm -rf --one-file-system "$old"
	done
}

# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables for the scripts that source this, and of read_conf
# Shared by the scripts of the lab: paths, the set-up lock, steps whose results are either
# complete or absent, and commands in the toolchain root.
set -euo pipefail

lab=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
checkout=$(dirname "$lab")
cache=${RMM_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/rmm}
case $cache in /*) ;; *) cache=$PWD/$cache ;; esac

# The toolchain root that runs QEMU and the tools, and whose user space guests have.
guest_root=trixie
jobs=$(nproc)

say() { printf '%s\n' "$*" >&2; }
die() { say "rmm: $*"; exit 1; }

[ -z "${KERNEL_SERIES:-}" ] || die "KERNEL_SERIES is not used: kernels have names, such as stock-7.2 (qemu/kernels)"

# read_conf FILE KEY…: sets the variable of each KEY to its value in FILE, which has lines
# `key = value` and comments, or to nothing.
read_conf() {
	local file=$1 line keys
	shift
	keys=" $* "
	for line; do printf -v "$line" ''; done
	while IFS= read -r line; do
		line=${line%%#*}
		[[ $line =~ ^[[:space:]]*$ ]] && continue
		if [[ ! $line =~ ^([a-z]+)[[:space:]]*=[[:space:]]*(.*[^[:space:]])[[:space:]]*$ ]] ||
			[[ $keys != *" ${BASH_REMATCH[1]} "* ]]; then
			die "$file: unknown line: $line"
		fi
		printf -v "${BASH_REMATCH[1]}" '%s' "${BASH_REMATCH[2]}"
	done <"$file"
}

kernel_names() { (cd "$lab/kernels" && printf '%s\n' *.conf) | sed 's/\.conf$//'; }

# load_kernel NAME: sets the variables of kernels/NAME.conf, which lab.md describes. Those of a
# debug kernel (`of`) are those of the kernel whose source it has.
load_kernel() {
	local own_of own_config own_absent own_check
	name=$1
	[ -f "$lab/kernels/$name.conf" ] || die "no kernel $name: there are $(kernel_names | paste -sd' ')"
	read_conf "$lab/kernels/$name.conf" suite series flavour arch root absent check of config
	if [ -n "$of" ]; then
		own_of=$of own_config=$config own_absent=$absent own_check=$check
		load_kernel "$of"
		name=$1 of=$own_of config=$own_config absent=$own_absent check=$own_check
	fi
	read_conf "$lab/roots/$root.conf" suites compilers llvm
}

need_root() {
	[ "$(id -u)" = 0 ] ||
		die "the lab needs root (it mounts, changes root and runs guests): use sudo, with RMM_CACHE=$cache to keep this cache"
}

# need_space GIB WHAT: fails when the cache's disk has less free space. Called before
# anything large is written.
need_space() {
	local have
	have=$(df -Pk "$cache" | awk 'NR == 2 { print int($4 / 1048576) }')
	[ "$have" -ge "$1" ] ||
		die "disk too full: $2 needs $1 GiB in $cache, $have GiB are free. Free some space, or set RMM_CACHE to a directory on another disk."
}

# One set-up at a time in a cache. The lock is released when the process ends or takes
# another lock.
take_lock() {
	mkdir -p "$cache"/{log,tmp,home,cargo,roots,sources,kernels,guest} ||
		die "cannot write to $cache: set RMM_CACHE to a writable directory"
	cache=$(cd "$cache" && pwd -P)
	exec 9>"$cache/$1"
	if ! flock -n 9; then
		say "==> another set-up runs in $cache: waiting for it …"
		flock 9
	fi
}

# step NAME WHAT COMMAND…: runs COMMAND with its output in a log, prints how long it took.
step() {
	local what=$2 log=$cache/log/$1.log begin=$SECONDS rc
	shift 2
	say "==> $what …"
	# Not in a condition, where bash ignores errexit inside the command.
	set +e
	( set -e; "$@" ) >"$log" 2>&1
	rc=$?
	set -e
	if [ "$rc" != 0 ]; then
		tail -n 25 "$log" | sed 's/^/    | /' >&2
		explain "$log"
		die "failed: $what (full log: $log)"
	fi
	say "    done in $((SECONDS - begin)) s"
}

# Prints a hint for the usual reasons of a failure.
explain() {
	local gone
	gone=$(sed -nE "s/.*(Unable to locate package|Package '?([^ ']+)'? has no installation candidate|Version '[^']*' for '?([^ ']+)'? was not found).*/&/p" "$1" | head -n 3)
	if [ -n "$gone" ]; then
		say "rmm: the archive no longer has a required package:"
		say "$gone"
		say "rmm: packages are listed in qemu/roots; 'make kernel-update' looks for a newer kernel."
	elif grep -qiE 'Release file .*is (expired|not valid)|is expired' "$1"; then
		say "rmm: the index of a suite is older than its archive vouches for, so packages may have known holes."
		say "rmm: RMM_ACCEPT_EXPIRED=yes accepts it; signatures are checked all the same."
	elif grep -qiE 'No space left on device' "$1"; then
		say "rmm: the disk is full: $(df -Ph "$cache" | tail -n 1)"
	elif grep -qiE 'could not resolve|failed to fetch|could not connect|connection (refused|timed out)|unable to connect|404 +not found' "$1"; then
		say "rmm: the package archive cannot be reached, or its index is out of date: check the network and apt's proxy, or set RMM_MIRROR=URL of a Debian archive."
	fi
}

# is_complete DIR KEY: DIR was finished with exactly this key.
is_complete() { [ -f "$1/.whole" ] && [ "$(<"$1/.whole")" = "$2" ]; }

# make_new DIR: makes the empty directory DIR.new, in which DIR is built; removes what a
# killed run left there. Mounts exist in private mount namespaces only, so removal is safe.
make_new() {
	rm -rf --one-file-system "$1".new
	mkdir -p "$1".new
}

# settle DIR KEY: DIR.new is complete: marks it so and renames it to DIR.
settle() {
	printf '%s\n' "$2" >"$1.new/.whole"
	sync -f "$1.new"
	rm -rf --one-file-system "$1"
	mv -T "$1.new" "$1"
}

switch_link() { # switch_link NAME TARGET: replaces a symlink in the cache atomically
	[ "$(readlink "$cache/$1" || true)" = "$2" ] && return
	ln -sfn "$2" "$cache/$1.new"
	mv -T "$cache/$1.new" "$cache/$1"
}

# alone COMMAND…: runs COMMAND in mount and PID namespaces of its own, whose processes all
# end with it, whatever kills it.
alone() { setpriv --pdeathsig KILL unshare -m -p -f --kill-child "$@"; }

# in_root COMMAND…: runs COMMAND in the toolchain root of the kernel that load_kernel chose, or
# else in that of the guests.
in_root() { alone "$lab/chroot.sh" "$cache/roots/${root:-$guest_root}" "$cache" "$checkout" "$@"; }

in_guest_root() { root='' in_root "$@"; }

# contained COMMAND…: like alone; INT, TERM and HUP sent to this shell end COMMAND too, and
# no process of it outlives this shell. Sets contained_rc. COMMAND reads nothing, unless
# contained_stdin is set.
contained() {
	local child input
	if [ -n "${contained_stdin:-}" ]; then exec {input}<&0; else exec {input}</dev/null; fi
	# exec: setpriv's death signal must come from this shell, not from a subshell.
	( exec setpriv --pdeathsig KILL unshare -m -p -f --kill-child "$@" {input}<&- ) <&"$input" &
	child=$!
	exec {input}<&-
	# shellcheck disable=SC2064  # child is known now
	{
		trap "{ kill -KILL $child; wait $child; } 2>/dev/null; exit 130" INT
		trap "{ kill -KILL $child; wait $child; } 2>/dev/null; exit 143" TERM HUP
	}
	contained_rc=0
	wait "$child" || contained_rc=$?
	trap - INT TERM HUP
}

# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034  # variables for the scripts that source this
# Shared by the scripts of the lab: paths, the set-up lock, steps whose results are either
# complete or absent, and commands in the toolchain root.
set -euo pipefail

lab=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
checkout=$(dirname "$lab")
cache=${RMM_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/rmm}
case $cache in /*) ;; *) cache=$PWD/$cache ;; esac

default_series=7.3
series=${KERNEL_SERIES:-$default_series}
suite=trixie
jobs=$(nproc)

say() { printf '%s\n' "$*" >&2; }
die() { say "rmm: $*"; exit 1; }

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
	mkdir -p "$cache/log" "$cache/tmp" "$cache/home" "$cache/cargo" "$cache/kernels" "$cache/guest" ||
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
		say "rmm: packages are listed in qemu/packages; 'make kernel-update' looks for a newer kernel."
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

in_root() { alone "$lab/chroot.sh" "$cache/root" "$cache" "$checkout" "$@"; }

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

# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034  # names for those who source this
# What every part of the lab stands on: where things live, one run at a time,
# steps that are either whole or absent, and commands run in the toolchain root.
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

# need_space GIB WHAT: before anything large is written.
need_space() {
	local have
	have=$(df -Pk "$cache" | awk 'NR == 2 { print int($4 / 1048576) }')
	[ "$have" -ge "$1" ] ||
		die "too little disk: $2 needs $1 GiB in $cache, $have GiB are free. Free some, or point RMM_CACHE at another disk."
}

# One set-up at a time in a cache; the lock goes with the process, or with the
# next lock that it takes.
take_lock() {
	mkdir -p "$cache/log" "$cache/tmp" "$cache/home" "$cache/cargo" "$cache/kernels" "$cache/guest" ||
		die "cannot write to $cache: set RMM_CACHE to a directory that can be written"
	cache=$(cd "$cache" && pwd -P)
	exec 9>"$cache/$1"
	if ! flock -n 9; then
		say "==> another set-up is at work in $cache: waiting for it …"
		flock 9
	fi
}

# step NAME WHAT COMMAND…: run COMMAND with its chatter in a log, say how long it took.
step() {
	local what=$2 log=$cache/log/$1.log begin=$SECONDS rc
	shift 2
	say "==> $what …"
	# Not in a condition: that would make the command's own failures pass unseen.
	set +e
	( set -e; "$@" ) >"$log" 2>&1
	rc=$?
	set -e
	if [ "$rc" != 0 ]; then
		tail -n 25 "$log" | sed 's/^/    | /' >&2
		explain "$log"
		die "failed: $what (all of it: $log)"
	fi
	say "    done in $((SECONDS - begin)) s"
}

# The usual reasons, in words that say what to do.
explain() {
	local gone
	gone=$(sed -nE "s/.*(Unable to locate package|Package '?([^ ']+)'? has no installation candidate|Version '[^']*' for '?([^ ']+)'? was not found).*/&/p" "$1" | head -n 3)
	if [ -n "$gone" ]; then
		say "rmm: the archive no longer has a package that is asked for:"
		say "$gone"
		say "rmm: the list is qemu/packages; for kernels, 'make kernel-update' looks for what there is now."
	elif grep -qiE 'No space left on device' "$1"; then
		say "rmm: the disk is full: $(df -Ph "$cache" | tail -n 1)"
	elif grep -qiE 'could not resolve|failed to fetch|could not connect|connection (refused|timed out)|unable to connect|404 +not found' "$1"; then
		say "rmm: the package archive cannot be reached, or its index is out of date: check the network and apt's proxy, or set RMM_MIRROR=URL of a Debian archive."
	fi
}

# whole DIR KEY: DIR was finished with exactly this key.
whole() { [ -f "$1/.whole" ] && [ "$(<"$1/.whole")" = "$2" ]; }

# fresh DIR: an empty place to build DIR in; leftovers of killed runs go. Nothing
# is ever mounted there outside a private mount namespace, so removal is safe.
fresh() {
	rm -rf --one-file-system "$1".new
	mkdir -p "$1".new
}

# settle DIR KEY: DIR.new is whole: let it take the place of DIR.
settle() {
	printf '%s\n' "$2" >"$1.new/.whole"
	sync -f "$1.new"
	rm -rf --one-file-system "$1"
	mv -T "$1.new" "$1"
}

point() { # point NAME TARGET: switch a symlink in the cache at once
	[ "$(readlink "$cache/$1" || true)" = "$2" ] && return
	ln -sfn "$2" "$cache/$1.new"
	mv -T "$cache/$1.new" "$cache/$1"
}

# Runs with its own mounts and processes: all of them end with it, whatever kills it.
alone() { setpriv --pdeathsig KILL unshare -m -p -f --kill-child "$@"; }

in_root() { alone "$lab/chroot.sh" "$cache/root" "$cache" "$checkout" "$@"; }

# contained COMMAND…: as alone, and this shell ends it when it is told to end; nothing
# of it outlives this shell. Sets contained_rc.
contained() {
	local child
	# exec: the parent whose death it must not outlive is this shell, not a subshell.
	( exec setpriv --pdeathsig KILL unshare -m -p -f --kill-child "$@" ) </dev/null &
	child=$!
	# shellcheck disable=SC2064  # child is known now
	{
		trap "{ kill -KILL $child; wait $child; } 2>/dev/null; exit 130" INT
		trap "{ kill -KILL $child; wait $child; } 2>/dev/null; exit 143" TERM HUP
	}
	contained_rc=0
	wait "$child" || contained_rc=$?
	trap - INT TERM HUP
}

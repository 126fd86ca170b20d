#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# chroot.sh ROOT CACHE CHECKOUT COMMAND…: runs COMMAND in the toolchain root, with the
# cache, the checkout and $RMM_BIND at the same paths as outside. Runs in mount and PID
# namespaces of its own (alone in lib.sh), so nothing needs to be unmounted.
set -eu
root=$(readlink -f "$1") cache=$2 checkout=$3 bundle=/etc/ssl/certs/ca-certificates.crt
shift 3
here=$PWD

[ -x "$root/usr/bin/env" ] || { echo "rmm: no toolchain root in $cache: run 'make setup'" >&2; exit 1; }
mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
# A private /tmp: file names made of PIDs would clash between PID namespaces.
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
for dir in "$cache" "$checkout" ${RMM_BIND:-}; do
	mkdir -p "$root$dir"
	mount --rbind "$dir" "$root$dir"
done
# Name service and certificates are those of the host, which may have private ones.
for file in /etc/resolv.conf /etc/hosts "$bundle"; do
	[ -s "$file" ] || continue
	mkdir -p "$(dirname "$root$file")"
	[ -L "$root$file" ] && rm "$root$file"
	[ -e "$root$file" ] || : >"$root$file"
	mount --bind "$(readlink -f "$file")" "$root$file"
done

for name in SSL_CERT_FILE CURL_CA_BUNDLE CARGO_HTTP_CAINFO GIT_SSL_CAINFO; do
	if [ -n "${!name:-}" ] && [ -s "$bundle" ]; then export "$name=$bundle"; fi
done
unset LD_LIBRARY_PATH LD_PRELOAD PYTHONPATH PYTHONHOME PERL5LIB RUSTC RUSTFLAGS RUSTUP_HOME RUSTUP_TOOLCHAIN \
	SSL_CERT_DIR ARCH CROSS_COMPILE CC LLVM
[ -d "$root$here" ] || here=$checkout
# shellcheck disable=SC2016  # the inner shell expands its own arguments
exec env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME="$cache/home" \
	CARGO_HOME="$cache/cargo" TMPDIR=/tmp LC_ALL=C.UTF-8 \
	chroot "$root" /bin/sh -c 'cd "$1" && shift && exec "$@"' sh "$here" "$@"

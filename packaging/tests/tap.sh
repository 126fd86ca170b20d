# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# TAP, and lists of the files of a root.
set -uo pipefail
number=0
failures=0

ok() { number=$((number + 1)); echo "ok $number $*"; }
not_ok() { number=$((number + 1)); failures=$((failures + 1)); echo "not ok $number $*"; }

# check NAME COMMAND…: a test that passes if COMMAND succeeds; its output explains a failure.
check() {
	local name=$1 output
	shift
	if output=$("$@" 2>&1); then ok "$name"; else not_ok "$name"; tail -n 40 <<<"$output" | sed 's/^/# /'; fi
}

# equal NAME EXPECTED FOUND
equal() {
	if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1"; printf '# expected: %s\n# found:    %s\n' "$2" "$3"; fi
}

finish() { echo "1..$number"; exit $((failures > 0)); }

# Every file of the root, with the checksums of those in /etc. Left out are logs, caches and backups of dpkg, apt
# and others, and the accounts: a group outlives its package, because files may belong to it.
list_files() {
	{
		find / -xdev \( -path /var/log -o -path /var/cache -o -path /tmp -o -path /run -o -path /var/lib/apt -o \
			-path '/var/lib/dpkg/*-old' -o -path '/var/lib/dkms/mok.*' -o -name __pycache__ -o \
			-path '/etc/*shadow*' -o -path '/etc/group*' -o -path '/etc/passwd*' -o -path /var/lib/dpkg/lock \) -prune \
			-o -printf '%y %p\n'
		find /etc -xdev -type f ! -name '*shadow*' ! -name 'group*' ! -name 'passwd*' ! -name ld.so.cache -exec sha256sum {} +
	} | sort
}

# debs DIR NAME…: the files of packages.
debs() {
	local dir=$1 name
	shift
	for name; do echo "$dir/$name"_*.deb; done
}

install_debs() { dpkg -i --force-unsafe-io "$@"; }

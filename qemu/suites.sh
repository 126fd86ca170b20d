# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2016,SC2034,SC2154  # formats of dpkg-query; variables shared through setup
# Test suites of other projects, in the versions of the toolchain root; guests run them on arenas.
# A suite that the archive does not have is left out, and the tests that need it are skipped.
#
#   suites/numactl   the source of libnuma and its tests
#   suites/python    the tests of python's library

# The unmodified source, verified by its hash in the signed index.
fetch_numactl() { # fetch_numactl DIR
	local version
	version=$(in_root dpkg-query -W -f '${source:Version}' libnuma1)
	mkdir -p "$1"
	in_root sh -c 'mkdir -p /tmp/lists/partial && cd /tmp &&
		sed -n "s/^deb /deb-src /p" /etc/apt/sources.list >sources &&
		set -- "$@" -o Dir::Etc::sourcelist=/tmp/sources -o Dir::Etc::sourceparts=- -o Dir::State::lists=/tmp/lists \
			-o APT::Sandbox::User=root &&
		dir=$1 version=$2 && shift 2 &&
		apt-get "$@" update && apt-get "$@" source --download-only --tar-only "numactl=$version" &&
		tar -xf numactl_*.orig.tar.* -C "$dir" --strip-components=1' sh "$1" "$version"
}

fetch_python() { # fetch_python DIR
	local name version
	name=$(in_root dpkg-query -W -f '${Package}\n' 'libpython3.*-stdlib' | head -n 1)
	version=$(in_root dpkg-query -W -f '${Version}' "$name")
	index_packages
	mkdir -p "$1"
	in_root sh -c 'cd /tmp && apt-get download -o APT::Sandbox::User=root "$2" && dpkg-deb -x ./*.deb unpacked &&
		mv unpacked/usr/lib/python3*/test/* "$1"' sh "$1" "${name%-stdlib}-testsuite=$version"
}

fetch_suites() { # fetch_suites DIR KEY
	local name gone=0
	make_new "$1"
	for name in numactl python; do
		if ! "fetch_$name" "$1.new/$name"; then
			echo "no tests of $name: the archive does not have them"
			rm -rf --one-file-system "$1.new/$name"
			gone=1
		fi
	done
	settle "$1" "$2"
	# Tried again after an hour.
	[ $gone = 0 ] || mv "$1/.whole" "$1/.tried"
}

setup_suites() {
	local dir=$cache/suites key
	key="$(readlink "$cache/roots/$guest_root") $(declare -f fetch_numactl fetch_python | sha256sum | cut -c 1-16)"
	is_complete "$dir" "$key" && return
	[ -z "$(find "$dir/.tried" -mmin -60 2>/dev/null)" ] || return 0
	step suites "fetching test suites of other projects" fetch_suites "$dir" "$key"
}

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# overlay.sh LOWER CHANGES CACHE CHECKOUT COMMAND…: chroot.sh in the root LOWER (or several, with colons
# between), whose changes are kept in CHANGES/upper. Runs in a mount namespace of its own.
set -eu
lower=$1 changes=$2
shift 2
mkdir -p "$changes"/{upper,work,root}
mount -t overlay rmm -o "lowerdir=$lower,upperdir=$changes/upper,workdir=$changes/work" "$changes/root"
exec "$(dirname "$0")/chroot.sh" "$changes/root" "$@"

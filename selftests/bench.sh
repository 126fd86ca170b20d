#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# That the bench runs and makes a table; what it measures is not judged here.
echo "TAP version 13"
echo "1..2"
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT
if sh ../bench/measure guest --quick >"$out/samples" 2>"$out/complaints" && [ ! -s "$out/complaints" ]; then
	echo "ok 1 the bench measures"
else
	echo "not ok 1 the bench measures"
	sed 's/^/# /' "$out/complaints"
fi
if python3 ../bench/table "$out/json" <"$out/samples" >"$out/table" && grep -q '^| summary, THP |' "$out/table"; then
	echo "ok 2 its samples make a table"
else
	echo "not ok 2 its samples make a table"
fi

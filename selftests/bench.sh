#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Checks that the bench runs and prints a table. The values it measures are not checked.
echo "TAP version 13"
echo "1..2"
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT
if sh ../bench/measure guest --quick >"$out/samples" 2>"$out/errors" && [ ! -s "$out/errors" ]; then
	echo "ok 1 the bench measures"
else
	echo "not ok 1 the bench measures"
	sed 's/^/# /' "$out/errors"
fi
if python3 ../bench/table "$out/json" <"$out/samples" >"$out/table" && grep -q '^| summary, THP |' "$out/table"; then
	echo "ok 2 the samples give a table"
else
	echo "not ok 2 the samples give a table"
	echo "# no row of \`summary, THP\` in:"
	sed 's/^/# /' "$out/table"
fi

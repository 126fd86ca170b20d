#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Checks that the bench runs and prints a table. The values it measures are not checked.
echo "TAP version 13"
echo "1..4"
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT

result() { # result NUMBER STATUS NAME FILE: FILE explains a failure
	[ "$2" = 0 ] || printf 'not '
	echo "ok $1 $3"
	[ "$2" = 0 ] || sed 's/^/# /' "$4"
}

sh ../bench/measure guest --quick >"$out/timed" 2>"$out/errors" && [ ! -s "$out/errors" ]
result 1 $? "the bench measures" "$out/errors"
# Without a counting guest, cycles are taken for instructions.
sh ../bench/measure guest --counted --quick >"$out/counted" 2>"$out/errors" && [ ! -s "$out/errors" ]
result 2 $? "the bench counts" "$out/errors"
cat "$out/timed" "$out/counted" | python3 ../bench/table "$out/json" >"$out/table" &&
	grep -q '^| summary, THP |.* ns/4K |.* instr/4K |' "$out/table"
result 3 $? "the samples give a table with a row of \`summary, THP\`, timed and counted" "$out/table"
python3 ../bench/check-budget --record "$out/budget" <"$out/counted" &&
	python3 ../bench/check-budget "$out/budget" <"$out/counted" >"$out/equal" &&
	! sed '/"what": "summary, THP"/s/"rmm": \[/&9/' "$out/counted" |
		python3 ../bench/check-budget "$out/budget" >"$out/higher" &&
	[ "$(grep -c '^not ok .* cost of walk: summary, THP: ' "$out/higher")" = 1 ]
result 4 $? "a cost over its record fails, and the same cost does not" "$out/higher"

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A tour of rmm in a minute. Run as root with the module loaded; reads files of /proc/rmm and runs
# the programs beside this script. Needs python3.
here=$(dirname "$0")
tmp=$(mktemp -d) || exit 1
program='' zoo=''
trap 'kill $program $zoo 2>/dev/null; rm -r "$tmp"' EXIT

heading() { # heading TITLE EXPLANATION
	printf '\n== %s: %s\n' "$1" "$2"
}

align() { # pads the columns of a table: words are aligned to the left, numbers to the right
	awk '{
		for (i = 1; i <= NF; i++) {
			cell[NR, i] = $i
			if (length($i) > width[i]) width[i] = length($i)
			if (NR > 1 && $i !~ /^(-|[0-9]+)$/) words[i] = 1
		}
		fields[NR] = NF
	} END {
		for (row = 1; row <= NR; row++) {
			line = ""
			for (i = 1; i <= fields[row]; i++)
				line = line sprintf("%" (i in words ? "-" : "") width[i] "s ", cell[row, i])
			sub(/ +$/, "", line)
			print line
		}
	}'
}

# Turns a file of the form `key… group field value` into a table: a row for each key that has pages, a
# column for each argument group.field=title. Columns whose title ends in _mb convert pages to MiB.
pivot() { # pivot KEYS FIELD… <file
	awk -v keys="$1" -v asked="$(shift; echo "$@")" '
	BEGIN {
		columns = split(asked, column, " ")
		for (i = 1; i <= columns; i++) {
			split(column[i], pair, "=")
			column[i] = pair[1]
			heads = heads " " pair[2]
			mb[i] = pair[2] ~ /_mb$/
		}
	}
	NR == 2 { $1 = ""; split($0, word, " "); for (i = 1; i <= keys; i++) title = title " " word[i] }
	/^#/ { next }
	{
		key = $1
		for (i = 2; i <= keys; i++) key = key " " $i
		if (!(key in seen)) { seen[key] = 1; order[++rows] = key }
		value[key, $(keys + 1) "." $(keys + 2)] = $(keys + 3)
	}
	END {
		print title heads
		for (row = 1; row <= rows; row++) {
			line = order[row]
			if (value[line, "general.present_pages"] == 0) continue
			key = line
			for (i = 1; i <= columns; i++) {
				v = value[key, column[i]]
				if (mb[i] && v ~ /^[0-9]+$/) v = int(v / 256)
				line = line " " (v == "" ? "-" : v)
			}
			print line
		}
	}' | align
}

start() { # start COMMAND…: starts it in the background, waits until it closes its output; sets $pid
	rm -f "$tmp/out"
	mkfifo "$tmp/out"
	"$@" >"$tmp/out" &
	pid=$!
	cat "$tmp/out" >"$tmp/output"
	echo "$pid" >/proc/rmm/watch
}

show() { # show FILE: prints a file of /proc/rmm/$pid as a table, without its first line
	sed -n '2,$s/^# //; 2,$p' "/proc/rmm/$pid/$1" | align
}

heading "rmm $(awk '/^module_version/ { print $2 }' /proc/rmm/version)" \
	"on Linux $(uname -r), page tables of $(awk '/^page_table_levels/ { print $2 }' /proc/rmm/version) levels"

heading "Nodes" "/proc/rmm/nodes: NUMA nodes, their memory and their distances"
set --
# shellcheck disable=SC2013  # words, not lines
for node in $(awk '$2 == "distance" { print $3 }' /proc/rmm/nodes | sort -un); do
	set -- "$@" "distance.$node=to_$node"
done
pivot 1 general.present_pages=present_mb cpu.list=cpus "$@" stat.nr_anon_pages=anon_pages \
	stat.nr_file_pages=file_pages stat.nr_page_table_pages=page_tables \
	reclaim.kswapd_pid=kswapd_pid </proc/rmm/nodes

heading "Zones" "/proc/rmm/zones: below low, kswapd is woken; below min, allocations reclaim memory directly"
pivot 2 general.managed_pages=managed_mb watermark.free_pages=free_pages \
	watermark.min_pages=min watermark.low_pages=low watermark.high_pages=high \
	watermark.promo_pages=promo watermark.boost_pages=boost pageset.count_pages=on_cpu_lists \
	</proc/rmm/zones

heading "Free blocks" "/proc/rmm/buddy: number of free blocks of 2^order pages"
sed -n '2,$s/^# //; 2,$p' /proc/rmm/buddy | align

# A program with thousands of objects on the heap and a mapping of which a quarter is used.
start python3 -c '
import mmap, os, signal
words = {number: str(number) * 8 for number in range(50000)}
area = mmap.mmap(-1, 64 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
area.write(bytes(16 << 20))
os.close(1)
signal.pause()'
program=$pid

heading "A program: python3, pid $pid" "echo $pid > /proc/rmm/watch makes /proc/rmm/$pid"
heading "Segments" "the parts of the address space, and how much of each is resident"
show segments
heading "Page tables" "number of tables by level; a huge leaf maps 2 MiB (pmd) or 1 GiB (pud)"
show pagetable
heading "VMAs" "the twelve with the most resident memory, of $(grep -vc '^#' "/proc/rmm/$pid/vmas")"
{
	echo "start end perms kind size_kb anon_kb file_kb huge_kb name"
	awk '!/^#/ { n = split($NF, path, "/"); print $10 + $11 + $12, $1, $2, $3, $4, $9, $10, $11, $15, path[n] }' \
		"/proc/rmm/$pid/vmas" | sort -rn | head -n 12 | cut -d ' ' -f 2- | sort
} | align

start "$here/zoo" --configure --hold
zoo=$pid

heading "The zoo, pid $pid" "every kind of mapping and page; resident sizes in kB, flags as in smaps"
python3 - "$tmp/output" "/proc/rmm/$pid/vmas" <<-'PY' | align
	import json, sys
	rows = [line.split() for line in open(sys.argv[2]) if line[0] != "#"]
	common = set("rd wr ex mr mw me ms ac sd".split())
	print("exhibit start perms kind size anon file shmem hugetlb swap huge flags")
	for exhibit in json.load(open(sys.argv[1]))["exhibits"]:
	    if "absent" in exhibit:
	        print(exhibit["name"], "absent:", exhibit["absent"].replace(" ", "_"))
	        continue
	    for row in rows:
	        if int(exhibit["start"], 16) <= int(row[0], 16) < int(exhibit["end"], 16):
	            flags = ",".join(f for f in row[4].split(",") if f not in common) or "-"
	            print(exhibit["name"], row[0], row[2], row[3], *row[8:15], flags)
PY
heading "Its page tables" "deposited: tables set aside for the split of a huge page"
show pagetable

heading "The same from C" "samples/rmm_vmas.c: RMM_VMAS on /dev/rmm"
"$here/rmm_vmas" "$zoo" | sed -n '1,6p; $p'
heading "And from Python" "samples/rmm_summary.py: RMM_WALK, the entries of the zoo's page tables by kind"
python3 "$here/rmm_summary.py" "$zoo"

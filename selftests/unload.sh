#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The module goes when nobody uses it and not before, and leaves nothing behind.
cd "$(dirname "$0")" || exit 1
ko=${RMM_KO:-../rmm.ko}
rounds=${RMM_UNLOAD_ROUNDS:-200}
n=0

result() { # result OK NAME: OK is 0 for success
	n=$((n + 1))
	[ "$1" = 0 ] && echo "ok $n $2" || echo "not ok $n $2"
}

skip() { # skip NAME REASON
	n=$((n + 1))
	echo "ok $n $1 # SKIP $2"
}

loaded() {
	grep -q '^rmm ' /proc/modules
}

load() {
	loaded || insmod "$ko"
}

# Pages that the kernel has for itself: slab, vmalloc, page tables, per-CPU. In kB.
kernel_kb() {
	awk '/^(SUnreclaim|VmallocUsed|PageTables|Percpu|KernelStack):/ { kb += $2 } END { print kb }' /proc/meminfo
}

cycle() { # cycle ROUNDS: a load, a look at everything, an unload
	for _ in $(seq "$1"); do
		load && cat /proc/rmm/version /proc/rmm/nodes /proc/rmm/zones /proc/rmm/buddy \
			/proc/rmm/self/vmas /proc/rmm/self/pagetable /proc/rmm/self/segments \
			>/dev/null && echo $$ >/proc/rmm/watch && cat "/proc/rmm/$$/segments" >/dev/null &&
			rmmod rmm || return 1
	done
}

echo "TAP version 13"
if [ ! -e "$ko" ]; then
	echo "1..0 # SKIP no module at $ko"
	exit 0
fi
echo "1..7"
load || { echo "Bail out! cannot load $ko"; exit 1; }

exec 3<>/dev/rmm
rmmod rmm 2>/dev/null
loaded && cat /proc/rmm/version >/dev/null
result $? "rmmod_is_refused_while_dev_rmm_is_open"
exec 3>&-

# The address space outlives the descriptor of /dev/rmm that it came from.
if command -v python3 >/dev/null; then
	python3 - <<-'PY'
	import fcntl, os, struct, subprocess, sys
	rmm = os.open("/dev/rmm", os.O_RDWR)
	mm = fcntl.ioctl(rmm, 3 << 30 | 8 << 16 | 0xBB01, bytearray(struct.pack("IIiI", 16, 1, 0, 0)))
	os.close(rmm)
	refused = subprocess.run(["rmmod", "rmm"], stderr=subprocess.DEVNULL).returncode
	os.close(mm)
	sys.exit(not refused)
	PY
	result $? "rmmod_is_refused_while_an_address_space_is_open"
else
	skip "rmmod_is_refused_while_an_address_space_is_open" "no python3"
fi

# Files of /proc do not hold the module: it goes, and they answer with an error from then on.
load
echo $$ >/proc/rmm/watch
exec 4</proc/rmm/nodes 5</proc/rmm/self/vmas 6<"/proc/rmm/$$/segments"
head -c 10 <&4 >/dev/null
rmmod rmm
result $? "rmmod_goes_while_files_of_proc_are_open"
! cat <&4 >/dev/null 2>&1 && ! cat <&5 >/dev/null 2>&1 && ! cat <&6 >/dev/null 2>&1
result $? "those_files_then_answer_with_an_error"
exec 4<&- 5<&- 6<&-
[ ! -e /proc/rmm ] && [ ! -e /dev/rmm ]
result $? "nothing_is_left_in_proc_and_dev"

# The first rounds fill the kernel's caches; what grows after them with every round is a leak.
[ ! -w /sys/kernel/debug/kmemleak ] || echo clear >/sys/kernel/debug/kmemleak
cycle 20
before=$(kernel_kb)
cycle "$rounds"
result $? "loads_and_unloads_$rounds""_times"
after=$(kernel_kb)
echo "# kernel memory: $before kB before, $after kB after"
# A page a round would be 4 kB × rounds.
[ $((after - before)) -lt $((rounds * 4)) ]
result $? "leaks_no_page_a_round"
load

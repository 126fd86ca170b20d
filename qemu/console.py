# SPDX-License-Identifier: GPL-2.0
"""Finds kernel reports (warnings, BUGs, stalls) in a console log."""
import re

# Messages that fail a test run, whether rmm or the kernel caused them. Tests provoke OOM kills,
# failed allocations, injected faults and memory failures, so their messages are not included.
SPLAT = re.compile(
    r"BUG: |WARNING: |Oops: |kernel BUG at |Kernel panic|UBSAN: |general protection fault"
    r"|INFO: task .* blocked for more than|INFO: .*detected (?:expedited )?stalls|self-detected stall"
    r"|possible recursive locking|possible circular locking|inconsistent lock state|inconsistent .* usage"
    r"|suspicious RCU usage|bad unlock balance|held lock freed|still has locks held|lock held when returning"
    r"|invalid wait context|sleeping function called|scheduling while atomic|DEBUG_LOCKS_WARN_ON"
    r"|Bad page state|Bad page map|Bad rss-counter|non-zero pgtables_bytes|refcount_t: "
    r"|list_(?:add|del) corruption|ODEBUG: |Objects remaining|unreferenced object"
    r"|rust_kernel: panicked|workqueue lockup|corrupted stack end|double fault|Slab .*corrupt"
)
STAMP = re.compile(r"^(?:<\d+>)?\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? ?")
END = re.compile(r"---\[ end |Rebooting in|\] ?={20,}$")
# The byte before that of the instruction pointer in a dump of code.
LAST_BYTE = re.compile(r"Code: .*\b([0-9a-f]{2}) <")
BEFORE, LONGEST = 6, 150


def splats(text):
    """The reports in text, each a list of lines. Overlapping reports are merged."""
    lines = text.splitlines()
    reports = []
    last = -1
    for number, line in enumerate(lines):
        if number <= last or not SPLAT.search(STAMP.sub("", line)):
            continue
        first = max(last + 1, number - BEFORE)
        last = end_of(lines, number)
        reports.append(lines[first:last + 1])
    return reports


def is_of_the_emulator(report):
    """Whether a report is that of a breakpoint at an address where memory has none. The kernel patches
    its code by way of breakpoints, and QEMU now and then executes one after it was patched away.

    >>> is_of_the_emulator(["[ 1.0] Oops: int3: 0000 [#1] SMP", "[ 1.0] Code: c3 cc 66 <90> e9"])
    True
    >>> is_of_the_emulator(["[ 1.0] Oops: int3: 0000 [#1] SMP", "[ 1.0] Code: c3 cc cc <90> e9"])
    False
    >>> is_of_the_emulator(["[ 1.0] Oops: 0000 [#1] SMP", "[ 1.0] Code: c3 cc 66 <90> e9"])
    False
    """
    oops = next((number for number, line in enumerate(report) if "Oops: " in line), None)
    if oops is None or "Oops: int3" not in report[oops]:
        return False
    code = next(filter(None, map(LAST_BYTE.search, report[oops:])), None)
    return code is not None and code[1] != "cc"


def end_of(lines, start):
    last = min(len(lines), start + LONGEST) - 1
    for number in range(start + 1, last + 1):
        if END.search(lines[number]):
            return number
    return min(last, start + 60)

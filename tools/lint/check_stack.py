#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check_stack.py MODULE [LIMIT]: reports each function of a built module with a large stack frame.

The kernel's stack is 16 KiB. Its own limit, CONFIG_FRAME_WARN, warns about C only, so this reads the
frames from the instructions: all that a function subtracts from the stack pointer, and its pushes
before that.
"""
import re
import subprocess
import sys

LIMIT = 2048
FUNCTION = re.compile(r"^[0-9a-f]+ <(.+)>:$")
PUSH = re.compile(r"\tpush\s")
SUBTRACT = re.compile(r"\tsub\s+\$0x([0-9a-f]+),%rsp")
ADD = re.compile(r"\tadd\s+\$0xf{8}([0-9a-f]{8}),%rsp")


def frames(lines):
    """Yields (function, bytes) from a disassembly."""
    name, size, pushes, taken = None, 0, 0, 0
    for line in lines:
        if found := FUNCTION.match(line):
            if name:
                yield name, size
            name, size, pushes, taken = found[1], 0, 0, 0
        elif PUSH.search(line) and not taken:
            pushes += 8
            size = max(size, pushes)
        elif found := SUBTRACT.search(line):
            taken += int(found[1], 16)
            size = max(size, pushes + taken)
        elif found := ADD.search(line):
            taken += 2**32 - int(found[1], 16)
            size = max(size, pushes + taken)
    if name:
        yield name, size


def check(lines, limit):
    found = sorted(((size, name) for name, size in frames(lines) if size > limit), reverse=True)
    return [f"{name}: a stack frame of {size} bytes, the limit is {limit}" for size, name in found]


def disassemble(module):
    return subprocess.run(["objdump", "-d", "-C", "--no-show-raw-insn", module], stdout=subprocess.PIPE,
                          text=True, check=True).stdout.splitlines()


def main():
    lines = disassemble(sys.argv[1])
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else LIMIT
    findings = check(lines, limit)
    if not any(True for _ in frames(lines)):
        findings.append(f"{sys.argv[1]} has no functions")
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

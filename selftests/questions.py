#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The questions of README.md: each block of commands runs and gives the answer it promises."""

import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CGROUP = "/sys/fs/cgroup/web"
END = "end of the answer"
SECTION = re.compile(r"^## Questions it answers$(.*?)^## ", re.M | re.S)
QUESTION = re.compile(r"^### (.*?)$.*?^```sh\n(.*?)^```$", re.M | re.S)

# 64 MiB of ordinary memory, and 32 MiB that must not get huge pages.
TARGET = """
import mmap, time
heap = bytearray(64 << 20)
area = mmap.mmap(-1, 32 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
area.madvise(mmap.MADV_NOHUGEPAGE)
area.write(bytes(32 << 20))
print(flush=True)
time.sleep(1000)
"""

# What an answer must contain, by a word of the question; {pid} is the target.
EXPECTED = {
    "node 2": r"(?m)^\d+ \d+ \S+$",
    "huge pages": r"(?m)^[0-9a-f]+ size_kb=32768 anon_kb=32768 huge_kb=0 \S*\bnh\b",
    "maps this page": r"(?m)^maps {pid} [0-9a-f]+ pte .*\n(?:.*\n)*end .* complete$",
    "order 9": r"(?m)^0 \S+ 9 \d+ \d+ \d+ ",
    "fault on": r"(?m)^fault_user [1-9]\d*$",
    "cgroup": r"(?m) /web$",
}


def start_target():
    """A process in a memory cgroup of its own that has touched its memory."""
    os.makedirs(CGROUP, exist_ok=True)

    def enter():
        with open(f"{CGROUP}/cgroup.procs", "w", encoding="ascii") as procs:
            procs.write("0")

    target = subprocess.Popen([sys.executable, "-c", TARGET], stdout=subprocess.PIPE, preexec_fn=enter)
    target.stdout.readline()
    return target


def answers(blocks, pid):
    """The output of each block, all run by one shell, and the status of that shell."""
    script = f"pid={pid}\n" + "".join(f"{block}echo '{END}'\n" for block in blocks)
    tools = os.path.join(HERE, "..", "tools")
    with tempfile.TemporaryDirectory() as place:
        shell = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=place, text=True, check=False,
                               stdout=subprocess.PIPE, env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"})
    return shell.stdout.split(f"{END}\n"), shell.returncode


def main():
    with open(os.path.join(HERE, "..", "README.md"), encoding="utf-8") as readme:
        questions = QUESTION.findall(SECTION.search(readme.read())[1])
    if not os.path.exists(os.path.join(HERE, "..", "tools", "rmmctl")):
        questions = [(title, block) for title, block in questions if "rmmctl" not in block]
    if not os.path.exists("/sys/devices/system/node/node2"):
        questions = [(title, block) for title, block in questions if "node 2" not in title]
    print("TAP version 13")
    print(f"1..{len(questions) + 1}")
    target = start_target()
    try:
        outputs, status = answers([block for _, block in questions], target.pid)
    finally:
        target.kill()
        target.wait()
    for number, (title, _) in enumerate(questions):
        pattern = next((text for word, text in EXPECTED.items() if word in title), None)
        output = outputs[number] if number < len(outputs) - 1 else ""
        good = pattern is not None and re.search(pattern.replace("{pid}", str(target.pid)), output) is not None
        print("ok" if good else "not ok", number + 1, title)
        if not good:
            print(f"# expected {pattern!r}, the answer was:")
        for line in output.splitlines():
            print(f"# {line}")
    print("ok" if status == 0 else "not ok", len(questions) + 1, f"exit status of the shell: {status}, expected 0")


if __name__ == "__main__":
    main()

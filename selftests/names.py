#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Names that users choose: each text of them has the bytes of one name only, and no control character.

Processes, mapped files and cgroups get hostile names; the text files, rmmctl and its JSON must show
texts from which the bytes can be restored.
"""

import ctypes
import json
import mmap
import os
import re
import signal
import subprocess
import sys
import tempfile

from lib import tap
from lib.files import RMM

RMMCTL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "rmmctl")
ROOT = b"/sys/fs/cgroup"
TREE = b"rmm-names"
PR_SET_NAME = 15

# At most 15 bytes, the length of a comm.
NAMES = [b"a\nb", b"a\\012b", b"\x1b]0;x\x07", b"\x1b[2J", b"\\033[2J", b"\xff", b"\xfe", "\ufffd".encode(),
         "\u202egpj".encode(), b"\xc2\x9b2J", "größe 名".encode(), b"-", b"a b", "\u2060a\ufeff".encode(), b"tab\there", b"\x7f\r"]

libc = ctypes.CDLL(None, use_errno=True)


def restore(text):
    """The bytes of a name, from its text."""
    return re.sub(rb"\\([0-7]{3})", lambda digits: bytes([int(digits[1], 8)]), text)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def controls(text):
    """Differences: control characters other than the end of a line, and bytes that are not UTF-8."""
    try:
        shown = text.decode()
    except UnicodeDecodeError as error:
        return [f"the text is not UTF-8: {error}"]
    found = {c for c in shown if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u202e\u2060\ufeff")}
    return [f"the text has {c!r}" for c in sorted(found)]


def sleeper(name):
    """Forks a process with the name, which maps a file that has the name, too."""
    ready, done = os.pipe()
    pid = os.fork()
    if pid == 0:
        libc.prctl(1, signal.SIGKILL)
        libc.prctl(PR_SET_NAME, name + b"\0", 0, 0, 0)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(os.fsencode(folder), name)
            file = os.open(path, os.O_RDWR | os.O_CREAT)
            os.ftruncate(file, 4096)
            area = mmap.mmap(file, 4096)
            os.close(file)
            os.unlink(path)
        os.write(done, b"x")
        while area:
            signal.pause()
    os.close(done)
    assert os.read(ready, 1)
    os.close(ready)
    return pid


def compare(what, texts):
    """Checks {name: text}: each text restores its name, and no two names have the same text."""
    bad = [f"{what} {name!r} is shown as {text!r}, which is {restore(text or b'')!r}"
           for name, text in texts.items() if text is None or restore(text) != name]
    if len(set(texts.values())) != len(texts):
        bad.append(f"two names have one text: {sorted(map(repr, texts.values()))}")
    return bad


def processes(pids):
    bad = []
    for file in ("processes", "processes_pss"):
        text = read(RMM + file)
        bad += controls(text)
        lines = text.split(b"\n")
        heads = lines[1].split()[1:]
        assert heads[-1] == b"comm", heads
        # Everything after the other columns is the name.
        rows = {int(row.split(b" ", 1)[0]): row.split(b" ", len(heads) - 1)[-1] for row in lines[2:] if row}
        bad += compare(f"comm in {file}", {name: rows.get(pid) for pid, name in pids.items()})
    tap.report("comm in processes and processes_pss", bad)


def vmas(pids):
    bad, texts = [], {}
    for pid, name in pids.items():
        with open(RMM + "watch", "w") as watch:
            watch.write(str(pid))
        text = read(f"{RMM}{pid}/vmas")
        bad += controls(text)
        rows = [row for row in text.split(b"\n") if row.endswith(b" (deleted)")]
        texts[name] = rows[0].rsplit(b"/", 1)[-1].removesuffix(b" (deleted)") if len(rows) == 1 else None
        with open(RMM + "watch", "w") as watch:
            watch.write(str(-pid))
    tap.report("files in vmas", bad + compare("file", texts))


def translations(pids):
    bad, texts = [], {}
    for pid, name in pids.items():
        maps = read(f"/proc/{pid}/maps").split(b"\n")
        start = [row.split(b"-")[0] for row in maps if row.endswith(b" (deleted)")][0].decode()
        with open(RMM + "translate", "r+b", buffering=0) as file:
            file.write(f"{pid} {start}".encode())
            text = b"".join(iter(lambda: file.read(65536), b""))
        bad += controls(text)
        rows = [row for row in text.split(b"\n") if row.startswith(b"file ")]
        texts[name] = rows[0].rsplit(b"/", 1)[-1].removesuffix(b" (deleted)")
    tap.report("files in translate", bad + compare("file", texts))


def cgroups():
    """Cgroups of all names that the kernel accepts, in memcgs and rmmctl."""
    with open(ROOT + b"/cgroup.subtree_control", "w") as file:
        file.write("+memory")
    top = os.path.join(ROOT, TREE)
    os.mkdir(top)
    with open(top + b"/cgroup.subtree_control", "w") as file:
        file.write("+memory")
    made = {}
    for name in NAMES:
        if b"\n" not in name:
            path = os.path.join(top, name)
            os.mkdir(path)
            made[os.stat(path).st_ino] = path[len(ROOT):]
    try:
        text = read(RMM + "memcgs")
        rows = dict(row.split(b" tree path ") for row in text.split(b"\n") if b" tree path " in row)
        tap.report("cgroups in memcgs", controls(text) + compare("cgroup", {
            path: rows.get(str(inode).encode()) for inode, path in made.items()}))
        if not os.access(RMMCTL, os.X_OK):
            tap.skip("cgroups in rmmctl", "rmmctl was not built")
            tap.skip("cgroups in rmmctl's JSON", "rmmctl was not built")
            return
        text = subprocess.run([RMMCTL, "memcgs"], capture_output=True, check=True).stdout
        rows = {int(row.split()[0]): row[row.index(b" /") + 1:] for row in text.split(b"\n")[1:] if row}
        tap.report("cgroups in rmmctl", controls(text) + compare("cgroup", {
            path: rows.get(inode) for inode, path in made.items()}))
        found = json.loads(subprocess.run([RMMCTL, "--json", "memcgs"], capture_output=True, check=True).stdout)
        rows = {memcg["cgroup"]: memcg["path"].encode() for memcg in found["records"]}
        bad = [line for path in rows.values() for line in controls(path)]
        tap.report("cgroups in rmmctl's JSON", bad + compare("cgroup", {
            path: rows.get(inode) for inode, path in made.items()}))
    finally:
        for path in made.values():
            os.rmdir(ROOT + path)
        os.rmdir(top)


def main():
    tap.plan(6)
    pids = {sleeper(name): name for name in NAMES}
    processes(pids)
    vmas(pids)
    translations(pids)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    if os.path.exists(ROOT + b"/cgroup.controllers"):
        cgroups()
    else:
        for where in ("memcgs", "rmmctl", "rmmctl's JSON"):
            tap.skip(f"cgroups in {where}", "no cgroup 2")
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())

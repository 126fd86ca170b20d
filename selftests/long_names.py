#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Paths beyond PATH_MAX: vmas and translate show them as /proc/PID/maps does, up to 64 KiB, and memcgs
shows those of cgroups, which /proc/PID/cgroup cannot."""

import mmap
import os
import re
import sys
import tempfile

from lib import tap
from lib.files import read, rmm

NAME = "d" * 250
LIMIT = 64 << 10
CGROUPS = "/sys/fs/cgroup"


class DeepFile:
    """A mapped file in nested directories, whose path has at least so many bytes."""

    def __init__(self, folder, length):
        self.back = os.getcwd()
        self.levels = length // (len(NAME) + 1) + 1
        os.chdir(folder)
        for _ in range(self.levels):
            os.mkdir(NAME)
            os.chdir(NAME)
        with open("file", "w+b") as file:
            file.truncate(mmap.PAGESIZE)
            self.memory = mmap.mmap(file.fileno(), mmap.PAGESIZE)
        self.path = folder + ("/" + NAME) * self.levels + "/file"

    def remove(self):
        self.memory.close()
        os.unlink("file")
        for _ in range(self.levels):
            os.chdir("..")
            os.rmdir(NAME)
        os.chdir(self.back)


def in_maps(path):
    """The address at which a file is mapped, by /proc/self/maps."""
    for line in read("/proc/self/maps").splitlines():
        if line.endswith(" " + path):
            return int(line.split("-")[0], 16)
    return None


def in_vmas(address):
    """(state, name) of the VMA at an address."""
    lines = read("/proc/rmm/self/vmas").splitlines()
    columns = lines[1].split()[1:]
    for line in lines[2:]:
        cells = line.split(" ", len(columns) - 1)
        if int(cells[0], 16) == address:
            row = dict(zip(columns, cells))
            return row["state"], row["name"]
    return None, None


def in_translate(address):
    with open("/proc/rmm/translate", "r+b", buffering=0) as file:
        file.write(b"%x" % address)
        text = b""
        while part := file.read(1 << 20):
            text += part
    match = re.search(r"(?m)^file .* inode=\S+ (.*)$", text.decode())
    return match and match.group(1)


def shorten(name):
    return f"{len(name)} bytes: {name[:40]}…{name[-40:]}" if name else str(name)


def check_cgroup():
    """A cgroup with a path of more than 4 KiB has it in memcgs."""
    what = "memcgs shows the path of a cgroup"
    if rmm("version", 1)["feature.memcgs",] != "on" or "memory" not in read(CGROUPS + "/cgroup.controllers").split():
        tap.skip(what, "no memory controller of cgroup 2")
        return
    back, made = os.getcwd(), 0
    os.chdir(CGROUPS)
    try:
        while made * (len(NAME) + 1) <= 5000:
            with open("cgroup.subtree_control", "w") as file:
                file.write("+memory")
            os.mkdir(NAME)
            os.chdir(NAME)
            made += 1
        path, inode = ("/" + NAME) * made, os.stat(".").st_ino
        found = {row.split(" ", 3)[0]: row.split(" ", 3)[3] for row in read("/proc/rmm/memcgs").splitlines()
                 if " tree path " in row}
        name = found.get(str(inode))
        tap.ok(name == path, f"{what}, {len(path)} bytes", [shorten(name)])
    finally:
        for _ in range(made):
            os.chdir("..")
            os.rmdir(NAME)
        os.chdir(back)


def main():
    tap.plan(7)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        for length in (4000, 5000, 60000):
            deep = DeepFile(folder, length)
            try:
                address = in_maps(deep.path)
                state, name = in_vmas(address)
                tap.ok(name == deep.path and "name-too-long" not in state,
                       f"vmas shows a path of {len(deep.path)} bytes", [f"state {state}, {shorten(name)}"])
                if length == 4000:
                    continue
                name = in_translate(address)
                tap.ok(name == deep.path, f"translate shows a path of {len(deep.path)} bytes", [shorten(name)])
            finally:
                deep.remove()
        deep = DeepFile(folder, LIMIT + 1)
        try:
            state, name = in_vmas(in_maps(deep.path))
            tap.ok(name == "-" and "name-too-long" in state.split(","),
                   f"vmas says that a path of {len(deep.path)} bytes is left out", [f"state {state}, {shorten(name)}"])
        finally:
            deep.remove()
    check_cgroup()
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())

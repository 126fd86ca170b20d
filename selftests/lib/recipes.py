# SPDX-License-Identifier: GPL-2.0
"""Recipes of docs/cookbook.md: the situation of each question, and the numbers of the kernel's own files by which its
outputs are judged."""

import contextlib
import os
import re
import struct

from lib.files import read
from lib.situations import PAGE, NotHere, nodes_with
from lib.steps import is_size

PFN_MASK = 2**55 - 1
# The kernel must not migrate pages in the background.
STILL = {path: 0 for path in ("/proc/sys/kernel/numa_balancing",) if os.path.exists(path)}

RECIPES = {}


def recipe(heading, is_table=False, is_translated=False):
    """Registers the situation of a heading: a generator that yields the variables of the commands, and a function
    that asserts what the kernel says about their outputs. Of a table only the heads are compared; a translated
    output depends on the locale."""
    def register(situation):
        situation = contextlib.contextmanager(situation)
        situation.is_table, situation.is_translated = is_table, is_translated
        RECIPES[heading] = situation
        return situation
    return register


def equal(name, found, wanted):
    assert found == wanted, f"{name}: rmmctl {found!r}, the kernel {wanted!r}"


def size_is(name, text, size):
    assert is_size(text, size), f"{name}: rmmctl {text}, the kernel {size} bytes"


def needs_nodes(*nodes):
    missing = [node for node in nodes if node not in nodes_with("has_cpu") or node not in nodes_with("has_memory")]
    if missing:
        raise NotHere(f"no node {missing[0]} with CPUs and memory")


def frame_of(pid, address):
    """The entry of /proc/PID/pagemap: its frame, and the flags above it."""
    with open(f"/proc/{pid}/pagemap", "rb") as file:
        file.seek(address // PAGE * 8)
        entry, = struct.unpack("<Q", file.read(8))
    return entry & PFN_MASK, entry >> 61


def node_pages(pid, node, text=""):
    """Pages on a node by numa_maps, of lines with a text."""
    lines = [line for line in read(f"/proc/{pid}/numa_maps").splitlines() if text in line]
    return sum(int(pages) for line in lines for pages in re.findall(rf" N{node}=(\d+)", line))


def status_bytes(pid, name):
    return int(re.search(rf"(?m)^{name}:\s+(\d+) kB$", read(f"/proc/{pid}/status"))[1]) << 10


def rollup(pid):
    return {name: int(kb) << 10 for name, kb in re.findall(r"(?m)^(\w+):\s+(\d+) kB$", read(f"/proc/{pid}/smaps_rollup"))}


def frame_word(file, frame):
    """The number that a file such as /proc/kpagecount has for a page frame."""
    with open(f"/proc/{file}", "rb") as words:
        words.seek(frame * 8)
        return struct.unpack("<Q", words.read(8))[0]

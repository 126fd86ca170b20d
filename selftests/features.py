#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Features in /proc/rmm/version against what the running kernel has on, and notes in their files.

The machine `bare` boots with memory cgroups and all nodes but one switched off; everywhere else
they are on or follow the machine. MGLRU is switched off and on again through sysfs.
"""

import gzip
import os
import re
import sys

from lib import tap
from lib.files import RMM, ranges, read, rmm

LRU_GEN = "/sys/kernel/mm/lru_gen/enabled"
THP = "/sys/kernel/mm/transparent_hugepage"
NUMA_BALANCING = "/proc/sys/kernel/numa_balancing"


def features():
    """{feature: state} of /proc/rmm/version."""
    return {field.removeprefix("feature."): state for (field,), state in rmm("version", 1).items()
            if field.startswith("feature.")}


def notes(name):
    """The comment lines behind the header of a file."""
    lines = read(RMM + name).splitlines()
    return [line.removeprefix("# ") for line in lines[2:] if line.startswith("# ")]


def memcgs_run():
    """Whether the memory controller is enabled, by /proc/cgroups or by the unified hierarchy."""
    rows = [line.split() for line in read("/proc/cgroups").splitlines()]
    by_name = {row[0]: row[3] for row in rows if not row[0].startswith("#")}
    if "memory" in by_name:
        return by_name["memory"] == "1"
    return "memory" in read("/sys/fs/cgroup/cgroup.controllers").split()


def expect(feature, on, reason):
    """One result: the feature's state, and the note in each of its files."""
    state = features()[feature]
    want = "on" if on else "off:" + reason
    tap.ok(state == want, f"{feature} is {want}", [f"rmm {state}, kernel {want}"])


def expect_notes(feature, files):
    """One result: a file has the note of the feature if and only if it is off."""
    state, bad = features()[feature], []
    for name in files:
        found = [note for note in notes(name) if note.startswith(f"feature.{feature} ")]
        want = [] if state == "on" else [f"feature.{feature} {state}"]
        if found != want:
            bad.append(f"{name}: notes {found}, wanted {want}")
    tap.ok(not bad, f"files say whether {feature} is on", bad)


def expect_absent(expected):
    """One result: the kernel is without the features that its description in the lab says, and no others.
    A test that is skipped for the lack of a feature is skipped for a known reason."""
    if expected is None:
        tap.skip("the kernel is without the expected features", "not a kernel of the lab")
        return
    absent = {name for name, state in features().items()
              if state in ("off:kernel-config", "off:not-in-this-kernel")}
    if not os.path.exists(NUMA_BALANCING):
        absent.add("numa-balancing")
    tap.ok(absent == set(expected.split()), "the kernel is without the expected features",
           [f"without {sorted(absent)}, expected {sorted(expected.split())}"])


def expect_setting():
    """Switches MGLRU to the other state and back."""
    names = ("lru-gen follows a setting", "files follow it", "lru-gen follows it back")
    if not os.path.exists(LRU_GEN):
        for name in names:
            tap.skip(name, "a kernel without MGLRU")
        return
    before = read(LRU_GEN).strip()
    other = "n" if int(before, 16) & 1 else "y"
    try:
        with open(LRU_GEN, "w") as file:
            file.write(other)
        now = int(read(LRU_GEN), 16) & 1
        expect("lru-gen", now == 1, "off-by-setting")
        expect_notes("lru-gen", ("lru", "memcgs", "self/age"))
    finally:
        with open(LRU_GEN, "w") as file:
            file.write(before)
    expect("lru-gen", int(before, 16) & 1 == 1, "off-by-setting")


def main():
    tap.plan(12 + os.path.exists("/proc/config.gz"))
    known = set(re.findall(r'off:([\w-]+)', read(RMM + "version")))
    tap.ok(known <= {"kernel-config", "failed-check-at-load", "off-at-boot", "off-by-setting", "one-node",
                     "not-in-this-kernel"},
           "features are off for known reasons", sorted(known))
    on = memcgs_run()
    expect("memcgs", on, "off-at-boot")
    expect_notes("memcgs", ("memcgs", "lru"))
    rows = [line for line in read(RMM + "memcgs").splitlines() if not line.startswith("# ")]
    tap.ok(bool(rows) == on, "memcgs has rows if memory cgroups are on", [f"{len(rows)} rows, memory cgroups {on}"])
    nodes = ranges(read("/sys/devices/system/node/possible"))
    expect("numa", len(nodes) > 1, "one-node")
    asked = "numa=off" in read("/proc/cmdline").split()
    tap.ok(not asked or features()["numa"] == "off:one-node", "numa=off switches numa off",
           [f"numa {features()['numa']}"])
    expect("thp", os.path.exists(THP), "kernel-config")
    expect_absent(os.environ.get("RMM_ABSENT"))
    if os.path.exists(LRU_GEN):
        expect("lru-gen", int(read(LRU_GEN), 16) & 1 == 1, "off-by-setting")
    else:
        expect("lru-gen", False, "kernel-config")
    if os.path.exists("/proc/config.gz"):
        with gzip.open("/proc/config.gz", "rt") as text:
            expect("page-mapcount", "CONFIG_PAGE_MAPCOUNT=y\n" in text.read(), "kernel-config")
    expect_setting()
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())

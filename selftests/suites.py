#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Tests of other projects: numactl's own test programs, and the kernel's selftests that set policies,
move pages, map or remap. They run first on plain memory, then with all their anonymous memory in
arenas (samples/librmm_preload.so from 4 KiB on).

A program must have the same results on both. Tests that fail on plain memory are reported as that.
The table below lists what an arena cannot do, with the reason.

RMM_SUITES=long runs all of them, for minutes; RMM_SUITES=0 none.
"""
import os
import re
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

from lib import tap

HERE = os.path.dirname(os.path.abspath(__file__))
SUITES = HERE + "/../suites"
LIBRARY = HERE + "/../samples/librmm_preload.so"
LONG = os.environ.get("RMM_SUITES") == "long"
POLICIES = os.environ.get("RMM_PRELOAD_POLICIES", "interleave stripe" if LONG else "interleave").split()

UFFD = "userfaultfd does not take an arena's mapping"
THP = "an arena has no huge pages"
OWN = re.compile(r"(got policy \d+|nodes \w+,) expected 0,")
OFFSET = "a file's mapping keeps its offset when it is moved untouched, and does not merge"


class Case(NamedTuple):
    """A program of a suite."""
    command: str
    # Result number (of a TAP program) to the reason why it differs.
    limits: dict = {}
    # The program maps anonymous memory.
    memory: bool = True
    long: bool = False
    # The program runs until a signal ends it: the lines that both runs printed are compared.
    endless: bool = False


NUMACTL = [
    Case("test/move_pages"), Case("test/migrate_pages"), Case("test/mbind_mig_pages"),
    Case("test/realloc_test"), Case("test/tshared"), Case("test/prefered"),
    Case("test/randmap-private 3 42", endless=True),
    Case("migspeed -p 500 0 1"),
    Case("test/distance", memory=False), Case("test/nodemap", memory=False),
    Case("test/tbitmap", memory=False), Case("test/checkaffinity", memory=False, long=True),
    Case("test/checktopology", memory=False, long=True),
    Case("test/bind_range", memory=False, long=True),
    Case("numademo -t -e 1M", long=True), Case("test/regress", long=True),
]
KERNEL = [
    Case("migration-short -t private_anon -t shared_anon"), Case("rmap"),
    Case("mkdirty", limits={4: THP, 5: THP, 6: UFFD}),
    Case("ksm_tests -N -m 1"), Case("ksm_tests -N -m 0"), Case("ksm_tests -M"),
    Case("futex_numa_mpol", long=True), Case("madv_populate"), Case("process_madv", limits={2: THP}),
    Case("mremap_dontunmap"), Case("mlock2-tests"), Case("map_fixed_noreplace"),
    Case("merge", limits=dict.fromkeys(range(10, 15), OFFSET)),
    Case("guard-regions", limits={18: UFFD}, long=True), Case("mremap_test", long=True),
    Case("soft-dirty", limits={4: THP, 5: THP, 16: OFFSET}, long=True),
    Case("migration", limits={3: THP, 4: THP}, long=True),
]


class ProgramRun:
    """The status, output and results of one run of a program."""

    def __init__(self, case, home, policy=None):
        env = dict(os.environ, builddir=home, srcdir=home, NUMACTL="/usr/bin/numactl")
        if policy:
            env.update(LD_PRELOAD=LIBRARY, RMM_PRELOAD_MIN="4k", RMM_PRELOAD_POLICY=policy,
                       RMM_PRELOAD_VERBOSE="1")
        command = case.command.split()
        with tempfile.TemporaryDirectory() as place:
            child = subprocess.Popen([f"{home}/{command[0]}", *command[1:]], env=env, cwd=place,
                                     stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT, errors="replace")
            self.mapped = case.endless and self.maps_arena(child)
            text = child.communicate()[0]
        self.status = child.returncode
        summary = re.compile(r"rmm_preload\[\d+\]: \S+ (\d+) mappings .*\n")
        self.served = sum(map(int, summary.findall(text)))
        self.text = summary.sub("", text)
        self.results = {int(number): (" ".join(name.split()), "skip" if "# SKIP" in name else
                                      "fail" if wrong else "pass")
                        for wrong, number, name in
                        re.findall(r"^(not )?ok (\d+)(.*)$", self.text, re.MULTILINE)}

    @staticmethod
    def maps_arena(child):
        """Waits until the program has mapped an arena or exited."""
        while child.poll() is None:
            try:
                with open(f"/proc/{child.pid}/maps") as maps:
                    if "[rmm-arena]" in maps.read():
                        return True
            except OSError:
                # The program exits.
                pass
        return False


def differences(case, plain, arena):
    """Returns the unexpected and the known differences of a run in arenas."""
    wrong, known = [], []
    for number in sorted(plain.results.keys() | arena.results.keys()):
        before = plain.results.get(number, ("", "none"))
        after = arena.results.get(number, ("", "none"))
        if before[1] in ("fail", "none") and after[1] != "none":
            known.append(f"{number} fails on plain memory: {before[0]}")
        elif before[1] != after[1]:
            text = f"{number} {after[0]}: {before[1]} on plain memory, {after[1]} in arenas"
            if number in case.limits:
                known.append(f"{text}: {case.limits[number]}")
            else:
                wrong.append(text)
    if case.endless:
        before = [line for line in plain.text.splitlines()[:-1] if not line.startswith("map ")]
        after = [line for line in arena.text.splitlines()[:-1] if not line.startswith("map ")]
        # Where mbind(2) sets the default policy, the arena's own policy applies and is printed.
        expected = [line for line in after if not OWN.search(line)]
        both = min(len(before), len(expected))
        known.append(f"{both} lines compared; {len(after) - len(expected)} more show the arena's own "
                     "policy where the program expects the default")
        if before[:both] != expected[:both] or both < 10:
            differs = next((at for at in range(both) if before[at] != expected[at]), None)
            wrong.append(f"{both} lines to compare, at least 10 are needed" if differs is None else
                         f"on plain memory: {before[differs]}; in arenas: {expected[differs]}")
    elif plain.status and not plain.results:
        known.append(f"fails on plain memory: status {plain.status}, {plain.text.splitlines()[-1:]}")
        if arena.status != plain.status:
            known.append(f"in arenas: status {arena.status}")
    elif arena.status != plain.status and not (known and arena.results):
        wrong.append(f"status {arena.status} in arenas, {plain.status} on plain memory")
        wrong += arena.text.splitlines()[-8:]
    return wrong, known


def reset_ksm():
    """Unmerges the pages of earlier programs, and has KSM scan every page again."""
    for knob, value in ("run", "2"), ("smart_scan", "0"):
        try:
            with open("/sys/kernel/mm/ksm/" + knob, "w") as file:
                file.write(value)
        except OSError:
            pass


def run(suite, case, home):
    name = f"{suite}: {case.command}"
    if not os.path.exists(f"{home}/{case.command.split()[0]}"):
        for policy in POLICIES:
            tap.skip(f"{name}, {policy}", "the lab has no such program")
        return
    begun = time.monotonic()
    reset_ksm()
    plain = ProgramRun(case, home)
    for policy in POLICIES:
        if plain.results and all(result[1] == "skip" for result in plain.results.values()):
            tap.skip(f"{name}, {policy}", "; ".join(result[0] for result in plain.results.values()))
            continue
        reset_ksm()
        arena = ProgramRun(case, home, policy)
        wrong, known = differences(case, plain, arena)
        # A program that a signal ended prints no summary of the library.
        if case.memory and not arena.served and not arena.mapped and arena.status >= 0:
            wrong.append("none of its memory was in an arena")
        tap.ok(not wrong, f"{name}, {policy}", wrong)
        results = f"{sum(result[1] == 'pass' for result in arena.results.values())} results passed, "
        print(f"# {results if arena.results else ''}status {arena.status}, {arena.served} mappings in "
              f"arenas, {time.monotonic() - begun:.1f} s")
        for line in known:
            print(f"# {line}")


def main():
    if os.environ.get("RMM_SUITES") == "0" or os.environ.get("RMM_PROGRAMS") == "0":
        return tap.skip_all("another lane runs the suites")
    with open("/sys/devices/system/node/has_memory") as nodes:
        if nodes.read().strip() == "0":
            return tap.skip_all("one node")
    suites = [("numactl", case, SUITES + "/numactl") for case in NUMACTL if LONG or not case.long]
    suites += [("kernel", case, SUITES + "/kernel") for case in KERNEL if LONG or not case.long]
    tap.plan(len(suites) * len(POLICIES))
    for suite, case, home in suites:
        run(suite, case, home)
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""/proc/rmm/lru and the lists of /proc/rmm/memcgs against /proc/zoneinfo and debugfs's lru_gen."""

import os
import re
import sys

from lib import tap
from lib.files import compare, ranges, read, rmm, tries, zoneinfo

LRU_GEN = "/sys/kernel/debug/lru_gen"
LISTS = ("inactive_anon", "active_anon", "inactive_file", "active_file", "unevictable")
COUNTERS = {"nr_" + name: ("list", name + "_pages") for name in LISTS}
COUNTERS |= {f"nr_isolated_{kind}": ("list", f"isolated_{kind}_pages") for kind in ("anon", "file")}
COUNTERS |= {f"workingset_{what}_{kind}": ("workingset", f"{what}_{kind}")
             for what in ("refault", "activate", "restore") for kind in ("anon", "file")}
COUNTERS |= {"workingset_nodes": ("workingset", "shadow_nodes"),
             "workingset_nodereclaim": ("workingset", "nodereclaim")}


def counters():
    """The kernel's counters with rmm's keys."""
    return {(node, *COUNTERS[name]): value for (node, _, name), value in zoneinfo()[0].items()
            if name in COUNTERS}


def lru_gen():
    """{(cgroup, node): [(seq, age in ms, anonymous pages, file pages), …]}"""
    found, cgroup, node = {}, None, None
    for line in read(LRU_GEN).splitlines():
        words = line.split()
        if words[0] == "memcg":
            cgroup = words[1]
        elif words[0] == "node":
            node = words[1]
        else:
            found.setdefault((cgroup, node), []).append([int(word) for word in words[:4]])
    return found


def generations_by_cgroup():
    """lru_gen with the keys of /proc/rmm/memcgs."""
    facts = {}
    for (cgroup, node), generations in lru_gen().items():
        youngest = generations[-1][0]
        facts[cgroup, "node" + node, "max_seq"] = str(youngest)
        for seq, _, anon, file in generations:
            age = youngest - seq
            facts[cgroup, "node" + node, f"gen{age}_anon_pages"] = str(anon)
            facts[cgroup, "node" + node, f"gen{age}_file_pages"] = str(file)
    return facts


def generations_by_node():
    """lru_gen, summed over cgroups, with the keys of /proc/rmm/lru."""
    sums, memcgs = {}, {}
    for (_, node), generations in lru_gen().items():
        memcgs[node, "memcg", "mglru"] = memcgs.get((node, "memcg", "mglru"), 0) + 1
        youngest = generations[-1][0]
        for seq, _, anon, file in generations:
            group = f"gen{youngest - seq}"
            for name, pages in (("anon_pages", anon), ("file_pages", file)):
                sums[node, group, name] = sums.get((node, group, name), 0) + pages
    return {key: str(value) for key, value in (sums | memcgs).items()}


def exact_lists():
    """Lengths of lists by the kernel's counters and the pending counts of CPUs."""
    nodes = rmm("nodes", 3)
    return {(node, name): str(int(value) + int(nodes[node, "pending", "nr_" + name]))
            for (node, group, field), value in nodes.items()
            for name in LISTS if group == "stat" and field == "nr_" + name}


def summed_lists():
    """The same lengths as sums over cgroups, of generations and of lists."""
    lru, sums = rmm("lru", 3), {}
    for (node, group, field), value in lru.items():
        if group == "list":
            continue
        pages = re.fullmatch(r"(\w+)_pages", field)
        zone = re.fullmatch(r"(\w+)_pages\.\w+", field)
        if group == "on_list":
            name = zone.group(1)
        elif group.startswith("gen") and pages and value != "-":
            name = ("active_" if int(group[3:]) < 2 else "inactive_") + pages.group(1)
        else:
            continue
        sums[node, name] = sums.get((node, name), 0) + int(value)
    return {(node, name): str(sums.get((node, name), 0))
            for node in {key[0] for key in lru} for name in LISTS}


def ages():
    """Checks that ages of generations lie between those of lru_gen before and after."""
    def spans(found):
        by_node = {}
        for (_, node), generations in found.items():
            youngest = generations[-1][0]
            for seq, age, _, _ in generations:
                by_node.setdefault((node, f"gen{youngest - seq}"), []).append(age)
        return by_node

    for _ in tries():
        before, found, after = spans(lru_gen()), rmm("lru", 3), spans(lru_gen())
        bad = []
        for (node, group), low in before.items():
            high = after.get((node, group), low)
            for field, pick in (("age_lowest_ms", min), ("age_highest_ms", max)):
                # A generation may end while it is read.
                age = found.get((node, group, field), "-")
                if age == "-" or not pick(low) <= int(age) <= pick(high):
                    bad.append(f"node {node} {group} {field} {age}: {pick(low)}..{pick(high)}")
        if not bad:
            break
    tap.ok(not bad, "ages of generations lie between two readings of lru_gen", bad)


def by_zone():
    """Checks that generations by zone add up to those by node."""
    sums, whole = {}, {}
    for (node, group, field), value in rmm("lru", 3).items():
        if group.startswith("gen"):
            name, _, zone = field.partition(".")
            if name.endswith("_pages"):
                into = sums if zone else whole
                into[node, group, name] = into.get((node, group, name), 0) + int(value)
    bad = [f"{key}: {value}, zones add up to {sums.get(key, 0)}"
           for key, value in whole.items() if sums.get(key, 0) != value]
    tap.ok(not bad, "generations by zone add up to nodes", bad)


def begin_generation():
    """Starts a new youngest generation of the root cgroup, and checks that it is reported."""
    # A node without memory has lists as well, but cannot age them.
    node = ranges(read("/sys/devices/system/node/has_memory"))[0]
    refused = None
    for _ in tries():
        before = rmm("memcgs", 3)["1", f"node{node}", "max_seq"]
        try:
            with open(LRU_GEN, "w") as file:
                file.write(f"+ 1 {node} {before}")
            refused = None
        except OSError as error:
            # kswapd is about to start a generation itself.
            refused = error
            continue
        after = rmm("memcgs", 3)["1", f"node{node}", "max_seq"]
        highest = rmm("lru", 3)[str(node), "seq", "max_highest"]
        if int(after) == int(before) + 1 and int(highest) >= int(after):
            break
    tap.ok(not refused and int(after) == int(before) + 1 and int(highest) >= int(after),
           "a new generation is reported",
           [str(refused) if refused else f"max_seq {before}, then {after}; the highest of all is {highest}"])


def main():
    tap.plan(9)
    compare("counters of lists equal /proc/zoneinfo", counters, lambda: rmm("lru", 3))
    by_zone()
    accounted = rmm("version", 1)["feature.memcgs",] == "on"
    if accounted:
        compare("lists equal sums over cgroups", exact_lists, summed_lists)
    else:
        tap.skip("lists equal sums over cgroups", "no memory cgroups")
    try:
        generations = bool(lru_gen())
    except OSError:
        generations = False
    names = ("generations of cgroups equal lru_gen", "generations of nodes equal lru_gen",
             "ages of generations lie between two readings of lru_gen", "a new generation is reported",
             "generations of nodes equal lru_gen after a new one", "lists equal sums over cgroups after a new one")
    if not generations or not accounted:
        for name in names:
            tap.skip(name, "no lru_gen in debugfs" if accounted else "no memory cgroups")
        return tap.status()
    compare(names[0], generations_by_cgroup, lambda: rmm("memcgs", 3))
    compare(names[1], generations_by_node, lambda: rmm("lru", 3))
    ages()
    begin_generation()
    compare(names[4], generations_by_node, lambda: rmm("lru", 3))
    compare(names[5], exact_lists, summed_lists)
    return tap.status()


if __name__ == "__main__":
    os.chdir("/")
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rmmctl: its JSON, which comes from ioctls, against the text files and the kernel's files."""

import os
import re
import subprocess
import sys

from lib import tap
from lib.files import compare, read, rmm, tries
from lib.rmmctl import RMMCTL, document, records

TESTS = 18


def flat(value, *keys):
    """{(keys): text} of the leaves of JSON; '-' for null."""
    if isinstance(value, dict):
        return {key: leaf for name, part in value.items() for key, leaf in flat(part, *keys, name).items()}
    if isinstance(value, list):
        return {key: leaf for at, part in enumerate(value) for key, leaf in flat(part, *keys, at).items()}
    return {keys: "-" if value is None else str(value)}


def lru():
    """Counters of lists by ioctl, with the keys of the text."""
    found = {}
    for node in records("lru"):
        for name in ("list_pages", "isolated_pages"):
            prefix = "isolated_" if name == "isolated_pages" else ""
            for what, pages in node[name].items():
                found[str(node["node"]), "list", f"{prefix}{what}_pages"] = str(pages)
        for age, types in enumerate(node["gen_pages"]):
            for kind, zones in types.items():
                pages = [count for count in zones.values() if count is not None]
                found[str(node["node"]), f"gen{age}", kind + "_pages"] = str(sum(pages)) if pages else "-"
        for name in ("memcg_seq", "nodereclaim", "memcgs", "max_seq_highest"):
            group, field = {"memcg_seq": ("memcg", "seq"), "nodereclaim": ("workingset", "nodereclaim"),
                            "memcgs": ("memcg", "summed"), "max_seq_highest": ("seq", "max_highest")}[name]
            value = node[name]
            found[str(node["node"]), group, field] = "-" if value is None else str(value)
    return found


def lru_text():
    return rmm("lru", 3)


def memcgs_text():
    rows = rmm("memcgs", 3).items()
    return {key: " ".join(value) if isinstance(value, list) else value for key, value in rows}


def memcgs():
    """Cgroups by ioctl, with the keys of the text."""
    found = {}
    for memcg in records("memcgs"):
        key = str(memcg["cgroup"])
        for name, value in memcg.items():
            text = "-" if value is None else str(value)
            if name.endswith("_pages"):
                found[key, "memory", name] = text
            elif name in ("events", "local_events"):
                for event, count in value.items():
                    found[key, "event" if name == "events" else "local", event] = str(count)
            elif name in ("parent", "level", "css_id", "path"):
                found[key, "tree", name] = text
    for node in records("memcgs", "--nodes"):
        key, group = str(node["cgroup"]), f"node{node['node']}"
        for name, pages in node["list_pages"].items():
            found[key, group, name + "_pages"] = str(pages)
        found[key, group, "max_seq"] = "-" if node["max_seq"] is None else str(node["max_seq"])
    return found


def ignore_own_pages(read_text, read_json):
    """The JSON, with the text's numbers where they differ by no more pages than rmmctl itself uses."""
    own = 512
    now, found = read_text(), read_json()
    for key, value in found.items():
        numbers = str(now.get(key)).isdigit() and str(value).isdigit() and key[-1].endswith("_pages")
        if numbers and abs(int(now[key]) - int(value)) <= own:
            found[key] = now[key]
    return found


def layout():
    """Regions by ioctl, in the form of the text's rows."""
    return {(at,): [str(region["kind"]), region["start"] or "-", region["last"] or "-",
                    str(region["bytes"] // 1024), str(region["top_entries"] or "-")]
            for at, region in enumerate(records("layout"))}


def layout_text():
    lines = read("/proc/rmm/layout").splitlines()[2:]
    return {(at,): line.split()[:5] for at, line in enumerate(lines)}


def zones_by_call():
    """The constant values of zones by ioctl, with the keys of the text."""
    found = {}
    for zone in records("zones"):
        key = str(zone["node"]), zone["zone"]
        for group, names in (("general", ("start_pfn", "spanned_pages", "managed_pages", "cma_pages")),
                             ("watermark", ("min_pages", "low_pages", "high_pages", "boost_pages"))):
            found |= {(*key, group, name): str(zone[name]) for name in names}
        found |= {(*key, "reserve", f"lowmem_reserve_pages.{kind}"): str(pages)
                  for kind, pages in zone["lowmem_reserve_pages"].items() if pages is not None}
    return found


def nodes_by_call():
    """The constant values of nodes by ioctl, zonelists included, with the keys of the text."""
    found = {}
    for node in records("nodes"):
        key = str(node["node"])
        for group, name in (("general", "spanned_pages"), ("general", "present_pages"), ("reclaim", "kswapd_pid"),
                            ("reclaim", "kswapd_state"), ("tier", "adistance"), ("general", "stat_threshold")):
            found[key, group, name] = "-" if node[name] is None else str(node[name])
        found[key, "cpu", "list"] = ",".join(node["cpus"]) or "-"
        found |= {(key, "distance", to): str(distance) for to, distance in node["distance"].items()}
        found |= {(key, "zonelist", f"{name}.{at}"): zone
                  for name, places in node["zonelist"].items() for at, zone in enumerate(places)}
    return found


def pagesets_by_call():
    """The limits of per-CPU page lists by ioctl; their lengths change."""
    return {(str(row["node"]), row["zone"], str(row["cpu"])): [str(row[name]) for name in (
        "high_min_pages", "high_max_pages", "batch_pages", "stat_threshold")] for row in records("pagesets")}


def pagesets_text():
    return {key: [row[2], row[3], row[4], row[7]] for key, row in rmm("pagesets", 3).items()}


def free_memory():
    """Free pages of each zone by four commands. They differ by the pages allocated in between."""
    sums = [{}, {}, {}, {}]
    for at, (name, pages) in enumerate((
            ("buddy", lambda row: row["free_pages"]), ("pagetypes", lambda row: row["free_pages"]),
            ("freeblocks", lambda row: 1 << row["order"]),
            ("fragmentation", lambda row: row["free_blocks"] << row["order"]))):
        for row in records(name):
            key = row["node"], row["zone"]
            sums[at][key] = sums[at].get(key, 0) + pages(row)
    return sums


def retry(check):
    """The first good result of a check, or the last one: values may change between its readings."""
    for _ in tries():
        good, *notes = check()
        if good:
            break
    return good, notes


def blocks_add_up():
    """Compares the commands that report free blocks, and those that report page blocks."""
    sums = free_memory()
    close = all(abs(other.get(key, 0) - pages) < 8192 for other in sums[1:] for key, pages in sums[0].items())
    blocks = {}
    for run in records("pageblocks"):
        if run["migrate_type"] is not None:
            key = run["node"], run["zone"]
            blocks[key] = blocks.get(key, 0) + run["page_blocks"]
    typed = {}
    for row in records("pagetypes"):
        key = row["node"], row["zone"]
        typed[key] = typed.get(key, 0) + row["page_blocks"]
    return close and {key: count for key, count in typed.items() if count} == blocks, sums, blocks, typed


def words():
    """Compares the sentence of `pressure` from three sources, apart from the numbers, which change."""
    sentences = [read("/proc/rmm/pressure").splitlines()[-1].removeprefix("# "), document("pressure")["about"]["words"],
            subprocess.run([RMMCTL, "pressure"], capture_output=True, text=True, check=True).stdout.splitlines()[-1].removeprefix("words ")]
    return len({re.sub(r"\d+", "N", text) for text in sentences}) == 1, *sentences


def vmalloc():
    """Compares the number of areas with the kernel's, which frees areas lazily."""
    areas = records("elsewhere", "vmalloc")
    return (abs(len(areas) - len(read("/proc/vmallocinfo").splitlines())) < 16
            and all(area["bytes"] for area in areas), f"{len(areas)} areas")


def machine():
    """The other commands about the machine's memory, against the text."""
    places = set(zones_by_call())
    compare("zones equal the text", lambda: {key: value for key, value in rmm("zones", 4).items() if key in places}, zones_by_call)
    constant = nodes_by_call()
    compare("nodes equal the text", lambda: {key: value for key, value in rmm("nodes", 3).items() if key in constant}, nodes_by_call)
    compare("pagesets equal the text", pagesets_text, pagesets_by_call)
    good, notes = retry(blocks_add_up)
    tap.ok(good, "free blocks and page blocks add up", notes)
    events = {event["event"]: event["total"] for event in records("events")}
    pressure = document("pressure")
    boot = dict(line.split() for line in read("/proc/vmstat").splitlines())
    tap.ok(0 < events["pgfault"] <= int(boot["pgfault"]) and events["oom_kill"] == int(boot["oom_kill"])
           and len(pressure["records"]) == len(records("nodes")) and pressure["about"]["judgement"]
           in {node["judgement"] for node in pressure["records"]}, "events and pressure are consistent",
           [f"pgfault {events['pgfault']}, vmstat {boot['pgfault']}",
            f"oom_kill {events['oom_kill']}, vmstat {boot['oom_kill']}", pressure])
    good, sentences = retry(words)
    tap.ok(good, "the sentence of pressure is the same everywhere", sentences)


def tables():
    """Checks the tables for people: a column for each node or zone, as wide as its longest cell."""
    bad = []
    for name, key in (("nodes", "node"), ("zones", "zone"), ("lru", "node"), ("pressure", "node")):
        lines = subprocess.run([RMMCTL, name], capture_output=True, text=True, check=True).stdout.split("\n\n")[0].splitlines()
        heads = lines[0].split()
        wrong = [line for line in lines if len(line.split()) != len(heads) or len(line) != len(lines[0])]
        if not heads[1].startswith(key) or len(lines) < 15 or wrong:
            bad += [f"{name}: {heads}, {len(lines)} lines", *wrong]
    tap.ok(not bad, "tables have a column for each node or zone", bad)


def sysctls():
    found = records("elsewhere", "sysctl")
    return {row["name"]: row["value"] for row in found if row["value"] is not None}


def kernel_sysctls():
    found = {}
    for name in os.listdir("/proc/sys/vm"):
        try:
            value = read("/proc/sys/vm/" + name).strip()
        except OSError:
            continue
        found[name] = int(value) if re.fullmatch(r"-?\d+", value) else value
    return found


def main():
    tap.plan(TESTS)
    if not os.access(RMMCTL, os.X_OK):
        for test in range(TESTS):
            tap.skip(f"rmmctl {test}", "rmmctl was not built")
        return 0
    info, = records("info")
    version = dict(line.split(" ", 1) for line in read("/proc/rmm/version").splitlines()[2:])
    tap.ok(info["version"] == version["module_version"] and info["features"]["lru"] == "on"
           and str(info["levels"]) == version["page_table_levels"], "info equals the text", [info, version])
    compare("lru equals the text", lru_text, lambda: ignore_own_pages(lru_text, lambda: lru_text() | lru()))
    compare("memcgs equals the text", memcgs_text, lambda: ignore_own_pages(memcgs_text, lambda: memcgs_text() | memcgs()))
    compare("layout equals the text", layout_text, layout)
    machine()
    tables()

    places = {place["what"]: place for place in records("elsewhere")}
    text = {line.split()[0]: line.split(None, 3)[1:] for line in read("/proc/rmm/elsewhere").splitlines()[2:]}
    found = {what: [place["path"], place["here"], place["why"]] for what, place in places.items()}
    tap.ok(found == text, "elsewhere equals the text", [f"JSON {found}", f"text {text}"])
    if os.path.exists("/proc/slabinfo"):
        caches = [line.split()[0] for line in read("/proc/slabinfo").splitlines()[2:]]
        found = records("elsewhere", "slab")
        tap.ok([cache["name"] for cache in found] == caches and all(cache["object_bytes"] for cache in found),
               "slab equals /proc/slabinfo", [f"{len(found)} caches, {len(caches)} in slabinfo", found])
    else:
        tap.skip("slab equals /proc/slabinfo", "no /proc/slabinfo")
    good, notes = retry(vmalloc)
    tap.ok(good, "vmalloc has the areas of /proc/vmallocinfo", notes)
    if os.path.isdir("/sys/kernel/mm/hugepages"):
        pools = [pool for pool in records("elsewhere", "hugetlb") if pool["node"] == "all"]
        bad = [str(pool) for pool in pools if pool["nr_hugepages"] != int(
            read(f"/sys/kernel/mm/hugepages/hugepages-{pool['size_kb']}kB/nr_hugepages"))]
        tap.ok(pools and not bad, "hugetlb equals sysfs", [f"{len(pools)} sizes", *bad])
    else:
        tap.skip("hugetlb equals sysfs", "no huge pages")
    compare("sysctl equals /proc/sys/vm", kernel_sysctls, sysctls)

    refused = subprocess.run(["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
                              RMMCTL, "memcgs"], capture_output=True, text=True, check=False)
    tap.ok(refused.returncode == 3 and "/dev/rmm" in refused.stderr and not refused.stdout,
           "an error names the file", [f"status {refused.returncode}", refused.stderr])
    without = subprocess.run(["setpriv", "--bounding-set", "-sys_admin", RMMCTL, "pagetypes"],
                             capture_output=True, text=True, check=False)
    tap.ok(without.returncode == 3 and "CAP_SYS_ADMIN" in without.stderr, "an error names the missing capability",
           [f"status {without.returncode}", without.stderr])
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rmmctl: its JSON, which comes from ioctls, against the text files and the kernel's own."""

import json
import os
import re
import subprocess
import sys

from zoneinfo import compare, ok, read, results, rmm, skip, tries

RMMCTL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "rmmctl")
TESTS = 18


def ask(*words):
    done = subprocess.run([RMMCTL, "--json", *words], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def flat(value, *keys):
    """{(keys): text} of the leaves of JSON; '-' for null."""
    if isinstance(value, dict):
        return {key: leaf for name, part in value.items() for key, leaf in flat(part, *keys, name).items()}
    if isinstance(value, list):
        return {key: leaf for at, part in enumerate(value) for key, leaf in flat(part, *keys, at).items()}
    return {keys: "-" if value is None else str(value)}


def lru():
    """Counters of lists by ioctl, under the keys of the text."""
    found = {}
    for node in ask("lru"):
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
    """Cgroups by ioctl, under the keys of the text."""
    found = {}
    for memcg in ask("memcgs"):
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
    for node in ask("memcgs", "--nodes"):
        key, group = str(node["cgroup"]), f"node{node['node']}"
        for name, pages in node["list_pages"].items():
            found[key, group, name + "_pages"] = str(pages)
        found[key, group, "max_seq"] = "-" if node["max_seq"] is None else str(node["max_seq"])
    return found


def near(theirs, ours):
    """Ours, with theirs where only the pages of rmmctl itself, which runs meanwhile, stand between."""
    own = 512
    now, mine = theirs(), ours()
    for key, value in mine.items():
        numbers = str(now.get(key)).isdigit() and str(value).isdigit() and key[-1].endswith("_pages")
        if numbers and abs(int(now[key]) - int(value)) <= own:
            mine[key] = now[key]
    return mine


def layout():
    """Regions by ioctl, as rows of the text."""
    return {(at,): [str(region["kind"]), region["start"] or "-", region["last"] or "-",
                    str(region["bytes"] // 1024), str(region["top_entries"] or "-")]
            for at, region in enumerate(ask("layout"))}


def layout_text():
    lines = read("/proc/rmm/layout").splitlines()[2:]
    return {(at,): line.split()[:5] for at, line in enumerate(lines)}


def zones_by_call():
    """What of nodes and zones does not move, under the keys of the text, and of free blocks what does."""
    found = {}
    for zone in ask("zones"):
        key = str(zone["node"]), zone["zone"]
        for group, names in (("general", ("start_pfn", "spanned_pages", "managed_pages", "cma_pages")),
                             ("watermark", ("min_pages", "low_pages", "high_pages", "boost_pages"))):
            found |= {(*key, group, name): str(zone[name]) for name in names}
        found |= {(*key, "reserve", f"lowmem_reserve_pages.{kind}"): str(pages)
                  for kind, pages in zone["lowmem_reserve_pages"].items() if pages is not None}
    return found


def nodes_by_call():
    """What of nodes does not move, places included, under the keys of the text."""
    found = {}
    for node in ask("nodes"):
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
    """What of the CPUs' page lists does not move: limits, not lengths."""
    return {(str(row["node"]), row["zone"], str(row["cpu"])): [str(row[name]) for name in (
        "high_min_pages", "high_max_pages", "batch_pages", "stat_threshold")] for row in ask("pagesets")}


def pagesets_text():
    return {key: [row[2], row[3], row[4], row[7]] for key, row in rmm("pagesets", 3).items()}


def free_memory():
    """Free blocks told four ways, as pages of each zone: they lie about each other, for pages move."""
    sums = [{}, {}, {}, {}]
    for at, (name, pages) in enumerate((
            ("buddy", lambda row: row["free_pages"]), ("pagetypes", lambda row: row["free_pages"]),
            ("freeblocks", lambda row: 1 << row["order"]),
            ("fragmentation", lambda row: row["free_blocks"] << row["order"]))):
        for row in ask(name):
            key = row["node"], row["zone"]
            sums[at][key] = sums[at].get(key, 0) + pages(row)
    return sums


def until(look):
    """The first answer of a look that is good, or the last: between two readings things may move."""
    for _ in tries():
        good, *notes = look()
        if good:
            break
    return good, notes


def blocks_add_up():
    """Free blocks and page blocks, each told in several ways."""
    sums = free_memory()
    near = all(abs(other.get(key, 0) - pages) < 8192 for other in sums[1:] for key, pages in sums[0].items())
    blocks = {}
    for run in ask("pageblocks"):
        if run["migrate_type"] is not None:
            key = run["node"], run["zone"]
            blocks[key] = blocks.get(key, 0) + run["page_blocks"]
    typed = {}
    for row in ask("pagetypes"):
        key = row["node"], row["zone"]
        typed[key] = typed.get(key, 0) + row["page_blocks"]
    return near and {key: count for key, count in typed.items() if count} == blocks, sums, blocks, typed


def words():
    """What `pressure` says in words, three times: but for the numbers, which move, it is the same."""
    said = [read("/proc/rmm/pressure").splitlines()[-1].removeprefix("# "), ask("pressure")["words"],
            subprocess.run([RMMCTL, "pressure"], capture_output=True, text=True, check=True).stdout.splitlines()[-1]]
    return len({re.sub(r"\d+", "N", text) for text in said}) == 1, *said


def vmalloc():
    """Areas as many as the kernel lists, which lets go of what was freed in its own time."""
    areas = ask("elsewhere", "vmalloc")
    return (abs(len(areas) - len(read("/proc/vmallocinfo").splitlines())) < 16
            and all(area["bytes"] for area in areas), len(areas))


def machine():
    """The rest of what rmmctl asks of physical memory, against the text."""
    places = set(zones_by_call())
    compare("zones", lambda: {key: value for key, value in rmm("zones", 4).items() if key in places}, zones_by_call)
    asked = nodes_by_call()
    compare("nodes", lambda: {key: value for key, value in rmm("nodes", 3).items() if key in asked}, nodes_by_call)
    compare("pagesets", pagesets_text, pagesets_by_call)
    good, notes = until(blocks_add_up)
    ok(good, "free blocks and page blocks add up", notes)
    events = {event["event"]: event["total"] for event in ask("events")}
    pressure = ask("pressure")
    boot = dict(line.split() for line in read("/proc/vmstat").splitlines())
    ok(0 < events["pgfault"] <= int(boot["pgfault"]) and events["oom_kill"] == int(boot["oom_kill"])
       and len(pressure["nodes"]) == len(ask("nodes")) and pressure["judgement"]
       in {node["judgement"] for node in pressure["nodes"]}, "events and pressure", [pressure])
    good, said = until(words)
    ok(good, "pressure in words", said)


def tables():
    """Tables for people: a column for each node or zone, all as wide as what stands in them."""
    bad = []
    for name, key in (("nodes", "node"), ("zones", "zone"), ("lru", "node"), ("pressure", "node")):
        lines = subprocess.run([RMMCTL, name], capture_output=True, text=True, check=True).stdout.split("\n\n")[0].splitlines()
        heads = lines[0].split()
        wrong = [line for line in lines if len(line.split()) != len(heads) or len(line) != len(lines[0])]
        if not heads[1].startswith(key) or len(lines) < 15 or wrong:
            bad += [f"{name}: {heads}, {len(lines)} lines", *wrong]
    ok(not bad, "tables have a column for each node or zone", bad)


def sysctls():
    return {name: value for name, value in ask("elsewhere", "sysctl").items() if value is not None}


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
    print(f"TAP version 13\n1..{TESTS}")
    if not os.access(RMMCTL, os.X_OK):
        for test in range(TESTS):
            skip(f"rmmctl {test}", "it was not built")
        return 0
    info = ask("info")
    version = dict(line.split(" ", 1) for line in read("/proc/rmm/version").splitlines()[2:])
    ok(info["version"] == version["module_version"] and info["features"]["lru"] == "on"
       and str(info["levels"]) == version["page_table_levels"], "info", [str(info)])
    compare("lru", lru_text, lambda: near(lru_text, lambda: lru_text() | lru()))
    compare("memcgs", memcgs_text, lambda: near(memcgs_text, lambda: memcgs_text() | memcgs()))
    compare("layout", layout_text, layout)
    machine()
    tables()

    places = {place["what"]: place for place in ask("elsewhere")}
    text = {line.split()[0]: line.split(None, 3)[1:] for line in read("/proc/rmm/elsewhere").splitlines()[2:]}
    ok({what: [place["path"], place["here"], place["why"]] for what, place in places.items()} == text,
       f"elsewhere: {len(text)} places")
    if os.path.exists("/proc/slabinfo"):
        caches = [line.split()[0] for line in read("/proc/slabinfo").splitlines()[2:]]
        mine = ask("elsewhere", "slab")
        ok([cache["name"] for cache in mine] == caches and all(cache["object_bytes"] for cache in mine),
           f"slab: {len(caches)} caches")
    else:
        skip("slab", "no /proc/slabinfo")
    good, (areas,) = until(vmalloc)
    ok(good, f"vmalloc: {areas} areas")
    if os.path.isdir("/sys/kernel/mm/hugepages"):
        pools = [pool for pool in ask("elsewhere", "hugetlb") if pool["node"] == "all"]
        bad = [str(pool) for pool in pools if pool["nr_hugepages"] != int(
            read(f"/sys/kernel/mm/hugepages/hugepages-{pool['size_kb']}kB/nr_hugepages"))]
        ok(pools and not bad, f"hugetlb: {len(pools)} sizes", bad)
    else:
        skip("hugetlb", "no huge pages")
    compare("sysctl", kernel_sysctls, sysctls)

    refused = subprocess.run(["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
                              RMMCTL, "lru"], capture_output=True, text=True, check=False)
    ok(refused.returncode == 1 and "/dev/rmm" in refused.stderr and not refused.stdout,
       "an error says what was not to be had", [refused.stderr])
    without = subprocess.run(["setpriv", "--bounding-set", "-sys_admin", RMMCTL, "pagetypes"],
                             capture_output=True, text=True, check=False)
    ok(without.returncode == 1 and "CAP_SYS_ADMIN" in without.stderr, "and which right was lacking", [without.stderr])
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())

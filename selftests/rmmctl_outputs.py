#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The forms of rmmctl's output: each says the same, fits its schema, its terminal and its memory."""

import csv
import json
import os
import pty
import re
import shlex
import subprocess
import sys
import tempfile
import time

from lib import tap
from lib.files import TRIES, read
from lib.rmmctl import RMMCTL, document, document_mistakes, mistakes, run, schema
from lib.terminal import on_terminal, plain, read_until, start_on_terminal
from lib.zoo import RunningZoo

TESTS = 20
NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
MOST_KB = 32 << 10
# Kinds whose JSON other programs compare with the schema.
ELSEWHERE = {"why", "arena-list", "arena-stat", "arena-move", "arena-ring", "watch", "faults", "faults-vmas",
             "faults-addresses"}
FORMATS = ("table", "wide", "json", "ndjson", "csv", "tsv", "kv", "openmetrics")
INVERTED = b"\x1b[7m"
# A process that grows by 1 MiB for each line that it reads.
GROWING = """
import ctypes, sys
ctypes.CDLL(None).prctl(15, b"growing", 0, 0, 0)
kept = []
for line in sys.stdin:
    kept.append(bytearray(b"x" * (1 << 20)))
"""


def commands(pid, start):
    """Every command, with the kind of its records."""
    return {
        "info": ["info"], "lru": ["lru"], "layout": ["layout"], "memcgs": ["memcgs"],
        "memcgs-nodes": ["memcgs", "--nodes"], "memcgs-total": ["memcgs", "--total"], "nodes": ["nodes"], "zones": ["zones"], "pagesets": ["pagesets"],
        "buddy": ["buddy"], "pagetypes": ["pagetypes"], "freeblocks": ["freeblocks"], "pageblocks": ["pageblocks"],
        "fragmentation": ["fragmentation"], "events": ["events"], "pressure": ["pressure"], "ps": ["ps"],
        "map": ["map", pid], "mm": ["mm", pid], "file": ["file", "/proc/self/exe"], "segments": ["segments", pid], "pagetable": ["pagetable", pid], "folios": ["folios", pid],
        "sharing": ["sharing", pid], "age": ["age", pid], "numa": ["numa", pid], "frag": ["frag", pid],
        "walk": ["walk", pid], "walk-extents": ["walk", pid, "--extents", "kind,node"], "xlate": ["xlate", pid, start],
        "rmap": ["rmap", pid, start], "pfn": ["pfn", "0..4096"], "pfn-summary": ["pfn", "0..65536", "--summary"],
        "elsewhere": ["elsewhere"], "elsewhere-slab": ["elsewhere", "slab"],
        "elsewhere-vmalloc": ["elsewhere", "vmalloc"], "elsewhere-hugetlb": ["elsewhere", "hugetlb"],
        "elsewhere-sysctl": ["elsewhere", "sysctl"],
    }


def check_schemas(wanted):
    """The JSON of every command fits the schema of its kind, and of no other command."""
    whole, bad = schema(), []
    for kind, words in wanted.items():
        done = run(*words, "-o", "json")
        if done.returncode:
            bad.append(f"{words}: status {done.returncode}, {done.stderr}")
            continue
        found = json.loads(done.stdout)
        bad += [] if found["records"] else [f"{words}: no records"]
        bad += [f"{words}: {text}" for text in document_mistakes(found, kind)[:3]]
    kinds = {rule["$ref"].rsplit("/", 1)[1] for rule in whole["oneOf"]} - {"text"}
    if kinds != set(wanted) | ELSEWHERE:
        bad.append(f"kinds that are not tested, or do not exist: {kinds ^ (set(wanted) | ELSEWHERE)}")
    tap.report(f"JSON of {len(wanted)} kinds fits its schema", bad)


def check_validator():
    """The validator of this test finds what is wrong."""
    whole = schema()
    good = document("buddy")
    bad = []
    for change in (lambda one: one.pop("host"), lambda one: one.update(more=1), lambda one: one.update(kind="zones"),
                   lambda one: one["records"][0].update(node="x"), lambda one: one["records"][0].pop("free_pages"),
                   lambda one: one["records"][0].update(free_blocks=[True])):
        copy = json.loads(json.dumps(good))
        change(copy)
        bad += [] if list(mistakes(copy, whole["$defs"]["buddy"], whole)) else [f"not found: {copy}"]
    tap.report("a document that does not fit is found", bad)


def check_identity():
    found = document("info")
    kernel = {"host": os.uname().nodename, "boot_id": read("/proc/sys/kernel/random/boot_id").strip(),
              "module_version": read("/sys/module/rmm/version").strip(), "version": read("/sys/module/rmm/version").strip()}
    ours = {name: found[name] for name in kernel}
    tap.ok(ours == kernel and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", found["time"]),
           "JSON has host, boot, version and time", [f"kernel {kernel}", f"rmmctl {ours}", found["time"]])


def texts(value):
    """A value of JSON as it is in separated values."""
    if value is None or value in ("", [], {}):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ",".join(texts(one) for one in value)
    if isinstance(value, dict):
        return ",".join(f"{name}={texts(one)}" for name, one in value.items())
    return str(value)


def disagreements(words):
    """Differences between the forms of one command."""
    bad = []
    columns = ["--columns", ",".join(document(*words)["records"][0])]
    columns = [] if words[0] == "map" else columns
    rows = list(csv.DictReader(run(*words, *columns, "-o", "csv").stdout.splitlines()))
    tabs = list(csv.DictReader(run(*words, *columns, "-o", "tsv").stdout.splitlines(), delimiter="\t"))
    # Names of columns are those of variables.
    names = {re.sub("[^0-9A-Za-z]", "_", name): name for name in rows[0]}
    pairs = [{names[name]: value for name, value in (word.split("=", 1) for word in shlex.split(line))}
             for line in run(*words, *columns, "-o", "kv").stdout.splitlines()]
    lines = [json.loads(line) for line in run(*words, "-o", "ndjson").stdout.splitlines()]
    found = document(*words)
    objects = [{name: texts(one[name]) for name in rows[0]} for one in found["records"]]
    for form, values in (("tsv", tabs), ("kv", pairs), ("json", objects)):
        if values != rows:
            wrong = [(a, b) for a, b in zip(rows, values) if a != b][:1]
            bad.append(f"{words}: csv {len(rows)} rows, {form} {len(values)} rows; first difference {wrong}")
    records = [line["record"] for line in lines if "record" in line]
    totals = [line["total"] for line in lines if "total" in line]
    if records != found["records"] or totals != [found[name] for name in ("total",) if name in found]:
        bad.append(f"{words}: ndjson differs")
    total = found.get("total", {})
    if total and total["rss_bytes"] != sum(one["rss_bytes"] for one in found["records"]):
        bad.append(f"{words}: total {total['rss_bytes']}")
    return bad


def check_agreement(pid):
    """Of a process that does not change, every form has the same records. The kernel may reclaim its pages
    between two commands.
    """
    bad = []
    for words in (["segments", pid], ["map", pid], ["pagetable", pid], ["folios", pid], ["numa", pid, "--vmas"]):
        for _ in range(TRIES):
            found = disagreements(words)
            if not found:
                break
        bad += found
    tap.report("csv, tsv, kv, ndjson and json agree", bad)


def metrics(text):
    """{(family, labels): value} of OpenMetrics, and its mistakes."""
    found, bad, family, kind = {}, [], None, None
    lines = text.splitlines()
    seen = set()
    if not lines or lines[-1] != "# EOF" or "# EOF" in lines[:-1]:
        bad.append(f"the last line is {lines[-1:]}")
    for line in lines[:-1]:
        if line.startswith("# TYPE "):
            family, kind = line.split(" ")[2:]
            if family in seen or kind not in ("gauge", "counter"):
                bad.append(line)
            seen.add(family)
            continue
        if line.startswith("# UNIT "):
            if not family.endswith("_" + line.split(" ")[3]):
                bad.append(line)
            continue
        if line.startswith("# HELP "):
            continue
        match = re.fullmatch(r'([a-z_:][a-z0-9_:]*)\{((?:[a-z_]+="(?:[^"\\]|\\.)*",?)+)\} (-?[0-9.e+-]+)', line)
        name = family + "_total" if kind == "counter" else family
        if not match or match[1] != name or (family, match[2]) in found:
            bad.append(line)
            continue
        found[family, match[2]] = float(match[3])
    return found, bad


def check_metrics(wanted):
    """Every command has OpenMetrics of the right form."""
    bad = []
    for kind, words in wanted.items():
        if kind in ("info", "elsewhere", "walk", "pfn", "freeblocks", "xlate", "rmap"):
            continue
        done = run(*words, "-o", "openmetrics")
        found, wrong = metrics(done.stdout)
        if done.returncode or wrong or not found:
            bad += [f"{words}: status {done.returncode}, {len(found)} samples {done.stderr}", *wrong[:3]]
    tap.report("OpenMetrics is well-formed", bad)
    bad = []
    pid = wanted["map"][1]
    found, _ = metrics(run("pagetable", pid, "-o", "openmetrics").stdout)
    for row in document("pagetable", pid)["records"]:
        for field in ("tables", "bytes", "huge"):
            value = found.get((f"rmm_pagetable_{field}", f'pid="{pid}",level="{row["level"]}"'))
            if row[field] != (None if value is None else int(value)):
                bad.append(f"{row['level']} {field}: JSON {row[field]}, OpenMetrics {value}")
    found, _ = metrics(run("events", "-o", "openmetrics").stdout)
    oom = {labels: value for (_, labels), value in found.items() if 'event="oom_kill"' in labels}
    vmstat = int(re.search(r"(?m)^oom_kill (\d+)$", read("/proc/vmstat"))[1])
    if list(oom.values()) != [vmstat]:
        bad.append(f"oom_kill: vmstat {vmstat}, OpenMetrics {oom}")
    tap.report("OpenMetrics has the numbers of JSON and of the kernel", bad)


def check_widths(pid):
    """Tables fit the terminal, and have more columns where it is wider."""
    bad = []
    for words in (["ps"], ["map", pid], ["zones"], ["nodes"], ["elsewhere"], ["memcgs"], ["walk", pid], ["fragmentation"]):
        counts = []
        for columns in (80, 200):
            # The note about left-out columns is no row.
            table = plain(on_terminal(columns, *words)).split("\n\n")[0].splitlines()
            long = [line for line in table if len(line) > columns]
            if len(table) < 2 or long:
                bad += [f"{words} in {columns} columns: {len(table)} lines", *long[:2]]
            counts.append(len(table[0].split()))
        if counts[0] > counts[1]:
            bad.append(f"{words}: {counts[0]} columns in 80, {counts[1]} in 200")
    narrow, wide = on_terminal(80, "ps", "--pss"), on_terminal(200, "ps", "--pss")
    if "left out in 80 columns" not in narrow or "left out" in wide:
        bad += [narrow[-300:], wide[-300:]]
    tap.report("tables fit terminals of 80 and 200 columns", bad)
    whole = run("map", pid).stdout.splitlines()
    tap.ok(whole[0].split()[0] == "start" and max(map(len, whole)) > 80 and not any("…" in line for line in whole),
           "without a terminal nothing is cut", whole[:3])


def check_colors():
    cases = {
        "a terminal": (on_terminal(100, "pagesets"), True),
        "NO_COLOR": (on_terminal(100, "pagesets", env={"NO_COLOR": "1"}), False),
        "never": (on_terminal(100, "pagesets", "--color", "never"), False),
        "a pipe": (run("pagesets").stdout, False),
        "always": (run("pagesets", "--color", "always").stdout, True),
        "csv on a terminal": (on_terminal(100, "pagesets", "-o", "csv"), False),
    }
    bad = [f"{name}: {text[:100]!r}" for name, (text, wanted) in cases.items() if ("\x1b[" in text) != wanted or not text]
    tap.report("colours are for terminals, unless the caller decides", bad)


def check_watch():
    """--watch highlights what grew."""
    target = subprocess.Popen([sys.executable, "-c", GROWING], stdin=subprocess.PIPE)
    # Its name says that it is ready.
    while read(f"/proc/{target.pid}/comm") != "growing\n":
        os.sched_yield()
    process, end = start_on_terminal(120, "ps", "--name", "^growing$", "--bytes", "--columns", "pid,anon,comm",
                                     "--watch", "0.1")
    try:
        found = read_until(end, bytearray(), b"growing")
        target.stdin.write(b"grow\n")
        target.stdin.flush()
        found = read_until(end, found, INVERTED)
        after = found.split(INVERTED, 1)[1] if INVERTED in found else b""
        tap.ok(re.match(rb"\d+\x1b\[0m", read_until(end, bytearray(after), b"\x1b[0m")), "--watch highlights what changed",
               [repr(bytes(found[-300:]))])
    finally:
        process.kill()
        target.kill()
        process.wait()
        target.wait()
        os.close(end)


def check_watch_lines():
    """Without a terminal, --watch appends; of CSV, the head comes once."""
    process = subprocess.Popen([RMMCTL, "info", "--watch", "0.1", "-o", "ndjson"], stdout=subprocess.PIPE, text=True)
    times = [json.loads(process.stdout.readline())["time"] for _ in range(3)]
    process.kill()
    process.wait()
    process = subprocess.Popen([RMMCTL, "segments", "self", "--watch", "0.1", "-o", "csv", "--columns", "kind"],
                               stdout=subprocess.PIPE, text=True)
    lines = [process.stdout.readline().strip() for _ in range(20)]
    process.kill()
    process.wait()
    tap.ok(len(set(times)) == 3 and lines[0] == "kind" and lines.count("kind") == 1 and lines.count("code") > 1,
           "--watch appends to a pipe", [times, lines])


def check_pipes(pid):
    bad = []
    for form in FORMATS:
        command = f"{RMMCTL} walk {pid} --where present -o {form}"
        done = subprocess.run(["bash", "-c", f"{command} | head -c 1; exit ${{PIPESTATUS[0]}}"],
                              capture_output=True, text=True, check=False)
        if done.returncode or done.stderr:
            bad.append(f"{form}: status {done.returncode}, {done.stderr!r}")
    done = subprocess.run(["bash", "-c", f"{RMMCTL} generate schema | head -c 1; exit ${{PIPESTATUS[0]}}"],
                          capture_output=True, text=True, check=False)
    bad += [f"generate: status {done.returncode}, {done.stderr!r}"] if done.returncode or done.stderr else []
    tap.report("every form is quiet on a closed pipe", bad)


def check_memory(pid):
    """The most memory that rmmctl uses, for the largest answers there are."""
    bad = []
    for words in (["ps"], ["walk", pid], ["pfn", "0..100000"], ["pfn", "..", "--summary"], ["freeblocks"], ["map", pid],
                  ["pfn", "0..100000", "-o", "ndjson", "--columns", "pfn"], ["ps", "--sort", "rss"],
                  ["pfn", "0..100000", "--sort", "mapcount"], ["ps", "-o", "openmetrics"],
                  ["pfn", "0..100000", "-o", "openmetrics", "--columns", "pfn,mapcount,references"]):
        process = subprocess.Popen([RMMCTL, *words], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status or usage.ru_maxrss > MOST_KB:
            bad.append(f"{words}: status {status}, {usage.ru_maxrss} KiB of {MOST_KB}")
    # A pipe gets one table after the other, and nothing is compared.
    frames = len(run("pfn", "0..100000", "--columns", "pfn", "--no-header").stdout.splitlines())
    process = subprocess.Popen([RMMCTL, "pfn", "0..100000", "--no-header", "--watch", "60"], stdout=subprocess.PIPE)
    for _ in range(frames):
        process.stdout.readline()
    most = int(re.search(r"VmHWM:\s+(\d+)", read(f"/proc/{process.pid}/status"))[1])
    process.kill()
    process.stdout.close()
    process.wait()
    bad += [f"--watch: {most} KiB of {MOST_KB}"] if most > MOST_KB else []
    tap.report("memory stays under 32 MiB", bad)


def check_progress():
    """After a second, a command counts its records on the terminal; a pipe gets nothing."""
    words = [RMMCTL, "pfn", "0..60000", "-o", "json"]
    ours, theirs = pty.openpty()
    begin = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=theirs, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    found = read_until(ours, bytearray())
    process.wait()
    took = time.monotonic() - begin
    os.close(ours)
    quiet = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    # The clock is read once in some hundred records.
    tap.ok((b" records" in found or took < 2) and not quiet.stderr and process.returncode == 0,
           "progress is shown on a terminal", [f"{took:.1f} s", repr(bytes(found[-200:])), quiet.stderr])


def complete(shell, *words):
    done = subprocess.run([RMMCTL, "--", *words], capture_output=True, text=True, check=False,
                          env={**os.environ, "COMPLETE": shell, "_CLAP_COMPLETE_INDEX": str(len(words) - 1)})
    return done.stdout


def check_completions(pid):
    bad = []
    for shell in ("bash", "zsh", "fish"):
        code = run("generate", shell).stdout
        if "COMPLETE" not in code or "rmmctl" not in code:
            bad.append(f"{shell}: {code[:100]!r}")
        for name in ("map", "rmap", "faults", "watch"):
            found = complete(shell, "rmmctl", name, "")
            if str(pid) not in found:
                bad.append(f"{shell}: {name} does not offer {pid}: {found[:200]!r}")
            # The others take pids only.
            if ("self" in re.split(r"\W", found)) != (name in ("map", "rmap")):
                bad.append(f"{shell}: {name} self: {found[:200]!r}")
        # Only watched processes can be named.
        before = complete(shell, "rmmctl", "unwatch", "")
        run("watch", pid)
        watched = complete(shell, "rmmctl", "unwatch", "")
        run("unwatch", pid)
        if str(pid) in before or str(pid) not in watched:
            bad.append(f"{shell}: unwatch offers {before!r}, of a watched process {watched!r}")
    done = subprocess.run(["bash", "-n"], input=run("generate", "bash").stdout, capture_output=True, text=True, check=False)
    bad += [done.stderr] if done.returncode else []
    if os.path.exists("/sys/fs/cgroup/cgroup.controllers"):
        os.makedirs("/sys/fs/cgroup/completed", exist_ok=True)
        # Others choose the names of cgroups, and a shell inserts what it is offered.
        evil = "/sys/fs/cgroup/evil;touch ${HOME}pwned"
        os.makedirs(evil, exist_ok=True)
        found = complete("bash", "rmmctl", "ps", "--cgroup", "")
        os.rmdir(evil)
        os.rmdir("/sys/fs/cgroup/completed")
        bad += [] if "/completed" in found and "evil" not in found else [f"cgroups: {found[:200]!r}"]
    with tempfile.TemporaryDirectory() as place:
        for name in ("plain", "evil;touch x", "evil$(id)"):
            open(os.path.join(place, name), "w", encoding="ascii").close()
        found = complete("bash", "rmmctl", "file", place + "/")
        bad += [] if "plain" in found and "evil" not in found else [f"files: {found[:200]!r}"]
    tap.report("completions have processes and cgroups", bad)


def check_manual():
    with tempfile.TemporaryDirectory() as place:
        run("generate", "man", "--dir", place)
        pages = {name: read(os.path.join(place, name)) for name in os.listdir(place)}
    names = re.findall(r"(?m)^  ([a-z]+)  ", run("-h").stdout)
    bad = [name for name in names if name != "help" and f"rmmctl-{name}.1" not in pages]
    if "Special values" not in pages.get("rmmctl-fragmentation.1", "") or not pages["rmmctl.1"].startswith("."):
        bad.append(pages.get("rmmctl-fragmentation.1", "no page")[-500:])
    tap.report(f"{len(pages)} manual pages", bad)


def check_help():
    short, long = run("ps", "-h").stdout, run("ps", "--help").stdout
    wide = run("fragmentation", "-o", "wide").stdout
    index = "-1000: a request of this order succeeds"
    good = (len(short) < len(long) and "Examples" not in short and "Examples:\n  rmmctl ps" in long
            and "rss_bytes: Resident memory" in long and index in wide and index in run("fragmentation", "--help").stdout
            and index not in run("fragmentation").stdout)
    tap.ok(good, "-h is short, --help is whole, special values are explained", [short[-200:], long[-200:], wide[-300:]])


def check_usage():
    bad = []
    for words, text in ((["ps", "--columns", "pid,rrss"], 'did you mean "rss"?'), (["ps", "--watch", "0"], "0.05"),
                        (["ps", "--watch", "1", "-o", "json"], "ndjson"), (["ps", "-o", "yaml"], "openmetrics"),
                        (["ps", "--json", "-o", "csv"], "--json"), (["ps", "--watch", "1", "-o", "openmetrics"], "OpenMetrics"),
                        (["faults", "--watch", "1"], "--interval"), (["unwatch", "1", "--watch", "1"], "repeat the change"),
                        (["pfn", "..", "--summary", "--columns", "bogus"], "bogus")):
        done = run(*words)
        if done.returncode != 2 or text not in done.stderr or done.stdout:
            bad.append(f"{words}: status {done.returncode}, {done.stderr!r}, {done.stdout[:100]!r}")
    tap.report("mistakes in options are usage errors", bad)


def check_ordinary_user():
    """Without the device, what the text files give everyone is there in every form, and says where it is from."""
    bad = []
    for words in (["info"], ["nodes"], ["zones"], ["pagesets"], ["buddy"], ["fragmentation"], ["lru"], ["layout"],
                  ["events"], ["pressure"], ["ps"], ["map", "self"], ["segments", "self"], ["pagetable", "self"],
                  ["folios", "self"], ["sharing", "self"], ["age", "self"], ["numa", "self"]):
        done = run(*words, "-o", "json", before=NOBODY)
        found = json.loads(done.stdout) if done.returncode == 0 else {}
        if not found.get("records") or not found["source"].startswith("/proc/rmm/"):
            bad.append(f"{words}: status {done.returncode}, {done.stdout[:100]!r}, {done.stderr!r}")
            continue
        bad += [f"{words}: {text}" for text in document_mistakes(found, found["kind"])[:3]]
    done = run("memcgs", before=NOBODY)
    if done.returncode != 3 or done.stdout:
        bad.append(f"memcgs: status {done.returncode}, {done.stdout[:100]!r}")
    tap.report("an ordinary user reads the text files", bad)


def main():
    if not os.access(RMMCTL, os.X_OK):
        return tap.skip_all("rmmctl was not built")
    tap.plan(TESTS)
    with RunningZoo() as zoo:
        pid = str(zoo.pid)
        wanted = commands(pid, zoo.exhibits["mlocked"]["start"])
        check_schemas(wanted)
        check_validator()
        check_identity()
        check_agreement(pid)
        check_metrics(wanted)
        check_widths(pid)
        check_colors()
        check_watch()
        check_watch_lines()
        check_pipes(pid)
        check_memory(pid)
        check_progress()
        check_completions(pid)
        check_manual()
        check_help()
        check_usage()
        check_ordinary_user()
    short = run("segments", "self", "--no-header", "--columns", "kind").stdout.splitlines()
    tap.ok(short[0] == "code" and all(len(line.split()) == 1 for line in short), "--no-header leaves the rows", short)
    return tap.status()


if __name__ == "__main__":
    sys.exit(main())

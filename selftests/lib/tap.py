# SPDX-License-Identifier: GPL-2.0
"""Results of a test program in TAP (Documentation/dev-tools/ktap.rst)."""

NOTES = 20

results = []


def plan(count):
    """Prints the header for `count` results."""
    print(f"TAP version 13\n1..{count}", flush=True)


def ok(good, name, notes=()):
    """Prints one result; of a failure, also the first lines that say what was found."""
    results.append(bool(good))
    print(f"{'ok' if good else 'not ok'} {len(results)} {name}", flush=True)
    for note in [] if good else list(notes)[:NOTES]:
        print(f"# {note}", flush=True)


def report(name, differences):
    """Prints one result, which is good without differences."""
    ok(not differences, name, differences)


def skip(name, reason):
    results.append(True)
    print(f"ok {len(results)} {name} # SKIP {reason}", flush=True)


def skip_all(reason):
    """Replaces the plan of a program that cannot run here. Returns its exit status."""
    print(f"TAP version 13\n1..0 # SKIP {reason}")
    return 0


def status():
    """The exit status of the program."""
    return 0 if all(results) else 1

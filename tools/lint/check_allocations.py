#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check_allocations.py [TOP]: reports allocations of the module that break one of two rules.

- What a caller has allocated is charged to its memory cgroup: GFP_KERNEL_ACCOUNT. Only files that
  allocate when the module is loaded may use GFP_KERNEL.
- Nothing is allocated under the hotplug guard: not in the block after `….enter()`, nor in a function
  with a parameter that only the guard gives out.
"""
import os
import re
import sys

from rust_source import tokens

# Allocations of these files live as long as the module.
AT_LOAD = ("src/rmm.rs", "src/sys/memory/hotplug.rs")

# Types that exist under the guard only.
GUARDED = {"HotplugGuard", "NodeRef", "ZoneRef"}

C_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)


def sources(top):
    for folder, folders, files in os.walk(os.path.join(top, "src")):
        folders.sort()
        for name in sorted(files):
            if name.endswith((".rs", ".c", ".h")):
                yield os.path.relpath(os.path.join(folder, name), top)


def block_end(found, start):
    """Index of the brace that ends the block that `start` is in."""
    depth = 0
    for at in range(start, len(found)):
        depth += {"{": 1, "}": -1}.get(found[at].text, 0)
        if depth < 0:
            return at
    return len(found)


def dropped(found, start, end):
    """Index where `drop(guard)` stands, or `end`."""
    for at in range(start, end):
        if [token.text for token in found[at:at + 3]] == ["drop", "(", "guard"]:
            return at
    return end


def guarded_ranges(found):
    """Ranges of tokens that run under the guard."""
    for at, token in enumerate(found):
        if token.text == "enter" and found[at - 1].text == "." and found[at + 1].text == "(":
            follows = [word.text for word in found[at + 3:at + 5]]
            if follows[:1] == ["{"]:        # if let Ok(guard) = gate.enter() {
                yield at + 4, block_end(found, at + 4)
            elif follows == ["?", ";"]:     # let guard = gate.enter()?;
                yield at, dropped(found, at, block_end(found, at))
        elif token.text == "fn" and found[at + 1].kind == "word":
            body = at
            while found[body].text not in ("{", ";"):
                body += 1
            if found[body].text == "{" and GUARDED & {word.text for word in found[at:body]}:
                yield body + 1, block_end(found, body + 1)


def check(top):
    findings = set()
    for file in sources(top):
        with open(os.path.join(top, file), encoding="utf-8") as source:
            text = source.read()
        if not file.endswith(".rs"):
            text = C_COMMENT.sub(lambda match: "\n" * match.group().count("\n"), text)
            found = []
            lines = [number for number, line in enumerate(text.split("\n"), 1) if re.search(r"\bGFP_KERNEL\b", line)]
        else:
            found = tokens(text)
            lines = [token.line for token in found if token.text == "GFP_KERNEL"]
        if file not in AT_LOAD:
            findings.update((file, line, "GFP_KERNEL is not charged: use GFP_KERNEL_ACCOUNT") for line in lines)
        for start, end in guarded_ranges(found):
            findings.update(
                (file, token.line, "allocation under the hotplug guard")
                for token in found[start:end] if token.text.startswith("GFP_")
            )
    return [f"{file}:{line}: {what}" for file, line, what in sorted(findings)]


def main():
    findings = check(sys.argv[1] if len(sys.argv) > 1 else ".")
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

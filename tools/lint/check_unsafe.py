#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check_unsafe.py [TOP]: reports each `unsafe` outside the places that may have it.

These are src/sys/, and the one file of the client library that calls ioctl(2). The compiler cannot forbid unsafe
code in parts of a crate. Each `unsafe` block and impl there needs a `// SAFETY:` comment: clippy checks it.
"""
import os
import sys

from rust_source import tokens

HOME = ("src/sys/", "tools/rmm/src/sys.rs")
DIRECTORIES = ("src", "host", "tools", "samples")


def rust_files(top):
    for directory in DIRECTORIES:
        for folder, folders, files in os.walk(os.path.join(top, directory)):
            folders[:] = sorted(name for name in folders if name != "target")
            for name in sorted(files):
                if name.endswith(".rs"):
                    yield os.path.relpath(os.path.join(folder, name), top)


def check(top):
    findings = []
    for file in rust_files(top):
        if file.startswith(HOME):
            continue
        with open(os.path.join(top, file), encoding="utf-8") as source:
            lines = [token.line for token in tokens(source.read()) if token.text == "unsafe"]
        findings += [f"{file}:{line}: unsafe outside src/sys/" for line in lines]
    return findings


def main():
    findings = check(sys.argv[1] if len(sys.argv) > 1 else ".")
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

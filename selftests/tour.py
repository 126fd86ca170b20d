#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The tour (docs/tour.md): every step of it does what it says here too, and says something."""

import os
import re
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)


def steps(name):
    with open(os.path.join(HERE, "..", "docs", name), encoding="utf-8") as text:
        return BLOCK.findall(text.read())


def told(script):
    """What each step prints, and the status that its shell ends with."""
    end = "end of a step"
    script = "".join(f"{step}echo '{end}'\n" for step in script)
    with tempfile.TemporaryDirectory() as place:
        os.symlink(os.path.join(HERE, "..", "samples"), os.path.join(place, "samples"))
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=place, text=True,
                              stdout=subprocess.PIPE, check=False)
    return done.stdout.split(f"{end}\n"), done.returncode


def main():
    script = steps("tour.md")
    print("TAP version 13")
    print(f"1..{len(script) + 2}")
    same = steps("tour.zh.md") == script
    print("ok" if same else "not ok", 1, "both languages take the same steps")
    said, status = told(script)
    for number, step in enumerate(script):
        # The last clears away.
        good = number < len(said) - 1 and (bool(said[number].strip()) or number == len(script) - 1)
        print("ok" if good else "not ok", number + 2, step.splitlines()[0])
    print("ok" if status == 0 else "not ok", len(script) + 2, f"the shell ends with {status}")


if __name__ == "__main__":
    main()

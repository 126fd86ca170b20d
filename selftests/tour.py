#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The tour (docs/tour.md): every step of it runs here and prints something."""

import itertools
import os
import re
import subprocess
import tempfile

from lib import tap

HERE = os.path.dirname(os.path.abspath(__file__))
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)


def steps(name):
    with open(os.path.join(HERE, "..", "docs", name), encoding="utf-8") as text:
        return BLOCK.findall(text.read())


def run_steps(script):
    """Returns the output of each step, and the exit status of the shell."""
    end = "end of a step"
    script = "".join(f"{step}echo '{end}'\n" for step in script)
    with tempfile.TemporaryDirectory() as place:
        os.symlink(os.path.join(HERE, "..", "samples"), os.path.join(place, "samples"))
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=place, text=True,
                              stdout=subprocess.PIPE, check=False)
    return done.stdout.split(f"{end}\n"), done.returncode


def main():
    script = steps("tour.md")
    tap.plan(len(script) + 2)
    chinese = steps("tour.zh.md")
    tap.ok(chinese == script, "both languages have the same steps",
           [f"English: {a!r}, Chinese: {b!r}" for a, b in itertools.zip_longest(script, chinese) if a != b])
    output, status = run_steps(script)
    for number, step in enumerate(script):
        # The last step removes what the others made, and prints nothing.
        done = number < len(output) - 1
        good = done and (output[number].strip() or number == len(script) - 1)
        tap.ok(good, step.splitlines()[0], ["it printed nothing" if done else "the shell ended before its end"])
    tap.ok(status == 0, "the shell succeeds", [f"status {status}"])


if __name__ == "__main__":
    main()

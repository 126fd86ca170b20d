# SPDX-License-Identifier: GPL-2.0
"""Programs of other projects that tests start."""

import glob

# Seconds until a program is ready: emulated machines are slow.
READY_S = 300


class Absent(Exception):
    """The program is not installed."""


def find_program(pattern):
    """The last path that matches, which is the newest version."""
    found = sorted(glob.glob(pattern))
    if not found:
        raise Absent(f"{pattern} is not installed")
    return found[-1]

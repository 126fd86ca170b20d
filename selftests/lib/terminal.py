# SPDX-License-Identifier: GPL-2.0
"""rmmctl on a terminal of its own."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios

from lib.rmmctl import RMMCTL


def start_on_terminal(columns, *words, env=None):
    """Starts rmmctl on a terminal of its own. Returns the process and the other end."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen([RMMCTL, *map(str, words)], stdin=theirs, stdout=theirs, stderr=theirs,
                               env={**os.environ, "TERM": "xterm", **(env or {})})
    os.close(theirs)
    return process, ours


def read_until(end, found, text=b""):
    """Appends what the terminal gets until it has `text`; without one, until the program ends."""
    while not text or text not in found:
        ready, _, _ = select.select([end], [], [], 300)
        try:
            data = os.read(end, 65536) if ready else b""
        except OSError:
            data = b""
        if not data:
            break
        found += data
    return found


def on_terminal(columns, *words, env=None):
    process, end = start_on_terminal(columns, *words, env=env)
    found = read_until(end, bytearray())
    process.wait()
    os.close(end)
    return found.decode().replace("\r\n", "\n")


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)

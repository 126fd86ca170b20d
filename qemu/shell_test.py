# SPDX-License-Identifier: GPL-2.0
"""Types on pseudo-terminals and reads what appears there; run by qemu/shell-test, which starts the
commands. Waits for text, never for a time.
"""
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios

REQUESTS, ANSWERS = 3, 4
# Seconds without any output until a test gives up.
LIMIT = 300
PROMPT = "uma:/rmm# "
CTRL_C, CTRL_U, END_KEY = "\x03", "\x15", "\x1d"
KEY_HINT = "q: end"
CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\r|\a")
# A program that prints the signal that it gets.
WAIT = """python3 -c 'from signal import *; s = {SIGINT, SIGWINCH}; pthread_sigmask(SIG_BLOCK, s); \
print("rea" + "dy", flush=True); print(sigwait(s).name)'"""

results = []


class Failed(Exception):
    pass


def ok(good, name, *notes):
    results.append(bool(good))
    print(f"{'ok' if good else 'not ok'} {len(results)} {name}", flush=True)
    for note in () if good else notes:
        for line in str(note).splitlines()[-20:]:
            print(f"# {line}", flush=True)


class Session:
    """A command on a pseudo-terminal."""

    def __init__(self, command, rows=24, columns=200):
        self.terminal, self.slave = pty.openpty()
        self.raw, self.seen = b"", 0
        self.resize(rows, columns)
        self.modes = termios.tcgetattr(self.slave)
        os.write(REQUESTS, f"{os.ttyname(self.slave)} {command}\n".encode())

    def resize(self, rows, columns):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text):
        os.write(self.terminal, text.encode())

    def text(self):
        """The output after the text that was expected last."""
        return CONTROL.sub("", self.raw.decode(errors="replace"))[self.seen:]

    def read(self, *others, limit=LIMIT):
        """Adds what appears. Returns those of `others` that are ready."""
        ready, _, _ = select.select([self.terminal, *others], [], [], limit)
        if not ready and limit:
            raise Failed(f"nothing appeared for {limit} s after:\n{self.text()}")
        if self.terminal in ready:
            self.raw += os.read(self.terminal, 65536)
        return [other for other in others if other in ready]

    def expect(self, text):
        """Waits until text appears. Returns what was before it."""
        while text not in self.text():
            if self.read(ANSWERS):
                raise Failed(f"the command ended before {text!r} appeared:\n{self.text()}")
        before = self.text().partition(text)[0]
        self.seen += len(before) + len(text)
        return before

    def enter(self, line):
        """Types a line and waits until it is echoed."""
        self.type(line + "\r")
        self.expect("\n")

    def answer(self, line):
        """Types a line at the prompt. Returns what it prints until the next prompt."""
        self.enter(line)
        return self.expect(PROMPT)

    def status(self):
        """Waits until the command has ended. Returns its exit status."""
        while not self.read(ANSWERS):
            pass
        status = int(os.read(ANSWERS, 16))
        while select.select([self.terminal], [], [], 0)[0]:
            self.read(limit=0)
        return status


def shell(test):
    greeting = test.expect(PROMPT)
    ok("rmmctl map $zoo" in greeting, "the guest greets with commands to try", greeting)
    found = test.answer("echo $((6 * 7))")
    ok(found == "42\n", "a line that is typed runs", found)
    found = test.answer(f"echo wrong{CTRL_U}echo rights\b")
    ok(found == "right\n", "a line can be edited", found)
    test.enter(WAIT)
    test.expect("ready\n")
    test.type(CTRL_C)
    found = test.expect(PROMPT)
    ok("SIGINT" in found, "Ctrl-C reaches the program in the guest", found)
    found = [test.answer("stty size")]
    test.enter(WAIT)
    test.expect("ready\n")
    test.resize(40, 190)
    found += [test.expect(PROMPT), test.answer("stty size")]
    ok(found == ["24 200\n", "SIGWINCH\n", "40 190\n"], "the guest follows the size of the window", found)
    found = test.answer("awk 'END { print (NR > 20) }' /proc/rmm/$zoo/vmas")
    ok(found == "1\n", "the zoo can be seen", found)
    test.type("rmmctl press\t")
    test.expect("rmmctl pressure")
    test.type("\r")
    test.expect("\n")
    found = test.expect(PROMPT)
    ok("free" in found, "rmmctl runs, and Tab completes its commands", found)
    test.enter("exit 7")
    found = test.status()
    ok(found == 7, "the exit status is that of the shell", found, test.text())
    ok(termios.tcgetattr(test.slave) == test.modes, "the terminal is as it was before")


def end_key(test):
    test.expect("ready\n")
    test.type(END_KEY * 3)
    found = test.status()
    ok(found == 137 and termios.tcgetattr(test.slave) == test.modes,
       "Ctrl-], three times, ends a guest that does not answer", found, test.text())


def tour(test):
    first = test.expect(KEY_HINT)
    ok("1. A machine is nodes" in first and "# grep -E" in first and "0 distance 0 10" in first,
       "the tour shows heading, commands and output", first)
    test.type(" ")
    second = test.expect(KEY_HINT)
    ok("watermark low_pages" in second and "1. A machine" not in second, "a key shows the next step", second)
    test.type("q")
    found = test.status()
    ok(found == 0 and "2. Free memory" not in test.text(), "q ends the tour", found, test.text())


def whole_tour(test):
    found = test.status()
    text = test.text()
    ok(found == 0 and "11. 内核" in text and "direct-map" in text and "任意键" not in text,
       "without a terminal the tour does not wait, and it follows the locale", found, text)


def main():
    tests = [(shell, "TERM=xterm qemu/run --shell --machine uma"),
             (end_key, "qemu/run --shell --no-module 'echo ready; exec sleep 1000'"),
             (tour, "TERM=xterm LC_ALL=C.UTF-8 make tour"),
             (whole_tour, "LC_ALL=zh_CN.UTF-8 make tour </dev/null | cat; exit ${PIPESTATUS[0]}")]
    for test, command in tests:
        try:
            test(Session(command))
        except Failed as failure:
            ok(False, command, failure)
            break
    print(f"1..{len(results)}")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())

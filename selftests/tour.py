#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The tour (docs/tour.md): every step of it runs here and prints what the document shows.

tour.py                 tests the steps
tour.py --show LOCALE   shows them one after the other, in English or Chinese; waits for a key if there
                        is a terminal
tour.py --record        prints the output of each step as JSON
tour.py --update FILE   writes the outputs that were recorded to the documents

Outputs are those of a guest with four nodes. On such a machine the test compares words and number of
lines; numbers differ from run to run.
"""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import termios
import textwrap
import tty

from lib import tap

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = ("tour.md", "tour.zh.md")
# The commands of a step, and the lines that it prints.
STEP = re.compile(r"^```sh\n(?P<commands>.*?)^```\n(?:\n(?P<shown>(?:    [^\n]*\n)+))?", re.M | re.S)
# Numbers, decimal or hexadecimal, also as a part of a word (`node=2`, `1:DMA32`) but not of a name (`DMA32`).
NUMBER = re.compile(r"\b(?:[0-9a-f]*[0-9][0-9a-f]*|[a-f]{8,})\b")
HINT = {"tour.md": "any key: next step, q: end", "tour.zh.md": "按任意键继续，q 退出"}
END = "end of a step"
FAILED = "end of the shell"


def read_document(name):
    with open(os.path.join(HERE, "..", "docs", name), encoding="utf-8") as text:
        return text.read()


class Step:
    """Prose, commands and the lines shown; the prose after them up to the next step of the section."""

    def __init__(self, before, match):
        self.before, self.after = before, ""
        self.commands = match["commands"]
        self.shown = [line[4:] for line in (match["shown"] or "").splitlines()]


def parse(document):
    steps, end = [], 0
    for match in STEP.finditer(document):
        prose = document[end:match.start()].strip()
        if steps:
            after, heading, before = prose.partition("## ")
            steps[-1].after, prose = after.strip(), heading + before
        steps.append(Step(prose, match))
        end = match.end()
    steps[-1].after = document[end:].strip()
    return steps


class Shell:
    """The one shell that runs all steps, in a directory with the samples."""

    def __init__(self, **options):
        self.place = tempfile.TemporaryDirectory()
        os.symlink(os.path.join(HERE, "..", "samples"), os.path.join(self.place.name, "samples"))
        self.process = subprocess.Popen(["bash", "-euo", "pipefail", "-s"], cwd=self.place.name, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options)

        # Programs in the background keep the pipe open, so its end does not show that a step failed.
        self.process.stdin.write(f"trap \"echo; echo '{FAILED}'\" EXIT\n")

    def run(self, commands):
        """Returns the lines printed, and whether all commands succeeded."""
        lines = []
        try:
            self.process.stdin.write(f"{commands}echo '{END}'\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return lines, False
        for line in self.process.stdout:
            if line in (END + "\n", FAILED + "\n"):
                return lines, line == END + "\n"
            lines.append(line.rstrip("\n"))
        return lines, False

    def close(self):
        """Ends the shell. Returns its status."""
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        return self.process.wait()


def shape(line):
    """The words of a line, without its numbers.

    >>> shape("0 zonelist fallback.2  1:DMA32")
    ['#', 'zonelist', 'fallback.#', '#:DMA32']
    >>> shape("7f9c06ca7000 r--p order=9 ffffffff")
    ['#', 'r--p', 'order=#', '#']
    """
    return NUMBER.sub("#", line).split()


def differences(shown, printed):
    """Lines that differ in more than numbers."""
    for number, (a, b) in enumerate(itertools.zip_longest(shown, printed), 1):
        if a is None or b is None or shape(a) != shape(b):
            yield f"line {number}: the document has {a!r}, printed was {b!r}"


def is_documented_machine():
    """Whether this is the machine of the documents: four nodes, five levels, not the debug kernel."""
    nodes = [name for name in os.listdir("/sys/devices/system/node") if re.fullmatch(r"node\d+", name)]
    with open("/proc/rmm/version", encoding="utf-8") as version:
        levels = re.search(r"^page_table_levels (\d+)", version.read(), re.M)
    return len(nodes) == 4 and levels[1] == "5" and not os.path.exists("/sys/kernel/debug/kmemleak")


def test():
    steps, chinese = (parse(read_document(name)) for name in NAMES)
    tap.plan(len(steps) + 3)
    for part, name in (("commands", "commands"), ("shown", "outputs")):
        pairs = itertools.zip_longest((getattr(step, part) for step in steps), (getattr(step, part) for step in chinese))
        tap.report(f"both languages have the same {name}", [f"English: {a!r}, Chinese: {b!r}" for a, b in pairs if a != b])
    compared = is_documented_machine()
    if not compared:
        print("# outputs are not compared: they are those of another machine")
    shell = Shell()
    for step in steps:
        printed, good = shell.run(step.commands)
        notes = [] if good else ["the shell ended before its end"]
        if compared:
            notes += differences(step.shown, printed)
        elif step.shown and not printed:
            notes.append("it printed nothing")
        tap.report(step.commands.splitlines()[0], notes)
    status = shell.close()
    tap.ok(status == 0, "the shell succeeds", [f"status {status}"])
    return tap.status()


def plain(prose, style, width):
    """Prose of a document for a terminal."""
    prose = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", prose)
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", prose):
        if paragraph.startswith("#"):
            paragraphs.append(style("1;4", paragraph.lstrip("# ")))
        elif paragraph.isascii():
            paragraphs.append(textwrap.fill(paragraph, width, break_on_hyphens=False))
        else:
            paragraphs.append(paragraph)
    text = re.sub(r"`([^`]*)`", lambda match: style("1", match[1]), "\n\n".join(paragraphs))
    return re.sub(r"\*([^*\n]+)\*", lambda match: style("3", match[1]), text)


def wait_for_key(hint):
    """Returns False if it is that of the end."""
    print(f"\x1b[7m {hint} \x1b[0m", end="", flush=True)
    key = os.read(0, 16)
    print("\r\x1b[K", end="", flush=True)
    return key not in (b"q", b"Q", b"\x04", b"")


def show(locale):
    name = NAMES[re.match(r"zh(?:[_.@]|$)", locale) is not None]
    if not (os.isatty(0) and os.isatty(1)):
        return show_steps(name, False)
    # Keys count without Enter, also those that are pressed early.
    saved = termios.tcgetattr(0)
    tty.setcbreak(0, termios.TCSADRAIN)
    try:
        return show_steps(name, True)
    except KeyboardInterrupt:
        return 130
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, saved)


def show_steps(name, terminal):
    width = min(shutil.get_terminal_size().columns, 100)

    def style(code, text):
        return f"\x1b[{code}m{text}\x1b[0m" if terminal else text

    shell = Shell(stderr=subprocess.STDOUT)
    steps = parse(read_document(name))
    for step in steps:
        if step.before:
            print(plain(step.before, style, width), end="\n\n")
        for line in step.commands.splitlines():
            print(style("32", f"    # {line}"))
        lines, good = shell.run(step.commands)
        print(*("    " + line for line in lines), "", sep="\n")
        if not good:
            return shell.close() or 1
        if step.after:
            print(plain(step.after, style, width), end="\n\n")
        sys.stdout.flush()
        if terminal and step is not steps[-1] and not wait_for_key(HINT[name]):
            break
    return shell.close()


def record():
    shell = Shell()
    outputs = []
    for step in parse(read_document(NAMES[0])):
        lines, good = shell.run(step.commands)
        if not good:
            return shell.close() or 1
        outputs.append(lines)
    json.dump(outputs, sys.stdout, indent=1)
    return shell.close()


def update(path):
    with open(path, encoding="utf-8") as file:
        outputs = json.load(file)
    for name in NAMES:
        left = iter(outputs)

        def with_output(match):
            lines = "".join(f"    {line}\n" for line in next(left))
            return f"```sh\n{match['commands']}```\n" + (f"\n{lines}" if lines else "")
        document = STEP.sub(with_output, read_document(name))
        with open(os.path.join(HERE, "..", "docs", name), "w", encoding="utf-8") as text:
            text.write(document)
    return 0


def main(words):
    match words:
        case []:
            return test()
        case ["--show", *locale]:
            return show(locale[0] if locale else os.environ.get("LANG", ""))
        case ["--record"]:
            return record()
        case ["--update", path]:
            return update(path)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

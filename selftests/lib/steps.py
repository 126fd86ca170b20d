# SPDX-License-Identifier: GPL-2.0
"""Steps of a document: blocks of shell commands below headings, each with the output that the document shows.
Outputs differ between runs in numbers only, so what is compared is their shape."""

import os
import re
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS, SAMPLES = (os.path.join(HERE, "..", "..", name) for name in ("tools", "samples"))
HEADING = re.compile(r"^## (.*)$", re.M)
# Commands, and the output below them, which is indented.
STEP = re.compile(r"^```sh\n(?P<commands>.*?)^```\n(?:\n(?P<output>(?: {4}[^\n]*\n|\n(?= {4}))+))?", re.M | re.S)
# A decimal or hexadecimal number that is a word, also with a unit, and an unknown value.
NUMBER = re.compile(r"(?<!\w)(?<!\d\.)(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]+(?:\.\d+)?[KMGT%]?(?!\w)|(?<!\S)-(?!\S)")
END = "end of a step"


class Step:
    """Commands and their output."""

    def __init__(self, commands, output):
        self.commands, self.output = commands, output


def unindented(text):
    return re.sub(r"(?m)^ {4}", "", text or "")


def indented(text):
    return re.sub(r"(?m)^(?=.)", "    ", text)


def read_steps(text):
    """[(heading, steps)] of a document, for headings with steps."""
    heads = list(HEADING.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    found = []
    for head, end in zip(heads, ends):
        blocks = STEP.finditer(text, head.end(), end)
        steps = [Step(block["commands"], unindented(block["output"])) for block in blocks]
        if steps:
            found.append((head[1], steps))
    return found


def replace_outputs(text, outputs):
    """The document with other outputs: one for each step, in order; None leaves an output as it is."""
    remaining = iter(outputs)

    def replace(block):
        output = next(remaining)
        if output is None:
            return block[0]
        # An indented block cannot begin or end with an empty line.
        output = indented(output.strip("\n") + "\n") if output.strip() else ""
        rest = f"\n{output}" if output else ""
        return f"```sh\n{block['commands']}```\n{rest}"

    return STEP.sub(replace, text)


def run_steps(steps, variables, locale="C.UTF-8"):
    """Runs steps in one shell that has these variables and finds rmmctl and the samples. Returns the output of
    each step that ended, and the exit status of the shell."""
    script = "".join(f"{step.commands}echo '{END}'\n" for step in steps)
    environment = {**os.environ, **variables, "LC_MESSAGES": locale, "PATH": f"{TOOLS}:{os.environ['PATH']}"}
    # It has priority; bash complains about a locale that is not installed.
    environment.pop("LC_ALL", None)
    with tempfile.TemporaryDirectory() as place:
        os.symlink(SAMPLES, os.path.join(place, "samples"))
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=place, text=True, check=False,
                              stdout=subprocess.PIPE, env=environment)
    # Text after the last end mark is that of a step that failed.
    return done.stdout.split(f"{END}\n")[:-1], done.returncode


def shape(line):
    """A line without what depends on the machine."""
    return " ".join(NUMBER.sub("#", line).split())


def differences(shown, found, is_table=False):
    """How a found output differs in shape from the one that is shown. All lines are compared, or of a table the
    heads of columns, and that there are rows with as many cells."""
    shown, found = (text.strip("\n").splitlines() for text in (shown, found))
    if is_table:
        if not shown or not found or shown[0].split() != found[0].split():
            return [f"heads: shown {shown[:1]}, found {found[:1]}"]
        if len(found) < 2 <= len(shown):
            return ["no rows"]
        count = len(shown[0].split())
        # A row of sums has cells below the columns of numbers only.
        rows = [row for row in found[1:] if row and not row.startswith("total")]
        return [f"not {count} cells: {row}" for row in rows if len(row.split()) != count]
    if len(shown) != len(found):
        return [f"{len(shown)} lines are shown, {len(found)} found:", *found]
    pairs = zip(shown, found)
    return [f"shown {one!r}, found {two!r}" for one, two in pairs if shape(one) != shape(two)]


def table(output):
    """The rows of a table as dictionaries. The last column has the rest of the line."""
    lines = output.strip("\n").split("\n")
    heads = lines[0].split()
    return [dict(zip(heads, row.split(None, len(heads) - 1))) for row in lines[1:] if row]


def parse_size(text):
    """The least number of bytes that is shown so."""
    value, unit = re.fullmatch(r"([\d.]+)([KMGT]?)", text).groups()
    return int(float(value) * (1 << 10 * " KMGT".index(unit or " ")))


def is_size(text, size):
    """Whether a number of bytes is shown so: with a unit, it is cut to one decimal."""
    scale = 1 << 10 * " KMGT".index(text[-1]) if text[-1].isalpha() else 1
    return parse_size(text) <= size < parse_size(text) + scale / 10

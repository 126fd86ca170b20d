#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check_wording.py [TOP]: reports sentences that tools/lint/wording rejects.

Checked are comments and string literals of Rust, C and Python, lines of scripts and makefiles, and
Markdown outside code blocks. Sentences that contain the text of an `!allow` line are not checked.
"""
import io
import os
import re
import sys
import tokenize

from rust_source import tokens

HERE = os.path.dirname(os.path.abspath(__file__))
DIRECTORIES = ("src", "host", "include", "docs", "selftests", "qemu", "bench", "samples", "tools", "packaging", "debian", ".ci")
FILES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "Kbuild")
# The rules themselves, their planted violations, and prose in another language.
SKIPPED = ("tools/lint/wording", "tools/lint/selftest.py", "docs/tour.zh.md", "docs/cookbook.zh.md")
SENTENCE_END = re.compile(r"(?<=[.?!])[)*\"`]*\s+|\n\s*\n|(?<=:)\n")


class Rules:
    def __init__(self, path):
        self.patterns, self.allowed = [], []
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                line = line.rstrip("\n")
                if line.startswith("!allow"):
                    self.allowed.append(line.partition(" ")[2])
                elif line and not line.startswith("#"):
                    pattern, _, instead = line.partition("\t")
                    capital = re.search(r"(?<!\\)[A-Z]", pattern)
                    self.patterns.append((re.compile(pattern, 0 if capital else re.IGNORECASE), instead.strip()))


def blocks(lines):
    """(first line, text) of runs of neighbouring (line, text)."""
    found, last = [], None
    for line, text in lines:
        if last is not None and line == last + 1:
            found[-1][1] += "\n" + text
        else:
            found.append([line, text])
        last = line + text.count("\n")
    return found


def code_texts(source):
    """Comments and string literals of Rust and C; lines of comments that follow each other are one."""
    comments, strings = [], []
    for token in tokens(source, comments=True):
        if token.kind == "comment":
            text = re.sub(r"(?m)^\s*(?:///|//!|//|/\*\*?|\*/|\*(?!\*)) ?", "", token.text)
            comments.append((token.line, text.replace("*/", "")))
        elif token.kind == "text":
            text = token.text.strip("bcr#").strip('"')
            strings.append((token.line, re.sub(r"\\\n\s*", "", text).replace("\\n", "\n")))
    return blocks(comments) + [list(text) for text in strings]


def python_texts(source):
    comments, strings = [], []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            comments.append((token.start[0], token.string.lstrip("# ")))
        elif token.type == tokenize.STRING or tokenize.tok_name[token.type] == "FSTRING_MIDDLE":
            strings.append([token.start[0], token.string.strip("rbfu").strip("\"'")])
    return blocks(comments) + strings


def script_texts(source):
    """Comments as blocks, and each other line."""
    comments, lines = [], []
    for line, text in enumerate(source.split("\n"), 1):
        if re.match(r"\s*#", text):
            comments.append((line, text.strip().lstrip("#").strip()))
        elif text.strip():
            lines.append([line, text])
    return blocks(comments) + lines


def markdown_texts(source):
    """Paragraphs and table cells; code blocks and code spans are left out."""
    prose, cells, fenced = [], [], False
    for line, text in enumerate(source.split("\n"), 1):
        if text.lstrip().startswith("```"):
            fenced = not fenced
            continue
        if fenced or text.startswith(("    ", "\t")):
            continue
        text = re.sub(r"`[^`]*`", "`code`", text)
        if text.startswith("|"):
            cells += [[line, cell.strip()] for cell in text.split("|")]
        else:
            prose.append((line, text.strip()))
    return blocks(prose) + cells


def texts(path, source):
    name = os.path.basename(path)
    if name.endswith((".rs", ".c", ".h")):
        return code_texts(source)
    if name.endswith(".py"):
        return python_texts(source)
    if name.endswith(".md"):
        return markdown_texts(source)
    if name.endswith((".sh", ".mk", ".conf", ".config")) or name in ("Makefile", "Kbuild") or source.startswith("#"):
        return script_texts(source)
    return []


def check_text(rules, path, source):
    for first, text in texts(path, source):
        at = 0
        for sentence in SENTENCE_END.split(text):
            start = text.find(sentence, at)
            at = start + len(sentence)
            line = first + text.count("\n", 0, start)
            plain = " ".join(sentence.split()).lstrip("-*# ")
            if any(text in plain for text in rules.allowed):
                continue
            for pattern, instead in rules.patterns:
                match = pattern.search(plain)
                if match:
                    shown = plain if len(plain) < 100 else plain[max(0, match.start() - 40):match.end() + 40]
                    yield f"{path}:{line}: {match.group()!r} in \"{shown}\"; write {instead}"


def files(top):
    yield from (name for name in FILES if os.path.exists(os.path.join(top, name)))
    for directory in DIRECTORIES:
        for folder, folders, names in os.walk(os.path.join(top, directory)):
            folders[:] = sorted(name for name in folders if name not in ("target", "__pycache__"))
            for name in sorted(names):
                path = os.path.relpath(os.path.join(folder, name), top)
                if path not in SKIPPED and not name.endswith((".lock", ".svg", ".pyc")):
                    yield path


def check(top, rules):
    found = []
    for path in files(top):
        with open(os.path.join(top, path), encoding="utf-8") as source:
            found.extend(check_text(rules, path, source.read()))
    return found


def main():
    found = check(sys.argv[1] if len(sys.argv) > 1 else ".", Rules(os.path.join(HERE, "wording")))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check_types.py [--figures] [TOP]: reports type names that are used twice, and those of a single word.

A type name is a noun phrase, unique in src/, host/ and tools/. tools/lint/single-word-types lists the
words that are terms of the field. Types are structs, enums, unions, traits and aliases, and the items
that `declare!` makes in src/abi/. Associated types and the text of macros are not counted.
--figures prints how many there are.
"""
import os
import re
import sys

from check_unsafe import rust_files
from rust_source import tokens

HERE = os.path.dirname(os.path.abspath(__file__))
KINDS = ("struct", "enum", "union", "trait", "type")


def items(found):
    """(name, line) of each type among the tokens of a file."""
    nesting = []
    for at, token in enumerate(found[:-2]):
        after = found[at + 1]
        if token.text == "{":
            nesting.append(block_kind(found, at))
        elif token.text == "}" and nesting:
            nesting.pop()
        elif "macro" in nesting or token.kind != "word":
            continue
        elif token.text == "type" and {"impl", "trait"} & set(nesting):
            continue
        elif token.text in KINDS and after.kind == "word" and after.text[0].isupper():
            yield after.text, after.line
        elif re.search("[A-Z].*[a-z]", token.text) and declares(found, at + 1):
            yield token.text, token.line


def declares(found, at):
    """Whether `= "rmm_..."` follows, after an optional type: an item of declare!."""
    if found[at].text == ":":
        at += 2
    return at + 1 < len(found) and found[at].text == "=" and found[at + 1].text.lower().startswith('"rmm_')


def block_kind(found, at):
    """The item to which the block that opens at token `at` belongs: impl, trait, macro or other."""
    first = at - 1
    while first >= 0 and found[first].text not in (";", "{", "}"):
        first -= 1
    words = [token.text for token in found[first + 1:at]]
    for word, kind in (("macro_rules", "macro"), ("impl", "impl"), ("trait", "trait")):
        if word in words:
            return kind
    return "other"


def types(top):
    """{name: [place]}"""
    found = {}
    for file in rust_files(top):
        with open(os.path.join(top, file), encoding="utf-8") as source:
            for name, line in items(tokens(source.read())):
                found.setdefault(name, []).append(f"{file}:{line}")
    return found


def is_single_word(name):
    return re.fullmatch(r"[A-Z][a-z0-9]*", name)


def check(top, allowed):
    findings = []
    for name, places in sorted(types(top).items()):
        if len(places) > 1:
            findings.append(f"{places[0]}: type {name} is also defined in {', '.join(places[1:])}")
        if is_single_word(name) and name not in allowed:
            findings.append(f"{places[0]}: type name {name} is a single word that tools/lint/single-word-types "
                            "does not list")
    return findings


def read_allowed():
    with open(os.path.join(HERE, "single-word-types"), encoding="utf-8") as lines:
        return {line.split("#")[0].strip() for line in lines}


def main():
    arguments = [word for word in sys.argv[1:] if word != "--figures"]
    top = arguments[0] if arguments else "."
    if "--figures" in sys.argv:
        names = types(top)
        single = [name for name in names if is_single_word(name)]
        twice = [name for name, places in names.items() if len(places) > 1]
        print(f"{len(names)} type names, {len(single)} of a single word, {len(twice)} defined more than once")
        return 0
    findings = check(top, read_allowed())
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The cookbook (docs/cookbook.md): the commands of every recipe run in its situation, their outputs have the shape
that the document shows, and the kernel's own files agree.

    cookbook.py [--only WORD]             tests the recipes, those whose heading contains WORD
    cookbook.py --update FILE…            runs the recipes and replaces the outputs in these documents

A guest does not change files of the host, so documents are updated through a pipe:

    qemu/run --machine numa4 -- 'selftests/cookbook.py --update docs/cookbook*.md >&2; tar c docs/cookbook*.md' | tar x
"""

import argparse
import os
import sys

from lib import page_recipes, process_recipes, tap
from lib.recipes import RECIPES, STILL
from lib.rmmctl import RMMCTL
from lib.situations import NotHere, settings
from lib.steps import differences, read_steps, replace_outputs, run_steps

assert page_recipes and process_recipes  # They register their recipes.

DOCS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "docs")
ENGLISH, CHINESE = "C.UTF-8", "zh_CN.UTF-8"


def read_document(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def locale_of(path):
    return CHINESE if path.endswith(".zh.md") else ENGLISH


def cook(heading, steps, locales):
    """The outputs of a recipe in each locale, and what is wrong with them."""
    situation, outputs, wrong = RECIPES[heading], {}, []
    with settings(STILL), situation() as (variables, truth):
        for locale in locales if situation.is_translated else locales[:1]:
            outputs[locale], status = run_steps(steps, variables, locale)
            if status:
                wrong.append(f"the shell ended with status {status} after {len(outputs[locale])} of {len(steps)} steps")
        if not wrong:
            try:
                truth(outputs[locales[0]])
            except (AssertionError, LookupError, TypeError, ValueError, AttributeError) as error:
                wrong.append(f"{type(error).__name__}: {error}")
                wrong += [line for output in outputs[locales[0]] for line in output.splitlines()]
    return {locale: outputs.get(locale, outputs[locales[0]]) for locale in locales}, wrong


def test_recipe(heading, shown):
    """`shown` has the steps of the document in each locale."""
    names = [f"{heading} - as shown", f"{heading} - as the kernel's files"]
    try:
        outputs, wrong = cook(heading, shown[ENGLISH], list(shown))
    except NotHere as reason:
        for name in names:
            tap.skip(name, reason)
        return
    found = []
    for locale, steps in shown.items():
        for step, output in zip(steps, outputs[locale]):
            found += differences(step.output, output, RECIPES[heading].is_table)
    tap.report(names[0], found)
    tap.report(names[1], wrong)


def test(word):
    documents = {locale_of(name): read_steps(read_document(os.path.join(DOCS, name)))
                 for name in ("cookbook.md", "cookbook.zh.md")}
    headings = [heading for heading, _ in documents[ENGLISH] if word in heading]
    tap.plan(2 * len(headings) + 2)
    commands = {locale: [[step.commands for step in steps] for _, steps in document]
                for locale, document in documents.items()}
    pairs = zip(commands[ENGLISH], commands[CHINESE])
    tap.ok(commands[ENGLISH] == commands[CHINESE], "both languages have the same commands",
           [f"English {one}, Chinese {two}" for one, two in pairs if one != two])
    tap.ok({heading for heading, _ in documents[ENGLISH]} == set(RECIPES), "each recipe has a situation",
           [set(RECIPES) ^ {heading for heading, _ in documents[ENGLISH]}])
    for (heading, steps), (_, chinese) in zip(documents[ENGLISH], documents[CHINESE]):
        if heading in headings:
            test_recipe(heading, {ENGLISH: steps, CHINESE: chinese})
    return tap.status()


def update(paths):
    """Replaces the outputs, unless one of them is wrong or cannot be made here."""
    texts = {path: read_document(path) for path in paths}
    locales = sorted({locale_of(path) for path in paths})
    outputs, failed = {locale: [] for locale in locales}, False
    for heading, steps in read_steps(read_document(os.path.join(DOCS, "cookbook.md"))):
        try:
            found, wrong = cook(heading, steps, locales)
        except NotHere as reason:
            found, wrong = None, [reason]
        for line in wrong:
            print(f"{heading} {line}", flush=True)
        failed |= bool(wrong)
        for locale in locales:
            outputs[locale] += found[locale] if found and not wrong else [None] * len(steps)
    for path, text in texts.items():
        with open(path, "w", encoding="utf-8") as file:
            file.write(replace_outputs(text, outputs[locale_of(path)]))
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description="Tests docs/cookbook.md, or updates its outputs.")
    parser.add_argument("--only", metavar="WORD", default="", help="recipes whose heading contains WORD")
    parser.add_argument("--update", metavar="FILE", nargs="+", help="documents whose outputs are replaced")
    arguments = parser.parse_args()
    if not os.path.exists(RMMCTL):
        return tap.skip_all("rmmctl is not built")
    return update(arguments.update) if arguments.update else test(arguments.only)


if __name__ == "__main__":
    sys.exit(main())

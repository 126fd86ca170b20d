# SPDX-License-Identifier: GPL-2.0
"""Runs rmmctl, and checks its JSON by the schema that it prints."""

import functools
import json
import os
import re
import subprocess

#: Records of a document that are checked: thousands of records alike would take minutes.
MOST_CHECKED = 200
RMMCTL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "rmmctl")


def run(*words, before=(), **more):
    return subprocess.run([*before, RMMCTL, *map(str, words)], capture_output=True, text=True, check=False, **more)


def document(*words):
    """The whole JSON document of a command."""
    done = run(*words, "-o", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def records(*words):
    """The records of a command."""
    return document(*words)["records"]


@functools.cache
def schema():
    return json.loads(run("generate", "schema").stdout)


TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "null": type(None)}


def is_type(value, name):
    # Python's booleans are integers.
    return isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def mistakes(value, rule, whole, place="$"):
    """Yields what a value has that its rule forbids: the part of JSON Schema that the schema uses."""
    if "$ref" in rule:
        target = whole
        for name in rule["$ref"].removeprefix("#/").split("/"):
            target = target[name]
        yield from mistakes(value, target, whole, place)
        return
    types = rule.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(is_type(value, name) for name in types):
        yield f"{place}: {value!r} is no {'/'.join(types)}"
        return
    if "const" in rule and value != rule["const"]:
        yield f"{place}: {value!r} is not {rule['const']!r}"
    if "enum" in rule and value not in rule["enum"]:
        yield f"{place}: {value!r} is not among {rule['enum']}"
    if "anyOf" in rule and all(any(mistakes(value, one, whole)) for one in rule["anyOf"]):
        yield f"{place}: {value!r} fits none of {rule['anyOf']}"
    if "pattern" in rule and isinstance(value, str) and not re.search(rule["pattern"], value):
        yield f"{place}: {value!r} does not match {rule['pattern']}"
    if isinstance(value, list) and "items" in rule:
        for at, item in enumerate(value):
            yield from mistakes(item, rule["items"], whole, f"{place}[{at}]")
    if isinstance(value, dict):
        for name in rule.get("required", []):
            if name not in value:
                yield f"{place}: no {name}"
        if len(value) < rule.get("minProperties", 0):
            yield f"{place}: only {len(value)} of {rule['minProperties']} properties"
        for name in value if "propertyNames" in rule else ():
            yield from mistakes(name, rule["propertyNames"], whole, place)
        for name, item in value.items():
            rules = [rule.get("properties", {}).get(name)]
            rules += [one for pattern, one in rule.get("patternProperties", {}).items() if re.search(pattern, name)]
            rules = [one for one in rules if one is not None]
            more = rule.get("additionalProperties", True)
            if not rules and more is False:
                yield f"{place}: unknown {name}"
            elif not rules and isinstance(more, dict):
                rules = [more]
            for one in rules:
                yield from mistakes(item, one, whole, f"{place}.{name}")


def document_mistakes(found, kind):
    """What a document has that the schema of its kind forbids."""
    whole = schema()
    if found.get("kind") != kind:
        return [f"kind {found.get('kind')!r}, expected {kind!r}"]
    few = {**found, "records": found.get("records", [])[:MOST_CHECKED]}
    return list(mistakes(few, whole["$defs"][kind], whole))


def fitting(text, kind):
    """The document of a JSON text, or of a line of ndjson with a record. It must fit the schema of its kind."""
    found = json.loads(text)
    if "record" in found:
        found["records"] = [found.pop("record")]
    wrong = document_mistakes(found, kind)
    assert not wrong, f"{kind}: {wrong[:3]}"
    return found

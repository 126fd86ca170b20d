#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check_layers.py [TOP]: reports each use in src/ that tools/lint/layers does not allow.

The file lists the layers and what each may use. Within a layer, files must not use each other in a
circle. A module is used by its path in a `use` item or in code; a path to a re-export counts as a use
of the file that defines the item.
"""
import os
import sys

from rust_source import Crate

# Items that `module!` declares in the root: every layer may use them.
OF_MODULE_MACRO = {"THIS_MODULE", "LocalModule"}
HERE = os.path.dirname(os.path.abspath(__file__))


def read_layers(path):
    """{layer: layers that it may use}"""
    allowed = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.split("#")[0].strip()
            if line:
                layer, _, uses = line.partition(":")
                allowed[layer.strip()] = set(uses.split())
    return allowed


def layer_of(module):
    return module.path[0] if module.path else None


def arrows(crate, allowed):
    """Uses that are not allowed, one finding for each."""
    for module in crate.modules.values():
        layer = layer_of(module)
        if layer is None:
            continue
        for used, line, path, _ in crate.uses(module):
            target = layer_of(used)
            if target == layer:
                continue
            if layer not in allowed:
                yield f"{module.file}:{line}: layer {layer} is not in tools/lint/layers"
            elif target is None and path.split("::")[-1] in OF_MODULE_MACRO:
                continue
            elif target is None:
                yield f"{module.file}:{line}: {layer} uses {path} of src/rmm.rs"
            elif target not in allowed[layer]:
                yield f"{module.file}:{line}: {layer} must not use {target} ({path})"


def circles(crate):
    """Groups of files of one layer that use each other in a circle."""
    uses = {}
    for module in crate.modules.values():
        for used, line, path, weak in crate.uses(module):
            if not weak and used.file != module.file and layer_of(used) == layer_of(module):
                uses.setdefault(module.file, {}).setdefault(used.file, (line, path))
    for group in components({file: set(targets) for file, targets in uses.items()}):
        yield "circle of files: " + ", ".join(sorted(group))
        for file in sorted(group):
            for target in sorted(set(uses[file]) & group):
                line, path = uses[file][target]
                yield f"  {file}:{line}: uses {path} of {target}"


def components(graph):
    """Strongly connected components of more than one node (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in sorted(graph.get(node, ())):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            group = set()
            while node not in group:
                group.add(stack.pop())
            if len(group) > 1:
                found.append(group)

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def check(top, layers=os.path.join(HERE, "layers")):
    crate = Crate(os.path.join(top, "src", "rmm.rs"), top)
    return [*sorted(set(arrows(crate, read_layers(layers)))), *circles(crate)]


def main():
    top = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.dirname(HERE))
    findings = check(top)
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: GPL-2.0
"""Rust source as far as the checks need it: tokens, modules, and the paths that a file uses."""
import os
import re

TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<text>\b[bc]?r(?P<hash>\#*)".*?"(?P=hash)|\b[bc]?"(?:\\.|[^"\\])*"|"(?:\\.|[^"\\])*")
    |(?P<char>\bb?'(?:\\[^\n']*|[^\\'\n])'|'(?:\\[^\n']*|[^\\'\n])')
    |(?P<lifetime>'\w+)
    |(?P<word>[A-Za-z_]\w*)
    |(?P<sign>::|=>|[^\s\w])""",
    re.DOTALL | re.VERBOSE,
)


class Token:
    def __init__(self, kind, text, line):
        self.kind, self.text, self.line = kind, text, line


def tokens(source, comments=False):
    """The tokens of source; comments are left out unless asked for."""
    found = []
    line, seen = 1, 0
    for match in TOKEN.finditer(source):
        line += source.count("\n", seen, match.start())
        seen = match.start()
        kind = match.lastgroup
        if kind == "hash":
            kind = "text"
        if kind != "comment" or comments:
            found.append(Token(kind, match.group(), line))
    return found


class Module:
    """A module: its path, the file that holds it, and what its `use` items name."""

    def __init__(self, path, file):
        self.path, self.file = path, file
        self.names = {}         # name in this module -> full path
        self.paths = []         # (path as written, line)
        self.reexports = {}     # (path as written, line) of `pub use` -> name
        self.words = set()      # identifiers outside `use` items


class Crate:
    """The module tree of a crate from its root file on."""

    def __init__(self, root, top):
        self.modules = {}
        self.top = top
        self._load(root, ())

    def _load(self, file, path):
        with open(file, encoding="utf-8") as source:
            found = tokens(source.read())
        module = Module(path, os.path.relpath(file, self.top))
        self.modules[path] = module
        Reader(self, module, found, file).read()

    def child_file(self, file, path, name):
        """The file of `mod name;` in module `path`, which is in `file`."""
        folder = os.path.dirname(file)
        if path and os.path.basename(file) != "mod.rs":
            folder = os.path.join(folder, os.path.basename(file)[:-3])
        for tried in (os.path.join(folder, name + ".rs"), os.path.join(folder, name, "mod.rs")):
            if os.path.exists(tried):
                return tried
        return None

    def absolute(self, module, path):
        """The full path of `path` as written in `module`, or None when it leaves the crate."""
        first, rest = path[0], tuple(path[1:])
        if first == "crate":
            return rest
        if first == "self":
            return module.path + rest
        if first == "super":
            base = module.path[:-1]
            while rest[:1] == ("super",):
                base, rest = base[:-1], rest[1:]
            return base + rest
        if module.path + (first,) in self.modules:
            return module.path + tuple(path)
        if first in module.names:
            return module.names[first] + rest
        return None

    def definition(self, path, depth=0):
        """The module that defines what a full path names: re-exports are followed."""
        module = self.modules[()]
        at = 0
        while at < len(path) and path[:at + 1] in self.modules:
            at += 1
        module = self.modules[path[:at]]
        if at < len(path) and depth < 20:
            name, rest = path[at], path[at + 1:]
            if name in module.names:
                return self.definition(module.names[name] + rest, depth + 1)
        return module

    def uses(self, module):
        """(module that is used, line, path as written, weak) of a module. A use is weak when it only
        brings a module into scope, or re-exports a name that the file itself does not mention."""
        for path, line in module.paths:
            full = self.absolute(module, path)
            if full is None:
                continue
            name = module.reexports.get((path, line))
            weak = (full in self.modules and path[-1] != "*") or (name is not None and name not in module.words)
            if path[-1] == "*":
                full = full[:-1]
            yield self.definition(full), line, "::".join(path), weak


class Reader:
    """Reads the items of a file into modules; modules within the file have the file's name."""

    def __init__(self, crate, module, found, file):
        self.crate, self.found, self.file = crate, found, file
        self.stack = [(module, -1)]
        self.at = self.depth = 0

    def text(self, ahead=0):
        at = self.at + ahead
        return self.found[at].text if at < len(self.found) else ""

    def read(self):
        while self.at < len(self.found):
            module = self.stack[-1][0]
            word = self.text()
            if word == "mod" and self.found[self.at + 1].kind == "word" and self.text(2) in (";", "{"):
                self.read_module(module)
            elif word == "use":
                line = self.found[self.at].line
                public = self.at > 0 and self.found[self.at - 1].text in ("pub", ")")
                self.at += 1
                if self.text() == "::":
                    self.at += 1
                self.read_tree(module, (), line, public)
            elif word == "{":
                self.depth += 1
                self.at += 1
            elif word == "}":
                self.depth -= 1
                self.at += 1
                if self.stack[-1][1] == self.depth:
                    self.stack.pop()
            elif self.found[self.at].kind == "word" and self.text(1) == "::":
                self.read_path(module)
            else:
                self.mention(module)
                self.at += 1

    def mention(self, module):
        if self.found[self.at].kind == "word":
            module.words.add(self.text())

    def read_module(self, module):
        name = self.text(1)
        path = module.path + (name,)
        if self.text(2) == "{":
            inner = Module(path, module.file)
            self.crate.modules[path] = inner
            self.stack.append((inner, self.depth))
            self.depth += 1
        else:
            file = self.crate.child_file(self.file, module.path, name)
            if file:
                self.crate._load(file, path)
        self.at += 3

    def read_tree(self, module, prefix, line, public):
        """A use tree after its prefix; every leaf is a path that the module uses."""
        path = list(prefix)
        while True:
            word = self.text()
            self.at += 1
            if word == "{":
                while self.text() != "}":
                    self.read_tree(module, tuple(path), self.found[self.at].line, public)
                    if self.text() == ",":
                        self.at += 1
                self.at += 1
                return
            if word == "*":
                self.leaf(module, (*path, "*"), None, line, public)
                return
            path.append(word)
            if self.text() == "::":
                self.at += 1
                continue
            name = path[-1]
            if name == "self" and len(path) > 1:
                path.pop()
                name = path[-1]
            if self.text() == "as":
                name = self.text(1)
                self.at += 2
            self.leaf(module, tuple(path), name, line, public)
            return

    def leaf(self, module, path, name, line, public):
        """A leaf of a use tree: `name` is None for `*`."""
        module.paths.append((path, line))
        if public:
            module.reexports[path, line] = name
        if path[0] in ("crate", "self", "super") or module.path + path[:1] in self.crate.modules:
            full = self.crate.absolute(module, path)
        elif module.path == ():
            full = path
        else:
            return
        if name and full != module.path + (name,):
            module.names[name] = full

    def read_path(self, module):
        """A path in code; generics and turbofish end it."""
        line = self.found[self.at].line
        self.mention(module)
        path = [self.text()]
        while self.text(1) == "::" and self.at + 2 < len(self.found) and self.found[self.at + 2].kind == "word":
            path.append(self.text(2))
            self.at += 2
        self.at += 1
        before = self.found[self.at - 2 * len(path)].text if self.at >= 2 * len(path) else ""
        if before not in ("::", "$"):
            module.paths.append((tuple(path), line))

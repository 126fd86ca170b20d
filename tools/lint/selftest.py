#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Plants violations in a small tree and checks that each check of this directory finds them."""
import os
import shutil
import sys
import tempfile
import unittest

import check_allocations
import check_layers
import check_python_package
import check_stack
import check_types
import check_unsafe
import check_wording

HERE = os.path.dirname(os.path.abspath(__file__))

# A tree that passes: every layer, a re-export, nested use trees, a test module.
CLEAN = {
    "src/rmm.rs": "mod abi;\nmod mm;\nmod model;\nmod proc;\nmod sys;\nuse proc::files;\nfn init() { files::add(); }\n",
    "src/abi/mod.rs": "pub struct PageRecord;\n",
    "src/model/mod.rs": "use crate::abi::PageRecord;\npub fn age(_: &PageRecord) {}\n",
    "src/sys/shim.c": "/* GFP_KERNEL is not used. */\n",
    "src/sys/mod.rs": "pub mod leaf;\npub mod table;\n",
    "src/sys/leaf.rs": "// An unsafe comment is no unsafe code.\npub struct Leaf;\npub unsafe fn read() {}\n",
    "src/sys/table.rs": "use super::leaf::{self, Leaf};\nfn walk(_: Leaf) { leaf::read() }\n",
    "src/mm/mod.rs": "mod walk;\npub use walk::Walk;\npub const LIMIT: u32 = 1;\n",
    "src/mm/walk.rs": (
        "use crate::{\n    model::age,\n    sys::{\n        leaf::Leaf,\n        table, //\n    },\n};\n"
        "use super::LIMIT;\npub struct Walk;\n#[cfg(test)]\nmod tests {\n    use super::*;\n}\n"
    ),
    "src/proc/mod.rs": "pub mod files;\npub mod lines;\n",
    "src/proc/files.rs": "use super::lines::Line;\npub fn add() { let _ = \"unsafe\"; crate::mm::Walk; }\n",
    "src/proc/lines.rs": "pub struct Line;\n",
}

# (file, text added to it, part of the finding)
ARROWS = [
    ("src/sys/table.rs", "use crate::{abi::PageRecord, mm::{self, Walk}};\n", "sys must not use mm"),
    ("src/mm/walk.rs", "fn up() { super::super::proc::files::add() }\n", "mm must not use proc"),
    ("src/mm/mod.rs", "use crate as root;\nfn up() { root::proc::files::add() }\n", "mm must not use proc"),
    ("src/abi/mod.rs", "use super::model;\n", "abi must not use model"),
    ("src/model/mod.rs", "mod inner { use super::super::sys::leaf as l; }\n", "model must not use sys"),
    ("src/proc/lines.rs", "use crate::init;\n", "proc uses crate::init"),
]
CIRCLES = [
    ("src/proc/lines.rs", "use super::files;\nfn back() { files::add() }\n", "src/proc/files.rs, src/proc/lines.rs"),
    ("src/sys/leaf.rs", "use crate::sys::table::*;\n", "src/sys/leaf.rs, src/sys/table.rs"),
]
UNSAFE = [
    ("src/mm/walk.rs", "fn read() { unsafe { core::hint::unreachable_unchecked() } }\n"),
    ("src/proc/lines.rs", "macro_rules! read { () => { unsafe { x() } }; }\n"),
    ("src/abi/mod.rs", "unsafe impl Send for PageRecord {}\n"),
]
ALLOCATIONS = [
    ("src/mm/walk.rs", "fn new() { KBox::new(0, GFP_KERNEL) }\n", "not charged"),
    ("src/sys/shim.c", "p = kzalloc(8, GFP_KERNEL);\n", "not charged"),
    ("src/mm/walk.rs", "fn push(zone: &ZoneRef<'_>) { out.push(1, GFP_KERNEL_ACCOUNT) }\n", "hotplug guard"),
    ("src/mm/walk.rs", "fn push() { let guard = gate.enter()?; push(GFP_KERNEL_ACCOUNT) }\n", "hotplug guard"),
    ("src/mm/walk.rs", "fn push() { if let Ok(guard) = gate.enter() { push(GFP_NOWAIT) } }\n", "hotplug guard"),
]
ALLOWED = [
    ("src/rmm.rs", "fn load() { KBox::new(0, GFP_KERNEL) }\n"),
    ("src/mm/walk.rs", "fn push() { { let guard = gate.enter()?; } push(GFP_KERNEL_ACCOUNT) }\n"),
    ("src/mm/walk.rs", "fn push() { let guard = gate.enter()?; drop(guard); push(GFP_KERNEL_ACCOUNT) }\n"),
]
TYPES = [
    ("src/mm/walk.rs", "enum PageRecord { None }\n", "type PageRecord is also defined in src/mm/walk.rs"),
    ("src/mm/walk.rs", "trait Look { type Row; }\n", "type name Look is a single word"),
    ("src/abi/mod.rs", "declare! { record Extent = \"rmm_extent\" { size: u32 } }\n", "type name Extent is"),
]
WORDING = [
    ("a.rs", "/// Who lacks the right\n/// sees nothing.\nfn f() {}\n", "a.rs:1"),
    ("a.rs", "fn f() {\n    let x = 1; // The caller gets what he wants.\n}\n", "a.rs:2"),
    ("a.rs", "const HINT: &str = \"the kernel tells it\";\n", "a.rs:1"),
    ("a.c", "/*\n * A counter.\n * What is not there is zero.\n */\n", "a.c:3"),
    ("a.py", "x = 1\n# This is told to users.\n", "a.py:2"),
    ("a.sh", "#!/bin/sh\n# Runs it.\necho 'for that, it waits'\n", "a.sh:3"),
    ("a.md", "A page.\n\n| a | as ever |\n", "a.md:3"),
]
#: File of tools/python, what replaces it, and part of the finding.
PACKAGES = [
    ("rmm_client/py.typed", None, ""),
    ("rmm_client/data.json", "{}", "rmm_client/data.json was not installed"),
    ("rmm_client/errors.py", "import rmm_missing\n", "No module named 'rmm_missing'"),
]
DISASSEMBLY = """
0000000000000010 <small>:
  10:\tendbr64
  14:\tpush   %rbp
  15:\tsub    $0x7f8,%rsp
  1c:\tsub    $0x10,%rax

0000000000000030 <large>:
  30:\tpush   %rbp
  31:\tpush   %rbx
  32:\tsub    $0x7f8,%rsp
  39:\tpush   %rdi

0000000000000050 <other form>:
  50:\tadd    $0xffffffffffffff80,%rsp
  54:\tsub    $0x1000,%rsp
"""
PLAIN = [
    ("a.rs", "/// Returns the history: who_is. Who asked?\nfn tell() {}\n"),
    ("a.md", "    Who lacks it sees code.\n\n`he` is code.\n"),
]


class Planted(unittest.TestCase):
    """Each test plants one violation at a time in a copy of the clean tree."""

    def tree(self, file=None, text=""):
        top = tempfile.TemporaryDirectory()
        self.addCleanup(top.cleanup)
        for name, content in CLEAN.items():
            path = os.path.join(top.name, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as out:
                out.write(content + (text if name == file else ""))
        return top.name

    def test_clean_tree(self):
        self.assertEqual(check_layers.check(self.tree()), [])
        self.assertEqual(check_unsafe.check(self.tree()), [])
        self.assertEqual(check_types.check(self.tree(), {"Leaf", "Line", "Walk"}), [])

    def test_back_arrows(self):
        for file, text, part in ARROWS:
            findings = check_layers.check(self.tree(file, text))
            self.assertTrue(any(part in line and line.startswith(file) for line in findings), (text, findings))

    def test_circles(self):
        for file, text, part in CIRCLES:
            findings = check_layers.check(self.tree(file, text))
            self.assertTrue(any(part in line for line in findings), (text, findings))

    def test_unsafe(self):
        for file, text in UNSAFE:
            findings = check_unsafe.check(self.tree(file, text))
            self.assertEqual([line.split(":")[0] for line in findings], [file], text)

    def test_allocations(self):
        for file, text, part in ALLOCATIONS:
            findings = check_allocations.check(self.tree(file, text))
            self.assertTrue(len(findings) == 1 and part in findings[0], (text, findings))
        for file, text in [(None, ""), *ALLOWED]:
            self.assertEqual(check_allocations.check(self.tree(file, text)), [], text)

    def test_types(self):
        for file, text, part in TYPES:
            findings = check_types.check(self.tree(file, text), {"Leaf", "Line", "Walk"})
            self.assertTrue(len(findings) == 1 and part in findings[0], (text, findings))

    def test_stack(self):
        lines = DISASSEMBLY.splitlines()
        self.assertEqual(list(check_stack.frames(lines)), [("small", 2048), ("large", 2056), ("other form", 4224)])
        self.assertEqual([line.split(":")[0] for line in check_stack.check(lines, 2048)], ["other form", "large"])

    def test_python_package(self):
        for file, text, part in PACKAGES:
            top = self.tree()
            shutil.copytree(os.path.join(HERE, "../python"), os.path.join(top, "tools/python"))
            if text is not None:
                with open(os.path.join(top, "tools/python", file), "w", encoding="utf-8") as out:
                    out.write(text)
            findings = list(check_python_package.check(top))
            self.assertEqual(len(findings), 1 if part else 0, findings)
            self.assertTrue(all(part in finding for finding in findings), findings)

    def test_wording(self):
        rules = check_wording.Rules(os.path.join(HERE, "wording"))
        for file, text, place in WORDING:
            findings = list(check_wording.check_text(rules, file, text))
            self.assertEqual([line.split(": ")[0] for line in findings], [place], (text, findings))
        for file, text in PLAIN:
            self.assertEqual(list(check_wording.check_text(rules, file, text)), [], text)


if __name__ == "__main__":
    sys.exit(unittest.main())

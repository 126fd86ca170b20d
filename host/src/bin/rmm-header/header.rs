// SPDX-License-Identifier: GPL-2.0

//! Writes include/rmm.h.

use crate::prose;
use rmm_host::abi::{
    constants,
    records,
    value_names,
    ConstantDescription,
    FieldDescription,
    IoctlDescription,
    RecordDescription,
    ValueNames,
    IOCTLS, //
};
use std::fmt::Write;

/// Line width of comments above a definition.
const WIDTH: usize = 80;

/// Line width where a comment follows a definition.
const WIDE: usize = 100;

const TOP: &str = "\
/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * User interface of rmm: ioctls of /dev/rmm and of the file descriptors that
 * RMM_OPEN returns. Described in docs/abi.md.
 *
 * Generated from src/abi by rmm-header. Do not edit.
 */
#ifndef _RMM_H
#define _RMM_H

#include <linux/ioctl.h>
#include <linux/types.h>
";

/// The text of the header.
pub(crate) fn text() -> String {
    let mut out = String::from(TOP);
    for constant in constants() {
        constant_definition(&mut out, constant);
    }
    for names in value_names() {
        group(&mut out, names);
    }
    for record in records() {
        structure(&mut out, record);
    }
    for ioctl in IOCTLS {
        ioctl_number(&mut out, ioctl);
    }
    assertions(&mut out);
    out.push_str("\n#endif /* _RMM_H */\n");
    out
}

/// Appends a line; writing to a `String` cannot fail.
macro_rules! line {
    ($out:expr, $($text:tt)*) => { writeln!($out, $($text)*).expect("a String grows") };
}

/// Appends a comment above a definition.
fn comment(out: &mut String, doc: &str) {
    let text = prose::plain(&prose::line(doc));
    if text.len() + "/*  */".len() <= WIDTH {
        line!(out, "/* {text} */");
    } else {
        line!(out, "/*");
        for line in prose::fill(&text, " * ", WIDTH) {
            line!(out, "{line}");
        }
        line!(out, " */");
    }
}

fn constant_definition(out: &mut String, constant: &ConstantDescription) {
    let value = match (constant.value, constant.width) {
        (u64::MAX, 64) => "(~0ULL)".to_owned(),
        (value, 64) => format!("{value:#x}ULL"),
        (value, 8) => format!("{value:#04x}"),
        (value, _) => value.to_string(),
    };
    out.push('\n');
    comment(out, constant.doc);
    line!(out, "#define {}\t{value}", constant.name);
}

/// A value or a bit as a C literal.
fn literal(value: u64, bits: Option<u32>) -> String {
    match bits {
        Some(64) => format!("(1ULL << {})", value.trailing_zeros()),
        Some(_) => format!("(1U << {})", value.trailing_zeros()),
        None => value.to_string(),
    }
}

fn group(out: &mut String, names: &ValueNames) {
    out.push('\n');
    comment(out, names.doc);
    let name_width = names
        .items
        .iter()
        .map(|item| item.c_name.len())
        .max()
        .unwrap_or(0);
    let values = names
        .items
        .iter()
        .map(|item| literal(item.value, names.bits));
    let value_width = values.map(|value| value.len()).max().unwrap_or(0);
    for item in names.items {
        let (name, value) = (item.c_name, literal(item.value, names.bits));
        let definition = format!("#define {name:name_width$} {value:value_width$}");
        let doc = prose::plain(&prose::line(item.doc));
        let room = WIDE.saturating_sub(definition.len() + " /*  */".len());
        let text =
            prose::fill(&doc, "", room).join(&format!("\n{:1$} * ", "", definition.len() + 1));
        line!(out, "{definition} /* {text} */");
    }
}

/// Appends an entry of a kernel-doc comment. Continuation lines are indented.
fn entry(out: &mut String, text: &str) {
    let lines = prose::fill(&prose::plain(text), "", WIDTH - " *   ".len());
    line!(out, " * {}", lines.join("\n *   "));
}

fn structure(out: &mut String, record: &RecordDescription) {
    let paragraphs = prose::paragraphs(record.doc);
    let (brief, rest) = prose::first_sentence(&paragraphs[0]);
    line!(out, "\n/**");
    entry(out, &format!("struct {} - {brief}", record.name));
    for field in record.fields {
        entry(out, &format!("@{}: {}", field.name, prose::line(field.doc)));
    }
    for paragraph in [rest]
        .into_iter()
        .chain(paragraphs[1..].iter().map(String::as_str))
    {
        if !paragraph.is_empty() {
            line!(out, " *");
            for line in prose::fill(&prose::plain(paragraph), " * ", WIDTH) {
                line!(out, "{line}");
            }
        }
    }
    line!(out, " */\nstruct {} {{", record.name);
    for field in record.fields {
        line!(out, "\t{};", declaration(field));
    }
    line!(out, "}};");
}

/// The C declaration of a field.
pub(crate) fn declaration(field: &FieldDescription) -> String {
    let dimension = field.array.map_or(String::new(), |n| format!("[{n}]"));
    format!("{} {}{dimension}", field.c_type, field.name)
}

fn ioctl_number(out: &mut String, ioctl: &IoctlDescription) {
    out.push('\n');
    comment(
        out,
        &format!("{} Argument: struct {}.", prose::line(ioctl.doc), ioctl.arg),
    );
    line!(
        out,
        "#define {}\t_IOWR(RMM_IOC_MAGIC, {:#04x}, struct rmm_head)",
        ioctl.name,
        ioctl.nr
    );
}

/// Appends assertions about sizes and offsets, which a C program can enable.
fn assertions(out: &mut String) {
    out.push_str(
        "
/* Checks of the layout; they need C11 or C++11. */
#ifdef RMM_ABI_CHECKS
#include <stddef.h>
#ifdef __cplusplus
#define RMM_ASSERT(what) static_assert(what, #what)
#else
#define RMM_ASSERT(what) _Static_assert(what, #what)
#endif
",
    );
    for record in records() {
        let name = record.name;
        line!(out, "RMM_ASSERT(sizeof(struct {name}) == {});", record.size);
        for field in record.fields {
            let (field, offset) = (field.name, field.offset);
            line!(
                out,
                "RMM_ASSERT(offsetof(struct {name}, {field}) == {offset});"
            );
        }
    }
    for ioctl in IOCTLS {
        let number = rmm_host::abi::iowr(ioctl.nr);
        line!(out, "RMM_ASSERT({} == {number:#010x});", ioctl.name);
    }
    line!(out, "#undef RMM_ASSERT\n#endif /* RMM_ABI_CHECKS */");
}

// SPDX-License-Identifier: GPL-2.0

//! Writes the records, values and numbers of the Python library.

use crate::prose;
use rmm_host::abi::{
    constants,
    records,
    value_names,
    FieldDescription,
    RecordDescription,
    ValueNames,
    IOCTLS, //
};

/// Line width of documentation.
const WIDTH: usize = 100;

const TOP: &str = "\
# SPDX-License-Identifier: GPL-2.0
\"\"\"The interface of the module: records, names of values, ioctl numbers.

Generated from src/abi by rmm-header. Do not edit.
\"\"\"

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from .declare import FieldLayout, NamedBits, NamedValue, RawBytes, Record
";

/// The text of abi.py.
pub(crate) fn text() -> String {
    let mut out = String::from(TOP);
    for constant in constants() {
        out.push('\n');
        comment(&mut out, constant.doc);
        push_line(
            &mut out,
            &format!("{} = {:#x}", short(constant.name), constant.value),
        );
    }
    for names in value_names() {
        values(&mut out, names);
    }
    for record in records() {
        class(&mut out, record);
    }
    out.push_str("\n\n");
    for ioctl in IOCTLS {
        let number = rmm_host::abi::iowr(ioctl.nr);
        comment(&mut out, ioctl.doc);
        push_line(&mut out, &format!("{} = {number:#010x}", ioctl.name));
    }
    push_line(&mut out, "\n#: Each ioctl number with its name.");
    push_line(&mut out, "IOCTL_NAMES = {");
    for ioctl in IOCTLS {
        push_line(&mut out, &format!("    {}: \"{0}\",", ioctl.name));
    }
    push_line(&mut out, "}");
    out
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

/// A C name without the prefix of the project, which is the name of the Python package.
fn short(name: &str) -> &str {
    name.strip_prefix("RMM_").unwrap_or(name)
}

fn comment(out: &mut String, doc: &str) {
    for line in prose::fill(&prose::plain(&prose::line(doc)), "#: ", WIDTH) {
        push_line(out, &line);
    }
}

/// Appends paragraphs with an indentation. Continuation lines of an entry are indented further.
fn fill(out: &mut String, text: &str, lead: &str, further: &str) {
    let width = WIDTH - lead.len() - further.len();
    let lines = prose::fill(&prose::plain(text), "", width);
    for (n, line) in lines.iter().enumerate() {
        let indent = if n == 0 { "" } else { further };
        push_line(out, &format!("{lead}{indent}{line}"));
    }
}

/// Appends a docstring: the first sentence, the rest, and a line for each entry. A short one has one
/// line.
fn docstring(out: &mut String, doc: &str, entries: &[String]) {
    let text = prose::plain(&prose::line(doc));
    let (first, rest) = prose::first_sentence(&text);
    let short = format!("    \"\"\"{first}\"\"\"");
    if rest.is_empty() && entries.is_empty() && short.len() <= WIDTH {
        push_line(out, &short);
        return;
    }
    fill(out, &format!("\"\"\"{first}"), "    ", "");
    if !rest.is_empty() {
        out.push('\n');
        fill(out, rest, "    ", "");
    }
    if !entries.is_empty() {
        out.push('\n');
    }
    for entry in entries {
        fill(out, entry, "    ", "    ");
    }
    push_line(out, "    \"\"\"");
}

/// A Python string.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn values(out: &mut String, names: &ValueNames) {
    let base = match names.bits {
        Some(_) => "NamedBits",
        None => "NamedValue",
    };
    push_line(out, &format!("\n\nclass {}({base}):", names.type_name));
    docstring(out, names.doc, &[]);
    out.push('\n');
    for item in names.items {
        let name = item.c_name.strip_prefix(names.prefix).expect("a prefix");
        let value = match names.bits {
            Some(_) => format!("1 << {}", item.value.trailing_zeros()),
            None => item.value.to_string(),
        };
        let doc = prose::plain(&prose::line(item.doc));
        let name = member(name);
        let line = format!(
            "    {name} = {value}, {}, {}",
            quoted(item.text),
            quoted(&doc)
        );
        push_line(out, &line);
    }
}

/// The name of a member. A name that begins with a digit gets an underscore in front.
fn member(name: &str) -> String {
    match name.as_bytes().first() {
        Some(b'0'..=b'9') => format!("_{name}"),
        _ => name.to_owned(),
    }
}

/// The name of an attribute: that of the field, which must not be a word of the language.
fn attribute_name(described: &FieldDescription) -> String {
    match described.name {
        name @ ("from" | "in" | "is" | "class" | "global" | "pass") => format!("{name}_"),
        name => name.to_owned(),
    }
}

/// The Rust name of the record with this C type.
fn record_type(c_type: &str) -> Option<&'static str> {
    let name = c_type.strip_prefix("struct ")?;
    records()
        .find(|record| record.name == name)
        .map(|record| record.type_name)
}

/// The format of an integer in Python's `struct`.
fn code(c_type: &str) -> &'static str {
    match c_type {
        "__u8" => "B",
        "__u16" => "H",
        "__u32" => "I",
        "__u64" => "Q",
        "__s32" => "i",
        "__s64" => "q",
        other => unreachable!("no Python format for {other}"),
    }
}

/// The annotation and the default of a field, and its layout.
fn attribute(described: &FieldDescription) -> [String; 3] {
    let nested = record_type(described.c_type);
    let format = nested.map_or_else(|| quoted(code(described.c_type)), str::to_owned);
    let layout = |count: usize| {
        format!(
            "FieldLayout({}, {format}, {count}, {})",
            quoted(&attribute_name(described)),
            described.offset
        )
    };
    match (nested, described.array) {
        (Some(name), None) => [
            name.to_owned(),
            format!("field(default_factory={name})"),
            layout(0),
        ],
        (Some(name), Some(count)) => [
            format!("tuple[{name}, ...]"),
            format!("field(default_factory=lambda: tuple({name}() for _ in range({count})))"),
            layout(count),
        ],
        (None, Some(count)) if described.c_type == "__u8" => [
            "RawBytes".to_owned(),
            format!("b\"\\0\" * {count}"),
            layout(count),
        ],
        (None, Some(count)) => [
            "tuple[int, ...]".to_owned(),
            format!("(0,) * {count}"),
            layout(count),
        ],
        (None, None) => ["int".to_owned(), "0".to_owned(), layout(0)],
    }
}

fn class(out: &mut String, record: &RecordDescription) {
    push_line(out, "\n\n@dataclass(slots=True)");
    push_line(out, &format!("class {}(Record):", record.type_name));
    let entries = record.fields.iter().map(|described| {
        let name = attribute_name(described);
        format!("{name}: {}", prose::line(described.doc))
    });
    docstring(out, record.doc, &entries.collect::<Vec<String>>());
    out.push('\n');
    for described in record.fields {
        let [annotation, default, _] = attribute(described);
        push_line(
            out,
            &format!(
                "    {}: {annotation} = {default}",
                attribute_name(described)
            ),
        );
    }
    let (name, size) = (quoted(record.name), record.size);
    push_line(out, &format!("    C_NAME: ClassVar[str] = {name}"));
    push_line(out, &format!("    SIZE: ClassVar[int] = {size}"));
    push_line(out, "    LAYOUT: ClassVar[tuple[FieldLayout, ...]] = (");
    for described in record.fields {
        let [_, _, layout] = attribute(described);
        push_line(out, &format!("        {layout},"));
    }
    push_line(out, "    )");
}

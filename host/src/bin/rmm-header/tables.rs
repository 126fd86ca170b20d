// SPDX-License-Identifier: GPL-2.0

//! Writes the tables of docs/abi.md.

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

const BEGIN: &str = "<!-- Generated from src/abi by rmm-header, down to the end mark. -->\n";
const END: &str = "<!-- End of what is generated. -->\n";

/// The document with its tables replaced and its other text unchanged.
pub(crate) fn replace(document: &str) -> Result<String, String> {
    let missing = |mark: &str| format!("the mark {:?} is missing", mark.trim_end());
    let (before, rest) = document.split_once(BEGIN).ok_or_else(|| missing(BEGIN))?;
    let (_, after) = rest.split_once(END).ok_or_else(|| missing(END))?;
    Ok([before, BEGIN, &text(), END, after].concat())
}

fn text() -> String {
    let mut out = String::new();
    out.push_str("\n## Ioctls\n\n");
    let rows = IOCTLS.iter().map(|ioctl| {
        let number = format!("`{:#010x}`", rmm_host::abi::iowr(ioctl.nr));
        let argument = format!("`struct {}`", ioctl.arg);
        [
            format!("`{}`", ioctl.name),
            number,
            argument,
            prose::line(ioctl.doc),
        ]
    });
    table(
        &mut out,
        ["ioctl", "number", "argument", "what it does"],
        rows,
    );

    out.push_str("\n## Structures\n");
    for record in records() {
        structure(&mut out, record);
    }

    out.push_str("\n## Constants\n\n");
    let rows = constants().map(|constant| {
        let name = format!("`{}`", constant.name);
        [
            name,
            format!("`{:#x}`", constant.value),
            prose::line(constant.doc),
        ]
    });
    table(&mut out, ["name", "value", "meaning"], rows);
    for names in value_names() {
        group(&mut out, names);
    }
    out.push('\n');
    out
}

fn structure(out: &mut String, record: &RecordDescription) {
    let (name, size) = (record.name, record.size);
    out.push_str(&format!("\n### `struct {name}`, {size} bytes\n\n"));
    for paragraph in prose::paragraphs(record.doc) {
        out.push_str(&format!("{paragraph}\n\n"));
    }
    let rows = record.fields.iter().map(|field: &FieldDescription| {
        let declaration = format!("`{}`", crate::header::declaration(field));
        [
            field.offset.to_string(),
            declaration,
            prose::line(field.doc),
        ]
    });
    table(out, ["offset", "field", "meaning"], rows);
}

fn group(out: &mut String, names: &ValueNames) {
    out.push_str(&format!(
        "\n### `{}*`\n\n{}\n\n",
        names.prefix,
        prose::line(names.doc)
    ));
    let rows = names.items.iter().map(|item| {
        let value = match names.bits {
            Some(_) => format!("bit {}", item.value.trailing_zeros()),
            None => item.value.to_string(),
        };
        [
            format!("`{}`", item.c_name),
            value,
            format!("`{}`", item.text),
            prose::line(item.doc),
        ]
    });
    table(out, ["name", "value", "in text", "meaning"], rows);
}

fn table<const N: usize>(
    out: &mut String,
    head: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) {
    out.push_str(&format!(
        "| {} |\n|{}\n",
        head.join(" | "),
        "---|".repeat(N)
    ));
    for row in rows {
        let cells = row.map(|cell| cell.replace('|', "\\|"));
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_between_the_marks_is_replaced() {
        let document = ["# Above\n", BEGIN, "old text\n", END, "below\n"].concat();
        let new = replace(&document).unwrap();
        assert!(new.starts_with("# Above\n<!--") && new.ends_with("-->\nbelow\n"));
        assert!(!new.contains("old text") && new.contains("RMM_WALK"));
        assert_eq!(replace(&new).unwrap(), new);
    }

    #[test]
    fn document_without_marks_is_refused() {
        assert!(replace("text").unwrap_err().contains("missing"));
        assert!(replace(BEGIN).unwrap_err().contains("End of"));
    }
}

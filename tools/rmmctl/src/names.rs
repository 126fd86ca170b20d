// SPDX-License-Identifier: GPL-2.0

//! Names that others choose: of processes, users, files and cgroups.

use std::str;

/// A name as text, as the files of `/proc/rmm` show it: escaped, and `-` as `\055`, because `-`
/// stands for an unknown value.
pub(crate) fn shown_name(name: &[u8]) -> String {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && *byte != b'\\';
    match name {
        b"-" => "\\055".to_owned(),
        // Nearly every name; a table has one or two in each row.
        name => match str::from_utf8(name) {
            Ok(text) if name.iter().all(is_plain) => text.to_owned(),
            _ => rmm::escape_name(name),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_from_unknown_values() {
        for (name, text) in [
            (&b"-"[..], "\\055"),
            (b"--", "--"),
            (b"a b~", "a b~"),
            (b"a\\b", "a\\134b"),
            (b"\x1b[2J", "\\033[2J"),
            (b"\xff", "\\377"),
            (b"", ""),
        ] {
            assert_eq!(shown_name(name), text);
            assert_eq!(rmm::restore_name(text.as_bytes()), name);
        }
    }
}

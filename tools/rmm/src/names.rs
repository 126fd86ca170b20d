// SPDX-License-Identifier: GPL-2.0

//! Names that users choose: of processes, files and cgroups. They may contain any byte.

use crate::model::escaped_name::EscapedName;

/// A name as text, as the files of `/proc/rmm` show it: a backslash, control and format characters
/// and bytes that are not UTF-8 are written as `\ooo`. Different names have different texts.
pub fn escape_name(name: &[u8]) -> String {
    let mut text = String::new();
    EscapedName(name).write_pieces(|piece| text += piece);
    text
}

/// The bytes of an escaped name.
pub fn restore_name(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..3).filter(|_| byte == b'\\');
        let code = digits.and_then(|digits| {
            let digit = |at: usize| (digits[at] as char).to_digit(8);
            u8::try_from(digit(0)? * 64 + digit(1)? * 8 + digit(2)?).ok()
        });
        match code {
            Some(code) => {
                bytes.push(code);
                rest = &after[3..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_restored() {
        let names: [&[u8]; 8] = [
            b"a\nb",
            b"a\\012b",
            b"\xff",
            b"-",
            b"a b",
            b"\x1b[2J",
            "名".as_bytes(),
            b"\\",
        ];
        for name in names {
            let text = escape_name(name);
            assert!(!text.contains(char::is_control), "{text}");
            assert_eq!(restore_name(text.as_bytes()), name, "{text}");
        }
    }
}

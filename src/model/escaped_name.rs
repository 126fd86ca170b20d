// SPDX-License-Identifier: GPL-2.0

//! Names that users choose (comm, paths, cgroups), as text that cannot be mistaken for another name
//! and cannot control a terminal.

/// A name of any bytes. Its text is valid UTF-8 on one line. A backslash, every byte of a control or
/// format character, and every byte that is not UTF-8 is written as a backslash and three octal
/// digits, as in /proc/PID/maps, so the bytes can be restored from the text.
#[derive(Clone, Copy)]
pub struct EscapedName<'a>(pub &'a [u8]);

impl EscapedName<'_> {
    /// Calls `write` with the text, in pieces.
    pub fn write_pieces(&self, mut write: impl FnMut(&str)) {
        for chunk in self.0.utf8_chunks() {
            let text = chunk.valid();
            let mut start = 0;
            for (at, character) in text.char_indices().filter(|&(_, c)| !is_shown(c)) {
                let end = at + character.len_utf8();
                write_nonempty(text.get(start..at), &mut write);
                write_octal(text.as_bytes().get(at..end), &mut write);
                start = end;
            }
            write_nonempty(text.get(start..), &mut write);
            write_octal(Some(chunk.invalid()), &mut write);
        }
    }
}

/// The character is neither the backslash nor a control character (Cc), a format character (Cf), a
/// separator of lines (Zl, Zp), nor one that is invisible by its definition
/// (Default_Ignorable_Code_Point).
fn is_shown(character: char) -> bool {
    !matches!(character,
        '\0'..='\x1f' | '\\' | '\x7f'..='\u{9f}' | '\u{ad}' | '\u{34f}'
        | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
        | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
        | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

fn write_nonempty(text: Option<&str>, write: &mut impl FnMut(&str)) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        write(text);
    }
}

fn write_octal(bytes: Option<&[u8]>, write: &mut impl FnMut(&str)) {
    for &byte in bytes.unwrap_or_default() {
        let digit = |shift: u32| b'0' + ((byte >> shift) & 7);
        let text = [b'\\', digit(6), digit(3), digit(0)];
        write_nonempty(core::str::from_utf8(&text).ok(), write);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        string::String,
        vec::Vec, //
    };

    fn text(name: &[u8]) -> String {
        let mut text = String::new();
        EscapedName(name).write_pieces(|piece| text += piece);
        text
    }

    /// What a reader of the text does.
    fn restore(text: &str) -> Vec<u8> {
        let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
        while let Some((&first, more)) = rest.split_first() {
            if first == b'\\' {
                let digits = core::str::from_utf8(&more[..3]).unwrap();
                bytes.push(u8::from_str_radix(digits, 8).unwrap());
                rest = &more[3..];
            } else {
                bytes.push(first);
                rest = more;
            }
        }
        bytes
    }

    #[test]
    fn usual_names_are_unchanged() {
        for name in ["", "/usr/lib/x.so (deleted)", "[anon:a b]", "größe 名前 🐧"] {
            assert_eq!(text(name.as_bytes()), name);
        }
    }

    #[test]
    fn newline_and_backslash_differ() {
        assert_eq!(text(b"a\nb"), "a\\012b");
        assert_eq!(text(b"a\\012b"), "a\\134012b");
    }

    #[test]
    fn terminals_get_no_control() {
        assert_eq!(text(b"\x1b]0;x\x07"), "\\033]0;x\\007");
        assert_eq!(text(b"\x7f"), "\\177");
        // CSI as one character, and a right-to-left override.
        assert_eq!(text("\u{9b}2J".as_bytes()), "\\302\\2332J");
        assert_eq!(text("\u{202e}gpj".as_bytes()), "\\342\\200\\256gpj");
    }

    #[test]
    fn invisible_characters_are_escaped() {
        let invisible = [
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{180b}',
            '\u{180e}',
            '\u{2060}',
            '\u{2064}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{fff9}',
            '\u{fffb}',
            '\u{1d173}',
            '\u{e0001}',
            '\u{e007f}',
            '\u{e0100}',
        ];
        for character in invisible {
            let name = String::from(character);
            assert!(text(name.as_bytes()).is_ascii(), "{:x}", character as u32);
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_differ() {
        assert_eq!(text(b"a\xff\xfeb"), "a\\377\\376b");
        assert_eq!(text(b"\xe2\x82"), "\\342\\202");
        assert_eq!(text("\u{fffd}".as_bytes()), "\u{fffd}");
    }

    #[test]
    fn every_name_can_be_restored() {
        for first in 0..=u8::MAX {
            for second in 0..=u8::MAX {
                for name in [&[first, second][..], &[0xf0, 0x9f, first, second][..]] {
                    let text = text(name);
                    assert_eq!(restore(&text), name);
                    assert!(!text.contains(char::is_control));
                }
            }
        }
    }
}

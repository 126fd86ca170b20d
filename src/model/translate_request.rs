// SPDX-License-Identifier: GPL-2.0

//! Parses writes to `/proc/rmm/translate`.

/// A write to `/proc/rmm/translate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TranslateRequest {
    /// Process whose address it is; `None` for the opener.
    pub pid: Option<i32>,
    /// The address, which may be any number.
    pub address: u64,
}

/// Parses `ADDRESS` or `PID ADDRESS`, separated by one blank, with at most one trailing line feed.
/// The address is hexadecimal with or without `0x`, the pid decimal and above 0.
pub fn parse_translate_request(text: &[u8]) -> Option<TranslateRequest> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let (pid, address) = match text.iter().position(|&byte| byte == b' ') {
        Some(blank) => (Some(parse_number(&text[..blank], 10)?), &text[blank + 1..]),
        None => (None, text),
    };
    let pid = match pid {
        Some(0) => return None,
        Some(pid) => Some(i32::try_from(pid).ok()?),
        None => None,
    };
    let address = parse_number(address.strip_prefix(b"0x").unwrap_or(address), 16)?;
    Some(TranslateRequest { pid, address })
}

pub(super) fn parse_number(digits: &[u8], base: u32) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0u64, |number, &digit| {
        let digit = char::from(digit).to_digit(base)?;
        number.checked_mul(base.into())?.checked_add(digit.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(pid: Option<i32>, address: u64) -> Option<TranslateRequest> {
        Some(TranslateRequest { pid, address })
    }

    #[test]
    fn requests_are_parsed() {
        assert_eq!(parse_translate_request(b"7f00"), request(None, 0x7f00));
        assert_eq!(parse_translate_request(b"0x7F00\n"), request(None, 0x7f00));
        assert_eq!(parse_translate_request(b"0"), request(None, 0));
        assert_eq!(
            parse_translate_request(b"123 0xabc\n"),
            request(Some(123), 0xabc)
        );
        assert_eq!(parse_translate_request(b"1 10"), request(Some(1), 16));
        assert_eq!(
            parse_translate_request(b"2147483647 0"),
            request(Some(i32::MAX), 0)
        );
        assert_eq!(
            parse_translate_request(b"ffffffffffffffff"),
            request(None, u64::MAX)
        );
        assert_eq!(
            parse_translate_request(b"00000000000000000001"),
            request(None, 1)
        );
    }

    #[test]
    fn malformed_requests_are_refused() {
        for text in [
            "",
            "\n",
            " ",
            "0x",
            "0X10",
            "x10",
            "g",
            "-1",
            "+1",
            " 10",
            "10 ",
            "1  10",
            "1\t10",
            "1 10 10",
            "10\n\n",
            "10\n10",
            "0 10",
            "-1 10",
            "a 10",
            "0x1 10",
            "2147483648 10",
            "1 ",
            "1 0x",
            "10000000000000000",
            "1 10\0",
            "\u{661}",
        ] {
            assert_eq!(parse_translate_request(text.as_bytes()), None, "{text:?}");
        }
    }
}

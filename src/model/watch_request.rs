// SPDX-License-Identifier: GPL-2.0

//! Parses writes to `/proc/rmm/watch`.

/// A write to `/proc/rmm/watch`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchRequest {
    /// `PID`: watch this process.
    Add(i32),
    /// `-PID`: stop watching this process.
    Remove(i32),
}

/// Parses `PID` or `-PID`, a positive decimal `i32`, with at most one trailing line feed.
pub fn parse_watch_request(text: &[u8]) -> Option<WatchRequest> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let (remove, digits) = match text.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let mut nr = 0i32;
    for digit in digits {
        let digit = match digit {
            b'0'..=b'9' => i32::from(digit - b'0'),
            _ => return None,
        };
        nr = nr.checked_mul(10)?.checked_add(digit)?;
    }
    match (nr, remove) {
        (0, _) => None,
        (_, true) => Some(WatchRequest::Remove(nr)),
        (_, false) => Some(WatchRequest::Add(nr)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_parsed() {
        assert_eq!(parse_watch_request(b"1"), Some(WatchRequest::Add(1)));
        assert_eq!(
            parse_watch_request(b"4194304\n"),
            Some(WatchRequest::Add(4_194_304))
        );
        assert_eq!(parse_watch_request(b"-7\n"), Some(WatchRequest::Remove(7)));
        assert_eq!(
            parse_watch_request(b"2147483647"),
            Some(WatchRequest::Add(i32::MAX))
        );
    }

    #[test]
    fn malformed_requests_are_refused() {
        for text in [
            "",
            "\n",
            "-",
            "--1",
            "+1",
            " 1",
            "1 ",
            "1 2",
            "1\n\n",
            "1\n2",
            "0",
            "-0",
            "00",
            "12x",
            "0x10",
            "abc",
            "2147483648",
            "99999999999",
            "1\0",
            "\u{661}",
        ] {
            assert_eq!(parse_watch_request(text.as_bytes()), None, "{text:?}");
        }
    }
}

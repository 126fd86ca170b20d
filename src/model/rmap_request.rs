// SPDX-License-Identifier: GPL-2.0

//! Parses writes to `/proc/rmm/rmap`.

use super::translate_request::{
    parse_number,
    parse_translate_request,
    TranslateRequest, //
};

/// A write to `/proc/rmm/rmap`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RmapRequest {
    /// The page with this page frame number.
    Frame(u64),
    /// The page at an address.
    Address(TranslateRequest),
}

/// Parses `pfn FRAME`, decimal or hexadecimal with `0x`, or a request as of `/proc/rmm/translate`.
pub fn parse_rmap_request(text: &[u8]) -> Option<RmapRequest> {
    let Some(frame) = text.strip_prefix(b"pfn ") else {
        return parse_translate_request(text).map(RmapRequest::Address);
    };
    let frame = frame.strip_suffix(b"\n").unwrap_or(frame);
    let frame = match frame.strip_prefix(b"0x") {
        Some(digits) => parse_number(digits, 16),
        None => parse_number(frame, 10),
    };
    frame.map(RmapRequest::Frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_parsed() {
        assert_eq!(parse_rmap_request(b"pfn 10"), Some(RmapRequest::Frame(10)));
        assert_eq!(
            parse_rmap_request(b"pfn 0x10\n"),
            Some(RmapRequest::Frame(16))
        );
        let request = |pid, address| Some(RmapRequest::Address(TranslateRequest { pid, address }));
        assert_eq!(parse_rmap_request(b"7f00\n"), request(None, 0x7f00));
        assert_eq!(parse_rmap_request(b"1 0x7f00"), request(Some(1), 0x7f00));
    }

    #[test]
    fn malformed_requests_are_refused() {
        for text in [
            "",
            "pfn",
            "pfn ",
            "pfn x",
            "pfn 0x",
            "pfn -1",
            "pfn a",
            "pfn  1",
            "pfn 1 ",
            "pfn 1 2",
            "PFN 1",
            " pfn 1",
            "pfn 1\n\n",
            "pfn 18446744073709551616",
            "frame 1",
        ] {
            assert_eq!(parse_rmap_request(text.as_bytes()), None, "{text:?}");
        }
    }
}

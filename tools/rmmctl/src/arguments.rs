// SPDX-License-Identifier: GPL-2.0

//! Arguments that several commands take.

use crate::error::CommandError;
use rmm::{
    AddressSpace,
    ProcessTarget,
    Rmm, //
};
use std::{
    ops::Range,
    str::FromStr, //
};

/// Size of a base page in bytes; ranges are multiples of it.
pub(crate) const PAGE_SIZE: u64 = 4096;

/// A process: a pid, or `self` for this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProcessArgument {
    /// This program.
    Own,
    /// A pid.
    Pid(i32),
}

impl FromStr for ProcessArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.parse()) {
            ("self", _) => Ok(Self::Own),
            (_, Ok(pid)) if pid > 0 => Ok(Self::Pid(pid)),
            _ => Err("a process is a pid, or self".to_owned()),
        }
    }
}

impl ProcessArgument {
    /// Opens the address space.
    pub(crate) fn open(self, rmm: &Rmm) -> Result<AddressSpace, CommandError> {
        Ok(rmm.process(match self {
            Self::Own => ProcessTarget::Caller,
            Self::Pid(pid) => ProcessTarget::Pid(pid),
        })?)
    }
}

/// A number in hexadecimal, as addresses are printed; `0x` may precede it.
pub(crate) fn parse_address(text: &str) -> Result<u64, String> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    u64::from_str_radix(digits, 16).map_err(|_| "an address is a hexadecimal number".to_owned())
}

/// A number in decimal, or in hexadecimal after `0x`.
fn parse_number(text: &str) -> Result<u64, String> {
    let found = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    found.map_err(|_| format!("{text:?} is not a number"))
}

/// A range of addresses as in /proc/PID/maps. A missing end stands for that of the address space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AddressRange(pub(crate) Range<u64>);

impl FromStr for AddressRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = "a range is START-END in hexadecimal, as in /proc/PID/maps";
        let (start, end) = text.split_once('-').ok_or(form)?;
        let bound = |text: &str, missing| match text {
            "" => Ok(missing),
            text => parse_address(text).map_err(|_| form.to_owned()),
        };
        let (start, end) = (bound(start, 0)?, bound(end, rmm::abi::ABSENT)?);
        let is_aligned = |bound: u64| bound % PAGE_SIZE == 0 || bound == rmm::abi::ABSENT;
        if start >= end {
            Err("the range is empty".to_owned())
        } else if !is_aligned(start) || !is_aligned(end) {
            Err("start and end must be multiples of the page size, 1000".to_owned())
        } else {
            Ok(Self(start..end))
        }
    }
}

impl Default for AddressRange {
    fn default() -> Self {
        Self(0..rmm::abi::ABSENT)
    }
}

/// Page frames: `A`, or `A..B` without B.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FrameRange(pub(crate) Range<u64>);

impl FromStr for FrameRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((first, end)) = text.split_once("..") else {
            let frame = parse_number(text)?;
            let end = frame.checked_add(1).ok_or("there is no such page frame")?;
            return Ok(Self(frame..end));
        };
        let first = if first.is_empty() {
            0
        } else {
            parse_number(first)?
        };
        let end = if end.is_empty() {
            rmm::abi::ABSENT
        } else {
            parse_number(end)?
        };
        if first >= end {
            return Err("the range is empty".to_owned());
        }
        Ok(Self(first..end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_processes() {
        assert_eq!("self".parse(), Ok(ProcessArgument::Own));
        assert_eq!("12".parse(), Ok(ProcessArgument::Pid(12)));
        for text in ["0", "-1", "x", ""] {
            assert!(text.parse::<ProcessArgument>().is_err(), "{text}");
        }
    }

    #[test]
    fn parses_ranges() {
        let range = |text: &str| text.parse::<AddressRange>().map(|range| range.0);
        assert_eq!(range("1000-3000"), Ok(0x1000..0x3000));
        assert_eq!(range("0x1000-"), Ok(0x1000..u64::MAX));
        assert_eq!(range("-2000"), Ok(0..0x2000));
        for text in ["1000", "3000-1000", "1000-1000", "1001-2000", "x-y"] {
            assert!(range(text).is_err(), "{text}");
        }
    }

    #[test]
    fn parses_frames() {
        let range = |text: &str| text.parse::<FrameRange>().map(|range| range.0);
        assert_eq!(range("7"), Ok(7..8));
        assert_eq!(range("0x10..32"), Ok(16..32));
        assert_eq!(range(".."), Ok(0..u64::MAX));
        for text in ["", "x", "5..5", "9..2", "18446744073709551615"] {
            assert!(range(text).is_err(), "{text}");
        }
    }
}

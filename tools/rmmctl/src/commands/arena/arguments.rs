// SPDX-License-Identifier: GPL-2.0

//! Arguments of `arena`: which arena, which policy, how much.

use clap::{
    builder::{
        PossibleValuesParser,
        TypedValueParser, //
    },
    Args, //
};
use rmm::{
    abi::arena::{
        PlacementKind,
        ARENA_NODES, //
    },
    ArenaDescriptor,
    ArenaOptions,
    RmmError, //
};
use std::{
    ops::Range,
    str::FromStr, //
};

/// The name of an arena: its number in `arena list`, or a descriptor of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ArenaName {
    /// The number.
    Id(u64),
    /// Descriptor `fd` of process `pid`.
    Descriptor {
        /// The process.
        pid: i32,
        /// The descriptor.
        fd: i32,
    },
}

impl FromStr for ArenaName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = match text.split_once(':') {
            None => text.parse().ok().map(Self::Id),
            Some((pid, fd)) => match (pid.parse(), fd.parse()) {
                (Ok(pid @ 1..), Ok(fd @ 0..)) => Some(Self::Descriptor { pid, fd }),
                _ => None,
            },
        };
        found.ok_or_else(|| {
            "an arena is a number of `arena list`, or PID:FD, descriptor FD of process PID"
                .to_owned()
        })
    }
}

impl ArenaName {
    /// Duplicates a descriptor of the arena.
    pub(super) fn open(self) -> Result<ArenaDescriptor, RmmError> {
        match self {
            Self::Id(id) => ArenaDescriptor::of_arena(id),
            Self::Descriptor { pid, fd } => ArenaDescriptor::of_process(pid, fd),
        }
    }
}

/// A set of nodes, bit n for node n.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlacementNodes(pub(super) u64);

impl FromStr for PlacementNodes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = || format!("nodes are a list such as 0-2,5, or `all`, below {ARENA_NODES}");
        if text == "all" {
            return Ok(Self(u64::MAX));
        }
        let mut nodes = 0;
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let first: u32 = first.parse().map_err(|_| form())?;
            let last: u32 = last.parse().map_err(|_| form())?;
            if first > last || last >= ARENA_NODES {
                return Err(form());
            }
            for node in first..=last {
                nodes |= 1 << node;
            }
        }
        Ok(Self(nodes))
    }
}

impl PlacementNodes {
    /// The list, as it is parsed.
    pub(super) fn list(self) -> String {
        let nodes = (0..ARENA_NODES).filter(|node| (self.0 >> node) & 1 != 0);
        let nodes: Vec<String> = nodes.map(|node| node.to_string()).collect();
        nodes.join(",")
    }
}

/// A number of bytes: decimal, with K, M, G or T for powers of 1024.
pub(super) fn parse_size(text: &str) -> Result<u64, String> {
    let form = || format!("{text:?} is not a size such as 4096, 512K, 64M or 2G");
    let units = ['K', 'M', 'G', 'T'].into_iter().zip(1u32..);
    let unit = units.into_iter().find_map(|(unit, power)| {
        let digits = text.strip_suffix([unit, unit.to_ascii_lowercase()])?;
        Some((digits, power))
    });
    let (digits, power) = unit.unwrap_or((text, 0));
    let number: u64 = digits.parse().map_err(|_| form())?;
    number
        .checked_mul(1 << (10 * power))
        .filter(|bytes| *bytes != 0)
        .ok_or_else(form)
}

/// Offsets of an arena: `START-END` in hexadecimal; a missing end is that of the file.
pub(super) fn parse_offsets(text: &str) -> Result<Range<u64>, String> {
    let form = || "a range is START-END, offsets in hexadecimal".to_owned();
    let (start, end) = text.split_once('-').ok_or_else(form)?;
    let bound = |text: &str, missing| match text {
        "" => Ok(missing),
        text => u64::from_str_radix(text.strip_prefix("0x").unwrap_or(text), 16),
    };
    let start = bound(start, 0).map_err(|_| form())?;
    let end = bound(end, u64::MAX).map_err(|_| form())?;
    match start < end {
        true => Ok(start..end),
        false => Err("the range is empty".to_owned()),
    }
}

fn policies() -> impl TypedValueParser<Value = PlacementKind> {
    let words = PlacementKind::NAMES.words().map(|(_, word)| word);
    PossibleValuesParser::new(words).try_map(|word| {
        let mut words = PlacementKind::NAMES.words();
        let found = words.find(|(_, known)| *known == word);
        found
            .and_then(|(value, _)| PlacementKind::from_raw(value as u32))
            .ok_or("no such policy")
    })
}

/// Where pages are placed.
#[derive(Args)]
pub(crate) struct PlacementArguments {
    /// The policy (docs/policy.md).
    #[arg(long, value_parser = policies())]
    pub(super) policy: PlacementKind,
    /// Nodes for the pages: a list such as 0-2,5.
    #[arg(long, default_value = "all", hide_default_value = true)]
    pub(super) nodes: PlacementNodes,
    /// Tiered: the fast ones of these nodes. By default, those with CPUs.
    #[arg(long, value_name = "NODES")]
    pub(super) fast: Option<PlacementNodes>,
    /// Weighted, adaptive: a weight for each node from 0 on, such as 3,1.
    #[arg(long, value_delimiter = ',')]
    pub(super) weights: Vec<u32>,
    /// Let the module place pages even if the kernel has a policy of the same name.
    #[arg(long)]
    pub(super) steer: bool,
    /// Never use other nodes, whatever the policy.
    #[arg(long)]
    pub(super) strict: bool,
}

impl PlacementArguments {
    /// The arena of these arguments.
    pub(super) fn options(&self, bytes: u64) -> ArenaOptions {
        ArenaOptions {
            nodes: self.nodes.0,
            fast: self.fast.map_or(0, |fast| fast.0),
            weights: self.weights.clone(),
            steer: self.steer,
            strict: self.strict,
            ..ArenaOptions::new(self.policy, bytes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arenas_have_two_names() {
        assert_eq!("7".parse(), Ok(ArenaName::Id(7)));
        let descriptor = ArenaName::Descriptor { pid: 12, fd: 3 };
        assert_eq!("12:3".parse(), Ok(descriptor));
        for text in ["", "x", "0:3", "12:", "12:-1", ":3", "-7", "1:2:3"] {
            assert!(text.parse::<ArenaName>().is_err(), "{text}");
        }
    }

    #[test]
    fn nodes_are_lists() {
        for (text, nodes) in [("0-2,5", 0x27), ("63", 1 << 63), ("all", u64::MAX)] {
            assert_eq!(text.parse(), Ok(PlacementNodes(nodes)), "{text}");
        }
        assert_eq!(PlacementNodes(0x27).list(), "0,1,2,5");
        for text in ["", "64", "2-1", "a", "1,,2", "-3"] {
            assert!(text.parse::<PlacementNodes>().is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_have_units() {
        for (text, bytes) in [
            ("4096", 4096),
            ("2k", 2048),
            ("3M", 3 << 20),
            ("1G", 1 << 30),
        ] {
            assert_eq!(parse_size(text), Ok(bytes), "{text}");
        }
        for text in ["", "0", "x", "1X", "-1", "1.5G", "99999999999T"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ranges_are_offsets() {
        assert_eq!(parse_offsets("1000-3000"), Ok(0x1000..0x3000));
        assert_eq!(parse_offsets("0x2000-"), Ok(0x2000..u64::MAX));
        for text in ["1000", "3000-1000", "x-", "1-1"] {
            assert!(parse_offsets(text).is_err(), "{text}");
        }
    }
}

// SPDX-License-Identifier: GPL-2.0

//! Cells of rows: values, and fields of records under their own names.

use crate::{
    abi::{
        Names,
        ABSENT, //
    },
    model::flags,
    sys::vma::FLAG_ORDER, //
};
use kernel::fmt;

/// A number, or `-`.
pub(super) struct Cell(pub(super) u64);

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ABSENT => f.write_str("-"),
            value => value.fmt(f),
        }
    }
}

/// Bytes in KiB, or `-`.
pub(super) struct Kb(pub(super) u64);

impl fmt::Display for Kb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ABSENT => f.write_str("-"),
            bytes => (bytes >> 10).fmt(f),
        }
    }
}

/// Bytes on each node, those where there are any, and on all higher nodes: `N0=8,N3=4`, or `-`.
pub(super) struct NodesKb<'a>(pub(super) &'a [u64], pub(super) u64);

impl fmt::Display for NodesKb<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        let there = |&(_, &bytes): &(usize, &u64)| bytes != 0 && bytes != ABSENT;
        for (node, bytes) in self.0.iter().enumerate().filter(there) {
            write!(f, "{separator}N{node}={}", bytes >> 10)?;
            separator = ",";
        }
        if self.1 != 0 && self.1 != ABSENT {
            write!(f, "{separator}more={}", self.1 >> 10)?;
            separator = ",";
        }
        if separator.is_empty() {
            f.write_str("-")?;
        }
        Ok(())
    }
}

/// The two-letter names of a VMA's flags (`VmaFlag`), as smaps spells them, with commas in between.
pub(super) struct Letters(pub(super) u64);

impl fmt::Display for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, letters) in flags::letters(self.0, &FLAG_ORDER).enumerate() {
            if index != 0 {
                f.write_str(",")?;
            }
            f.write_str(letters)?;
        }
        Ok(())
    }
}

/// The word for a number, or `-`.
pub(super) fn word(names: &Names, value: u64) -> &'static str {
    names
        .items
        .iter()
        .find(|item| item.0 == value)
        .map_or("-", |item| item.2)
}

/// Fields of a record that have one number each, by name.
pub(super) type Fields<T> = &'static [(&'static str, fn(&T) -> u64)];

/// The name of a field in its group: a prefix that the group says already is left out.
pub(super) fn label<'a>(group: &str, name: &'a str) -> &'a str {
    name.strip_prefix(group)
        .and_then(|rest| rest.strip_prefix('_'))
        .unwrap_or(name)
}

/// [`Fields`] under the names that the record gives them.
macro_rules! fields {
    ($record:ty: $($field:ident)+) => {
        &[$((stringify!($field), |record: &$record| record.$field)),+]
    };
}

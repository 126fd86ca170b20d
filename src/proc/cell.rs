// SPDX-License-Identifier: GPL-2.0

//! Cells of a row: values, and record fields under their own names.

use crate::abi::{
    ValueNames,
    ABSENT, //
};
use kernel::fmt;

/// A number; ABSENT is shown as `-`.
pub(super) struct ValueOrDash(pub(super) u64);

impl fmt::Display for ValueOrDash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ABSENT => f.write_str("-"),
            value => value.fmt(f),
        }
    }
}

/// The name of a value; `-` if it has none.
pub(super) fn text_name(names: &ValueNames, value: u64) -> &'static str {
    names.word(value).unwrap_or("-")
}

/// Fields of a record that hold one number each, with their names.
pub(super) type FieldTable<T> = &'static [(&'static str, fn(&T) -> u64)];

/// The name of a field within its group, without a prefix that repeats the group.
pub(super) fn label<'a>(group: &str, name: &'a str) -> &'a str {
    name.strip_prefix(group)
        .and_then(|rest| rest.strip_prefix('_'))
        .unwrap_or(name)
}

/// A [`FieldTable`] with the names of the record's fields.
macro_rules! fields {
    ($record:ty: $($field:ident)+) => {
        &[$((stringify!($field), |record: &$record| record.$field)),+]
    };
}

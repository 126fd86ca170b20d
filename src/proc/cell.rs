// SPDX-License-Identifier: GPL-2.0

//! Cells of rows: values, and fields of records under their own names.

use crate::abi::{
    ValueNames,
    ABSENT, //
};
use kernel::fmt;

/// A number, or `-`.
pub(super) struct ValueOrDash(pub(super) u64);

impl fmt::Display for ValueOrDash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ABSENT => f.write_str("-"),
            value => value.fmt(f),
        }
    }
}

/// The word for a number, or `-`.
pub(super) fn text_name(names: &ValueNames, value: u64) -> &'static str {
    names.word(value).unwrap_or("-")
}

/// FieldTable of a record that have one number each, by name.
pub(super) type FieldTable<T> = &'static [(&'static str, fn(&T) -> u64)];

/// The name of a field in its group: a prefix that the group says already is left out.
pub(super) fn label<'a>(group: &str, name: &'a str) -> &'a str {
    name.strip_prefix(group)
        .and_then(|rest| rest.strip_prefix('_'))
        .unwrap_or(name)
}

/// [`FieldTable`] under the names that the record gives them.
macro_rules! fields {
    ($record:ty: $($field:ident)+) => {
        &[$((stringify!($field), |record: &$record| record.$field)),+]
    };
}

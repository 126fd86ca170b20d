// SPDX-License-Identifier: GPL-2.0

//! The words that expressions can use.

use rmm::abi::{
    extent::PageCategory,
    frame::FrameKind,
    names::{
        PageKind,
        TableLevel, //
    },
    NamedBits,
    ValueNames, //
};

/// What a key compares.
#[derive(Clone, Copy)]
pub(super) enum KeyValues {
    /// Numbers below a limit.
    Numbers(u32),
    /// Words, of which the order means nothing.
    Words(&'static ValueNames),
}

/// A key of comparisons.
pub(super) struct ExpressionKey {
    pub(super) name: &'static str,
    pub(super) values: KeyValues,
}

/// Names that an expression can use.
pub(super) struct ExpressionWords {
    pub(super) keys: &'static [ExpressionKey],
    pub(super) categories: Option<&'static ValueNames>,
}

/// Words about page-table entries.
pub(super) const ENTRIES: ExpressionWords = ExpressionWords {
    keys: &[
        ExpressionKey {
            name: "kind",
            values: KeyValues::Words(&PageKind::NAMES),
        },
        ExpressionKey {
            name: "node",
            values: KeyValues::Numbers(64),
        },
        ExpressionKey {
            name: "level",
            values: KeyValues::Words(&TableLevel::NAMES),
        },
        ExpressionKey {
            name: "order",
            values: KeyValues::Numbers(32),
        },
        ExpressionKey {
            name: "age",
            values: KeyValues::Numbers(32),
        },
    ],
    categories: Some(PageCategory::NAMES),
};

/// Words about page frames.
pub(super) const FRAMES: ExpressionWords = ExpressionWords {
    keys: &[
        ExpressionKey {
            name: "kind",
            values: KeyValues::Words(&FrameKind::NAMES),
        },
        ExpressionKey {
            name: "node",
            values: KeyValues::Numbers(64),
        },
        ExpressionKey {
            name: "order",
            values: KeyValues::Numbers(32),
        },
    ],
    categories: None,
};

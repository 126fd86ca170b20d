// SPDX-License-Identifier: GPL-2.0

//! Filter expressions, such as `young & !dirty & node=2 & order>=4`.
//!
//! ```text
//! EXPRESSION = TERM { "&" TERM }
//! TERM       = ["!"] CATEGORY | "(" CHOICE { "|" CHOICE } ")" | KEY COMPARISON VALUE { "," VALUE }
//! CHOICE     = ["!"] CATEGORY
//! COMPARISON = "=" | "!=" | "<" | "<=" | ">" | ">="
//! ```
//!
//! The module evaluates the filter, so an expression has what the module can: any number of terms,
//! of which one can be a choice. The parentheses may be omitted if a choice is the whole expression.

mod parser;
mod scanner;
mod vocabulary;

use parser::ExpressionParser;
use rmm::{
    EntryFilter,
    FramesOptions, //
};
use scanner::ExpressionError;
use vocabulary::{
    ENTRIES,
    FRAMES, //
};

/// The filter of a walk.
pub(crate) fn entry_filter(text: &str) -> Result<EntryFilter, ExpressionError> {
    let found = ExpressionParser::parse(&ENTRIES, text)?;
    let [kinds, nodes, levels, orders, ages] = found.masks.map(Option::unwrap_or_default);
    Ok(EntryFilter {
        kinds,
        required: found.required,
        inverted: found.inverted,
        any_of: found.any_of,
        nodes,
        levels: levels as u32,
        orders: orders as u32,
        ages: ages as u32,
    })
}

/// Sets the filters for page frames. The module filters one node.
pub(crate) fn filter_frames(
    options: &mut FramesOptions,
    text: &str,
) -> Result<(), ExpressionError> {
    let found = ExpressionParser::parse(&FRAMES, text)?;
    let [kinds, nodes, orders, ..] = found.masks;
    options.kinds = kinds.unwrap_or_default();
    options.orders = orders.unwrap_or_default();
    if let Some(nodes) = nodes {
        if nodes.count_ones() != 1 {
            let at = text.find("node").unwrap_or(0);
            return Err(ExpressionError {
                at,
                len: "node".len(),
                reason: "page frames are filtered by one node: node=N".to_owned(),
            });
        }
        options.node = Some(nodes.trailing_zeros());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rmm::abi::{
        extent::PageCategory,
        frame::FrameKind,
        names::PageKind, //
    };

    fn shown(text: &str) -> String {
        entry_filter(text).unwrap_err().show(text)
    }

    #[test]
    fn terms_become_masks() {
        let filter = entry_filter("young & !dirty & node=2 & order>=4").unwrap();
        assert_eq!(filter.required, PageCategory::YOUNG | PageCategory::DIRTY);
        assert_eq!(filter.inverted, PageCategory::DIRTY);
        assert_eq!((filter.any_of, filter.nodes), (0, 1 << 2));
        assert_eq!(filter.orders, !0b1111);
        assert_eq!((filter.kinds, filter.levels, filter.ages), (0, 0, 0));
    }

    #[test]
    fn lists_and_words() {
        let filter =
            entry_filter("kind=anon,shmem&level!=pte & age<2 & node!=0 & node<=2").unwrap();
        assert_eq!(
            filter.kinds,
            (1 << PageKind::Anon as u32) | (1 << PageKind::Shmem as u32)
        );
        assert_eq!(filter.levels, 0b1111);
        assert_eq!((filter.ages, filter.nodes), (0b11, 0b110));
    }

    #[test]
    fn one_choice() {
        let bits = PageCategory::KSM | PageCategory::SWAPPED;
        for text in ["ksm | swapped", "(ksm|swapped)"] {
            let filter = entry_filter(text).unwrap();
            assert_eq!((filter.any_of, filter.required), (bits, 0), "{text}");
        }
        let filter = entry_filter("present & (ksm | !swapped)").unwrap();
        assert_eq!(filter.any_of, bits);
        assert_eq!(filter.inverted, PageCategory::SWAPPED);
        assert_eq!(filter.required, PageCategory::PRESENT);
    }

    #[test]
    fn mistakes_have_a_caret() {
        assert_eq!(
            shown("dirty & yuong"),
            "unknown word \"yuong\"; did you mean \"young\"?\n  dirty & yuong\n          ^^^^^"
        );
        assert_eq!(
            shown("node=x2"),
            "expected a number from 0 to 63\n  node=x2\n       ^^"
        );
        assert_eq!(
            shown("age<3,4"),
            "a list of values needs = or !=\n  age<3,4\n       ^"
        );
        assert_eq!(
            shown("dirty ยง"),
            "expected & or the end\n  dirty ยง\n        ^".to_owned() + "^"
        );
        assert_eq!(shown("dirty $"), "unknown character\n  dirty $\n        ^");
        assert!(shown("dirty &").ends_with("\n  dirty &\n         ^"));
    }

    #[test]
    fn impossible_filters_are_refused() {
        for text in [
            "",
            "dirty & !dirty",
            "node=1 & node=2",
            "age>31",
            "level<pte",
            "!node=1",
            "young | dirty & ksm",
            "(young | dirty) & (ksm | zero)",
            "(young | node=1)",
            "(young | dirty",
            "dirty & (young | !dirty)",
            "kind=thing",
            "node=64",
            "order==3",
            "()",
            "dirty young",
        ] {
            let error = entry_filter(text).unwrap_err();
            assert!(error.show(text).contains('^'), "{text}");
        }
    }

    #[test]
    fn frames_have_other_words() {
        let mut options = FramesOptions::default();
        filter_frames(&mut options, "kind=free & order>=9 & node=3").unwrap();
        assert_eq!(options.kinds, 1 << FrameKind::Free as u32);
        assert_eq!((options.orders, options.node), (0xffff_fe00, Some(3)));
        for text in ["dirty", "node=1,2", "level=pte"] {
            assert!(
                filter_frames(&mut FramesOptions::default(), text).is_err(),
                "{text}"
            );
        }
    }
}

// SPDX-License-Identifier: GPL-2.0

//! A walk of the page tables: entries, or ranges whose entries agree.

use super::process_fields::{
    to_json,
    TargetArguments, //
};
use crate::{
    arguments::AddressRange,
    columns::GridColumn,
    error::CommandError,
    expression::entry_filter,
    fields::{
        FieldMeaning,
        FieldMeanings, //
    },
    output::{
        CommandResultKind,
        RecordStream, //
    },
};
use clap::Args;
use rmm::{
    abi::{
        extent::{
            ExtentAttribute,
            PageCategory, //
        },
        names::PageKind,
        page::{
            PageAttribute,
            PageFlag, //
        },
        NamedBits, //
    },
    Rmm,
    WalkOptions, //
};
use serde_json::Value;

const KIND: FieldMeaning = FieldMeaning::Word(&PageKind::NAMES);
const PAGE_FIELDS: &FieldMeanings = &[
    ("addr", FieldMeaning::Address),
    ("kind", KIND),
    ("bits", FieldMeaning::Bits(PageFlag::NAMES)),
    ("references", FieldMeaning::Narrow),
    ("folio_mapcount", FieldMeaning::Narrow),
    ("expected_references", FieldMeaning::Narrow),
    ("folio_index", FieldMeaning::Narrow),
    ("swap_type", FieldMeaning::Narrow),
    ("entry", FieldMeaning::Address),
    ("kpageflags", FieldMeaning::Address),
];
const PAGE_COLUMNS: &[GridColumn] = &[
    GridColumn::plain("addr", 16),
    GridColumn::plain("pages", 6),
    GridColumn::plain("kind", 9),
    GridColumn::plain("level", 5),
    GridColumn::plain("node", 4),
    GridColumn::plain("order", 5),
    GridColumn::plain("pfn", 8),
    GridColumn::plain("mapcount", 8),
    GridColumn::plain("references", 10),
    GridColumn::plain("bits", 0),
];
const EXTENT_FIELDS: &FieldMeanings = &[
    ("addr", FieldMeaning::Address),
    ("kind", KIND),
    ("categories", FieldMeaning::Bits(PageCategory::NAMES)),
];
const EXTENT_COLUMNS: &[GridColumn] = &[
    GridColumn::plain("addr", 16),
    GridColumn::kib("kb", "bytes"),
    GridColumn::plain("entries", 8),
    GridColumn::plain("vma_kind", 8),
    GridColumn::plain("kind", 9),
    GridColumn::plain("level", 5),
    GridColumn::plain("node", 4),
    GridColumn::plain("order", 5),
    GridColumn::plain("zone", 7),
    GridColumn::plain("age", 3),
    GridColumn::plain("mapcount", 8),
    GridColumn::plain("pfn", 8),
    GridColumn::plain("categories", 0),
];

/// Arguments.
#[derive(Args)]
pub(crate) struct WalkArguments {
    #[command(flatten)]
    process: TargetArguments,
    /// Addresses: START-END in hexadecimal, as in /proc/PID/maps.
    range: Option<AddressRange>,
    /// Filter, for example `young & !dirty & node=2 & order>=4`. Comparisons are of kind, node,
    /// level, order and age; other words are the categories of docs/abi.md (`RMM_CAT_*`).
    #[arg(long, value_name = "EXPR")]
    r#where: Option<String>,
    /// Print ranges whose entries agree in these attributes and categories, separated by commas:
    /// vma-kind, kind, level, node, order, zone, age, mapcount, cgroup, contiguous, and the
    /// categories.
    #[arg(long, value_name = "ATTRS", value_parser = parse_attributes)]
    extents: Option<ExtentProperties>,
}

/// Properties in which the entries of an extent agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct ExtentProperties {
    /// Bits of `ExtentAttribute`.
    attributes: u64,
    /// Bits of `PageCategory`.
    categories: u64,
}

fn parse_attributes(text: &str) -> Result<ExtentProperties, String> {
    let mut found = ExtentProperties::default();
    for word in text.split(',') {
        let bit_in = |names: &'static rmm::abi::ValueNames| {
            let bit = names.words().find(|(_, text)| *text == word);
            bit.map(|(bit, _)| bit)
        };
        if let Some(bit) = bit_in(ExtentAttribute::NAMES) {
            found.attributes |= bit;
        } else if let Some(bit) = bit_in(PageCategory::NAMES) {
            found.categories |= bit;
        } else {
            let words = |names: &'static rmm::abi::ValueNames| {
                let words: Vec<&str> = names.words().map(|(_, text)| text).collect();
                words.join(", ")
            };
            return Err(format!(
                "unknown attribute {word:?}; attributes are {}; categories are {}",
                words(ExtentAttribute::NAMES),
                words(PageCategory::NAMES)
            ));
        }
    }
    Ok(found)
}

/// Runs the command.
pub(super) fn run(arguments: &WalkArguments) -> Result<CommandResultKind, CommandError> {
    let mut options = WalkOptions {
        range: arguments.range.clone().unwrap_or_default().0,
        ..WalkOptions::default()
    };
    if let Some(text) = &arguments.r#where {
        options.filter = entry_filter(text)
            .map_err(|error| CommandError::Usage(format!("--where: {}", error.show(text))))?;
    }
    let rmm = Rmm::open()?;
    let memory = arguments.process.pid.open(&rmm)?;
    let stream = match arguments.extents {
        Some(properties) => {
            options.attributes = properties.attributes;
            options.returned = properties.categories;
            let records = memory.extents(&options).map(|extent| {
                let extent = extent.map_err(CommandError::from)?;
                Ok(Value::Object(to_json(&extent, EXTENT_FIELDS)))
            });
            RecordStream {
                records: Box::new(records),
                columns: EXTENT_COLUMNS.to_vec(),
            }
        }
        None => {
            // The expected reference count and the raw entry are read for those who ask for JSON.
            options.attributes = PageAttribute::ALL;
            let records = memory.pages(&options).map(|page| {
                let page = page.map_err(CommandError::from)?;
                Ok(Value::Object(to_json(&page, PAGE_FIELDS)))
            });
            RecordStream {
                records: Box::new(records),
                columns: PAGE_COLUMNS.to_vec(),
            }
        }
    };
    Ok(CommandResultKind::Stream(stream))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_attributes() {
        let found = parse_attributes("kind,node,dirty").unwrap();
        assert_eq!(
            found.attributes,
            ExtentAttribute::KIND | ExtentAttribute::NODE
        );
        assert_eq!(found.categories, PageCategory::DIRTY);
        assert!(parse_attributes("kind,nod")
            .unwrap_err()
            .contains("\"nod\""));
        assert!(parse_attributes("").is_err());
    }
}

// SPDX-License-Identifier: GPL-2.0

//! A walk of the page tables: entries, or ranges whose entries agree.

use super::prelude::*;
use crate::{
    arguments::AddressRange,
    columns::ColumnExpansion,
    expression::entry_filter,
    output::OutputOptions, //
};
use clap::Args;
use rmm::{
    abi::{
        extent::{
            ExtentAttribute,
            ExtentRecord,
            PageCategory, //
        },
        names::PageKind,
        page::{
            FolioFlag,
            PageAttribute,
            PageFlag,
            PageRecord, //
        },
    },
    WalkOptions, //
};

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
    ("folio_bits", FieldMeaning::Bits(FolioFlag::NAMES)),
    ("pins", FieldMeaning::Narrow),
    ("entire_mapcount", FieldMeaning::Narrow),
    ("last_cpu", FieldMeaning::Narrow),
    ("last_pid", FieldMeaning::Narrow),
];
const EXTENT_FIELDS: &FieldMeanings = &[
    ("addr", FieldMeaning::Address),
    ("kind", KIND),
    ("categories", FieldMeaning::Bits(PageCategory::NAMES)),
];

/// Shape of entries.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "walk",
    doc: "A page-table entry.",
    record: Some(&PageRecord::DESCRIPTION),
    meanings: &[PAGE_FIELDS, PROCESS_FIELDS],
    keys: &["addr"],
    columns: &[
        "addr",
        "pages",
        "kind",
        "level",
        "node",
        "order",
        "pfn",
        "mapcount",
        "references",
        "bits",
    ],
    ..RecordShape::EMPTY
};

/// Shape of extents.
pub(super) static EXTENTS_SHAPE: RecordShape = RecordShape {
    name: "walk-extents",
    doc: "A range whose entries agree in the attributes and categories that were asked for.",
    record: Some(&ExtentRecord::DESCRIPTION),
    meanings: &[EXTENT_FIELDS, PROCESS_FIELDS],
    keys: &["addr"],
    columns: &[
        "addr",
        "bytes",
        "entries",
        "vma_kind",
        "kind",
        "level",
        "node",
        "order",
        "zone",
        "age",
        "mapcount",
        "pfn",
        "categories",
    ],
    totals: RecordTotals::OnRequest(&["entries"]),
    ..RecordShape::EMPTY
};

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

impl WalkArguments {
    /// The shape of the records.
    pub(super) fn shape(&self) -> &'static RecordShape {
        match self.extents {
            Some(_) => &EXTENTS_SHAPE,
            None => &SHAPE,
        }
    }
}

/// The fields of each attribute that costs time.
const ATTRIBUTE_FIELDS: &[(u64, &[&str])] = &[
    (PageAttribute::KPAGEFLAGS, &["kpageflags"]),
    (PageAttribute::AGE, &["age"]),
    (PageAttribute::CGROUP, &["cgroup"]),
    (PageAttribute::ENTRY, &["entry"]),
    (PageAttribute::EXPECTED, &["expected_references"]),
    (
        PageAttribute::STATE,
        &[
            "folio_bits",
            "pins",
            "entire_mapcount",
            "last_cpu",
            "last_pid",
        ],
    ),
];

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
pub(super) fn run(arguments: &WalkArguments, output: &OutputOptions) -> CommandResult {
    let mut options = WalkOptions {
        range: arguments.range.clone().unwrap_or_default().0,
        ..WalkOptions::default()
    };
    if let Some(text) = &arguments.r#where {
        options.filter = entry_filter(text)
            .map_err(|error| CommandError::Usage(format!("--where: {}", error.show(text))))?;
    }
    let rmm = Rmm::open()?;
    let memory = arguments.process.pid.open_for_walk(&rmm)?;
    if let Some(properties) = arguments.extents {
        options.attributes = properties.attributes;
        options.returned = properties.categories;
        let extents = memory.extents(&options);
        let rows = extents.map(|extent| Ok(OutputRow::new(&extent?, [])));
        return Ok(CommandOutput::stream(&EXTENTS_SHAPE, rows).of_process(arguments.process.pid));
    }
    let expansion = ColumnExpansion::default();
    let wanted = output.wanted_fields(&SHAPE, SHAPE.columns, &expansion)?;
    options.attributes = wanted.needed_bits(PageAttribute::ALL, ATTRIBUTE_FIELDS);
    let pages = memory.pages(&options);
    let rows = pages.map(|page| Ok(OutputRow::new(&page?, [])));
    Ok(CommandOutput::stream(&SHAPE, rows).of_process(arguments.process.pid))
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

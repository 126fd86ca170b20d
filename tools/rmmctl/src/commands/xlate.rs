// SPDX-License-Identifier: GPL-2.0

//! The translation of an address: the entry of each level, the page, its folio and its VMA.

use super::{
    explain::explain,
    prelude::*,
    text_files, //
};
use crate::{
    arguments::{
        parse_address,
        ProcessArgument, //
    },
    language::ExplainLanguage,
    names::shown_name, //
};
use clap::Args;
use rmm::abi::{
    names::VmaFlag,
    page::{
        FolioFlag,
        ABSENT_32, //
    },
    translate::{
        EntryFlag,
        EntryState,
        TranslateArgs,
        TranslateLevelRecord, //
    },
    vma::VmaState, //
};

const FIELDS: &FieldMeanings = &[
    ("address", FieldMeaning::Address),
    ("vma_start", FieldMeaning::Address),
    ("vma_end", FieldMeaning::Address),
    ("vma_flags", FieldMeaning::Bits(VmaFlag::NAMES)),
    ("vma_state", FieldMeaning::Bits(VmaState::NAMES)),
    ("folio_bits", FieldMeaning::Bits(FolioFlag::NAMES)),
    ("pins", FieldMeaning::Narrow),
    ("entire_mapcount", FieldMeaning::Narrow),
    ("last_cpu", FieldMeaning::Narrow),
    ("last_pid", FieldMeaning::Narrow),
    ("size", FieldMeaning::Hidden),
    ("flags", FieldMeaning::Hidden),
    ("name", FieldMeaning::Hidden),
    ("name_size", FieldMeaning::Hidden),
    ("name_len", FieldMeaning::Hidden),
    ("levels", FieldMeaning::Hidden),
    ("cost", FieldMeaning::Hidden),
];
const LEVEL_FIELDS: &FieldMeanings = &[
    ("state", FieldMeaning::Word(&EntryState::NAMES)),
    ("entry", FieldMeaning::Address),
    ("bits", FieldMeaning::Bits(EntryFlag::NAMES)),
];

/// Shape of the facts about the address.
static ABOUT: RecordShape = RecordShape {
    name: "xlate.about",
    doc: "The page of the address, its folio and its VMA.",
    record: Some(&TranslateArgs::DESCRIPTION),
    meanings: &[FIELDS, PROCESS_FIELDS],
    added: &[
        added(
            "name",
            FieldMeaning::Text,
            "File or name of the VMA, escaped.",
        ),
        added(
            "explanation",
            FieldMeaning::Texts,
            "With --explain: the structures that were followed, in words of the caller's locale.",
        ),
    ],
    ..RecordShape::EMPTY
};

/// Shape of the records.
pub(super) static SHAPE: RecordShape = RecordShape {
    name: "xlate",
    doc: "The entry of one level that translates the address.",
    record: Some(&TranslateLevelRecord::DESCRIPTION),
    meanings: &[LEVEL_FIELDS, PROCESS_FIELDS],
    keys: &["level"],
    columns: &["level", "state", "entry", "pfn", "bits"],
    about: Some(&ABOUT),
    ..RecordShape::EMPTY
};

/// Arguments.
#[derive(Args)]
pub(crate) struct XlateArguments {
    #[command(flatten)]
    process: TargetArguments,
    /// The address, in hexadecimal.
    #[arg(value_parser = parse_address)]
    address: u64,
    /// Say in words which structures lead from the address to memory, in English or, in a locale zh,
    /// in Chinese (LC_ALL, LC_MESSAGES, LANG).
    #[arg(long)]
    explain: bool,
}

/// Translates the address. An address of rmmctl itself needs no right to the device.
fn translated(arguments: &XlateArguments) -> Result<rmm::TranslatedAddress, CommandError> {
    match (Rmm::open(), arguments.process.pid) {
        (Err(error), ProcessArgument::Own) if text_files::can_help(&error) => {
            let found = rmm::translate_own(arguments.address)?;
            text_files::say_instead(&error, "translate");
            Ok(found)
        }
        (rmm, pid) => Ok(pid.open(&rmm?)?.translate(arguments.address)?),
    }
}

/// Runs the command.
pub(super) fn run(arguments: &XlateArguments) -> CommandResult {
    let found = translated(arguments)?;
    let rows = found.levels.iter().map(|level| OutputRow::new(level, []));
    let mut record = found.record;
    if rmm::present(found.vma_start).is_none() {
        // Without a VMA nothing was read.
        record.vma_kind = ABSENT_32;
        record.page_kind = ABSENT_32;
    }
    let mut explanation = Vec::new();
    if arguments.explain {
        let process = match arguments.process.pid {
            ProcessArgument::Own => std::process::id().to_string(),
            ProcessArgument::Pid(pid) => pid.to_string(),
        };
        let steps = explain(&found, &process, ExplainLanguage::of_environment());
        explanation.extend(steps.into_iter().map(|step| step.line()));
    }
    let name = shown_name(&found.name).into();
    let about = OutputRow::new(&record, [name, explanation.clone().into()]);
    let output = CommandOutput::rows(&SHAPE, rows.collect()).about(about);
    Ok(explanation.into_iter().fold(output, CommandOutput::note))
}

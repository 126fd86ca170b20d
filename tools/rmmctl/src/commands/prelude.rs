// SPDX-License-Identifier: GPL-2.0

//! What nearly every command uses.

pub(super) use super::{
    machine_fields::SHARED_FIELDS,
    process_fields::{
        RangeArguments,
        TargetArguments,
        PROCESS_FIELDS, //
    },
    CommandResult, //
};
pub(super) use crate::{
    error::CommandError,
    fields::{
        FieldMeaning,
        FieldMeanings, //
    },
    output::CommandOutput,
    shape::{
        added,
        OutputRow,
        RecordLayout,
        RecordShape,
        RecordTotals, //
    },
};
pub(super) use rmm::{
    abi::{
        AbiRecord,
        NamedBits, //
    },
    Rmm, //
};
pub(super) use serde_json::{
    json,
    Value, //
};

// SPDX-License-Identifier: GPL-2.0

//! The fields of an address space as a whole, which need no walk.

use crate::{
    abi::mm::MmRecord,
    sys::mm::handle::MmHandle, //
};
use kernel::prelude::*;

/// The record of the address space, alone in its list.
pub(crate) fn mm_fields(mm: &MmHandle) -> Result<[MmRecord; 1]> {
    Ok([mm.live()?.record()])
}

// SPDX-License-Identifier: GPL-2.0

//! State of a folio that no count or flag of /proc shows.

use crate::{
    abi::page::{
        FolioFlag,
        ABSENT_32, //
    },
    sys::shim, //
};

const _: () = {
    assert!(shim::RMM_SHIM_FOLIO_PARTIALLY_MAPPED == FolioFlag::PARTIALLY_MAPPED);
    assert!(shim::RMM_SHIM_FOLIO_ANON_EXCLUSIVE == FolioFlag::ANON_EXCLUSIVE);
    assert!(shim::RMM_SHIM_FOLIO_WORKINGSET == FolioFlag::WORKINGSET);
    assert!(shim::RMM_SHIM_FOLIO_DROPBEHIND == FolioFlag::DROPBEHIND);
    assert!(shim::RMM_SHIM_FOLIO_PINS_EXACT == FolioFlag::PINS_EXACT);
};

/// The state of a folio, and of one of its pages. A number that does not exist is `ABSENT_32`.
#[derive(Clone, Copy)]
pub(crate) struct FolioState {
    /// `FolioFlag` bits.
    pub(crate) bits: u32,
    /// Pins (FOLL_PIN).
    pub(crate) pins: u32,
    /// Entries that map the whole folio.
    pub(crate) entire_mapcount: u32,
    /// CPU of the last NUMA hinting fault.
    pub(crate) last_cpu: u32,
    /// Low bits of the PID of that fault.
    pub(crate) last_pid: u32,
}

impl FolioState {
    /// The state that is not known.
    pub(crate) const ABSENT: Self = Self {
        bits: ABSENT_32,
        pins: ABSENT_32,
        entire_mapcount: ABSENT_32,
        last_cpu: ABSENT_32,
        last_pid: ABSENT_32,
    };

    pub(in crate::sys) fn new(raw: &shim::rmm_shim_folio_state) -> Self {
        Self {
            bits: raw.bits,
            pins: raw.pins,
            entire_mapcount: raw.entire_mapcount,
            last_cpu: raw.last_cpu.try_into().unwrap_or(ABSENT_32),
            last_pid: raw.last_pid.try_into().unwrap_or(ABSENT_32),
        }
    }
}

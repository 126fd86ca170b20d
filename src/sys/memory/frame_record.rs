// SPDX-License-Identifier: GPL-2.0

//! The record of a page frame. The reverse map and the list of frames both report it.

use super::frame::FrameSnapshot;
use crate::{
    abi::{
        frame::{
            FrameAttribute,
            FrameFlag,
            FrameKind,
            FrameRecord,
            FrameStateRecord, //
        },
        page::{
            ABSENT_32,
            ABSENT_8, //
        },
        AbiRecord,
        ABSENT, //
    },
    sys::mm::folio_state::FolioState, //
};

/// End of the frame numbers that a caller may ask for; beyond 52-bit physical addresses.
pub(crate) const FRAMES_END: u64 = 1 << 52;

impl FrameSnapshot<'_> {
    /// The record of the frame, with the requested `attributes`.
    pub(crate) fn record(&self, attributes: u64) -> FrameRecord {
        let kind = self.kind();
        let known =
            |attribute| self.online() && kind != FrameKind::Free && attributes & attribute != 0;
        let mut bits = 0;
        let mut set = |bit, on: bool| bits |= if on { bit } else { 0 };
        set(FrameFlag::TORN, self.torn());
        set(FrameFlag::HWPOISON, self.poisoned());
        set(FrameFlag::REPORTED, self.reported());
        set(FrameFlag::EARLY, self.early());
        let (mapcount, folio_mapcount) = match known(FrameAttribute::MAPCOUNT) {
            true => {
                set(FrameFlag::MAPCOUNT_EXACT, self.exact());
                self.mapcounts()
            }
            false => (ABSENT_32, ABSENT_32),
        };
        let (references, expected_references) = match known(FrameAttribute::REFERENCES) {
            true => (
                self.references(),
                self.expected_references().unwrap_or(ABSENT_32),
            ),
            false => (ABSENT_32, ABSENT_32),
        };
        let age = self.age().filter(|_| known(FrameAttribute::AGE));
        let cgroup = self.online() && attributes & FrameAttribute::CGROUP != 0;
        let (folio_pfn, order) = self.folio().unwrap_or((ABSENT, ABSENT_8));
        FrameRecord {
            pfn: self.pfn(),
            folio_pfn,
            kpageflags: self.kpageflags(),
            cgroup: if cgroup { self.cgroup() } else { ABSENT },
            bits,
            node: if kind == FrameKind::Hole {
                -1
            } else {
                self.node()
            },
            kind: kind as u8,
            zone: match kind {
                FrameKind::Hole => ABSENT_8,
                _ => self.zone().unwrap_or(ABSENT_8),
            },
            order,
            age: age.unwrap_or(ABSENT_8),
            mapcount,
            folio_mapcount,
            references,
            expected_references,
            reserved: 0,
        }
    }
}

impl FrameSnapshot<'_> {
    /// The record with the state of the folio, for `RMM_PFNS`.
    pub(crate) fn state_record(&self, attributes: u64) -> FrameStateRecord {
        let state = self
            .folio_state()
            .filter(|_| attributes & FrameAttribute::STATE != 0)
            .unwrap_or(FolioState::ABSENT);
        FrameStateRecord {
            frame: self.record(attributes),
            folio_bits: state.bits,
            pins: state.pins,
            entire_mapcount: state.entire_mapcount,
            last_cpu: state.last_cpu,
            last_pid: state.last_pid,
            reserved: 0,
        }
    }
}

/// The record of a frame number without a frame.
pub(crate) fn absent_frame(pfn: u64) -> FrameRecord {
    FrameRecord {
        pfn,
        folio_pfn: ABSENT,
        kpageflags: ABSENT,
        cgroup: ABSENT,
        node: -1,
        kind: FrameKind::Hole as u8,
        zone: ABSENT_8,
        order: ABSENT_8,
        age: ABSENT_8,
        mapcount: ABSENT_32,
        folio_mapcount: ABSENT_32,
        references: ABSENT_32,
        expected_references: ABSENT_32,
        ..FrameRecord::ZERO
    }
}

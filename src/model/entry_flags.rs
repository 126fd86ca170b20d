// SPDX-License-Identifier: GPL-2.0

//! Entries of x86-64 page tables, bit by bit (arch/x86/include/asm/pgtable_types.h).

use crate::abi::{
    names::TableLevel,
    translate::EntryFlag, //
};

const GLOBAL_BIT: u32 = 8;
const PAT_LARGE_BIT: u32 = 12;

/// Bits that mean the same in every entry that is present.
const PRESENT_BITS: &[(u32, u64)] = &[
    (0, EntryFlag::PRESENT),
    (1, EntryFlag::WRITE),
    (2, EntryFlag::USER),
    (3, EntryFlag::PWT),
    (4, EntryFlag::PCD),
    (5, EntryFlag::ACCESSED),
    (6, EntryFlag::DIRTY),
    (63, EntryFlag::NX),
];

/// Bits of a leaf that hardware does not look at.
const SOFTWARE_BITS: &[(u32, u64)] = &[
    (9, EntryFlag::SPECIAL),
    (10, EntryFlag::UFFD),
    (11, EntryFlag::SOFT_DIRTY),
    (58, EntryFlag::SAVED_DIRTY),
];

/// Bits that the kernel keeps in an entry that is not present (`_PAGE_SWP_*`).
const NONPRESENT_BITS: &[(u32, u64)] = &[
    (1, EntryFlag::SOFT_DIRTY),
    (2, EntryFlag::UFFD),
    (3, EntryFlag::EXCLUSIVE),
];

const fn has_bit(entry: u64, bit: u32) -> bool {
    (entry >> bit) & 1 != 0
}

fn flags_of_bits(entry: u64, names: &[(u32, u64)]) -> u64 {
    let set = names.iter().filter(|&&(bit, _)| has_bit(entry, bit));
    set.fold(0, |bits, &(_, name)| bits | name)
}

/// Whether an entry that points to a table or to nothing is empty. Hardware may set accessed and
/// dirty in any (`_PAGE_KNL_ERRATUM_MASK`).
pub const fn is_none(entry: u64) -> bool {
    const ACCESSED_DIRTY: u64 = (1 << 5) | (1 << 6);
    entry & !ACCESSED_DIRTY == 0
}

/// `EntryFlag` bits of an entry that points to a table.
pub fn table_flags(entry: u64) -> u64 {
    flags_of_bits(entry, PRESENT_BITS)
}

/// `EntryFlag` bits of an entry at `level` that maps memory.
pub fn leaf_flags(entry: u64, level: TableLevel) -> u64 {
    let mut bits = flags_of_bits(entry, PRESENT_BITS) | flags_of_bits(entry, SOFTWARE_BITS);
    if has_bit(entry, GLOBAL_BIT) {
        // Without the present bit, the kernel's own meaning.
        bits |= match has_bit(entry, 0) {
            true => EntryFlag::GLOBAL,
            false => EntryFlag::PROTNONE,
        };
    }
    // At the last level, the bit of the size (PS) is a bit of the memory type (PAT).
    let (huge, pat) = match level {
        TableLevel::Pte => (false, has_bit(entry, 7)),
        _ => (has_bit(entry, 7), has_bit(entry, PAT_LARGE_BIT)),
    };
    if huge {
        bits |= EntryFlag::HUGE;
    }
    if pat {
        bits |= EntryFlag::PAT;
    }
    bits
}

/// `EntryFlag` bits of an entry that is neither empty nor present.
pub fn nonpresent_flags(entry: u64) -> u64 {
    flags_of_bits(entry, NONPRESENT_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables() {
        use EntryFlag as F;
        // _PAGE_TABLE, and what a CPU adds.
        assert_eq!(
            table_flags(0x1234_5067),
            F::PRESENT | F::WRITE | F::USER | F::ACCESSED | F::DIRTY
        );
        // Page-table isolation's NX in a top entry.
        assert_eq!(table_flags((1 << 63) | 1), F::NX | F::PRESENT);
        assert_eq!(table_flags((1 << 7) | (1 << 9) | (1 << 58)), 0);
    }

    #[test]
    fn leaves() {
        use EntryFlag as F;
        let anon = 0x8000_0001_2345_6867;
        assert_eq!(
            leaf_flags(anon, TableLevel::Pte),
            F::PRESENT | F::WRITE | F::USER | F::ACCESSED | F::DIRTY | F::SOFT_DIRTY | F::NX
        );
        assert_eq!(
            leaf_flags((1 << 7) | 1, TableLevel::Pte),
            F::PAT | F::PRESENT
        );
        assert_eq!(
            leaf_flags((1 << 7) | 1, TableLevel::Pmd),
            F::HUGE | F::PRESENT
        );
        let pat = (1 << 12) | (1 << 7) | 1;
        assert_eq!(
            leaf_flags(pat, TableLevel::Pud),
            F::PAT | F::HUGE | F::PRESENT
        );
        // At the last level that bit is the frame's.
        assert_eq!(leaf_flags((1 << 12) | 1, TableLevel::Pte), F::PRESENT);
    }

    #[test]
    fn global_is_protnone_where_nothing_is_present() {
        assert_eq!(leaf_flags(1 << 8, TableLevel::Pte), EntryFlag::PROTNONE);
        assert_eq!(
            leaf_flags((1 << 8) | 1, TableLevel::Pte),
            EntryFlag::GLOBAL | EntryFlag::PRESENT
        );
    }

    #[test]
    fn kept_while_not_present() {
        assert_eq!(nonpresent_flags(0), 0);
        assert_eq!(
            nonpresent_flags(u64::MAX),
            EntryFlag::SOFT_DIRTY | EntryFlag::UFFD | EntryFlag::EXCLUSIVE
        );
    }

    #[test]
    fn nothing() {
        assert!(is_none(0));
        assert!(is_none(0x60));
        assert!(!is_none(1));
        assert!(!is_none(1 << 63));
    }
}

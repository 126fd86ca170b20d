// SPDX-License-Identifier: GPL-2.0

//! Decodes entries of x86-64 page tables (arch/x86/include/asm/pgtable_types.h).

use crate::abi::{
    names::TableLevel,
    translate::EntryFlag, //
};

const GLOBAL_BIT: u32 = 8;
const PAT_LARGE_BIT: u32 = 12;

/// Bits with the same meaning in every present entry.
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

/// Bits of a leaf that the hardware ignores.
const SOFTWARE_BITS: &[(u32, u64)] = &[
    (9, EntryFlag::SPECIAL),
    (10, EntryFlag::UFFD),
    (11, EntryFlag::SOFT_DIRTY),
    (58, EntryFlag::SAVED_DIRTY),
];

/// Bits that the kernel keeps in a nonpresent entry (`_PAGE_SWP_*`).
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

/// Whether an entry without a leaf is empty. The accessed and dirty bits do not count, because an
/// erratum lets hardware set them in any entry (`_PAGE_KNL_ERRATUM_MASK`).
pub const fn is_none(entry: u64) -> bool {
    const ACCESSED_DIRTY: u64 = (1 << 5) | (1 << 6);
    entry & !ACCESSED_DIRTY == 0
}

/// `EntryFlag` bits of an entry that points to a table.
pub fn table_flags(entry: u64) -> u64 {
    flags_of_bits(entry, PRESENT_BITS)
}

/// `EntryFlag` bits of a leaf at `level`.
pub fn leaf_flags(entry: u64, level: TableLevel) -> u64 {
    let mut bits = flags_of_bits(entry, PRESENT_BITS) | flags_of_bits(entry, SOFTWARE_BITS);
    if has_bit(entry, GLOBAL_BIT) {
        // Without the present bit, bit 8 is `_PAGE_PROTNONE`.
        bits |= match has_bit(entry, 0) {
            true => EntryFlag::GLOBAL,
            false => EntryFlag::PROTNONE,
        };
    }
    // Bit 7 is the page size above the PTE level and the memory type at the PTE level.
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

/// `EntryFlag` bits of a nonpresent entry that is not empty.
pub fn nonpresent_flags(entry: u64) -> u64 {
    flags_of_bits(entry, NONPRESENT_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_entries_are_decoded() {
        use EntryFlag as F;
        // `_PAGE_TABLE` with the bits that a CPU sets.
        assert_eq!(
            table_flags(0x1234_5067),
            F::PRESENT | F::WRITE | F::USER | F::ACCESSED | F::DIRTY
        );
        // Page-table isolation sets NX in top-level entries.
        assert_eq!(table_flags((1 << 63) | 1), F::NX | F::PRESENT);
        assert_eq!(table_flags((1 << 7) | (1 << 9) | (1 << 58)), 0);
    }

    #[test]
    fn leaves_are_decoded() {
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
        // At the PTE level bit 12 belongs to the frame.
        assert_eq!(leaf_flags((1 << 12) | 1, TableLevel::Pte), F::PRESENT);
    }

    #[test]
    fn global_bit_means_protnone_in_a_nonpresent_entry() {
        assert_eq!(leaf_flags(1 << 8, TableLevel::Pte), EntryFlag::PROTNONE);
        assert_eq!(
            leaf_flags((1 << 8) | 1, TableLevel::Pte),
            EntryFlag::GLOBAL | EntryFlag::PRESENT
        );
    }

    #[test]
    fn nonpresent_entries_keep_soft_dirty_uffd_and_exclusive() {
        assert_eq!(nonpresent_flags(0), 0);
        assert_eq!(
            nonpresent_flags(u64::MAX),
            EntryFlag::SOFT_DIRTY | EntryFlag::UFFD | EntryFlag::EXCLUSIVE
        );
    }

    #[test]
    fn accessed_and_dirty_alone_are_an_empty_entry() {
        assert!(is_none(0));
        assert!(is_none(0x60));
        assert!(!is_none(1));
        assert!(!is_none(1 << 63));
    }
}

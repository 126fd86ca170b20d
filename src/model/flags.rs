// SPDX-License-Identifier: GPL-2.0

//! Text forms of VMA flags.

use crate::abi::{
    names::VmaFlag,
    NamedBits, //
};

/// Two-letter names of the set flags, as in smaps: those of `order`, the kernel's order, come
/// first.
pub fn flag_letters(flags: u64, order: &[u64]) -> impl Iterator<Item = &'static str> + '_ {
    let ordered = order.iter().fold(0, |all, bit| all | bit);
    let first = order.iter().filter(move |&&bit| flags & bit != 0);
    let named = move |mask: u64| {
        let set = VmaFlag::NAMES
            .words()
            .filter(move |&(bit, _)| mask & bit != 0);
        set.map(|(_, letters)| letters)
    };
    first
        .flat_map(move |&bit| named(bit))
        .chain(named(flags & !ordered))
}

/// Permissions as in /proc/PID/maps: `rwxp` or `rwxs`, with `-` for a missing one. As there, `s`
/// stands for VM_MAYSHARE, because a shared mapping of a file that is open read-only lacks
/// VM_SHARED.
pub const fn perms(flags: u64) -> &'static str {
    const TEXT: [&str; 16] = [
        "---p", "r--p", "-w-p", "rw-p", "--xp", "r-xp", "-wxp", "rwxp", //
        "---s", "r--s", "-w-s", "rw-s", "--xs", "r-xs", "-wxs", "rwxs",
    ];
    const READ_WRITE_EXEC: u64 = VmaFlag::READ | VmaFlag::WRITE | VmaFlag::EXEC;
    let shared = if flags & VmaFlag::MAYSHARE != 0 { 8 } else { 0 };
    TEXT[(flags & READ_WRITE_EXEC) as usize + shared]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_follow_mayshare() {
        assert_eq!(perms(0), "---p");
        assert_eq!(
            perms(VmaFlag::READ | VmaFlag::EXEC | VmaFlag::LOCKED),
            "r-xp"
        );
        assert_eq!(perms(VmaFlag::WRITE | VmaFlag::MAYSHARE), "-w-s");
        assert_eq!(perms(u64::MAX), "rwxs");
    }

    #[test]
    fn set_flags_have_letters_in_order() {
        let flags = VmaFlag::ARCH_1 | VmaFlag::READ | VmaFlag::WRITE;
        assert!(flag_letters(flags, &[]).eq(["rd", "wr", "ar"]));
        assert!(flag_letters(flags, &[0, VmaFlag::ARCH_1, VmaFlag::WRITE]).eq(["ar", "wr", "rd"]));
        assert_eq!(flag_letters(0, &[0]).count(), 0);
        assert_eq!(
            flag_letters(u64::MAX, &[VmaFlag::IO]).count(),
            VmaFlag::NAMES.items.len()
        );
    }
}

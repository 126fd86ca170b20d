// SPDX-License-Identifier: GPL-2.0

//! Free blocks by order.

declare! {
    /// Free blocks of one zone (`zone.free_area`), read without lock as /proc/buddyinfo does.
    record BuddyRecord = "rmm_buddy" {
        /// Node number.
        node: u32,
        /// `RMM_ZONE_*`.
        zone: u32,
        /// Free blocks of `1 <<` order pages, by order; absent from `orders` on.
        free_blocks: [u64; 16],
        /// Orders that this kernel has.
        orders: u32,
        /// Order of the largest free blocks; -1 if there is none.
        largest_order: i32,
        /// Pages in all these blocks.
        free_pages: u64,
    }
}

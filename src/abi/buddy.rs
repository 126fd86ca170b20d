// SPDX-License-Identifier: GPL-2.0

//! `RMM_BUDDY`: free blocks by order.

declare! {
    /// Free blocks of one zone (`zone.free_area[]`), read without a lock as /proc/buddyinfo does.
    record BuddyRecord = "rmm_buddy" {
        /// Node number.
        node: u32,
        /// `RMM_ZONE_*`.
        zone: u32,
        /// Number of free blocks of `1 << n` pages, indexed by order n; absent from index `orders`
        /// on.
        free_blocks: [u64; 16],
        /// Number of orders of this kernel (NR_PAGE_ORDERS).
        orders: u32,
        /// Order of the largest free block; -1 if there is none.
        largest_order: i32,
        /// Pages in all free blocks.
        free_pages: u64,
    }
}

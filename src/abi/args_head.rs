// SPDX-License-Identifier: GPL-2.0

//! `struct rmm_head`, with which every ioctl argument starts.

declare! {
    /// Start of every ioctl argument. The ioctl numbers encode the size of this head instead of the
    /// size of the whole argument, so that an argument can grow while its number stays.
    record ArgsHead = "rmm_head" {
        /// Size of the whole argument in bytes, as the caller knows it.
        size: u32,
        /// Flags of the call. An unknown bit is `EINVAL`.
        flags: u32,
    }
}

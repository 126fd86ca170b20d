// SPDX-License-Identifier: GPL-2.0

//! The head that every ioctl argument starts with.

declare! {
    /// Start of every ioctl argument. The ioctl numbers are built with the size of this head, not
    /// of the whole argument: an argument may grow, its number stays.
    record ArgsHead = "rmm_head" {
        /// Size of the whole argument in bytes, as the caller knows it.
        size: u32,
        /// Flags of the call; a bit that is not known is `EINVAL`.
        flags: u32,
    }
}

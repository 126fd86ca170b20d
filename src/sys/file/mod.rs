// SPDX-License-Identifier: GPL-2.0

//! Files of the module: `/proc` entries, the character device and its descriptors, records copied to
//! and from user space.

pub(crate) mod ioctl_file;
pub(crate) mod procfs;
pub(crate) mod records;
pub(crate) mod resume;

// SPDX-License-Identifier: GPL-2.0

//! Files of the module: `/proc` entries, the device and its descriptors, and the records that they
//! copy from and to user space.

pub(crate) mod ioctl_file;
pub(crate) mod procfs;
pub(crate) mod records;
pub(crate) mod resume;

// SPDX-License-Identifier: GPL-2.0

//! `/dev/rmm`: one handler for each ioctl.

pub(crate) mod info;

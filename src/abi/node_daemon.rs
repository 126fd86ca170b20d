// SPDX-License-Identifier: GPL-2.0

//! kswapd and kcompactd.

declare! {
    /// What a daemon of a node does.
    names DaemonState = "RMM_DAEMON_" {
        /// It is at work, or about to be.
        Awake = 0, "AWAKE", "awake";
        /// It waits to be woken.
        Asleep = 1, "ASLEEP", "asleep";
        /// kswapd has failed 16 times in a row and is left asleep until somebody else frees memory.
        Hopeless = 2, "HOPELESS", "hopeless";
    }
}

// SPDX-License-Identifier: GPL-2.0

//! Advice for a module that is not loaded, which depends on the running kernel and on what is installed.

use std::{
    fs::{
        self,
        File, //
    },
    io::{
        Read,
        Seek,
        SeekFrom, //
    },
    path::{
        Path,
        PathBuf, //
    },
};

/// Places of the module below the directory of a kernel, in the order of modprobe(8).
const PLACES: &[&str] = &["updates/dkms", "updates", "extra"];
/// Suffixes of a module, of which kernels compress some.
const SUFFIXES: &[&str] = &["ko", "ko.xz", "ko.zst", "ko.gz"];
/// The end of a signed module.
const SIGNED: &[u8] = b"~Module signature appended~\n";

/// What decides how the module can be loaded.
struct ModuleSituation {
    /// The release of the running kernel.
    release: String,
    /// The module that modprobe(8) finds for it.
    module: Option<PathBuf>,
    /// Whether that module has a signature; of a compressed one this is unknown.
    is_signed: Option<bool>,
    /// The kernel loads only modules that a known key signed.
    enforces_signatures: bool,
}

/// Lines about what to do.
pub(crate) fn advice() -> Vec<String> {
    ModuleSituation::find(Path::new("/")).advice()
}

impl ModuleSituation {
    /// Looks at the machine whose root directory is `root`.
    fn find(root: &Path) -> Self {
        let read = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_default();
        let release = read("proc/sys/kernel/osrelease").trim().to_owned();
        let directory = root.join("lib/modules").join(&release);
        let module = PLACES
            .iter()
            .flat_map(|place| SUFFIXES.iter().map(move |suffix| (place, suffix)))
            .map(|(place, suffix)| directory.join(place).join(format!("rmm.{suffix}")))
            .find(|path| path.exists());
        let lockdown = read("sys/kernel/security/lockdown");
        Self {
            release,
            is_signed: module.as_deref().and_then(is_signed),
            module,
            enforces_signatures: read("sys/module/module/parameters/sig_enforce").starts_with('Y')
                || lockdown.contains("[integrity]")
                || lockdown.contains("[confidentiality]"),
        }
    }

    fn advice(&self) -> Vec<String> {
        let release = &self.release;
        let Some(module) = &self.module else {
            return vec![
                "load it as root: insmod rmm.ko".to_owned(),
                format!(
                    "for modprobe rmm, install a module for this kernel: rmm-modules-{release}, or \
                     rmm-dkms with linux-headers-{release} and the linux-source of its version"
                ),
            ];
        };
        let mut lines = vec!["load it as root: modprobe rmm".to_owned()];
        if self.enforces_signatures {
            lines.push(match self.is_signed {
                Some(false) => format!(
                    "this kernel loads signed modules only, and {} has no signature, so modprobe \
                     reports \"Key was rejected by service\": sign it with a key that is enrolled, or \
                     install rmm-dkms, which signs it",
                    module.display()
                ),
                _ => "this kernel loads signed modules only; if modprobe reports \"Key was rejected by \
                      service\", the key of the module is not enrolled: mokutil --import \
                      /var/lib/dkms/mok.pub, reboot, and confirm it"
                    .to_owned(),
            });
        }
        lines
    }
}

/// Whether an uncompressed module has a signature.
fn is_signed(path: &Path) -> Option<bool> {
    if path.extension().is_none_or(|suffix| suffix != "ko") {
        return None;
    }
    let mut file = File::open(path).ok()?;
    let mut end = vec![0; SIGNED.len()];
    let length = i64::try_from(SIGNED.len()).ok()?;
    if file.seek(SeekFrom::End(-length)).is_err() || file.read_exact(&mut end).is_err() {
        return Some(false);
    }
    Some(end == SIGNED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        env,
        process, //
    };

    /// A made-up root directory.
    struct FakeRoot(PathBuf);

    impl FakeRoot {
        fn new(name: &str, files: &[(&str, &[u8])]) -> Self {
            let root = env::temp_dir().join(format!("rmmctl-{}-{name}", process::id()));
            let release: &[(&str, &[u8])] = &[("proc/sys/kernel/osrelease", b"7.3.4-x\n")];
            for (path, content) in files.iter().chain(release) {
                let path = root.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, content).unwrap();
            }
            Self(root)
        }

        fn advice(&self) -> String {
            ModuleSituation::find(&self.0).advice().join("\n")
        }
    }

    impl Drop for FakeRoot {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    const ENFORCED: (&str, &[u8]) = ("sys/module/module/parameters/sig_enforce", b"Y\n");

    #[test]
    fn nothing_is_installed() {
        let advice = FakeRoot::new("none", &[ENFORCED]).advice();
        assert!(advice.contains("insmod rmm.ko") && advice.contains("rmm-modules-7.3.4-x"));
        assert!(!advice.contains("rejected"));
    }

    #[test]
    fn a_kernel_that_loads_any_module() {
        let module: (&str, &[u8]) = ("lib/modules/7.3.4-x/extra/rmm.ko", b"code");
        let lockdown: (&str, &[u8]) = ("sys/kernel/security/lockdown", b"[none] integrity\n");
        let advice = FakeRoot::new("any", &[module, lockdown]).advice();
        assert_eq!(advice, "load it as root: modprobe rmm");
    }

    #[test]
    fn signatures_are_enforced() {
        let plain: (&str, &[u8]) = ("lib/modules/7.3.4-x/extra/rmm.ko", b"code");
        let advice = FakeRoot::new("plain", &[plain, ENFORCED]).advice();
        assert!(advice.contains("extra/rmm.ko has no signature"), "{advice}");

        let signed = [b"code".as_slice(), SIGNED].concat();
        let signed = ("lib/modules/7.3.4-x/updates/dkms/rmm.ko", signed.as_slice());
        let locked: (&str, &[u8]) = ("sys/kernel/security/lockdown", b"none [integrity]\n");
        for (name, root) in [
            ("signed", FakeRoot::new("signed", &[signed, ENFORCED])),
            ("locked", FakeRoot::new("locked", &[signed, plain, locked])),
            (
                "packed",
                FakeRoot::new(
                    "packed",
                    &[
                        ("lib/modules/7.3.4-x/updates/dkms/rmm.ko.xz", b"packed"),
                        ENFORCED,
                    ],
                ),
            ),
        ] {
            let advice = root.advice();
            assert!(advice.contains("mokutil --import"), "{name}: {advice}");
        }
    }
}

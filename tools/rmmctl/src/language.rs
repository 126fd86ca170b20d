// SPDX-License-Identifier: GPL-2.0

//! The language of explanations, by the locale of the caller.

use std::env;

/// A language that explanations are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExplainLanguage {
    /// English, for every other locale, too.
    English,
    /// Chinese, for the locales zh and zh_*.
    Chinese,
}

impl ExplainLanguage {
    /// The language of the locale: the first of LC_ALL, LC_MESSAGES and LANG that is set and not
    /// empty, as in setlocale(3).
    pub(crate) fn of_environment() -> Self {
        let mut names = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
        let locale = names.find_map(|name| env::var(name).ok().filter(|locale| !locale.is_empty()));
        Self::of_locale(&locale.unwrap_or_default())
    }

    fn of_locale(locale: &str) -> Self {
        match locale.split(['_', '.', '@']).next() {
            Some("zh") => Self::Chinese,
            _ => Self::English,
        }
    }

    /// The text of the language.
    pub(crate) fn pick<T>(self, english: T, chinese: T) -> T {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_chooses() {
        for locale in ["zh", "zh_CN", "zh_CN.UTF-8", "zh.UTF-8", "zh_TW@big5"] {
            assert_eq!(
                ExplainLanguage::of_locale(locale),
                ExplainLanguage::Chinese,
                "{locale}"
            );
        }
        for locale in ["", "C", "POSIX", "en_US.UTF-8", "zhx_CN", "de_CN"] {
            assert_eq!(
                ExplainLanguage::of_locale(locale),
                ExplainLanguage::English,
                "{locale}"
            );
        }
    }
}

// SPDX-License-Identifier: GPL-2.0

//! The word that a misspelt one may mean.

/// The known word that differs in two characters at most.
pub(crate) fn most_similar<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let known = known
        .into_iter()
        .map(|other| (distance(word, other), other));
    let (distance, nearest) = known.min_by_key(|&(distance, _)| distance)?;
    (distance <= 2 && word.len() > 2).then_some(nearest)
}

/// Number of characters to insert, remove or replace.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_nearest_word() {
        assert_eq!(most_similar("yuong", ["dirty", "young"]), Some("young"));
        assert_eq!(most_similar("thing", ["dirty", "young"]), None);
        assert_eq!(most_similar("rs", ["rss"]), None);
    }
}

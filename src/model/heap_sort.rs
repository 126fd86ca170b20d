// SPDX-License-Identifier: GPL-2.0

//! Sorting in place, with a small stack frame. That of `core` needs more stack than the kernel has to
//! spare.

/// Sorts `items` by `key`. Equal items end up in any order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    for root in (0..items.len() / 2).rev() {
        sift_down(items, root, &key);
    }
    for end in (1..items.len()).rev() {
        items.swap(0, end);
        sift_down(&mut items[..end], 0, &key);
    }
}

/// Restores the heap, with the last item on top, after the one at `root` was replaced.
fn sift_down<T, K: Ord>(heap: &mut [T], root: usize, key: &impl Fn(&T) -> K) {
    let mut at = root;
    while 2 * at + 1 < heap.len() {
        let (left, right) = (2 * at + 1, 2 * at + 2);
        let child = match right < heap.len() && key(&heap[right]) > key(&heap[left]) {
            true => right,
            false => left,
        };
        if key(&heap[at]) >= key(&heap[child]) {
            break;
        }
        heap.swap(at, child);
        at = child;
    }
}

#[cfg(test)]
mod tests {
    use super::sort_by_key;
    use std::vec::Vec;

    #[test]
    fn items_are_sorted() {
        for len in 0..200u32 {
            let mut items: Vec<u32> = (0..len).map(|n| n * 7919 % 61).collect();
            let mut expected = items.clone();
            expected.sort_unstable();
            sort_by_key(&mut items, |&item| item);
            assert_eq!(items, expected);
        }
    }
}

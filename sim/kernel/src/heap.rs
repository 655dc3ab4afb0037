//! A 4-ary min-heap of 16-byte keys whose four siblings share one cache line.
//!
//! Going down one level costs one memory access and no mispredicted branch. The root sits at
//! position 3, so that the children of position `p` are exactly line `p - 2`; the places after the
//! last key hold [`VACANT`], which loses every comparison and spares the search for the least child
//! any special case.
//!
//! Taking the least key leaves a hole at the root. Nearly always the event just taken schedules
//! another, which then falls from the root to its place: one pass where filling the hole at once
//! and adding at the end would need two.

use std::hint::select_unpredictable;

/// Larger than every real key.
const VACANT: u128 = u128::MAX;

/// Position of the least key; the three places before it are never used.
const ROOT: usize = 3;

/// Four siblings on one cache line.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Line([u128; 4]);

impl Line {
    /// The place of the least of the four.
    #[inline]
    fn least(&self) -> usize {
        // Which child is least is a coin toss: a processor that branches on it guesses wrong at
        // every other level, so select without branching.
        let [a, b, c, d] = self.0;
        let (on_left, on_right) = (b < a, d < c);
        let left = select_unpredictable(on_left, b, a);
        let right = select_unpredictable(on_right, d, c);
        select_unpredictable(
            right < left,
            2 + usize::from(on_right),
            usize::from(on_left),
        )
    }
}

/// Keys in heap order; every key must be less than `u128::MAX`.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeyHeap {
    lines: Vec<Line>,
    /// Places in use, the hole among them.
    used: usize,
    /// Whether the key at the root was taken and nothing has filled its place yet.
    hole: bool,
}

impl KeyHeap {
    /// Keys held.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.used - usize::from(self.hole)
    }

    /// The least key.
    #[inline]
    pub(crate) fn first(&mut self) -> Option<u128> {
        if self.hole {
            self.fill_hole();
        }
        self.lines.first().map(|line| line.0[ROOT])
    }

    /// Adds a key.
    #[inline]
    pub(crate) fn push(&mut self, key: u128) {
        if self.hole {
            self.hole = false;
            self.sink(ROOT, key);
            return;
        }
        let mut place = ROOT + self.used;
        if place / 4 == self.lines.len() {
            self.lines.push(Line([VACANT; 4]));
        }
        self.used += 1;
        while place > ROOT {
            let parent = place / 4 + 2;
            let above = self.get(parent);
            if above <= key {
                break;
            }
            self.set(place, above);
            place = parent;
        }
        self.set(place, key);
    }

    /// Removes the least key.
    #[inline]
    pub(crate) fn pop(&mut self) -> Option<u128> {
        let first = self.first()?;
        self.hole = true;
        Some(first)
    }

    /// Keeps only the keys that `keep` accepts; linear in the number of keys.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(u128) -> bool) {
        if self.hole {
            self.fill_hole();
        }
        let end = ROOT + self.used;
        let mut kept = ROOT;
        for place in ROOT..end {
            let key = self.get(place);
            if keep(key) {
                self.set(kept, key);
                kept += 1;
            }
        }
        for place in kept..end {
            self.set(place, VACANT);
        }
        self.used = kept - ROOT;
        self.lines
            .truncate(if self.used == 0 { 0 } else { kept.div_ceil(4) });
        // From the last parent upwards everything below is already in order.
        for parent in (ROOT..kept.min(self.lines.len() + 2)).rev() {
            let key = self.get(parent);
            self.sink(parent, key);
        }
    }

    /// Lets the last key take the place of the one popped, if nothing else did.
    fn fill_hole(&mut self) {
        self.hole = false;
        self.used -= 1;
        let end = ROOT + self.used;
        let last = self.get(end);
        self.set(end, VACANT);
        if self.used == 0 || end.is_multiple_of(4) {
            self.lines.pop();
        }
        if self.used > 0 {
            self.sink(ROOT, last);
        }
    }

    /// Puts `key` at `place` or below, moving lesser keys up.
    #[inline]
    fn sink(&mut self, place: usize, key: u128) {
        let lines = self.lines.as_mut_slice();
        let (mut line, mut place) = (place / 4, place % 4);
        loop {
            let below = 4 * line + place - 2;
            let Some(children) = lines.get(below) else {
                break;
            };
            let child = children.least();
            let least = children.0[child];
            if key <= least {
                break;
            }
            lines[line].0[place] = least;
            (line, place) = (below, child);
        }
        lines[line].0[place] = key;
    }

    #[inline]
    fn get(&self, place: usize) -> u128 {
        self.lines[place / 4].0[place % 4]
    }

    #[inline]
    fn set(&mut self, place: usize, key: u128) {
        self.lines[place / 4].0[place % 4] = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drain(heap: &mut KeyHeap) -> Vec<u128> {
        std::iter::from_fn(|| heap.pop()).collect()
    }

    #[test]
    fn four_siblings_fill_one_cache_line() {
        assert_eq!((size_of::<Line>(), align_of::<Line>()), (64, 64));
    }

    proptest! {
        #[test]
        fn comes_out_sorted(keys in prop::collection::vec(0..1000u128, 0..200)) {
            let mut heap = KeyHeap::default();
            keys.iter().for_each(|&key| heap.push(key));
            let mut sorted = keys;
            sorted.sort_unstable();
            prop_assert_eq!(heap.len(), sorted.len());
            prop_assert_eq!(drain(&mut heap), sorted);
        }

        /// Whether or not a hole is open, retaining keeps exactly what it should, in order.
        #[test]
        fn retains(
            keys in prop::collection::vec(0..1000u128, 0..200),
            divisor in 1..5u128,
            popped in 0..3,
        ) {
            let mut heap = KeyHeap::default();
            keys.iter().for_each(|&key| heap.push(key));
            let mut sorted = keys;
            sorted.sort_unstable();
            for _ in 0..popped {
                let first = (!sorted.is_empty()).then(|| sorted.remove(0));
                prop_assert_eq!(heap.pop(), first);
            }
            heap.retain(|key| key % divisor == 0);
            sorted.retain(|key| key % divisor == 0);
            heap.push(500);
            sorted.push(500);
            sorted.sort_unstable();
            prop_assert_eq!(heap.len(), sorted.len());
            prop_assert_eq!(drain(&mut heap), sorted);
        }
    }
}

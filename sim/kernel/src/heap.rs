//! A 4-ary min-heap of 16-byte keys whose four siblings share one cache line.
//!
//! Going down one level therefore costs one memory access. The root sits at position 3, so that the
//! children of position `p` are exactly line `p - 2`; the places after the last key hold [`VACANT`],
//! which loses every comparison and spares the search for the least child any special case.

/// Larger than every real key.
const VACANT: u128 = u128::MAX;

/// Position of the least key; the three places before it are never used.
const ROOT: usize = 3;

/// Four siblings on one cache line.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Line([u128; 4]);

impl Line {
    /// The least of the four and its place.
    #[inline]
    fn least(&self) -> (usize, u128) {
        let [a, b, c, d] = self.0;
        let left = if b < a { (1, b) } else { (0, a) };
        let right = if d < c { (3, d) } else { (2, c) };
        if right.1 < left.1 { right } else { left }
    }
}

/// Keys in heap order; every key must be less than [`VACANT`].
#[derive(Debug, Clone, Default)]
pub(crate) struct KeyHeap {
    lines: Vec<Line>,
    len: usize,
}

impl KeyHeap {
    /// Keys held.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The least key.
    #[inline]
    pub(crate) fn first(&self) -> Option<u128> {
        self.lines.first().map(|line| line.0[ROOT])
    }

    /// Adds a key.
    #[inline]
    pub(crate) fn push(&mut self, key: u128) {
        let mut hole = ROOT + self.len;
        if self.len == 0 || hole.is_multiple_of(4) {
            self.lines.push(Line([VACANT; 4]));
        }
        self.len += 1;
        while hole > ROOT {
            let parent = hole / 4 + 2;
            let above = self.get(parent);
            if above <= key {
                break;
            }
            self.set(hole, above);
            hole = parent;
        }
        self.set(hole, key);
    }

    /// Removes the least key.
    #[inline]
    pub(crate) fn pop(&mut self) -> Option<u128> {
        let first = self.first()?;
        self.len -= 1;
        let end = ROOT + self.len;
        let last = self.get(end);
        self.set(end, VACANT);
        if self.len == 0 || end.is_multiple_of(4) {
            self.lines.pop();
        }
        if self.len > 0 {
            self.sink(ROOT, last);
        }
        Some(first)
    }

    /// Keeps only the keys that `keep` accepts; linear in the number of keys.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(u128) -> bool) {
        let mut kept = ROOT;
        for position in ROOT..ROOT + self.len {
            let key = self.get(position);
            if keep(key) {
                self.set(kept, key);
                kept += 1;
            }
        }
        for position in kept..ROOT + self.len {
            self.set(position, VACANT);
        }
        self.len = kept - ROOT;
        self.lines.truncate(if self.len == 0 { 0 } else { kept.div_ceil(4) });
        // From the last parent upwards every part below is already a heap.
        for position in (ROOT..self.lines.len() + 2).rev() {
            if position < kept {
                let key = self.get(position);
                self.sink(position, key);
            }
        }
    }

    /// Puts `key` at `hole` or below, moving lesser keys up.
    #[inline]
    fn sink(&mut self, mut hole: usize, key: u128) {
        while let Some(children) = self.lines.get(hole - 2) {
            let (place, least) = children.least();
            if key <= least {
                break;
            }
            self.set(hole, least);
            hole = 4 * (hole - 2) + place;
        }
        self.set(hole, key);
    }

    #[inline]
    fn get(&self, position: usize) -> u128 {
        self.lines[position / 4].0[position % 4]
    }

    #[inline]
    fn set(&mut self, position: usize, key: u128) {
        self.lines[position / 4].0[position % 4] = key;
    }
}

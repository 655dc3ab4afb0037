//! Which of many clocks rings next: a tree of winners over their times.
//!
//! One clock per unit, common cause and shock. Setting a clock costs one comparison per level and no allocation;
//! looking at the next costs nothing. Of clocks that ring at one instant the one with the lower number comes first.

use kernel::SimTime;

/// A clock that does not ring.
pub(super) const SILENT: SimTime = SimTime(u64::MAX);

/// Clocks by number.
#[derive(Debug, Clone, Default)]
pub(super) struct Clocks {
    /// Leaves, a power of two.
    width: usize,
    times: Vec<SimTime>,
    /// `winner[1]` is the clock that rings first; the children of `i` are `2 i` and `2 i + 1`, then the clocks.
    winner: Vec<u32>,
}

impl Clocks {
    /// So many silent clocks.
    pub(super) fn of(count: usize) -> Self {
        let width = count.next_power_of_two().max(2);
        let mut clocks = Self {
            width,
            times: vec![SILENT; width],
            winner: vec![0; width],
        };
        clocks.settle();
        clocks
    }

    /// More clocks at the end; numbers keep their times.
    pub(super) fn grow(&mut self, count: usize) {
        if count > self.width {
            let mut wider = Self::of(count);
            wider.times[..self.width].copy_from_slice(&self.times);
            wider.settle();
            *self = wider;
        }
    }

    /// Sets a clock without finding the winner anew; call [`Clocks::settle`] after the last.
    pub(super) fn preset(&mut self, clock: u32, at: SimTime) {
        self.times[clock as usize] = ringing(at);
    }

    /// Finds all winners anew.
    pub(super) fn settle(&mut self) {
        for i in (1..self.width).rev() {
            self.winner[i] = self.better(self.child(2 * i), self.child(2 * i + 1));
        }
    }

    /// Sets a clock.
    #[inline]
    pub(super) fn set(&mut self, clock: u32, at: SimTime) {
        self.times[clock as usize] = ringing(at);
        let mut i = (self.width + clock as usize) / 2;
        let mut best = self.better(clock & !1, clock | 1);
        loop {
            self.winner[i] = best;
            if i == 1 {
                return;
            }
            best = self.better(self.winner[i & !1], self.winner[i | 1]);
            i /= 2;
        }
    }

    /// When a clock rings.
    pub(super) fn at(&self, clock: u32) -> SimTime {
        self.times[clock as usize]
    }

    /// The clock that rings next, and when.
    #[inline]
    pub(super) fn first(&self) -> (u32, SimTime) {
        let clock = self.winner[1];
        (clock, self.times[clock as usize])
    }

    fn child(&self, i: usize) -> u32 {
        match i.checked_sub(self.width) {
            Some(clock) => clock as u32,
            None => self.winner[i],
        }
    }

    #[inline]
    fn better(&self, a: u32, b: u32) -> u32 {
        match self.times[b as usize] < self.times[a as usize] {
            true => b,
            false => a,
        }
    }
}

/// An instant beyond the end of simulated time never comes.
#[inline]
fn ringing(at: SimTime) -> SimTime {
    match at < SimTime::NEVER {
        true => at,
        false => SILENT,
    }
}

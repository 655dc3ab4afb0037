//! The tree of clocks against looking at all of them.

use crate::ordinary::clocks::{Clocks, SILENT};
use kernel::{SimTime, Stream};

#[test]
fn the_first_clock_is_the_earliest_and_of_equals_the_lowest() {
    for count in [1, 2, 3, 5, 8, 13, 64, 100] {
        let mut clocks = Clocks::of(count);
        let mut times = vec![SILENT; count];
        let mut chance = Stream::named(1, "test", "clocks");
        for _ in 0..2000 {
            let clock = chance.below(count as u64) as usize;
            let at = match chance.below(5) {
                0 => SILENT,
                _ => SimTime(chance.below(50)),
            };
            clocks.set(clock as u32, at);
            times[clock] = at;
            let (i, first) = times.iter().enumerate().min_by_key(|t| (t.1, t.0)).unwrap();
            assert_eq!(clocks.first().1, *first);
            assert!(*first == SILENT || clocks.first().0 == i as u32);
        }
    }
}

#[test]
fn what_would_be_after_the_end_of_time_never_is() {
    let mut clocks = Clocks::of(3);
    clocks.set(2, SimTime::NEVER);
    assert_eq!(clocks.first().1, SILENT);
    clocks.set(1, SimTime(SimTime::NEVER.0 - 1));
    assert_eq!(clocks.first(), (1, SimTime(SimTime::NEVER.0 - 1)));
}

#[test]
fn more_clocks_leave_those_there_as_they_are() {
    let mut clocks = Clocks::of(2);
    clocks.set(1, SimTime(5));
    clocks.grow(9);
    assert_eq!(clocks.first(), (1, SimTime(5)));
    clocks.set(8, SimTime(4));
    assert_eq!(clocks.first(), (8, SimTime(4)));
}

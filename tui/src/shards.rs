//! Parts of a sweep or a matrix that are lived apart, on any machines, and put together exactly.
//!
//! Runs are numbered: all seeds of the first architecture under the first outage, then of the next outage, then of the
//! next architecture. Run k belongs to shard k mod n, so every shard has its share of every architecture and outage.
//! A shard is a file of lines ([`file`]) with everything that a report is made of, so whoever merges needs neither the
//! architecture's files nor the cache. Runs are whole numbers and are put back into their order: a merged report has the
//! bytes of one that was never cut up, and both are made by the same function.

mod env;
mod file;
mod gather;
mod live;
mod problems;
#[cfg(test)]
mod tests;

pub use file::{Command, Input, Lived, Question};
pub use gather::{Gathered, gather};
pub use live::{Share, live, origin, shares};

use std::fmt;

/// Most shards of one sweep or matrix.
const SHARDS_MAX: u32 = 100_000;

/// One part of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Which, from 0.
    index: u32,
    /// Of how many, at least 1.
    total: u32,
}

impl Part {
    /// Everything in one part.
    pub const WHOLE: Self = Self { index: 0, total: 1 };

    /// Part `index`, counted from 0, of `total`; `None`: there is no such part.
    pub fn new(index: u64, total: u64) -> Option<Self> {
        let exists = index < total && total <= u64::from(SHARDS_MAX);
        exists.then_some(Self {
            index: index as u32,
            total: total as u32,
        })
    }

    /// Its number, from 1.
    pub fn number(self) -> u32 {
        self.index + 1
    }

    /// How many there are.
    pub fn total(self) -> u32 {
        self.total
    }

    /// Whether the run of that number is its business.
    pub fn has(self, run: u64) -> bool {
        run % u64::from(self.total) == u64::from(self.index)
    }

    /// The file it is written to.
    pub fn file_name(self) -> String {
        format!("shard-{}-of-{}.jsonl", self.number(), self.total)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "shard {} of {}", self.number(), self.total)
    }
}

/// Reads `2/7`.
pub fn part(typed: &str) -> Result<Part, String> {
    let help = || format!("give its number and how many there are, at most {SHARDS_MAX}: 2/7");
    let (number, total) = typed.split_once('/').ok_or_else(help)?;
    let read = |text: &str| text.trim().parse::<u64>().map_err(|_| help());
    let (number, total) = (read(number)?, read(total)?);
    if number == 0 {
        return Err("shards are counted from 1".to_owned());
    }
    if number > total {
        return Err(format!("there is no shard {number} of {total}"));
    }
    Part::new(number - 1, total).ok_or_else(help)
}

#[cfg(test)]
mod part_tests {
    use super::*;

    #[test]
    fn parts_are_counted_from_one() {
        let seven = part("2/7");
        assert_eq!(seven.map(|p| (p.index, p.total)), Ok((1, 7)));
        assert_eq!(part(" 7 / 7 ").map(Part::number), Ok(7));
        for wrong in ["", "2", "0/3", "4/3", "1/0", "-1/3", "a/b", "1/100001"] {
            assert!(part(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_run_is_the_business_of_one_part() {
        for total in [1, 2, 7, 40] {
            let parts: Vec<Part> = (0..total).filter_map(|i| Part::new(i, total)).collect();
            for run in 0..30 {
                assert_eq!(parts.iter().filter(|p| p.has(run)).count(), 1);
            }
        }
    }
}

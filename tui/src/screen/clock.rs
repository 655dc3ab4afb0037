//! Time on the screens that play: how fast it goes, the keys that all of them share, and instants as people type them.

use super::keys::{Key, more};
use crossterm::event::KeyCode::{Char, End, Home, PageDown, PageUp, Right};
use kernel::{SimDuration, SimTime};

/// Simulated seconds per second.
pub const SPEEDS: [u64; 7] = [60, 300, 600, 1800, 3600, 7200, 21_600];
/// The index of [`SPEEDS`] to begin with.
pub const SPEED: usize = 2;

/// A step on.
pub const ON: Key = more(
    "on",
    &[Right, Char('l')],
    "Right",
    "on",
    "a step on in time",
);
/// A large step back.
pub const FAR_BACK: Key = more(
    "far-back",
    &[PageUp],
    "PgUp",
    "far back",
    "a large step back",
);
/// A large step on.
pub const FAR_ON: Key = more("far-on", &[PageDown], "PgDn", "far on", "a large step on");
/// To the beginning.
pub const BEGIN: Key = more("begin", &[Home], "Home", "beginning", "to the beginning");
/// To the end.
pub const END: Key = more("end", &[End], "End", "end", "to the end");
/// Plays faster.
pub const FASTER: Key = more("faster", &[Char('>')], ">", "faster", "plays faster");
/// Plays slower.
pub const SLOWER: Key = more("slower", &[Char('<')], "<", "slower", "plays slower");
/// A wider look.
pub const ZOOM_OUT: Key = more("zoom-out", &[Char('-')], "-", "wider", "a wider look");
/// The whole run.
pub const ZOOM_ALL: Key = more("zoom-all", &[Char('0')], "0", "whole run", "the whole run");

/// Reads an instant: `2:40` or `T+2:40` after the start, `+3h` and `-10m` from here, `50%` of the run.
#[must_use]
pub fn instant(typed: &str, now: SimTime, end: SimTime) -> Option<SimTime> {
    let typed = typed.trim();
    if let Some(percent) = typed.strip_suffix('%') {
        let percent: u32 = percent.trim().parse().ok().filter(|p| *p <= 100)?;
        return Some(SimTime(
            (u128::from(end.0) * u128::from(percent) / 100) as u64,
        ));
    }
    if let Some(ahead) = typed.strip_prefix('+') {
        return Some(now.plus(length(ahead)?));
    }
    if let Some(back) = typed.strip_prefix('-') {
        return Some(SimTime(now.0.saturating_sub(length(back)?.0)));
    }
    let clock = typed.strip_prefix("T+").unwrap_or(typed);
    let (hours, minutes) = clock.split_once(':')?;
    let minutes: u64 = minutes.parse().ok().filter(|m| *m < 60)?;
    let hours: u64 = hours.parse().ok().filter(|h| *h <= 10_000)?;
    Some(SimTime::from_secs(hours * 3600 + minutes * 60))
}

fn length(typed: &str) -> Option<SimDuration> {
    let unit = typed.trim().chars().next_back()?;
    let number: u64 = typed.trim().strip_suffix(unit)?.parse().ok()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return None,
    };
    Some(SimDuration::from_secs(number.min(1_000_000) * seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_in_four_ways() {
        let (now, end) = (SimTime::from_secs(7200), SimTime::from_secs(36_000));
        let at = |typed| instant(typed, now, end).map(|t| t.0 / 1_000_000);
        assert_eq!(at("2:40"), Some(9600));
        assert_eq!(at("T+0:05"), Some(300));
        assert_eq!(at("+3h"), Some(18_000));
        assert_eq!(at("-10m"), Some(6600));
        assert_eq!(at("-10d"), Some(0));
        assert_eq!(at("50%"), Some(18_000));
        for wrong in ["", "x", "2", "2:99", "+", "+3", "101%", "+3w", "1:2:3", "é"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }
}

//! Reads instants as they are typed: those of the clock, and milestones by their letters.

use crate::screen::clock;
use crate::screen::story::Milestone;
use kernel::SimTime;

/// Reads an instant: `B` the milestone of that letter, else as [`clock::instant`] does.
pub(super) fn instant(
    typed: &str,
    now: SimTime,
    end: SimTime,
    milestones: &[Milestone],
) -> Option<SimTime> {
    let typed = typed.trim();
    let mut letters = typed.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        let known = |exact: bool| {
            let fits = |m: &&Milestone| {
                m.letter.is_some_and(|l| match exact {
                    true => l == letter,
                    false => l.eq_ignore_ascii_case(&letter),
                })
            };
            milestones.iter().find(fits).map(|m| m.at)
        };
        return known(true).or_else(|| known(false));
    }
    clock::instant(typed, now, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_a_milestone_in_small_letters_too() {
        let (now, end) = (SimTime::from_secs(7200), SimTime::from_secs(36_000));
        let milestone = |letter, seconds| Milestone {
            letter: Some(letter),
            at: SimTime::from_secs(seconds),
            what: String::new(),
            published: None,
            here: None,
            source: String::new(),
        };
        let all = [milestone('A', 60), milestone('B', 120), milestone('a', 180)];
        let at = |typed| instant(typed, now, end, &all).map(|t| t.0 / 1_000_000);
        assert_eq!(at("2:40"), Some(9600));
        assert_eq!(at("B"), Some(120));
        assert_eq!(at("b"), Some(120));
        assert_eq!(at("a"), Some(180));
        for wrong in ["", "x", "2", "é"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }
}

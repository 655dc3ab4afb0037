//! What runs say beside their numbers: gathered in any order, the same in the end.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tenant::outcome::Outcome;

/// Texts by the number of zone-runs that said them.
pub type Noted = BTreeMap<String, u64>;

/// Everything said, over all zones tried.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Notes {
    /// Limits that were hit, plan cycles found, small-tenant warnings.
    pub warnings: Noted,
    /// Places and services in use that the tape does not cover.
    pub not_covered: Noted,
    /// What the model left out.
    pub leaves_out: Noted,
}

impl Notes {
    /// Adds what one outcome says.
    pub(super) fn add(&mut self, outcome: &Outcome) {
        count(&mut self.warnings, &outcome.warnings);
        count(&mut self.not_covered, &outcome.not_covered);
        count(&mut self.leaves_out, &outcome.leaves_out);
    }

    /// Adds what other runs said.
    pub fn merge(&mut self, other: &Self) {
        let lists = [
            (&mut self.warnings, &other.warnings),
            (&mut self.not_covered, &other.not_covered),
            (&mut self.leaves_out, &other.leaves_out),
        ];
        for (mine, theirs) in lists {
            for (text, n) in theirs {
                *mine.entry(text.clone()).or_default() += n;
            }
        }
    }
}

fn count(list: &mut Noted, texts: &[String]) {
    for text in texts {
        match list.get_mut(text) {
            Some(n) => *n += 1,
            None => {
                list.insert(text.clone(), 1);
            }
        }
    }
}

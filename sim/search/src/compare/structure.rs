//! In what two files differ, feature by feature.

use crate::matrix::features;
use std::cmp::Reverse;
use tenant::architecture::Architecture;

/// A feature in which two designs differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differs {
    /// What it is about, e.g. `database`.
    pub what: &'static str,
    /// How it is in A and in B, in words.
    pub sides: [String; 2],
}

/// What differs, the heaviest first; empty where nothing is found.
pub(super) fn differs(a: &Architecture, b: &Architecture) -> Vec<Differs> {
    let mut out = Vec::new();
    for (a, b) in features(a).into_iter().zip(features(b)) {
        let facets = a.facets.iter().zip(&b.facets).filter(|(a, b)| a != b);
        let weight: u32 = facets.map(|(a, _)| a.weight).sum();
        if weight > 0 {
            let one = Differs {
                what: a.name,
                sides: [a.words, b.words],
            };
            out.push((weight, one));
        }
    }
    out.sort_by_key(|(weight, _)| Reverse(*weight));
    out.into_iter().map(|(_, one)| one).collect()
}

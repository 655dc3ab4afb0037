//! How far one architecture is from another in structure, and what to change in one to be like the other.

use super::Nearest;
use super::features::{Facet, Feature, features};
use std::cmp::Reverse;
use tenant::architecture::Architecture;

/// A design that may serve as an example, should it come through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its index in the list that was asked.
    pub index: usize,
    /// How far away it is: the weights of all facets in which the two differ, added.
    pub distance: u32,
    /// Its name and what differs.
    pub nearest: Nearest,
}

/// These designs by their distance from an architecture, the nearest first; ties by name. One that has nothing more to
/// protect it is left out: if it came through, its promises are softer, and there is nothing to learn from it.
#[must_use]
pub fn candidates(arch: &Architecture, designs: &[Architecture]) -> Vec<Candidate> {
    let mine = features(arch);
    let one = |(index, design): (usize, &Architecture)| {
        let theirs = features(design);
        Candidate {
            index,
            distance: apart(&mine, &theirs),
            nearest: changes(&design.name, &mine, &theirs),
        }
    };
    let mut all: Vec<Candidate> = designs.iter().enumerate().map(one).collect();
    all.retain(|c| !c.nearest.differs.is_empty());
    all.sort_by(|a, b| {
        let by = |c: &Candidate| (c.distance, c.nearest.architecture.clone());
        by(a).cmp(&by(b))
    });
    all
}

/// How far apart two architectures are; 0: of the same structure.
#[must_use]
pub fn distance(a: &Architecture, b: &Architecture) -> u32 {
    apart(&features(a), &features(b))
}

fn apart(a: &[Feature], b: &[Feature]) -> u32 {
    a.iter().zip(b).map(|(a, b)| weight(a, b)).sum::<u32>()
}

fn weight(a: &Feature, b: &Feature) -> u32 {
    different(a, b).map(|(a, _)| a.weight).sum::<u32>()
}

fn different<'a>(a: &'a Feature, b: &'a Feature) -> impl Iterator<Item = (&'a Facet, &'a Facet)> {
    a.facets.iter().zip(&b.facets).filter(|(a, b)| a != b)
}

/// What to change in `mine` to have `theirs`, the heaviest first; what they do without stands apart.
fn changes(name: &str, mine: &[Feature], theirs: &[Feature]) -> Nearest {
    let mut pairs: Vec<(&Feature, &Feature)> = mine.iter().zip(theirs).collect();
    pairs.retain(|(a, b)| a.facets != b.facets);
    pairs.sort_by_key(|(a, b)| Reverse(weight(a, b)));
    let (less, more): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(a, b)| protects_less(a, b));
    let words =
        |list: Vec<(&Feature, &Feature)>| list.iter().map(|(_, b)| b.words.clone()).collect();
    Nearest {
        architecture: name.to_owned(),
        differs: words(more),
        less: words(less),
    }
}

/// Whether `b` protects less than `a` in the heaviest respect in which they differ.
fn protects_less(a: &Feature, b: &Feature) -> bool {
    let rank = |(a, b): (&Facet, &Facet)| (a.rank != b.rank).then_some((a.weight, a.rank > b.rank));
    let ranked = different(a, b).filter_map(rank);
    ranked
        .fold(
            (0, false),
            |best, one| if one.0 > best.0 { one } else { best },
        )
        .1
}

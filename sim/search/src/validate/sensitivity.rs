//! Which assumed numbers carry which milestones: one joint draw, read parameter by parameter.

use super::Case;
use super::runs::Answer;
use super::table::Mover;
use crate::draws::Assumed;
use crate::sample::Sample;
use cloud::outage::Milestone;

/// How far a third's answers must lean to one side of the overall median before the number counts as moving them:
/// three standard deviations of a fair coin, so that among hundreds of pairs hardly one is named by chance.
const LEAN: f64 = 3.0;

/// Draws and their answers.
#[derive(Clone, Copy)]
pub(super) struct Drawn<'a> {
    /// The draws' seeds.
    pub(super) seeds: &'a [u64],
    /// One per seed.
    pub(super) answers: &'a [Answer],
}

/// Assumed numbers and milestones for which the milestone's median over all draws is inside its tolerance, and outside
/// where the number lies in its lowest or highest third. Judged by the many draws of `small` runs; for a milestone
/// that these miss as a whole, by the fewer draws of `full` runs.
pub(super) fn movers(
    case: &Case<'_>,
    assumed: &[Assumed],
    small: Drawn<'_>,
    full: Drawn<'_>,
) -> Vec<Mover> {
    let mut out = Vec::new();
    for a in assumed {
        let (small, full) = (ordered(a, small), ordered(a, full));
        for (m, milestone) in case.outage.milestones.iter().enumerate() {
            if milestone.query.is_none() || milestone.is_input {
                continue;
            }
            let of = |runs: &[&Answer]| runs.iter().map(|r| r.milestones[m]).collect();
            let mut in_order: Vec<Option<f64>> = of(&small);
            if !met(milestone, median(&in_order)) {
                in_order = of(&full);
            }
            if let Some(medians) = moved(milestone, &in_order) {
                out.push(Mover {
                    parameter: a.name(),
                    unit: a.unit,
                    range: (a.low, a.high),
                    milestone: milestone.id.clone(),
                    median: medians[0],
                    median_low: medians[1],
                    median_high: medians[2],
                });
            }
        }
    }
    out
}

/// The runs from the lowest value of the number to the highest.
fn ordered<'a>(a: &Assumed, drawn: Drawn<'a>) -> Vec<&'a Answer> {
    let values = drawn.seeds.iter().map(|&s| a.draw(s));
    let mut order: Vec<(f64, usize)> = values.zip(0..).collect();
    order.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
    order.iter().map(|&(_, i)| &drawn.answers[i]).collect()
}

fn met(milestone: &Milestone, value: Option<f64>) -> bool {
    value.is_some_and(|v| v >= milestone.low && v <= milestone.high)
}

fn median(part: &[Option<f64>]) -> Option<f64> {
    Sample::new(part.iter().copied()).median()
}

/// Medians over all, the lowest third and the highest third, if one of the thirds leaves the tolerance.
fn moved(milestone: &Milestone, in_order: &[Option<f64>]) -> Option<[Option<f64>; 3]> {
    let third = in_order.len() / 3;
    let low = &in_order[..third];
    let high = &in_order[in_order.len() - third..];
    let all = median(in_order);
    if !met(milestone, all) {
        return None;
    }
    let leaves = |part: &[Option<f64>]| !met(milestone, median(part)) && leans(part, all);
    (leaves(low) || leaves(high)).then(|| [all, median(low), median(high)])
}

/// Whether clearly more than half of the answers lie on one side of `middle`.
fn leans(part: &[Option<f64>], middle: Option<f64>) -> bool {
    let rank = |v: Option<f64>| v.unwrap_or(f64::INFINITY);
    let middle = rank(middle);
    let over = part.iter().filter(|&&v| rank(v) > middle).count() as f64;
    let under = part.iter().filter(|&&v| rank(v) < middle).count() as f64;
    (over - under).abs() > LEAN * (over + under).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloud::outage::Tag;
    use kernel::Stream;

    fn milestone(low: f64, high: f64) -> Milestone {
        Milestone {
            id: "m".to_owned(),
            row: String::new(),
            what: String::new(),
            query: None,
            published: 0.5,
            published_until: None,
            after: None,
            is_time: false,
            shape: false,
            low,
            high,
            is_input: false,
            source: String::new(),
            tag: Tag::Primary,
        }
    }

    #[test]
    fn a_number_that_decides_is_named() {
        // The answer is the number itself, from 0 to 1.
        let ramp: Vec<Option<f64>> = (0..200).map(|i| Some(f64::from(i) / 200.0)).collect();
        let medians = moved(&milestone(0.3, 0.7), &ramp).expect("moved");
        assert_eq!(medians, [Some(0.495), Some(0.16), Some(0.83)]);
        assert_eq!(
            moved(&milestone(0.0, 1.0), &ramp),
            None,
            "stays inside a wide tolerance"
        );
        assert_eq!(moved(&milestone(0.8, 0.9), &ramp), None, "a miss anyway");
    }

    #[test]
    fn a_number_without_influence_is_not_named_even_near_the_edge() {
        for seed in 0..50 {
            let mut stream = Stream::named(seed, "noise", "");
            let noise: Vec<Option<f64>> = (0..200).map(|_| Some(stream.unit())).collect();
            let median = Sample::new(noise.iter().copied()).median().expect("some");
            let edge = milestone(0.0, median + 0.01);
            assert_eq!(moved(&edge, &noise), None, "seed {seed}");
        }
    }

    #[test]
    fn never_counts_as_far_above() {
        let half: Vec<Option<f64>> = (0..200).map(|i| (i < 120).then_some(0.5)).collect();
        let medians = moved(&milestone(0.4, 0.6), &half).expect("moved");
        assert_eq!(medians, [Some(0.5), Some(0.5), None]);
    }
}

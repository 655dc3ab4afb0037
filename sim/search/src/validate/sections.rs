//! From answers to rows: milestones, counterfactuals, scale.

use super::runs::{Answer, Footing};
use super::table::{CounterfactualRow, MembersRow, MilestoneRow, ScaleRow};
use super::{Case, Effort, runs};
use crate::draws::{Calibrated, Members};
use crate::evidence::{free_from, free_stretch_error, judge};
use crate::sample::Sample;
use cloud::outage::Milestone;

/// A counterfactual holds when it flips at least this share of draws.
const FLIPPED_MIN: f64 = 0.9;
/// ... and when the effect was there in at least this share of them: removing nothing proves nothing.
const PRESENT_MIN: f64 = 0.5;
/// How far medians of different sizes may lie apart, as a share of the milestone's tolerance from end to end: what is
/// in its middle at one size is then accepted at another.
const SCALE_ALLOWED: f64 = 0.5;

fn inside(value: Option<f64>, low: f64, high: f64) -> bool {
    value.is_some_and(|v| v >= low && v <= high)
}

fn answers_to(answers: &[Answer], milestone: usize) -> Sample {
    Sample::new(answers.iter().map(|a| a.milestones[milestone]))
}

pub(super) fn milestones(
    case: &Case<'_>,
    calibrated: &[Calibrated],
    file: &[Answer],
    drawn: &[Answer],
) -> Vec<MilestoneRow> {
    let rows = case.outage.milestones.iter().enumerate();
    rows.map(|(i, m)| {
        let fitted_on = calibrated.iter().any(|c| c.milestones.contains(&m.id));
        let footing = middle_footing(file, i);
        let at_file = answers_to(file, i).median();
        let draws = answers_to(drawn, i);
        let met = |v| inside(v, m.low, m.high);
        let asked = m.query.is_some();
        MilestoneRow {
            id: m.id.clone(),
            row: m.row.clone(),
            what: m.what.clone(),
            after: m.after.clone(),
            quantity: m.quantity(),
            shape: m.shape,
            published: m.published,
            published_until: m.published_until,
            low: m.low,
            high: m.high,
            simulated: at_file,
            met: met(at_file),
            median: draws.median(),
            p05: draws.percentile(5),
            p95: draws.percentile(95),
            share_met: if asked { draws.share(met) } else { 0.0 },
            observed: observed(case, m),
            evidence: judge(m, fitted_on, footing.map(|f| f.chain)),
            last_action: footing
                .and_then(|f| Some((f.chain.last_action?.secs_f64(), f.text.clone()?))),
            free_from: footing.map_or(0.0, |f| free_from(m, at_file, f.chain)),
            free_stretch_error: footing.and_then(|f| free_stretch_error(m, at_file, f.chain)),
            source: m.source.clone(),
            tag: m.tag,
        }
    })
    .collect()
}

/// What the milestone stands on in the run whose answer is the median.
fn middle_footing(file: &[Answer], milestone: usize) -> Option<&Footing> {
    let median = answers_to(file, milestone).median();
    let run = file.iter().find(|a| a.milestones[milestone] == median)?;
    run.footings.get(milestone)?.as_ref()
}

fn observed(case: &Case<'_>, milestone: &Milestone) -> Option<f64> {
    let tape = case.observed?;
    milestone.answer(&case.outage.milestones, |q| runs::ask(tape, q))
}

pub(super) fn counterfactuals<'a>(
    case: &Case<'_>,
    before: &[Answer],
    after: impl Iterator<Item = &'a [Answer]>,
) -> Vec<CounterfactualRow> {
    let rows = case.outage.counterfactuals.iter().zip(after).enumerate();
    rows.map(|(i, (c, after))| {
        // The bands have more draws than the counterfactuals, the first of them the same.
        let before = &before[..after.len().min(before.len())];
        let gone = |answer: Option<f64>| match answer {
            Some(v) => v >= c.low && v <= c.high,
            None => c.none_holds,
        };
        let pairs = before.iter().zip(after);
        let pairs = pairs.map(|(b, a)| (b.counterfactuals[i], a.counterfactuals[i]));
        let present: Vec<_> = pairs.clone().filter(|&(b, _)| !gone(b)).collect();
        let flipped = present.iter().filter(|&&(_, a)| gone(a)).count();
        let share_present = present.len() as f64 / before.len().max(1) as f64;
        let share_flipped = flipped as f64 / present.len().max(1) as f64;
        let medians = Sample::new(pairs.clone().map(|(b, _)| b)).median();
        let after_sample = Sample::new(pairs.map(|(_, a)| a));
        CounterfactualRow {
            id: c.id.clone(),
            change: c.change.clone(),
            expected: c.expected.clone(),
            observed: format!(
                "gone in {flipped} of the {} draws in which it was there, of {} in all",
                present.len(),
                before.len()
            ),
            before: medians,
            after: after_sample.median(),
            share_present,
            share_flipped,
            holds: share_present >= PRESENT_MIN && share_flipped >= FLIPPED_MIN,
        }
    })
    .collect()
}

/// What is multiplied for the scale check, and how many of each there are then.
pub(super) fn members(members: &[Members], effort: Effort) -> Vec<MembersRow> {
    let row = |m: &Members| MembersRow {
        name: m.name(),
        sizes: effort.scale.map(|(factor, _)| m.times(factor)),
    };
    members.iter().map(row).collect()
}

pub(super) fn scale(case: &Case<'_>, effort: Effort, answers: &[&[Answer]]) -> Vec<ScaleRow> {
    // Without anything to multiply there are no runs.
    if answers.is_empty() {
        return Vec::new();
    }
    let claims = case.outage.milestones.iter().enumerate();
    let claims = claims.filter(|(_, m)| m.query.is_some() && !m.is_input);
    claims
        .map(|(i, m)| {
            let medians = answers
                .iter()
                .map(|runs| (runs.len(), answers_to(runs, i).median()));
            let sizes: Vec<_> = effort
                .scale
                .iter()
                .zip(medians)
                .map(|(&(n, _), (k, v))| (n, k, v))
                .collect();
            let allowed = (m.high - m.low) * SCALE_ALLOWED;
            let holds = agree(sizes.iter().map(|s| s.2), allowed);
            ScaleRow {
                milestone: m.id.clone(),
                quantity: m.quantity(),
                sizes,
                allowed,
                holds,
            }
        })
        .collect()
}

/// Whether all lie within `allowed` of each other; "never" agrees with "never" only.
fn agree(values: impl Iterator<Item = Option<f64>> + Clone, allowed: f64) -> bool {
    if values.clone().all(|v| v.is_none()) {
        return true;
    }
    let mut known = Vec::new();
    for v in values {
        let Some(v) = v else { return false };
        known.push(v);
    }
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    high - low <= allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_agree_within_what_is_allowed() {
        let check = |v: &[Option<f64>]| agree(v.iter().copied(), 0.5);
        assert!(check(&[Some(1.0), Some(1.5), Some(1.2)]));
        assert!(!check(&[Some(1.0), Some(1.5), Some(0.9)]));
        assert!(!check(&[Some(1.0), None]));
        assert!(check(&[None, None]));
    }
}

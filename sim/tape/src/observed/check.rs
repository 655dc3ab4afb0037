//! Finds everything that is wrong with the rows of an observed tape.

use super::{Observed, Problem, Row, WORST_FIRST, What, Wrong, same_series};
use crate::{FateState, PlaceKind, PopulationKind};

/// All problems, in order of rows.
pub(super) fn check(observed: &Observed) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (i, row) in observed.rows.iter().enumerate() {
        let mut found = times(row);
        if i > 0 && row.from_s < observed.rows[i - 1].from_s {
            found.push(Wrong::Unsorted);
        }
        found.extend(place(row, &observed.region));
        found.extend(values(row));
        let earlier = &observed.rows[..i];
        match earlier
            .iter()
            .position(|r| same_series(r, row) && overlap(r, row))
        {
            Some(with) => found.push(Wrong::Overlaps { with }),
            None if sum_over_one(earlier, row) => found.push(Wrong::SharesOverOne),
            None => {}
        }
        problems.extend(found.into_iter().map(|wrong| Problem { row: i, wrong }));
    }
    problems
}

fn times(row: &Row) -> Vec<Wrong> {
    let mut out = Vec::new();
    if row.from_s < 0 {
        out.push(Wrong::BeforeStart);
    }
    match (row.to_s, row.what) {
        (Some(to), _) if to <= row.from_s => out.push(Wrong::EndsBeforeItBegins),
        (Some(_), _) | (None, What::Share(_, FateState::Lost, _)) => {}
        (None, What::Share(..) | What::Condition(..)) => out.push(Wrong::Endless),
    }
    out
}

fn place(row: &Row, region: &str) -> Option<Wrong> {
    let segments: Vec<&str> = row.place.split('/').collect();
    let level = match segments.len() {
        1 => PlaceKind::Provider,
        2 => PlaceKind::Region,
        3 => PlaceKind::Zone,
        4 => PlaceKind::Domain,
        _ => return Some(Wrong::BadPlace),
    };
    if segments.iter().any(|s| s.is_empty()) {
        return Some(Wrong::BadPlace);
    }
    let whole_provider = region.split('/').next() == Some(&row.place);
    if !whole_provider && row.place != region && !row.place.starts_with(&format!("{region}/")) {
        return Some(Wrong::OutsideRegion);
    }
    let needs = match row.what {
        What::Condition(..) => return None,
        What::Share(PopulationKind::Balancers, ..) => PlaceKind::Region,
        What::Share(
            PopulationKind::Volumes
            | PopulationKind::Instances
            | PopulationKind::DatabasesSingle
            | PopulationKind::DatabasesMulti,
            ..,
        ) => PlaceKind::Zone,
    };
    (level != needs).then_some(Wrong::WrongLevel { needs })
}

fn values(row: &Row) -> Option<Wrong> {
    let over = |ppm: u32| ppm > 1_000_000;
    match row.what {
        What::Condition(_, c)
            if over(c.error_ppm) || over(c.capacity_ppm) || over(c.throughput_ppm) =>
        {
            Some(Wrong::ShareOverOne)
        }
        What::Condition(_, c) => (c.latency_ppm == 0).then_some(Wrong::NoLatency),
        What::Share(_, FateState::Healthy, _) => Some(Wrong::HealthyShare),
        What::Share(_, _, ppm) => over(ppm).then_some(Wrong::ShareOverOne),
    }
}

fn overlap(a: &Row, b: &Row) -> bool {
    let before = |end: Option<i64>, begin: i64| end.is_some_and(|e| e <= begin);
    let lasts = |r: &Row| !before(r.to_s, r.from_s);
    lasts(a) && lasts(b) && !before(a.to_s, b.from_s) && !before(b.to_s, a.from_s)
}

/// Whether with `row` some instant has more members in bad states than there are.
fn sum_over_one(earlier: &[Row], row: &Row) -> bool {
    let What::Share(kind, _, share) = row.what else {
        return false;
    };
    if share > 1_000_000 {
        return false;
    }
    let same: Vec<(&Row, u32)> = earlier
        .iter()
        .filter(|r| r.place == row.place && overlap(r, row))
        .filter_map(|r| match r.what {
            What::Share(k, s, ppm) if k == kind && WORST_FIRST.contains(&s) => Some((r, ppm)),
            What::Share(..) | What::Condition(..) => None,
        })
        .collect();
    // The sum is largest where some row begins.
    let begins = same
        .iter()
        .map(|(r, _)| r.from_s.max(row.from_s))
        .chain([row.from_s]);
    begins.into_iter().any(|t| {
        let at = |r: &&(&Row, u32)| r.0.from_s <= t && r.0.to_s.is_none_or(|to| t < to);
        let sum = same
            .iter()
            .filter(at)
            .fold(u64::from(share), |n, (_, p)| n + u64::from(*p));
        row.to_s.is_none_or(|to| t < to) && sum > 1_000_000
    })
}

//! A distribution in sentences.

use super::{Distribution, panels};
use reports::sweep::{LEVELS, in_words, said, shape};
use reports::words::plural;
use search::sweep::JourneyView;
use tenant::Luck;

/// What the screen says, one sentence per line.
pub(super) fn told(page: &Distribution) -> Vec<String> {
    let (Some(many), Some(journey)) = (page.known(), page.journey()) else {
        return vec![format!(
            "{} of {} are still to be lived.",
            plural(page.wanted(), "run"),
            page.ask.architecture
        )];
    };
    let frame = &many.sweep.frame;
    let mut out = vec![format!(
        "{} under {}, {}: {} from seed {} on.",
        frame.architecture,
        frame.title,
        panels::luck(page.luck),
        plural(many.runs.len() as u64, "run"),
        many.ask.from
    )];
    if page.luck == Luck::Touched {
        out.push(in_words(journey));
    }
    out.extend(shape(journey));
    out.extend(percentiles(page, journey));
    if let Some(humps) = &journey.down.humps {
        let (quoted, kinds) = shape::kinds(humps, &journey.down);
        out.push(format!("Two kinds of runs{quoted}."));
        out.extend(kinds.map(|k| format!("{k}.")));
    }
    out.push(format!(
        "{} is {}.",
        journey.name,
        panels::reading(page, many)
    ));
    out.extend(panels::facts(page, many, journey));
    if let Some(line) = panels::again(page, many) {
        out.push(format!("The chosen run again: {line}"));
    }
    out
}

fn shape(journey: &JourneyView) -> Vec<String> {
    let rows = shape::rows(&journey.down, reports::sweep::rto(journey));
    let line = |r: &shape::Row| format!("{}: {}", r.label, plural(r.runs, "run"));
    rows.iter().map(line).collect()
}

fn percentiles(page: &Distribution, journey: &JourneyView) -> Vec<String> {
    let seeds = page.seeds();
    let quantiles = LEVELS.iter().zip(&journey.down.quantiles_s).zip(seeds);
    let mut out: Vec<String> = quantiles
        .map(|((name, q), seed)| {
            let seed = seed.map_or(String::new(), |s| format!(", as in seed {s}"));
            match q {
                Ok(_) => format!("{name}: {}{seed}", said::quantile(q, said::NOT_RESTORED)),
                Err(few) => format!("{name}: not told, {} needed", plural(few.needed, "run")),
            }
        })
        .collect();
    if let Some(seed) = seeds[3] {
        let down = &journey.down;
        let worst = match down.not_restored.share.hits {
            0 => reports::words::length(down.longest),
            _ => said::NOT_RESTORED.to_owned(),
        };
        out.push(format!("worst: {worst}, as in seed {seed}"));
    }
    out
}

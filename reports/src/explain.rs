//! Why a journey was down: from what users felt back to the first cause. Every line is a fact of the run.

use crate::card::{Card, downtime_said};
use crate::paint::{BAD, GOOD, HEADING, QUIET, paint};
use crate::words::{Clock, length, share_ppm, wrap};
use tenant::score::{EpisodeExplanation, Explanation, Link, explain};

const WIDTH: usize = 98;

/// The explanation of every journey of the worst zone.
#[must_use]
pub fn text(card: &Card<'_>) -> String {
    let t = card.worst();
    let o = &t.outcome;
    let mut out = paint(
        HEADING,
        &format!("Why {} fared as it did under {}", o.architecture, o.outage),
    );
    let zone = o
        .struck_zone
        .as_ref()
        .map(|z| format!(", struck zone {z}"))
        .unwrap_or_default();
    let cloud = crate::text::of_cloud(card);
    out.push_str(&format!(
        "\n  put on {}{zone}; seed {}{cloud}\n",
        o.place, o.seed
    ));
    out.push_str(&crate::commands::text(card));
    if card.passed_by() {
        out.push_str(&format!("\n{}", crate::text::headline(card)));
        return out;
    }
    if let Some(start) = card.clock.start() {
        out.push_str(&format!("  T+0:00 is {start}; local times in brackets\n"));
    }
    let mut told: Vec<(Vec<u32>, String)> = Vec::new();
    for j in &t.score.journeys {
        if j.episodes.is_empty() {
            out.push_str(&format!(
                "\n{} {} was never down\n",
                paint(GOOD, "+"),
                j.name
            ));
            continue;
        }
        let e = explain(o, &t.score, j.journey);
        let down = downtime_said(Some(j));
        out.push_str(&format!(
            "\n{} {}\n",
            paint(BAD, "x"),
            paint(HEADING, &format!("{} was down {down}", j.name))
        ));
        let chain = facts(&e);
        match told.iter().find(|(known, _)| *known == chain) {
            Some((_, name)) => out.push_str(&format!("  for the same reasons as {name}\n")),
            None => out.push_str(&journey(card.clock, &e)),
        }
        told.push((chain, j.name.clone()));
    }
    out
}

/// The facts of an explanation, to see whether two journeys share it.
fn facts(e: &Explanation) -> Vec<u32> {
    e.episodes
        .iter()
        .flat_map(|e| e.why.iter().chain(&e.brought_back))
        .map(|l| l.fact.0)
        .collect()
}

/// Why a journey was down, episode by episode.
pub(crate) fn journey(clock: Clock, e: &Explanation) -> String {
    let mut out: String = e.episodes.iter().map(|e| episode(clock, e)).collect();
    if e.shorter > 0 {
        let plural = if e.shorter == 1 { "" } else { "s" };
        out.push_str(&format!("\n  and {} shorter episode{plural}\n", e.shorter));
    }
    out
}

fn episode(clock: Clock, e: &EpisodeExplanation) -> String {
    let until = if e.episode.restored {
        format!("to {}", clock.both(e.episode.until))
    } else {
        "and was not restored".to_owned()
    };
    let mut out = format!(
        "\n  from {} {until}: {}; {} of requests failed at worst\n",
        clock.both(e.episode.from),
        length(e.episode.length()),
        share_ppm(u64::from(e.episode.depth_ppm))
    );
    if e.why.is_empty() {
        out.push_str("    no fact of the run stands behind it\n");
    }
    for (i, link) in e.why.iter().enumerate() {
        out.push_str(&line(
            clock,
            if i == 0 { "because" } else { "  since" },
            link,
        ));
    }
    for link in &e.kept_down {
        out.push_str(&line(clock, "   then", link));
    }
    if e.kept_down_more > 0 {
        out.push_str(&paint(
            QUIET,
            &format!("            and {} more changes\n", e.kept_down_more),
        ));
    }
    for link in &e.not_failed_over {
        out.push_str(&line(clock, "   plan", link));
    }
    for (i, link) in e.brought_back.iter().enumerate() {
        out.push_str(&line(
            clock,
            if i == 0 { "   back" } else { "  since" },
            link,
        ));
    }
    out
}

/// One fact, with the conditions it stood on.
fn line(clock: Clock, word: &str, link: &Link) -> String {
    let input = if link.input { " [input]" } else { "" };
    let text = format!("{}  {}{input}", clock.both(link.at), link.text);
    let mut out = format!("    {word} {}\n", wrap(&text, WIDTH - 12, 14));
    for g in &link.given {
        let text = format!("while {} ({})", g.text, clock.both(g.at));
        out.push_str(&format!(
            "              {}\n",
            paint(QUIET, &wrap(&text, WIDTH - 14, 16))
        ));
    }
    out
}

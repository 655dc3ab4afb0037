//! What comes next: a design that came through the same, and questions for whoever sat before it.

use super::{Debrief, Line, Rescue};
use crate::words::length;
use kernel::SimTime;
use search::predict::Judged;
use search::survivor::{LIVES, MISSED_MAX};
use tenant::score::{JourneyScore, explain};

/// Differences told of the design that came through.
const DIFFERS_MAX: usize = 5;

pub(super) fn rescue(debrief: &Debrief<'_>) -> Vec<Line> {
    match debrief.survivor {
        Rescue::NotYet => vec![Line::new(
            "",
            "Being looked for among the built-in designs ...",
        )],
        Rescue::Itself => {
            let said = "This design kept its promises. What carried it, and would it again? `zonefall sweep` asks many \
                        seeds.";
            vec![Line::new("", said).marked(true)]
        }
        Rescue::None => vec![Line::new(
            "",
            "No built-in design is known that kept its promises under this weather; where commands were laid on the run, none is tried.",
        )],
        Rescue::Found(found) => {
            let name = &found.nearest.architecture;
            let said = format!(
                "{}, under the same weather and seed; with other luck it keeps its promises in at least {} of {LIVES} more \
                 lives.",
                crate::said(&found.life),
                LIVES - MISSED_MAX
            );
            let mut out = vec![Line::new(name.clone(), said).marked(true)];
            let differs = found.nearest.differs.iter().take(DIFFERS_MAX);
            out.extend(differs.map(|d| Line::new("differs", d.clone())));
            let less = found.nearest.less.iter().take(DIFFERS_MAX);
            out.extend(less.map(|d| Line::new("does without", d.clone())));
            out
        }
    }
}

/// Questions that this run raises; open ones, for there is nobody to blame.
pub(super) fn talk(debrief: &Debrief<'_>) -> Vec<Line> {
    let mut questions = Vec::new();
    questions.extend(surprise(debrief));
    if let Some(journey) = first_down(debrief) {
        questions.extend(seen_then(debrief, journey));
        questions.extend(waited(debrief, journey));
    }
    questions.extend(page(debrief));
    questions.push("What do we change in our own design, who does it, and by when?".to_owned());
    let numbered = questions.into_iter().enumerate();
    numbered
        .map(|(i, q)| Line::new((i + 1).to_string(), q))
        .collect()
}

/// The answer that was most sure and wrong, else the length that was furthest off.
fn surprise(debrief: &Debrief<'_>) -> Option<String> {
    let rows = || debrief.judgement.rows.iter();
    let wrong = rows().filter(|r| r.right == Some(false));
    let worst =
        |a: &&Judged, b: &&Judged| a.brier.unwrap_or(0.0).total_cmp(&b.brier.unwrap_or(0.0));
    let wrong = wrong.max_by(worst);
    let far = rows()
        .filter(|r| r.doublings.is_some_and(|d| d > 1.0))
        .max_by(|a, b| {
            a.doublings
                .unwrap_or(0.0)
                .total_cmp(&b.doublings.unwrap_or(0.0))
        });
    let row = wrong.or(far)?;
    let said = super::said::said(row.said.as_ref()?);
    Some(format!(
        "Of {} you said: {said}. What did you picture, and where did it go another way?",
        row.question.subject
    ))
}

/// The journey that went down first.
fn first_down<'a>(debrief: &Debrief<'a>) -> Option<&'a JourneyScore> {
    let down = debrief
        .life
        .score
        .journeys
        .iter()
        .filter(|j| !j.episodes.is_empty());
    down.min_by_key(|j| j.episodes.first().map(|e| e.from))
}

fn seen_then(debrief: &Debrief<'_>, journey: &JourneyScore) -> Option<String> {
    let from = journey.episodes.first()?.from;
    let when = debrief.clock.both(from);
    Some(format!(
        "When {} went down at {when}, what could have told us that the trouble was not our own, and who would have looked?",
        journey.name
    ))
}

/// Why nobody could do anything for so long.
fn waited(debrief: &Debrief<'_>, journey: &JourneyScore) -> Option<String> {
    let life = debrief.life;
    let explained = explain(&life.outcome, &life.score, journey.journey);
    let episode = explained.episodes.first()?;
    let kept = episode.not_failed_over.first()?;
    Some(format!(
        "\"{}\" ({}). What would have had to be ready before that day?",
        kept.text,
        debrief.clock.both(kept.at)
    ))
}

fn page(debrief: &Debrief<'_>) -> Option<String> {
    let known = &debrief.life.outcome.communication;
    let customers = known.customers?;
    Some(match known.first_post {
        Some(post) if post > customers => format!(
            "The status page spoke {} after customers felt it. What did we tell them meanwhile, and on whose word?",
            length(post.since(customers))
        ),
        Some(_) | None => format!(
            "Customers felt it at {}. What did we tell them, and on whose word?",
            debrief.clock.both(customers.max(SimTime::ZERO))
        ),
    })
}

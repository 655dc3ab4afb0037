//! A replay in sentences: what has happened since it was last told, what is up and down, why, what the page says.

use super::scene::Scene;
use super::{Replay, panels, timeline};
use crate::screen::look::Look;
use crate::screen::story::{JourneyNow, Mark};
use ratatui::layout::Rect;
use reports::words::{length, plural, share_ppm};
use tenant::outcome::Health;

/// Most events told of a step; what there is beyond is counted.
const EVENTS_MAX: usize = 8;

/// Everything that the screen shows.
pub(super) fn told(replay: &Replay) -> Vec<String> {
    let scene = Scene::new(replay);
    let outcome = &scene.story.life.outcome;
    let zone = outcome.struck_zone.as_deref();
    let struck = zone.map_or_else(String::new, |z| format!(", {z} is struck"));
    let mut out = vec![format!(
        "{}: {} under {}{struck}.",
        scene.story.clock.both(scene.at),
        outcome.architecture,
        outcome.outage
    )];
    out.extend(since(&scene));
    out.extend(scene.journeys.iter().map(|j| journey(&scene, j)));
    out.extend(why(&scene));
    out.extend(parts(&scene));
    out.extend(page(&scene));
    out.extend(score(&scene));
    out.extend(timeline::told(&scene));
    out.extend(large(&scene));
    out
}

/// Columns that no line of a panel needs.
const NEVER_WRAPPED: u16 = 1000;

/// The panel that is looked at alone, with all that has no room beside others.
fn large(scene: &Scene<'_>) -> Vec<String> {
    if !scene.replay.big {
        return Vec::new();
    }
    let panel = scene.replay.focus;
    let room = Rect::new(0, 0, NEVER_WRAPPED, NEVER_WRAPPED);
    let lines = panels::lines(scene, panel, room, &Look::default());
    let mut out = vec![format!("{}:", panels::title(scene, panel))];
    // Strips are pictures; what they show is told elsewhere.
    let texts = lines.into_iter().filter(|l| l.strip.is_none());
    let texts = texts.map(|l| l.text.trim().to_owned());
    out.extend(texts.filter(|t| !t.is_empty()));
    out
}

/// What happened since the instant that was looked at before.
fn since(scene: &Scene<'_>) -> Vec<String> {
    let before = scene.replay.before;
    if before >= scene.at {
        return Vec::new();
    }
    let events = scene.story.events();
    let shown = scene.story.viewed(scene.replay.view);
    let inside = |i: &&usize| events[**i].at > before && events[**i].at <= scene.at;
    let new: Vec<&usize> = shown.iter().filter(inside).collect();
    let from = scene.story.clock.both(before);
    let mut out = vec![format!(
        "Since {from}: {}.",
        plural(new.len() as u64, "event")
    )];
    if new.len() > EVENTS_MAX {
        out.push(format!("The last {EVENTS_MAX} of them:"));
    }
    for i in &new[new.len().saturating_sub(EVENTS_MAX)..] {
        let event = events[**i];
        let text = scene.story.fact(event.fact).map_or("", |f| f.text.as_str());
        out.push(format!("{}: {text}.", scene.clock(event.at)));
    }
    out
}

fn journey(scene: &Scene<'_>, journey: &JourneyNow<'_>) -> String {
    let served = journey.served_ppm.map_or_else(
        || "nobody asks for it".to_owned(),
        |p| format!("{} of requests are served", share_ppm(u64::from(p))),
    );
    let so_far = match journey.down.0 {
        0 => "not down so far".to_owned(),
        _ => format!("down for {} so far", length(journey.down)),
    };
    match (journey.mark, journey.down_since) {
        (Mark::Down, Some(since)) => format!(
            "{} is DOWN since {}, {}: {served}; {so_far}.",
            journey.name,
            scene.clock(since),
            length(scene.at.since(since))
        ),
        (Mark::Down, None) => format!("{} is DOWN: {served}; {so_far}.", journey.name),
        (Mark::Part, _) => format!("{} is served in part: {served}; {so_far}.", journey.name),
        (Mark::Up, _) => format!("{} is up: {served}; {so_far}.", journey.name),
        (Mark::Making | Mark::Unknown, _) => format!("{}: {served}; {so_far}.", journey.name),
    }
}

fn why(scene: &Scene<'_>) -> Vec<String> {
    let asked = scene
        .asked
        .filter(|&j| scene.journeys[j].mark == Mark::Down);
    let Some(asked) = asked else {
        return Vec::new();
    };
    let name = scene.journeys[asked].name;
    let mut out = Vec::new();
    for (i, row) in scene.story.why(asked, scene.at).iter().enumerate() {
        let lead = match (i, row.input) {
            (_, true) => "Trigger".to_owned(),
            (0, false) => format!("Why {name} is down"),
            (_, false) => "Because".to_owned(),
        };
        let given = row.given.iter().map(|g| format!(", while {}", g.1));
        let given: String = given.collect();
        out.push(format!(
            "{lead}: {}, {}{given}.",
            scene.clock(row.at),
            row.text
        ));
    }
    if let Some(row) = scene.story.acted(asked, scene.at).first() {
        out.push(format!(
            "Acted last: {}, {}.",
            scene.clock(row.at),
            row.text
        ));
    }
    if let Some(row) = scene.story.not_failed_over(asked, scene.at).first() {
        out.push(format!("Held up: {}, {}.", scene.clock(row.at), row.text));
    }
    out
}

/// Parts that are not well, each once; then how many are.
fn parts(scene: &Scene<'_>) -> Vec<String> {
    let mut out = Vec::new();
    let mut well = 0;
    for (i, component) in scene.story.arch.components.iter().enumerate() {
        let id = tenant::architecture::ComponentId(i as u16);
        let (health, since) = scene.story.health_of(id, scene.at);
        let word = match health {
            Health::Up => {
                well += 1;
                continue;
            }
            Health::Degraded => "works in part",
            Health::Hung => "hangs",
            Health::Down => "is down",
            Health::Recovering => "is being made again",
        };
        out.push(format!(
            "{} {word} since {}.",
            component.name,
            scene.clock(since)
        ));
    }
    out.push(match (out.is_empty(), well) {
        (true, _) => "All of its parts work.".to_owned(),
        (false, 0) => "None of its parts works.".to_owned(),
        (false, 1) => "One of its parts works.".to_owned(),
        (false, _) => format!("{well} of its parts work."),
    });
    out
}

fn page(scene: &Scene<'_>) -> Vec<String> {
    let now = &scene.page;
    let mut out = vec![match now.says {
        Some(post) => format!(
            "The status page says since {}: {}.",
            scene.clock(post.at),
            post.text
        ),
        None => "The status page says nothing yet.".to_owned(),
    }];
    let wrong = now
        .truth
        .iter()
        .map(|t| format!("In truth {}.", t.sentence()));
    out.extend(wrong);
    if now.truth.is_empty() {
        out.push("In truth all is calm on the provider's side.".to_owned());
    }
    if now.hid.0 > 0 {
        out.push(format!(
            "The page has said that all is well, or nothing, for {} while it was not.",
            length(now.hid)
        ));
    }
    out
}

fn score(scene: &Scene<'_>) -> Vec<String> {
    let stores = scene.stores.iter();
    let mut out: Vec<String> = stores
        .map(|s| format!("Data of {}: {}.", s.name, s.note))
        .collect();
    for harm in scene.story.harm_by(scene.at) {
        let amount = match harm.unit.as_str() {
            "USD" => reports::words::dollars(harm.micro),
            unit => format!("{} {unit}", reports::words::count(harm.micro / 1_000_000)),
        };
        out.push(format!("Lost so far with failed requests: {amount}."));
    }
    out
}

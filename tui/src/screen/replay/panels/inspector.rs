//! What is selected in the topology, closely: a part or a place.

use super::super::scene::{Line, Scene, paragraph};
use crate::screen::look::Look;
use crate::screen::story::{Inspected, Mark, Row};
use ratatui::style::Style;
use reports::words::length;
use tenant::outcome::Health;

/// What is selected.
pub(super) fn title(scene: &Scene<'_>) -> String {
    match scene.selected() {
        Some(row) => format!("SELECTED {}", row.name),
        None => "SELECTED nothing".to_owned(),
    }
}

/// All that can be told of it.
pub(super) fn lines(scene: &Scene<'_>, width: usize, look: &Look) -> Vec<Line> {
    let Some(row) = scene.selected() else {
        return vec![Line::plain(" nothing is selected")];
    };
    match row.component {
        Some(id) => part(scene, &scene.story.inspect(id, scene.at), row, width, look),
        None => place(scene, row, width, look),
    }
}

fn part(scene: &Scene<'_>, part: &Inspected, row: &Row, width: usize, look: &Look) -> Vec<Line> {
    let mut out = Vec::new();
    let state = match (part.health, part.since) {
        (Health::Up, None) => "+ works, and has all along".to_owned(),
        (health, since) => {
            let since = since.unwrap_or_default();
            let for_so_long = length(scene.at.since(since));
            let (mark, word) = (row.mark.glyph(), word(health));
            format!("{mark} {word} since {}, {for_so_long}", scene.clock(since))
        }
    };
    let places = part.places.join(", ");
    let text = format!(" {} {state}.  {} in {places}.", part.name, part.what);
    out.extend(paragraph(&text, 3, width, look.theme.mark(row.mark)));
    out.extend(because(scene, part, width));
    let list = |names: &[String]| match names.is_empty() {
        true => "nothing".to_owned(),
        false => names.join(", "),
    };
    let links = format!(
        " calls and needs {}; called and needed by {}; journeys through it: {}; plans: {}.",
        list(&part.calls),
        list(&part.called_by),
        list(&part.journeys),
        match part.plans.is_empty() {
            true => "none".to_owned(),
            false => part.plans.join(", "),
        }
    );
    out.extend(paragraph(&links, 3, width, Style::new()));
    out.extend(history(scene, row, width));
    out
}

/// What led to its state: the facts next to it and the first one; all of them where it stands alone.
fn because(scene: &Scene<'_>, part: &Inspected, width: usize) -> Vec<Line> {
    // The newest fact mostly says again that it is so.
    let again = |text: &str| text.starts_with(&format!("{} ", part.name));
    let skip = usize::from(part.because.len() > 1 && again(&part.because[0].text));
    let chain = &part.because[skip..];
    let most = if scene.replay.big { chain.len() } else { 2 };
    let mut out = Vec::new();
    for (i, row) in chain.iter().enumerate() {
        let last = i + 1 == chain.len();
        if i >= most && !last {
            continue;
        }
        let lead = match (row.input, last && i > 0) {
            (true, _) => "trigger",
            (false, true) => "began with",
            (false, false) => "because",
        };
        let text = format!(" {lead}: {} {}", scene.clock(row.at), row.text);
        out.extend(paragraph(&text, 3, width, Style::new()));
    }
    out
}

/// Its health over the whole run.
fn history(scene: &Scene<'_>, row: &Row, width: usize) -> Option<Line> {
    let id = row.component?;
    let head = " whole run ";
    let columns = width.saturating_sub(head.len() + 1);
    let (from, until) = (kernel::SimTime::ZERO, scene.story.end());
    let strip = scene.story.health_strip(id, from, until, columns);
    Some(Line::plain(head).with_strip(&strip))
}

const fn word(health: Health) -> &'static str {
    match health {
        Health::Up => "works",
        Health::Degraded => "works in part",
        Health::Hung => "hangs",
        Health::Down => "is down",
        Health::Recovering => "is being made again",
    }
}

fn place(scene: &Scene<'_>, row: &Row, width: usize, look: &Look) -> Vec<Line> {
    let name = row.place.as_deref().unwrap_or(&row.name);
    let struck = if row.struck {
        ", struck by the outage"
    } else {
        ""
    };
    let mut out = vec![Line::marked(
        format!(" {name} {}{struck}", row.mark.glyph()),
        row.mark,
        look,
    )];
    let here = scene
        .story
        .truths()
        .iter()
        .filter(|t| Some(&t.path) == row.place.as_ref());
    for truth in here {
        let now = reports::words::share((truth.at(scene.at) * 1e3).round() / 1e3);
        let text = format!(" {}: {now} now", truth.what);
        let head = format!("{text:<44} ");
        let columns = width.saturating_sub(head.len() + 1).min(72);
        let (from, until) = (kernel::SimTime::ZERO, scene.story.end());
        let strip = scene.story.truth_strip(truth, from, until, columns);
        out.push(Line::plain(head).with_strip(&strip));
    }
    if out.len() == 1 {
        let text = match row.place.is_some() {
            true => " the provider's side of it is calm all along",
            false => " no part of the architecture runs here",
        };
        out.push(Line::plain(text));
    }
    if row.mark == Mark::Part && out.len() > 1 {
        let text = " strips: the whole run, # all works, 9 to 0 less, . next to nothing";
        out.push(Line::styled(text, look.theme.quiet()));
    }
    out
}

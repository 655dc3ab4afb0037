//! The questions on the screen, with what is known beforehand under them or beside them.

use super::Predict;
use crate::screen::look::{Look, Shown, is_boxed, lines_at, panel, wrapped};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use reports::words::length;

/// Where the two panels stand.
struct Layout {
    questions: Rect,
    known: Rect,
    boxed: bool,
}

/// Fewest columns for two panels side by side.
const BESIDE: u16 = 110;

fn layout(predict: &Predict, area: Rect) -> Layout {
    let boxed = is_boxed(area);
    let frame = if boxed { 2 } else { 1 };
    if area.width >= BESIDE {
        let left = area.width * 55 / 100;
        return Layout {
            questions: Rect {
                width: left,
                ..area
            },
            known: Rect {
                x: area.x + left,
                width: area.width - left,
                ..area
            },
            boxed,
        };
    }
    let wanted = lines(predict, usize::from(area.width)).len() as u16 + frame;
    let height = wanted.min(area.height);
    Layout {
        questions: Rect { height, ..area },
        known: Rect {
            y: area.y + height,
            height: area.height - height,
            ..area
        },
        boxed,
    }
}

/// Draws the screen into this area.
pub(super) fn draw(buffer: &mut Buffer, predict: &Predict, look: &Look, area: Rect) {
    let layout = layout(predict, area);
    let title = "BEFORE YOU WATCH: WHAT WILL HAPPEN?";
    let inner = panel(buffer, layout.questions, title, true, layout.boxed, look);
    let all = lines(predict, usize::from(inner.width));
    let skip = skipped(predict, &all, inner);
    let shown: Vec<Shown> = all
        .into_iter()
        .map(|(row, text)| Shown {
            text,
            style: match row {
                Some(row) if row == predict.at => look.theme.selected(),
                Some(_) => Style::new(),
                None => look.theme.quiet(),
            },
        })
        .collect();
    lines_at(buffer, inner, &shown, skip);
    if layout.known.height < 2 {
        return;
    }
    let inner = panel(
        buffer,
        layout.known,
        "WHAT IS KNOWN",
        false,
        layout.boxed,
        look,
    );
    let width = usize::from(inner.width).saturating_sub(2);
    let known = known(predict);
    let lines = known.iter().flat_map(|text| wrapped(text, 2, width));
    let lines: Vec<Shown> = lines.map(|l| Shown::plain(format!(" {l}"))).collect();
    lines_at(buffer, inner, &lines, 0);
}

/// Lines of the questions, with the question that each belongs to.
fn lines(predict: &Predict, width: usize) -> Vec<(Option<usize>, String)> {
    let mut out = Vec::new();
    let asked = predict.answers.iter().map(|a| a.asked().chars().count());
    let column = asked.max().unwrap_or(0) + 4;
    for (i, answer) in predict.answers.iter().enumerate() {
        let cursor = if i == predict.at { '>' } else { ' ' };
        let (what, sure) = answer.shown();
        let asked = answer.asked();
        if column + 30 <= width {
            let line = format!(" {cursor} {asked:<column$}{what:<18}{sure}");
            out.push((Some(i), line));
        } else {
            out.push((Some(i), format!(" {cursor} {asked}")));
            out.push((Some(i), format!("     {what}  {sure}")));
        }
    }
    out.push((None, String::new()));
    for text in [
        "Being down counts all its times together. Say the length that you hold to be as likely too long as too short, and \
         how sure you are of the yes or no: half sure, 50 %, is a coin.",
        "Leave out what you like. Enter locks what you said and opens the replay.",
    ] {
        let wrapped = wrapped(text, 0, width.saturating_sub(2));
        out.extend(wrapped.into_iter().map(|l| (None, format!(" {l}"))));
    }
    out
}

/// Lines left out at the top, so that the chosen question is in sight.
fn skipped(predict: &Predict, lines: &[(Option<usize>, String)], room: Rect) -> usize {
    let at = lines.iter().rposition(|l| l.0 == Some(predict.at));
    let rows = usize::from(room.height).max(1);
    (at.unwrap_or(0) + 1).saturating_sub(rows)
}

/// The question at a place of the screen.
pub(super) fn answer_at(predict: &Predict, area: Rect, at: Position) -> Option<usize> {
    let layout = layout(predict, area);
    let side = u16::from(layout.boxed);
    let inner = Rect {
        x: layout.questions.x + side,
        y: layout.questions.y.saturating_add(1),
        width: layout.questions.width.saturating_sub(2 * side),
        height: layout.questions.height.saturating_sub(1 + side),
    };
    if !inner.contains(at) {
        return None;
    }
    let lines = lines(predict, usize::from(inner.width));
    let skip = skipped(predict, &lines, inner);
    lines.get(skip + usize::from(at.y - inner.y))?.0
}

/// What can be known before: the outage by its name, the design, its promises and its plans.
fn known(predict: &Predict) -> Vec<String> {
    let story = &predict.story;
    let (arch, o) = (&story.arch, &story.life.outcome);
    let struck = o.struck_zone.as_deref().unwrap_or(&o.place);
    let mut out = vec![
        format!("{}; {struck} is struck.", story.title),
        format!("{}: {}.", arch.name, arch.teaches),
    ];
    if o.given_touched && o.touched {
        out.push("Something of it is hit by the outage itself.".to_owned());
    }
    out.extend(arch.objectives.iter().map(|o| {
        let journey = &arch.journeys[usize::from(o.journey.0)].name;
        let back = o.rto.map(|d| format!("to be back within {}", length(d)));
        let lost = o
            .rpo
            .map(|d| format!("to lose at most {} of data", length(d)));
        let both: Vec<String> = back.into_iter().chain(lost).collect();
        match both.is_empty() {
            true => format!("{journey} promises a share of a month."),
            false => format!("{journey} promises {}.", both.join(" and ")),
        }
    }));
    let plans: Vec<&str> = arch.plans.iter().map(|p| p.name.as_str()).collect();
    out.push(match plans.is_empty() {
        true => "There is no plan for such a day.".to_owned(),
        false => format!("Plans: {}.", plans.join(", ")),
    });
    let people: Vec<&str> = arch.people.iter().map(|p| p.name.as_str()).collect();
    let backups: Vec<&str> = arch.backups.iter().map(|b| b.name.as_str()).collect();
    for (what, names) in [("People", people), ("Backups", backups)] {
        let none = names.is_empty();
        let names = if none {
            "none".to_owned()
        } else {
            names.join(", ")
        };
        out.push(format!("{what}: {names}."));
    }
    out.push("Where its parts run:".to_owned());
    out.extend(parts(predict));
    out
}

/// Zones with the parts in them.
fn parts(predict: &Predict) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for row in predict.story.topology_at(kernel::SimTime::ZERO) {
        match (row.component, out.last_mut()) {
            (Some(_), Some(place)) => {
                let comma = if place.ends_with(':') { " " } else { ", " };
                place.push_str(&format!("{comma}{}", row.name));
            }
            (_, _) => {
                let zone = if row.depth == 1 { "zone " } else { "" };
                out.push(format!("- {zone}{}:", row.name));
            }
        }
    }
    out.retain(|place| !place.ends_with(':'));
    out
}

/// The same in sentences.
pub(super) fn told(predict: &Predict) -> Vec<String> {
    let mut out = known(predict);
    for (i, answer) in predict.answers.iter().enumerate() {
        let cursor = if i == predict.at { '>' } else { '-' };
        let (what, sure) = answer.shown();
        let comma = if sure.is_empty() { "" } else { ", " };
        let number = i + 1;
        out.push(format!(
            "{cursor} {number} {} {what}{comma}{sure}.",
            answer.asked()
        ));
    }
    out
}

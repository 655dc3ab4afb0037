//! Why a journey is down: from what users feel to the trigger; who acted; what a plan waits for.

use super::super::scene::{Line, Scene, paragraph};
use crate::screen::look::Look;
use crate::screen::story::{JourneyNow, Mark, WhyRow};
use ratatui::style::Style;
use reports::words::{length, share_ppm};

/// What is asked.
pub(super) fn title(scene: &Scene<'_>) -> String {
    let Some(journey) = scene.asked.and_then(|j| scene.journeys.get(j)) else {
        return "WHY".to_owned();
    };
    match journey.mark {
        Mark::Down => format!("WHY {} IS DOWN", journey.name),
        Mark::Part => format!("WHY {} IS SERVED IN PART", journey.name),
        Mark::Up | Mark::Making | Mark::Unknown => format!("WHY {} WAS DOWN", journey.name),
    }
}

/// The answer. Where the chain does not fit, its middle gives way, never the trigger.
pub(super) fn lines(scene: &Scene<'_>, width: usize, height: usize, look: &Look) -> Vec<Line> {
    let Some((asked, journey)) = scene.asked.and_then(|j| Some((j, scene.journeys.get(j)?))) else {
        return calm(scene, width, look);
    };
    let chain = match journey.mark {
        Mark::Down => scene.story.why(asked, scene.at),
        Mark::Part => scene.story.why_in_part(asked, scene.at),
        Mark::Up | Mark::Making | Mark::Unknown => {
            let mut out = vec![Line::plain(format!(" {} + is served", journey.name))];
            out.extend(back(scene, asked, width));
            return out;
        }
    };
    let whole = scene.replay.big || height > WHOLE_FROM;
    let mut out = vec![Line::marked(felt(scene, journey), journey.mark, look)];
    let blocks = chain_lines(scene, &chain, width, whole, look);
    let tail = tail(scene, asked, width, whole, look);
    let room = height.saturating_sub(out.len() + tail.len());
    match scene.replay.focus == super::Panel::Why {
        // It scrolls, so nothing need give way.
        true => out.extend(blocks.into_iter().flatten()),
        false => out.extend(fitted(blocks, room, look)),
    }
    out.extend(tail);
    out
}

/// From so many rows on, standing conditions and the whole of what was done are shown.
const WHOLE_FROM: usize = 24;

fn felt(scene: &Scene<'_>, journey: &JourneyNow<'_>) -> String {
    let served = journey.served_ppm.map_or_else(
        || "nobody asks".to_owned(),
        |p| format!("{} served", share_ppm(u64::from(p))),
    );
    let since = journey.down_since.map_or_else(String::new, |t| {
        format!(", for {}", length(scene.at.since(t)))
    });
    let mark = journey.mark.glyph();
    format!(" {} {mark} {served}{since}", journey.name)
}

/// Each link as a block of lines.
fn chain_lines(
    scene: &Scene<'_>,
    chain: &[WhyRow],
    width: usize,
    whole: bool,
    look: &Look,
) -> Vec<Vec<Line>> {
    if chain.is_empty() {
        return vec![vec![Line::plain(" no fact of the run says why")]];
    }
    let (_, twig) = look.glyphs.branches();
    let deepest = if width < 45 { 1 } else { 12 };
    let mut told = None;
    let mut out = Vec::new();
    for row in chain {
        let lead = " ".repeat(row.depth.min(deepest) + 1);
        let when = match told == Some(row.at) {
            true => String::new(),
            false => format!("{} ", scene.clock(row.at)),
        };
        told = Some(row.at);
        let trigger = if row.input { "trigger: " } else { "" };
        let text = format!("{lead}{twig}{when}{trigger}{}", row.text);
        let style = match row.input {
            true => look.theme.title(),
            false => Style::new(),
        };
        let indent = lead.len() + 3;
        let mut block = paragraph(&text, indent, width, style);
        if whole {
            for (at, given) in &row.given {
                let text = format!("{}while {given} ({})", " ".repeat(indent), scene.clock(*at));
                block.extend(paragraph(&text, indent + 2, width, look.theme.quiet()));
            }
        }
        out.push(block);
    }
    out
}

/// As many blocks as there are rows for: the first ones and the last.
fn fitted(blocks: Vec<Vec<Line>>, room: usize, look: &Look) -> Vec<Line> {
    let all: usize = blocks.iter().map(Vec::len).sum();
    if all <= room {
        return blocks.into_iter().flatten().collect();
    }
    let count = blocks.len();
    let last = blocks.last().cloned().unwrap_or_default();
    let mut left = room.saturating_sub(last.len() + 1);
    let mut out = Vec::new();
    let mut shown = 0;
    for block in blocks.into_iter().take(count.saturating_sub(1)) {
        if block.len() > left {
            break;
        }
        left -= block.len();
        shown += 1;
        out.extend(block);
    }
    let hidden = count.saturating_sub(shown + 1);
    if hidden > 0 {
        let text = format!("   .. {hidden} more between: w");
        out.push(Line::styled(text, look.theme.quiet()));
    }
    out.extend(last);
    out
}

/// Who acted last, and why nothing has taken over; all of it where there is room.
fn tail(scene: &Scene<'_>, asked: usize, width: usize, whole: bool, look: &Look) -> Vec<Line> {
    let most = if whole { 12 } else { 1 };
    let acted = scene.story.acted(asked, scene.at);
    let waits = scene.story.not_failed_over(asked, scene.at);
    let kept = scene.story.kept_down(asked, scene.at);
    let mut out = Vec::new();
    let mut add = |label: &str, rows: &[WhyRow], style: Style| {
        for row in rows.iter().take(most) {
            let text = format!(" {label}: {} {}", scene.clock(row.at), row.text);
            out.extend(paragraph(&text, 3, width, style));
        }
        if whole && rows.len() > most {
            let text = format!("   and {} before that", rows.len() - most);
            out.push(Line::styled(text, look.theme.quiet()));
        }
    };
    if whole {
        add("kept down", &kept, Style::new());
    }
    add("acted", &acted, Style::new());
    add("held up", &waits, look.theme.mark(Mark::Part));
    if acted.is_empty() && waits.is_empty() {
        let text = match scene.story.arch.plans.is_empty() {
            true => " nobody has a plan for it",
            false => " nobody has acted yet",
        };
        out.push(Line::marked(text, Mark::Part, look));
    }
    out
}

/// What ended the last interruption, if there was one.
fn back(scene: &Scene<'_>, asked: usize, width: usize) -> Vec<Line> {
    let Some((episode, rows)) = scene.story.came_back(asked, scene.at) else {
        return vec![Line::plain(" it has not been down so far")];
    };
    let text = format!(
        " it was down {} until {}",
        length(episode.length()),
        scene.clock(episode.until)
    );
    let mut out = paragraph(&text, 3, width, Style::new());
    for (i, row) in rows.iter().enumerate() {
        let lead = if i == 0 { "back" } else { "since" };
        let text = format!("   {lead}: {} {}", scene.clock(row.at), row.text);
        out.extend(paragraph(&text, 5, width, Style::new()));
    }
    out
}

/// Every journey is up: what was last.
fn calm(scene: &Scene<'_>, width: usize, look: &Look) -> Vec<Line> {
    let partly = scene.journeys.iter().position(|j| j.mark == Mark::Part);
    let text = match partly {
        Some(i) => format!(
            " {} ~ is served in part: J asks why",
            scene.journeys[i].name
        ),
        None => " + every journey is served".to_owned(),
    };
    let mut out = vec![match partly {
        Some(_) => Line::marked(text, Mark::Part, look),
        None => Line::plain(text),
    }];
    let all = 0..scene.journeys.len();
    let over = all.filter_map(|i| Some((scene.story.came_back(i, scene.at)?.0.until, i)));
    if let Some((_, latest)) = over.max_by_key(|o| (o.0, std::cmp::Reverse(o.1))) {
        out.push(Line::plain(format!(
            " last: {}",
            scene.journeys[latest].name
        )));
        out.extend(back(scene, latest, width));
    }
    out
}

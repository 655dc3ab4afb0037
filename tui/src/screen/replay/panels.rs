//! What stands in each panel of the replay, as lines of text.

use super::{Panel, Replay};
use crate::screen::look::{Look, Shown, cut, fit, wrapped};
use crate::screen::story::{EventKind, Mark, Row, Story};
use ratatui::layout::Rect;
use ratatui::style::Style;
use reports::words::{length, share_ppm};
use tenant::score::{ObjectiveScore, Target};

/// Rows that a panel would like, without its title.
pub(super) fn wants(replay: &Replay, panel: Panel) -> u16 {
    let story = &replay.story;
    let rows = match panel {
        Panel::Topology => story.topology_at(replay.at).len(),
        Panel::Why => 12,
        Panel::Journeys => story.arch.journeys.len(),
        Panel::Page => 5,
        Panel::Events => 40,
        Panel::Score => score(story, replay).len(),
    };
    rows.min(60) as u16
}

/// The title of a panel.
pub(super) fn title(replay: &Replay, panel: Panel) -> String {
    let story = &replay.story;
    match panel {
        Panel::Topology => "TOPOLOGY".to_owned(),
        Panel::Why => match replay.asked() {
            Some(j) => format!("WHY {} IS DOWN", story.arch.journeys[j].name),
            None => "WHY".to_owned(),
        },
        Panel::Journeys => "JOURNEYS   now, lately".to_owned(),
        Panel::Page => "STATUS PAGE AND TRUTH".to_owned(),
        Panel::Events => {
            let by = story.events_by(replay.at);
            format!("EVENTS {by} of {}", story.events().len())
        }
        Panel::Score => "SCORE BY NOW".to_owned(),
    }
}

/// The lines of a panel for a room of that size.
pub(super) fn lines(replay: &Replay, panel: Panel, room: Rect, look: &Look) -> Vec<Shown> {
    let width = usize::from(room.width);
    match panel {
        Panel::Topology => topology(replay, width, look),
        Panel::Why => why(replay, width, look),
        Panel::Journeys => journeys(replay, width, look),
        Panel::Page => page(replay, width, look),
        Panel::Events => events(replay, usize::from(room.height), width, look),
        Panel::Score => score(&replay.story, replay)
            .into_iter()
            .map(|(left, right, mark)| Shown {
                text: fit(
                    &format!(" {left}"),
                    &format!("{} {right} ", mark.glyph()),
                    width,
                ),
                style: look.theme.mark(mark),
            })
            .collect(),
    }
}

fn topology(replay: &Replay, width: usize, look: &Look) -> Vec<Shown> {
    let rows = replay.story.topology_at(replay.at);
    let (branch, last) = look.glyphs.branches();
    let line = |(i, row): (usize, &Row)| {
        let next = rows.get(i + 1).map_or(0, |r| r.depth);
        let twig = match row.depth {
            0 => String::new(),
            depth => {
                let end = if next < depth { last } else { branch };
                format!("{}{end}", "   ".repeat(depth - 1))
            }
        };
        let left = format!(" {twig}{}", row.name);
        let right = match row.note.is_empty() {
            true => format!("{} ", row.mark.glyph()),
            false => format!("{} {} ", row.mark.glyph(), row.note),
        };
        Shown {
            text: fit(&left, &right, width),
            style: look.theme.mark(row.mark),
        }
    };
    rows.iter().enumerate().map(line).collect()
}

fn why(replay: &Replay, width: usize, look: &Look) -> Vec<Shown> {
    let story = &replay.story;
    let Some(journey) = replay.asked() else {
        return vec![Shown::plain(" every journey is up".to_owned())];
    };
    let chain = story.why(journey, replay.at);
    if chain.is_empty() {
        return vec![Shown::plain(format!(
            " {} is up",
            story.arch.journeys[journey].name
        ))];
    }
    let (_, twig) = look.glyphs.branches();
    let mut out = Vec::new();
    for row in &chain {
        let lead = match row.depth {
            0 => " ".to_owned(),
            depth => format!(" {}{twig}", " ".repeat((depth - 1).min(8))),
        };
        let when = story
            .clock
            .local(row.at)
            .unwrap_or_else(|| row.at.to_string());
        let ends = if row.input { " (from outside)" } else { "" };
        let text = format!("{lead}{when} {}{ends}", row.text);
        out.extend(
            wrapped(&text, lead.chars().count() + 2, width)
                .into_iter()
                .map(Shown::plain),
        );
    }
    for row in story
        .not_failed_over(journey, replay.at)
        .into_iter()
        .take(3)
    {
        let text = format!(" not failed over: {}", row.text);
        let style = look.theme.mark(Mark::Part);
        out.extend(
            wrapped(&text, 3, width)
                .into_iter()
                .map(|text| Shown { text, style }),
        );
    }
    out
}

/// How much of the past a journey's strip shows, as a part of what the timeline shows.
const LATELY: u64 = 6;

fn journeys(replay: &Replay, width: usize, look: &Look) -> Vec<Shown> {
    let story = &replay.story;
    let all = story.journeys_at(replay.at);
    let longest = all
        .iter()
        .map(|j| j.name.chars().count())
        .max()
        .unwrap_or(0);
    let back = replay.span.1.since(replay.span.0).0 / LATELY;
    let from = kernel::SimTime(replay.at.0.saturating_sub(back));
    let line = |(i, j): (usize, &crate::screen::story::JourneyNow<'_>)| {
        let word = match j.mark {
            Mark::Down => "DOWN",
            Mark::Part => "part",
            Mark::Up => "ok",
            Mark::Making | Mark::Unknown => "idle",
        };
        let served = j
            .served_ppm
            .map_or("-".to_owned(), |p| share_ppm(u64::from(p)));
        let chosen = if replay.asked() == Some(i) { '>' } else { ' ' };
        let head = format!(
            "{chosen}{:<longest$} {} {word:<4} {served:>7} ",
            j.name,
            j.mark.glyph()
        );
        let room = width.saturating_sub(head.chars().count() + 1);
        let strip = if replay.at > from {
            story.strip(i, from, replay.at, room)
        } else {
            String::new()
        };
        Shown {
            text: format!("{head}{strip}"),
            style: look.theme.mark(j.mark),
        }
    };
    all.iter().enumerate().map(line).collect()
}

fn page(replay: &Replay, width: usize, look: &Look) -> Vec<Shown> {
    let story = &replay.story;
    let now = story.page_at(replay.at);
    let says = match now.says {
        Some(post) => format!(" says {} \"{}\"", now.claims.glyph(), post.text),
        None => format!(" says {} nothing yet", now.claims.glyph()),
    };
    let mut out: Vec<Shown> = wrapped(&says, 8, width)
        .into_iter()
        .map(|text| Shown {
            text,
            style: look.theme.mark(now.claims),
        })
        .collect();
    if now.truth.is_empty() {
        out.push(Shown::plain(" true + all is calm".to_owned()));
    }
    for (name, share) in &now.truth {
        let share = share_ppm((share * 1e6) as u64);
        out.push(Shown {
            text: cut(&format!(" true x {share} of {name}"), width),
            style: look.theme.mark(Mark::Down),
        });
    }
    out.push(Shown::plain(format!(
        " post {} of {}",
        now.posts.0, now.posts.1
    )));
    out
}

/// The events round the instant, the latest one that has happened marked.
fn events(replay: &Replay, rows: usize, width: usize, look: &Look) -> Vec<Shown> {
    let story = &replay.story;
    let by = story.events_by(replay.at);
    // A few of what comes stay in sight below what has been.
    let coming = (rows / 4).min(story.events().len() - by);
    let until = by + coming;
    let from = until.saturating_sub(rows + replay.scroll);
    let shown = story.events()[from..until].iter().enumerate();
    shown
        .map(|(i, e)| {
            let text = story.fact(e.fact).map_or("", |f| f.text.as_str());
            let when = story.clock.local(e.at).unwrap_or_else(|| e.at.to_string());
            let who = match e.kind {
                EventKind::Input => '!',
                EventKind::Provider => ' ',
                EventKind::Own => '*',
            };
            let now = if from + i + 1 == by { '>' } else { ' ' };
            let style = if from + i >= by {
                look.theme.quiet()
            } else {
                Style::new()
            };
            Shown {
                text: cut(&format!("{now}{when} {who} {text}"), width),
                style,
            }
        })
        .collect()
}

fn score(story: &Story, replay: &Replay) -> Vec<(String, String, Mark)> {
    let mut out = Vec::new();
    for (journey, now) in story
        .life
        .score
        .journeys
        .iter()
        .zip(story.journeys_at(replay.at))
    {
        let lasted = length(now.down);
        let mark = if now.down.0 == 0 {
            Mark::Up
        } else {
            now.mark.max(Mark::Part)
        };
        out.push((format!("{} down", now.name), lasted, mark));
        for standing in &now.standings {
            let objective = &journey.objectives[standing.objective];
            let (word, mark) = match standing.broken {
                true => ("broken", Mark::Down),
                false => ("holds", Mark::Up),
            };
            out.push((format!("  {}", promised(objective)), word.to_owned(), mark));
        }
    }
    out
}

/// `RTO 15m`
fn promised(objective: &ObjectiveScore) -> String {
    let target = match objective.target {
        Target::Time(d) => length(d),
        Target::Share(ppb) => share_ppm(u64::from(ppb / 1000)),
    };
    match objective.name {
        "rto" => format!("RTO {target}"),
        "rpo" => format!("RPO {target}"),
        _ => format!("SLO {target}"),
    }
}

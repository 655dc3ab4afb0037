//! The topology: places and parts as a tree, how each fares, and lately where there is room.

use super::super::scene::{Hit, Line, Scene};
use crate::screen::look::{Look, cut};
use crate::screen::story::Row;
use kernel::SimTime;

/// From so many columns on, how each part fared lately stands beside it.
const WITH_HISTORY: usize = 54;
/// Columns of that.
const HISTORY: usize = 12;
/// How far back that goes, as a part of what the timeline shows.
const LATELY: u64 = 6;

/// One line per row of the tree.
pub(super) fn lines(scene: &Scene<'_>, width: usize, look: &Look) -> Vec<Line> {
    let names: Vec<String> = scene.rows.iter().map(|r| name(r, look)).collect();
    let longest = names.iter().map(|n| n.chars().count()).max().unwrap_or(0);
    let names_room = longest.min(width * 6 / 10);
    let history = if width >= WITH_HISTORY { HISTORY } else { 0 };
    let span = scene.replay.span;
    let back = span.1.since(span.0).0 / LATELY;
    let from = SimTime(scene.at.0.saturating_sub(back));
    let rows = scene.rows.iter().zip(&names).enumerate();
    let rows = rows.map(|(i, (row, name))| {
        let selected = scene.replay.selected == i;
        let sign = if selected { '>' } else { ' ' };
        let name = cut(name, names_room);
        // The run keeps one state for all members; where they stand apart, that is said.
        let whole = match row.note.is_empty() || !stands_apart(scene, row) {
            true => "",
            false => " as a whole",
        };
        let state = format!("{} {}{whole}", row.mark.glyph(), row.note);
        // A place has no history of its own.
        let history = if row.component.is_some() { history } else { 0 };
        let room = width.saturating_sub(names_room + 3 + history);
        let state = cut(state.trim_end(), room);
        let text = format!("{sign}{name:<names_room$}  {state}");
        let style = match selected {
            true => look.theme.mark(row.mark).patch(look.theme.selected()),
            false => look.theme.mark(row.mark),
        };
        let line = match row.component.filter(|_| history > 0 && scene.at > from) {
            Some(id) => {
                let strip = scene.story.health_strip(id, from, scene.at, history);
                let text = format!("{text:<gap$}", gap = width.saturating_sub(history));
                Line::styled(text, style).with_strip(&strip)
            }
            None => Line::styled(format!("{text:<width$}"), style),
        };
        line.on_click(Hit::Row(i))
    });
    let mut out: Vec<Line> = rows.collect();
    if history > 0 {
        out.push(Line::plain(""));
        out.push(Line::styled(LEGEND, look.theme.quiet()));
    }
    out
}

/// What the characters of the topology and of its history mean.
const LEGEND: &str = " + # works  ~ in part  x does not  r being made again";

/// Whether a part stands in several rows.
fn stands_apart(scene: &Scene<'_>, row: &Row) -> bool {
    let same = |r: &&Row| r.component.is_some() && r.component == row.component;
    scene.rows.iter().filter(same).count() > 1
}

/// The name with its branches before it.
fn name(row: &Row, look: &Look) -> String {
    let (branch, last) = look.glyphs.branches();
    let bar = look.glyphs.bar();
    let mut out = String::new();
    for (level, ends) in row.lasts.iter().enumerate() {
        let own = level + 1 == row.lasts.len();
        match (own, ends) {
            (true, true) => out.push_str(last),
            (true, false) => out.push_str(branch),
            (false, true) => out.push_str("   "),
            (false, false) => {
                out.push_str(bar);
                out.push_str("  ");
            }
        }
    }
    out.push_str(&row.titled());
    out.push_str(&row.member);
    out
}

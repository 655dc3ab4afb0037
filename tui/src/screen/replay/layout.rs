//! Where everything stands, for drawing and for the mouse alike.

use super::Panel::{Events, Inspector, Journeys, Page, Score, Topology, Why};
use super::scene::Scene;
use super::{Panel, timeline};
use crate::screen::look;
use ratatui::layout::Rect;

/// Fewest columns for two panels side by side.
const COLUMNS_MIN: u16 = 72;
/// Fewest rows for several panels over a timeline.
const ROWS_MIN: u16 = 16;
/// From so many columns on, three panels stand side by side, boxed.
const WIDE: u16 = 130;

/// Where everything stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// Whether panels have boxes.
    pub boxed: bool,
    /// Which panels are shown, and where.
    pub panels: Vec<(Panel, Rect)>,
    /// The timeline.
    pub rail: Rect,
}

impl Layout {
    /// What is left of a panel inside its rule or box.
    pub fn inside(&self, area: Rect) -> Rect {
        match self.boxed {
            false => Rect {
                y: area.y.saturating_add(1),
                height: area.height.saturating_sub(1),
                ..area
            },
            true => Rect {
                x: area.x.saturating_add(1),
                y: area.y.saturating_add(1),
                width: area.width.saturating_sub(2),
                height: area.height.saturating_sub(2),
            },
        }
    }
}

/// Shares the area out.
pub(super) fn layout(scene: &Scene<'_>, area: Rect) -> Layout {
    let boxed = look::is_boxed(area);
    let narrow = area.width < COLUMNS_MIN || area.height < ROWS_MIN;
    let wanted = timeline::wants(scene, boxed) + u16::from(boxed) * 2;
    if scene.replay.big || narrow {
        let most = if narrow { 3 } else { wanted };
        let rail = most.min(area.height / 3);
        return Layout {
            boxed,
            panels: vec![(scene.replay.focus, above(area, rail))],
            rail: below(area, rail),
        };
    }
    let wide = boxed && area.width >= WIDE;
    let rail = wanted.min(area.height / 3);
    let top = above(area, rail);
    let mut panels = Vec::new();
    for (i, column) in columns(top, wide, boxed).into_iter().enumerate() {
        panels.extend(stacked(scene, column, stack(i, wide), boxed));
    }
    Layout {
        boxed,
        panels,
        rail: below(area, rail),
    }
}

fn above(area: Rect, rows: u16) -> Rect {
    Rect {
        height: area.height.saturating_sub(rows),
        ..area
    }
}

fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect {
        y: area.y + (area.height - rows),
        height: rows,
        ..area
    }
}

fn columns(area: Rect, wide: bool, boxed: bool) -> Vec<Rect> {
    let parts: &[u16] = if wide { &[38, 35, 27] } else { &[55, 45] };
    let mut out = Vec::new();
    let mut x = area.x;
    for (i, part) in parts.iter().enumerate() {
        let last = i + 1 == parts.len();
        let width = match last {
            true => area.x + area.width - x,
            false => area.width * part / 100,
        };
        // Without boxes a free column keeps neighbours apart.
        let gap = u16::from(!last && !boxed);
        out.push(Rect {
            x,
            width: width.saturating_sub(gap),
            ..area
        });
        x += width;
    }
    out
}

/// A panel and whether it takes what is left over; the others take what they want.
type Place = (Panel, bool);

const fn stack(column: usize, wide: bool) -> &'static [Place] {
    match (wide, column) {
        (true, 0) => &[(Topology, false), (Inspector, true), (Journeys, false)],
        (true, 1) => &[(Why, true), (Events, true)],
        (true, _) => &[(Page, true), (Score, false)],
        (false, 0) => &[(Topology, false), (Journeys, false), (Events, true)],
        (false, _) => &[(Why, true), (Page, false), (Score, false)],
    }
}

/// Fewest rows inside a panel that takes what is left over, one that says why before all.
const LEFT_MIN: u16 = 4;
const WHY_MIN: u16 = 8;

/// Shares a column out over its panels. What is shown must not move with time, so wishes do not hang on the instant.
fn stacked(scene: &Scene<'_>, column: Rect, stack: &[Place], boxed: bool) -> Vec<(Panel, Rect)> {
    let frame = if boxed { 2 } else { 1 };
    let greedy = stack.iter().filter(|p| p.1).count() as u16;
    let mut heights: Vec<u16> = stack
        .iter()
        .map(|&(p, takes_rest)| {
            if takes_rest {
                0
            } else {
                wants(scene, p, boxed) + frame
            }
        })
        .collect();
    let least = |p: &Place| match p {
        (Why, true) => WHY_MIN + frame,
        (_, true) => LEFT_MIN + frame,
        (_, false) => 0,
    };
    let reserved: u16 = stack.iter().map(least).sum();
    while heights.iter().sum::<u16>() + reserved > column.height {
        // The largest gives way, the upper one of equals, down to a line or two.
        let Some(largest) = heights.iter_mut().rev().max().filter(|h| **h > frame + 2) else {
            break;
        };
        *largest -= 1;
    }
    let used: u16 = heights.iter().sum();
    let rest = column.height.saturating_sub(used);
    let mut given = 0;
    let mut out = Vec::new();
    let mut y = column.y;
    for (&(panel, takes_rest), height) in stack.iter().zip(&mut heights) {
        if takes_rest {
            given += 1;
            *height = rest * given / greedy - rest * (given - 1) / greedy;
        }
        let height = (*height).min(column.y + column.height - y);
        out.push((
            panel,
            Rect {
                y,
                height,
                ..column
            },
        ));
        y += height;
    }
    out
}

/// Rows that a panel would like inside, at any instant.
fn wants(scene: &Scene<'_>, panel: Panel, boxed: bool) -> u16 {
    let story = scene.story;
    let rows = match panel {
        // With its legend, which stands where there are boxes.
        Topology => scene.rows.len() + if boxed { 2 } else { 0 },
        Journeys => scene.journeys.len(),
        Page => 4,
        Score => {
            let objectives = story.life.score.journeys.iter().map(|j| j.objectives.len());
            let all: usize = objectives.sum();
            scene.journeys.len() + all + scene.stores.len() + super::panels::money_rows(story)
        }
        Why | Events | Inspector | Panel::Milestones => 40,
    };
    rows.min(60) as u16
}

//! Where each panel stands: outages on the left with what is known of them under them, designs on the right with theirs,
//! and across the bottom recent runs and what can be done. The same is asked when it is drawn and when it is clicked.

use super::{Home, Pane};
use crate::screen::look::is_boxed;
use ratatui::layout::{Position, Rect};

/// Fewest columns and rows for more than one panel at a time.
const MIN: (u16, u16) = (72, 16);
/// Rows of the greeting.
const GREETING: u16 = 2;

/// Every panel in view with its room, title and border included.
#[derive(Debug)]
pub(super) struct Layout {
    /// The greeting; empty where there is no room.
    pub greeting: Rect,
    /// Panels in view.
    pub panes: Vec<(Pane, Rect)>,
    /// Whether they are boxed.
    pub boxed: bool,
}

impl Layout {
    pub(super) fn of(home: &Home, area: Rect) -> Self {
        let boxed = is_boxed(area);
        let narrow = area.width < MIN.0 || area.height < MIN.1;
        if home.big || narrow {
            let (greeting, rest) = split_rows(area, if area.height > 8 { GREETING } else { 0 });
            return Self {
                greeting,
                panes: vec![(home.focus, rest)],
                boxed: boxed && !narrow,
            };
        }
        let (greeting, rest) = split_rows(area, GREETING);
        let bottom = bottom_rows(home, rest, boxed);
        let (top, bottom) = split_rows(rest, rest.height - bottom);
        let (left, right) =
            split_columns(top, top.width * if boxed { 50 } else { 45 } / 100, boxed);
        let frame = if boxed { 2 } else { 1 };
        let outages = (home.data.outages.len() as u16 + frame).clamp(frame + 2, top.height / 3);
        let (outages, brief) = split_rows(left, outages);
        let designs = home.data.designs.len() as u16 + frame;
        let designs = designs.min(top.height * 52 / 100);
        let (designs, about) = split_rows(right, designs);
        let mut panes = vec![
            (Pane::Outages, outages),
            (Pane::Brief, brief),
            (Pane::Designs, designs),
            (Pane::About, about),
        ];
        panes.extend(across(home, bottom, boxed));
        Self {
            greeting,
            panes,
            boxed,
        }
    }

    /// The panel at a place, and its room without title and border.
    pub(super) fn hit(&self, at: Position) -> Option<(Pane, Rect)> {
        let (pane, area) = self.panes.iter().find(|(_, area)| area.contains(at))?;
        Some((*pane, self.inside(*area)))
    }

    /// The room of a panel without title and border.
    pub(super) fn inside(&self, area: Rect) -> Rect {
        let side = u16::from(self.boxed);
        Rect {
            x: area.x + side,
            y: area.y.saturating_add(1),
            width: area.width.saturating_sub(2 * side),
            height: area.height.saturating_sub(1 + side),
        }
    }
}

/// Rows of the bottom panels: what can be done takes three lines where it stands in two columns, six in one.
fn bottom_rows(home: &Home, rest: Rect, boxed: bool) -> u16 {
    let frame = if boxed { 2 } else { 1 };
    let recent = home.data.recent.len() as u16;
    let wanted = if boxed { 6.max(recent.min(8)) } else { 3 };
    (wanted + frame).min(rest.height / 3)
}

/// Recent runs and what can be done, side by side where there is room; else whoever has runs behind them knows the rest.
fn across(home: &Home, bottom: Rect, boxed: bool) -> Vec<(Pane, Rect)> {
    match (home.data.recent.is_empty(), boxed) {
        (true, _) => vec![(Pane::Start, bottom)],
        (false, false) => vec![(Pane::Recent, bottom)],
        (false, true) => {
            let (recent, start) = split_columns(bottom, bottom.width / 2, true);
            vec![(Pane::Recent, recent), (Pane::Start, start)]
        }
    }
}

fn split_rows(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    let top = Rect {
        height: rows,
        ..area
    };
    let rest = Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    };
    (top, rest)
}

/// Two columns, a blank one between them unless boxes divide them.
fn split_columns(area: Rect, columns: u16, boxed: bool) -> (Rect, Rect) {
    let columns = columns.min(area.width);
    let gap = u16::from(!boxed).min(columns);
    let left = Rect {
        width: columns - gap,
        ..area
    };
    let right = Rect {
        x: area.x + columns,
        width: area.width - columns,
        ..area
    };
    (left, right)
}

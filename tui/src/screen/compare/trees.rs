//! Both topologies as one list of lines, so that what belongs together stands side by side.

use super::Compare;
use crate::screen::story::Row;

/// A line: a place or a component, on the left and on the right.
pub(super) struct Line {
    /// How deep it lies.
    pub depth: usize,
    /// Its name.
    pub name: String,
    /// How it fares; `None`: there is none.
    pub sides: [Option<Row>; 2],
}

impl Line {
    /// Whether one of the two is other than the other.
    pub fn differs(&self) -> bool {
        match &self.sides {
            [Some(a), Some(b)] => a.mark != b.mark,
            [_, _] => true,
        }
    }

    /// What differs, in few words; the sides are called A and B.
    pub fn said(&self) -> String {
        match &self.sides {
            [Some(a), Some(b)] if a.mark == b.mark => "same".to_owned(),
            [Some(a), Some(b)] => format!("differs {} -> {}", a.mark.glyph(), b.mark.glyph()),
            [Some(_), None] => "only in A".to_owned(),
            [None, _] => "only in B".to_owned(),
        }
    }
}

/// The lines in view.
pub(super) fn lines(page: &Compare) -> Vec<Line> {
    let rows = [0, 1].map(|side| {
        let story = page.story(side);
        story.map_or_else(Vec::new, |s| s.topology_at(page.seen(side)))
    });
    let lines = together(rows);
    match page.differences {
        true => only_differing(lines),
        false => lines.into_iter().map(|(_, line)| line).collect(),
    }
}

/// A line and the names on the way to it.
type Placed = (Vec<String>, Line);

/// Rows with the names on the way to each. Zones that nothing of either runs in are left out.
fn paths(rows: Vec<Row>) -> Vec<(Vec<String>, Row)> {
    let mut path: Vec<String> = Vec::new();
    let mut out = Vec::new();
    let depths: Vec<usize> = rows.iter().map(|r| r.depth).collect();
    for (i, row) in rows.into_iter().enumerate() {
        path.truncate(row.depth);
        // A place is the same whether it is struck or not.
        path.push(row.place.clone().unwrap_or_else(|| row.name.clone()));
        let inside = depths.get(i + 1).is_some_and(|next| *next > row.depth);
        if row.component.is_some() || row.depth == 0 || inside {
            out.push((path.clone(), row));
        }
    }
    out
}

/// Lines of the left one in their order; what only the right one has stands at the end of the place it is in.
fn together([a, b]: [Vec<Row>; 2]) -> Vec<Placed> {
    let line = |row: &Row, sides| Line {
        depth: row.depth,
        name: row.name.clone(),
        sides,
    };
    let mut out: Vec<Placed> = Vec::new();
    for (path, row) in paths(a) {
        out.push((path, line(&row, [Some(row.clone()), None])));
    }
    for (path, row) in paths(b) {
        let same = |(known, line): &&mut Placed| *known == path && line.sides[1].is_none();
        if let Some((_, known)) = out.iter_mut().find(same) {
            known.sides[1] = Some(row);
            continue;
        }
        let parent = &path[..path.len() - 1];
        let last = out.iter().rposition(|(known, _)| known.starts_with(parent));
        let at = last.map_or(out.len(), |last| last + 1);
        let new = line(&row, [None, Some(row.clone())]);
        out.insert(at, (path, new));
    }
    out
}

/// What differs, and the places it is in.
fn only_differing(lines: Vec<Placed>) -> Vec<Line> {
    let differing: Vec<Vec<String>> = lines
        .iter()
        .filter(|(_, line)| line.differs())
        .map(|(path, _)| path.clone())
        .collect();
    let needed = |path: &Vec<String>| differing.iter().any(|d| d.starts_with(path));
    let kept = lines.into_iter().filter(|(path, _)| needed(path));
    kept.map(|(_, line)| line).collect()
}

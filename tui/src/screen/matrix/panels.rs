//! What stands in the panels beside the map, as lines of text.

use super::metric::{harm, typical_s};
use super::{Matrix, Panel, heat};
use crate::screen::look::{Look, Shown, paragraph, wrapped};
use ratatui::layout::Rect;
use ratatui::style::Style;
use reports::matrix::{brief, telling_seed, why, worst_journey};
use reports::words::{dollars, plural, share};
use search::matrix::{Cell, Standing};
use std::collections::BTreeMap;

/// The title of a panel.
pub(super) fn title(page: &Matrix, panel: Panel) -> String {
    match panel {
        Panel::Heat => {
            let filter = match page.filter.is_empty() {
                true => String::new(),
                false => format!(", with \"{}\"", page.filter),
            };
            let hidden = if page.hide_met {
                ", those met hidden"
            } else {
                ""
            };
            let (shown, all) = (page.order().len(), page.rows().len());
            let part = match shown == all {
                true => String::new(),
                false => format!(", {shown} of {all}"),
            };
            format!(
                "WHO CAME THROUGH, {}{filter}{hidden}{part}",
                page.sort.says()
            )
        }
        Panel::Cell => page.rows().get(page.row).map_or_else(String::new, |r| {
            format!("{} under {}", r.name, outage(page))
        }),
        Panel::Money => "WHAT MONEY BUYS: worst median downtime and monthly rent".to_owned(),
        Panel::Helps => "WHAT THE NEAREST SURVIVORS HAVE AND THE FAILED HAVE NOT".to_owned(),
    }
}

fn outage(page: &Matrix) -> &str {
    let column = page.columns.get(page.outage());
    column.map_or("..", |c| c.outage.0.as_str())
}

/// The lines of a panel for a room of that size.
pub(super) fn lines(page: &Matrix, panel: Panel, room: Rect, look: &Look) -> Vec<Shown> {
    let width = usize::from(room.width);
    match panel {
        Panel::Heat => Vec::new(),
        Panel::Cell => cell(page, width, look),
        Panel::Money => money(page, width, usize::from(room.height)),
        Panel::Helps => helps(page, width),
    }
}

/// How it ended, in a word.
pub(super) const fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::PassedBy => "has nothing there",
        Standing::Survived => "came through",
        Standing::Hurt => "was hurt",
        Standing::Failed => "failed",
    }
}

/// The cell in sentences.
pub(super) fn sentences(page: &Matrix, row: usize, outage: usize) -> Vec<String> {
    let Some(cell) = page.cell(row, outage) else {
        return vec!["It is not known yet.".to_owned()];
    };
    let mut out = vec![ended(cell)];
    if let Some(nearest) = &cell.nearest {
        out.push(format!(
            "The nearest that came through is {}; there, {}.",
            nearest.architecture,
            nearest.differs.join("; ")
        ));
        if !nearest.less.is_empty() {
            out.push(format!(
                "It does without, though that protects less: {}.",
                nearest.less.join("; ")
            ));
        }
    } else if cell.standing == Standing::Failed {
        let whole = page.columns.get(outage).is_some_and(|c| c.is_whole());
        out.push(match whole {
            true => "No built-in design came through.".to_owned(),
            false => "Which design came through is known once all have been lived.".to_owned(),
        });
    }
    out.push(numbers(page, row, outage, cell));
    out
}

fn ended(cell: &Cell) -> String {
    let why = why(cell);
    let word = word(cell.standing);
    match why.is_empty() {
        true => format!("It {word}."),
        false if cell.standing == Standing::Survived => {
            format!("It {word}; still, {}.", why.join("; "))
        }
        false => format!("It {word}: {}.", why.join("; ")),
    }
}

/// `Down 31h33 in the middle run and 34h48 at most; ...`
fn numbers(page: &Matrix, row: usize, outage: usize, cell: &Cell) -> String {
    let mut out = match worst_journey(cell) {
        Some(j) => {
            let longest = match j.down.not_restored.share.hits {
                0 => format!("{} at most", brief(j.down.longest.secs_f64())),
                n => format!("not restored in {}", plural(n, "run")),
            };
            let name = &j.name;
            format!(
                "{name} is down {} in the middle run, {longest}",
                brief(typical_s(cell))
            )
        }
        None => "No journey".to_owned(),
    };
    if let Some(p) = cell.sweep.touched.p_touched {
        out.push_str(&format!(
            "; something of it is hit with chance {}",
            share(p)
        ));
    }
    if let Some(h) = page.harm(row, outage) {
        out.push_str(&format!(
            "; failed requests cost {} in the middle run, {} at most",
            harm(&h.unit, h.median_micro),
            harm(&h.unit, h.most_micro)
        ));
        if h.unit != "USD" {
            out.push_str(&format!(" ({})", h.unit));
        }
    }
    out.push_str(&format!(
        "; rents {} a month.",
        dollars(page.rows()[row].monthly_micro)
    ));
    out
}

fn cell(page: &Matrix, width: usize, look: &Look) -> Vec<Shown> {
    let mut out = Vec::new();
    let style = page
        .chosen()
        .map_or(Style::new(), |c| look.theme.mark(heat::mark(c.standing)));
    let all = sentences(page, page.row, page.outage());
    for (i, text) in all.iter().enumerate() {
        let style = if i == 0 { style } else { Style::new() };
        let lines = paragraph(text, width);
        out.extend(lines.into_iter().map(|text| Shown { text, style }));
    }
    if let Some(seed) = page.chosen().and_then(telling_seed) {
        let text = format!("Enter plays the run of seed {seed}, which says most about it.");
        out.extend(paragraph(&text, width).into_iter().map(Shown::plain));
    }
    out
}

/// An architecture as a point: what it rents, and its worst median downtime over the outages.
struct Point {
    letter: char,
    row: usize,
    month: u64,
    down_s: f64,
}

fn points(page: &Matrix) -> Vec<Point> {
    let letters = ('a'..='z').chain('A'..='Z');
    let known = page
        .order()
        .into_iter()
        .filter(|&row| !page.cells.cells[row].is_empty());
    let point = |(letter, row): (char, usize)| Point {
        letter,
        row,
        month: page.rows()[row].monthly_micro,
        down_s: page.cells.cells[row]
            .iter()
            .map(typical_s)
            .fold(0.0, f64::max),
    };
    letters.zip(known).map(point).collect()
}

/// Those to which no other is both as cheap and down as little, cheapest first.
fn frontier(points: &[Point]) -> Vec<&Point> {
    let beats = |a: &Point, b: &Point| {
        a.month <= b.month && a.down_s <= b.down_s && (a.month < b.month || a.down_s < b.down_s)
    };
    let mut best: Vec<&Point> = points
        .iter()
        .filter(|p| !points.iter().any(|other| beats(other, p)))
        .collect();
    best.sort_by_key(|p| p.month);
    best
}

/// The frontier in a sentence.
pub(super) fn bought(page: &Matrix) -> String {
    let points = points(page);
    let name = |p: &&Point| {
        format!(
            "{} ({}, {})",
            page.rows()[p.row].name,
            dollars(p.month),
            brief(p.down_s)
        )
    };
    let best: Vec<String> = frontier(&points).iter().map(name).collect();
    format!(
        "No other is both cheaper and down for less than: {}. Each serves its own load, so a price is no verdict.",
        best.join(", ")
    )
}

/// Borders of the picture's rows, seconds, the longest first.
const STEPS_S: [f64; 10] = [
    172_800.0, 86_400.0, 43_200.0, 21_600.0, 10_800.0, 3600.0, 1800.0, 600.0, 60.0, 0.0,
];
/// Characters before the picture.
const AXIS: usize = 8;
/// Characters of a letter with its name and numbers.
const KEY: usize = 43;

fn money(page: &Matrix, width: usize, height: usize) -> Vec<Shown> {
    let words = paragraph(&bought(page), width);
    let mut out: Vec<Shown> = words.into_iter().map(Shown::plain).collect();
    let points = points(page);
    if height >= out.len() + STEPS_S.len() + 2 && width >= AXIS + 16 + KEY {
        out.splice(0..0, picture(page, &points, width));
    } else {
        out.extend(key(page, &points, width));
    }
    out
}

/// Letters by rent (logarithmic) and downtime, with their names on the right.
fn picture(page: &Matrix, points: &[Point], width: usize) -> Vec<Shown> {
    let names = key(page, points, KEY);
    let room = width.saturating_sub(AXIS + 4 + KEY).max(12);
    let log = |month: u64| kernel::math::ln(month.max(1) as f64);
    let logs = points.iter().map(|p| log(p.month));
    let (low, high) = logs.fold((f64::INFINITY, 0.0f64), |(low, high), v| {
        (low.min(v), high.max(v))
    });
    let column = |month: u64| {
        let part = (log(month) - low) / (high - low).max(1e-9);
        (part * (room - 1) as f64) as usize
    };
    let mut rows: Vec<Vec<char>> = vec![vec![' '; room]; STEPS_S.len()];
    for p in points {
        let step = STEPS_S.iter().position(|s| p.down_s >= *s);
        let row = &mut rows[step.unwrap_or(STEPS_S.len() - 1)];
        let at = column(p.month);
        let free = (at..room).chain((0..at).rev()).find(|&c| row[c] == ' ');
        if let Some(free) = free {
            row[free] = p.letter;
        }
    }
    let mut out: Vec<Shown> = Vec::new();
    let count = rows.len().max(names.len());
    let plots = STEPS_S.iter().zip(&rows).map(|(step, row)| {
        let label = match *step {
            s if s <= 0.0 => "under 1m".to_owned(),
            s => format!("{}+", brief(s).replace("h00", "h")),
        };
        format!("{label:>AXIS$} |{}", row.iter().collect::<String>())
    });
    let blank = format!("{:>AXIS$}  {:room$}", "", "");
    let plots = plots.chain(std::iter::repeat(blank)).take(count);
    for (i, plot) in plots.enumerate() {
        let name = names.get(i).map_or("", |n| n.text.as_str());
        out.push(Shown::plain(format!("{plot}  {name}")));
    }
    let ends = points.iter().map(|p| p.month);
    let (low, high) = (ends.clone().min().unwrap_or(0), ends.max().unwrap_or(0));
    let (low, high) = (dollars(low), dollars(high));
    let gap = room.saturating_sub(low.len() + high.len());
    let axis = format!("{:>AXIS$}  {low}{}{high} a month", "", " ".repeat(gap));
    out.insert(STEPS_S.len(), Shown::plain(axis));
    out
}

/// Letters with names and numbers, a line each; those of the frontier are starred.
fn key(page: &Matrix, points: &[Point], width: usize) -> Vec<Shown> {
    let best: Vec<usize> = frontier(points).iter().map(|p| p.row).collect();
    let line = |p: &Point| {
        let star = if best.contains(&p.row) { '*' } else { ' ' };
        let text = format!(
            "{star}{} {:<24} {:>7} {:>6}",
            p.letter,
            page.rows()[p.row].name,
            dollars(p.month),
            brief(p.down_s)
        );
        Shown::plain(crate::screen::look::cut(&text, width))
    };
    points.iter().map(line).collect()
}

/// What the nearest survivors have, with how many failed cells would need it.
pub(super) fn lacking(page: &Matrix) -> (usize, Vec<(usize, String)>) {
    let cells = page.cells.cells.iter().flatten();
    let failed: Vec<&Cell> = cells.filter(|c| c.standing == Standing::Failed).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for nearest in failed.iter().filter_map(|c| c.nearest.as_ref()) {
        for text in &nearest.differs {
            *counts.entry(text).or_default() += 1;
        }
    }
    let mut list: Vec<(usize, String)> = counts
        .into_iter()
        .map(|(text, n)| (n, text.to_owned()))
        .collect();
    list.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    (failed.len(), list)
}

fn helps(page: &Matrix, width: usize) -> Vec<Shown> {
    let (failed, list) = lacking(page);
    if failed == 0 {
        return vec![Shown::plain(" Nobody failed.")];
    }
    let mut out = vec![Shown::plain(format!(
        " of {}:",
        plural(failed as u64, "failed cell")
    ))];
    for (n, text) in list {
        let lines = wrapped(&text, 6, width.saturating_sub(7));
        for (i, line) in lines.into_iter().enumerate() {
            let lead = if i == 0 {
                format!("{n:>4}  ")
            } else {
                String::new()
            };
            out.push(Shown::plain(format!("{lead}{line}")));
        }
    }
    out
}

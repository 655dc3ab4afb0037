//! What stands in each panel of the lab, as lines of text.

use super::diff::journeys;
use super::form::{Form, Line, range};
use super::layout::skip;
use super::session::{Branch, Session};
use super::{Lab, Panel, save, strips};
use crate::screen::look::{Look, Shown, cut, fit, wrapped};
use crate::screen::story::Mark;
use ratatui::layout::Rect;
use ratatui::style::Style;
use reports::words::{length, minutes};

/// Rows of the menu kept for what the chosen line does.
const DOC_ROWS: usize = 3;

/// The title of a panel.
pub(super) fn title(lab: &Lab, panel: Panel) -> String {
    match panel {
        Panel::Map => "WHERE   Up, Down, Enter".to_owned(),
        Panel::Menu => match (&lab.form, lab.filter.is_empty()) {
            (Some(form), _) => form.choice.sentence.clone(),
            (None, false) => format!("FOUND: {}", lab.filter),
            (None, true) => {
                let spots = lab.spots();
                let whom = spots
                    .get(lab.spot)
                    .map_or(String::new(), |s| s.title(&lab.story.arch.home));
                format!("WHAT IF {whom} ..")
            }
        },
        Panel::Branches => "BRANCHES".to_owned(),
        Panel::Diff => diff_title(lab),
        Panel::Log => "COMMAND LOG   y copies, m and s save".to_owned(),
    }
}

fn diff_title(lab: &Lab) -> String {
    let Some(session) = &lab.session else {
        return "DIFFERENCES".to_owned();
    };
    let (main, now) = (&session.main().name, &session.current().name);
    if session.on_main() {
        return format!("{now}   worst value per column");
    }
    let since = match lab.diff.first {
        Some(t) => format!("same until {}", minutes(t)),
        None if lab.waits() => "working".to_owned(),
        None => "no difference".to_owned(),
    };
    format!("{now} BESIDE {main}   {since}")
}

/// The lines of a panel for a room of that size.
pub(super) fn lines(lab: &Lab, panel: Panel, room: Rect, look: &Look) -> Vec<Shown> {
    let (width, rows) = (usize::from(room.width), usize::from(room.height));
    match panel {
        Panel::Map => tree(lab, width, rows, look),
        Panel::Menu => match &lab.form {
            Some(form) => filled_in(lab, form, width, rows, look),
            None => menu(lab, width, rows, look),
        },
        Panel::Branches => branches(lab, width, rows, look),
        Panel::Diff => strips::lines(lab, width, rows, look),
        Panel::Log => log(lab, width, rows),
    }
}

/// A line of a list: `>` before the chosen one, reversed where keys go to it.
fn row(text: &str, chosen: bool, focused: bool, style: Style, look: &Look) -> Shown {
    let mark = if chosen { '>' } else { ' ' };
    Shown {
        text: format!("{mark}{text}"),
        style: if chosen && focused {
            look.theme.selected()
        } else {
            style
        },
    }
}

fn tree(lab: &Lab, width: usize, rows: usize, look: &Look) -> Vec<Shown> {
    let spots = lab.spots();
    let from = skip(lab.spot, spots.len(), rows);
    let line = |(i, spot): (usize, &super::Spot)| {
        let twig = twig(&spots, i, look);
        let note = match spot.note.is_empty() {
            true => format!("{} ", spot.mark.glyph()),
            false => format!("{} {} ", spot.mark.glyph(), spot.note),
        };
        let left = format!("{twig}{}", spot.name);
        let room = width.saturating_sub(left.chars().count() + 2);
        let text = fit(&left, &cut(&note, room), width.saturating_sub(1));
        let focused = lab.focus == Panel::Map;
        row(
            &text,
            i == lab.spot,
            focused,
            look.theme.mark(spot.mark),
            look,
        )
    };
    spots.iter().enumerate().skip(from).map(line).collect()
}

/// The lines of the tree before a spot.
fn twig(spots: &[super::Spot], i: usize, look: &Look) -> String {
    let (branch, last) = look.glyphs.branches();
    let depth = spots[i].depth;
    let goes_on = |level: usize| {
        let after = spots[i + 1..].iter().map(|s| s.depth);
        let mut inside = after.take_while(|d| *d >= level);
        inside.any(|d| d == level)
    };
    let mut out = String::new();
    for level in 1..depth {
        out.push_str(if goes_on(level) {
            look.glyphs.bar()
        } else {
            " "
        });
        out.push_str("  ");
    }
    match (depth, goes_on(depth)) {
        (0, _) => {}
        (_, true) => out.push_str(branch),
        (_, false) => out.push_str(last),
    }
    out
}

/// A text over several lines, each with a blank before it.
pub(super) fn paragraph(text: &str, indent: usize, width: usize) -> Vec<Shown> {
    let lines = wrapped(text, indent, width.saturating_sub(1));
    lines
        .into_iter()
        .map(|l| Shown::plain(format!(" {l}")))
        .collect()
}

/// Rows of a menu's list in a panel of that height.
pub(super) fn menu_rows(height: usize) -> usize {
    match height {
        0..8 => height,
        _ => height - DOC_ROWS - 1,
    }
}

fn menu(lab: &Lab, width: usize, rows: usize, look: &Look) -> Vec<Shown> {
    if lab.bench.is_none() {
        return vec![Shown::plain(" working out what can be done ...")];
    }
    let items = lab.items();
    if items.is_empty() {
        let text = match lab.filter.is_empty() {
            true => "nothing can be done here; / finds all that can be done",
            false => "nothing that can be done speaks of this",
        };
        return paragraph(text, 0, width);
    }
    let room = menu_rows(rows);
    let from = skip(lab.item, items.len(), room);
    let focused = lab.focus == Panel::Menu;
    let mut out = Vec::new();
    for (i, item) in items.iter().enumerate().skip(from).take(room) {
        let text = match lab.filter.is_empty() {
            true => item.short(),
            false => item.sentence.clone(),
        };
        let text = cut(&text, width.saturating_sub(1));
        out.push(row(
            &text,
            i == lab.item && focused,
            focused,
            Style::new(),
            look,
        ));
    }
    if let Some(item) = items.get(lab.item).filter(|_| room < rows) {
        out.resize(room, Shown::plain(""));
        let left = items.len() - (from + room).min(items.len());
        out.push(Shown {
            text: if left > 0 {
                format!(" {left} more below")
            } else {
                String::new()
            },
            style: look.theme.quiet(),
        });
        out.extend(paragraph(&item.item.doc, 0, width));
    }
    out
}

/// A line of the form on the screen: a label, or a line that keys go to, by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FormLine {
    Label(&'static str),
    Row(usize),
}

/// The form as it stands on the screen.
pub(super) fn form_lines(form: &Form) -> Vec<FormLine> {
    let mut out = Vec::new();
    for (i, line) in form.lines().into_iter().enumerate() {
        match line {
            Line::Journey => out.push(FormLine::Label("PREDICT FIRST, or leave it out")),
            Line::Run => out.push(FormLine::Label("")),
            Line::At | Line::For | Line::Value(_) | Line::Worse | Line::By | Line::Sure => {}
        }
        out.push(FormLine::Row(i));
    }
    out
}

fn filled_in(lab: &Lab, form: &Form, width: usize, rows: usize, look: &Look) -> Vec<Shown> {
    let arch = &lab.story.arch;
    let lines = form.lines();
    let names = lines.iter().map(|l| form.shown(*l, arch).0.chars().count());
    let column = names.max().unwrap_or(0) + 2;
    let focused = lab.focus == Panel::Menu;
    let mut out = Vec::new();
    for line in form_lines(form) {
        out.push(match line {
            FormLine::Label(text) => Shown {
                text: format!(" {text}"),
                style: look.theme.title(),
            },
            FormLine::Row(i) => {
                let (name, value) = form.shown(lines[i], arch);
                let text = match (lines[i], i == form.row) {
                    (Line::Run, _) => "do it   (Enter)".to_owned(),
                    (_, true) => format!("{name:<column$}< {value} >"),
                    (_, false) => format!("{name:<column$}  {value}"),
                };
                let text = cut(&text, width.saturating_sub(1));
                row(&text, i == form.row, focused, Style::new(), look)
            }
        });
    }
    if rows > out.len() + 1 {
        out.push(Shown::plain(""));
        out.extend(paragraph(&form_doc(form), 0, width));
    }
    let chosen = form_lines(form)
        .iter()
        .position(|l| *l == FormLine::Row(form.row));
    let from = form_skip(chosen.unwrap_or(0), rows);
    out.into_iter().skip(from).collect()
}

/// What the selected line is about.
fn form_doc(form: &Form) -> String {
    match form.line() {
        Line::Value(i) => {
            let p = &form.choice.item.parameters[i];
            format!("{}: {}", p.doc, range(p))
        }
        Line::Worse => "y or n: is it down longer than in main?".to_owned(),
        Line::Sure => "50% is a coin toss".to_owned(),
        Line::At | Line::For | Line::Journey | Line::By | Line::Run => form.choice.item.doc.clone(),
    }
}

/// Lines of the form left out at the top.
pub(super) fn form_skip(chosen: usize, rows: usize) -> usize {
    (chosen + 1).saturating_sub(rows)
}

/// Branches left out at the top.
pub(super) fn branch_skip(lab: &Lab, rows: usize) -> usize {
    let Some(session) = &lab.session else {
        return 0;
    };
    let tree = session.tree();
    let now = session.current().id;
    let chosen = tree.iter().position(|(_, b)| b.id == now).unwrap_or(0);
    skip(chosen, tree.len(), rows)
}

fn branches(lab: &Lab, width: usize, rows: usize, look: &Look) -> Vec<Shown> {
    let Some(session) = &lab.session else {
        return vec![Shown::plain(" getting ready ...")];
    };
    let from = branch_skip(lab, rows);
    let (_, last) = look.glyphs.branches();
    let line = |(depth, b): (usize, &Branch)| {
        let twig = match depth {
            0 => String::new(),
            depth => format!("{}{last}", "  ".repeat(depth - 1)),
        };
        let main = b.id == session.main().id && b.name != "main";
        let name = format!("{twig}{}{}", b.name, if main { " (main)" } else { "" });
        let (sum, style) = branch_sum(session, b, look);
        let text = fit(&name, &format!("{sum} "), width.saturating_sub(1));
        let now = b.id == session.current().id;
        row(&text, now, lab.focus == Panel::Branches, style, look)
    };
    let mut out: Vec<Shown> = session.tree().into_iter().skip(from).map(line).collect();
    let done = session.current().own().iter();
    for step in done {
        let text = format!("{} {}", minutes(step.at), step.title);
        out.extend(paragraph(&text, 3, width));
    }
    out
}

/// What became of a branch in a word or two: of main how long it is down, of others how much longer.
fn branch_sum(session: &Session, branch: &Branch, look: &Look) -> (String, Style) {
    let (Some(main), Some(here)) = (session.story(session.main().id), session.story(branch.id))
    else {
        return ("not there yet".to_owned(), look.theme.mark(Mark::Unknown));
    };
    let journeys = journeys(main, here);
    if branch.id == session.main().id {
        let worst = journeys.iter().max_by_key(|j| j.here);
        let text = worst.map_or(String::new(), |j| {
            format!("{} {} down", j.name, length(j.here))
        });
        return (text, Style::new());
    }
    match journeys
        .iter()
        .max_by_key(|j| j.apart())
        .filter(|j| j.apart() > 0)
    {
        Some(j) => {
            let apart = length(kernel::SimDuration(j.apart()));
            let (sign, mark) = match j.longer() {
                Some(_) => ('+', Mark::Down),
                None => ('-', Mark::Up),
            };
            (format!("{} {sign}{apart}", j.name), look.theme.mark(mark))
        }
        None => ("down as long".to_owned(), Style::new()),
    }
}

/// The script where there is room for it, else what is done in plain words, the last of it.
fn log(lab: &Lab, width: usize, rows: usize) -> Vec<Shown> {
    let Some(session) = &lab.session else {
        return Vec::new();
    };
    let steps = session.current().steps();
    if steps.is_empty() {
        return vec![Shown::plain(" nothing is done yet")];
    }
    if rows >= 6
        && let Some(script) = save::script(lab)
    {
        let lines = script.lines().map(|l| cut(&format!(" {l}"), width));
        return lines.map(Shown::plain).collect();
    }
    let told = steps.iter().rev().take(rows.max(1)).rev().map(|s| {
        let length = s
            .length
            .map_or(String::new(), |l| format!(", for {}", length(l)));
        cut(&format!(" {} {}{length}", minutes(s.at), s.title), width)
    });
    told.map(Shown::plain).collect()
}

//! What stands in each panel of the screen one begins with: rows to choose from, or sentences.

use super::data::price;
use super::{Design, Home, OutageEntry, Pane, Recent};
use crate::screen::look::{Look, cut, fit};
use crate::screen::story::Mark;
use ratatui::style::Style;
use reports::words::{dollars, length};

/// A row to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Its index in the whole list.
    pub index: usize,
    /// What it says, cut to the room there is.
    pub text: String,
    /// Whether it is the chosen one.
    pub chosen: bool,
}

/// A sentence to be wrapped.
pub(super) struct Said {
    pub text: String,
    /// Blanks before its lines after the first; `None`: one line as it is, in columns.
    pub indent: Option<usize>,
    pub style: Style,
}

impl Said {
    fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            indent: Some(0),
            style: Style::new(),
        }
    }

    fn in_columns(text: String) -> Self {
        Self {
            indent: None,
            ..Self::plain(text)
        }
    }
}

/// What can be done from here: command, key, what it is called, what it is good for.
pub(super) const STARTS: [(&str, &str, &str, &str); 6] = [
    (
        "replay",
        "Enter",
        "replay",
        "watch it, go back and on, ask why",
    ),
    (
        "predict",
        "p",
        "predict",
        "say first what happens, then see",
    ),
    ("lab", "l", "chaos lab", "break anything, compare futures"),
    (
        "matrix",
        "x",
        "matrix",
        "which designs would have stayed up",
    ),
    (
        "distribution",
        "d",
        "distribution",
        "how long, how often, how surely",
    ),
    (
        "compare",
        "c",
        "compare",
        "beside the design marked by Space",
    ),
];

/// What this is, and what Enter does with what is chosen; each from long to short.
pub(super) fn greeting(home: &Home) -> [Vec<String>; 2] {
    let what = [
        " zonefall lives a design through a real cloud outage and shows, minute by minute, what was down and why.",
        " A design lives through a real cloud outage: what was down, when, and why.",
        " Designs in real cloud outages",
    ];
    let next = match home.setup() {
        None => vec![" Nothing is chosen: Esc shows all".to_owned()],
        Some(setup) => {
            let (design, outage) = (&setup.architecture, &setup.circumstances.outage);
            vec![
                format!(
                    " Enter: was {design} down in {outage}, and why?   Up/Down choose, Tab goes to the other list, ? shows every key"
                ),
                format!(" Enter: was {design} down in {outage}, and why?"),
                format!(" Enter: was {design} down?"),
            ]
        }
    };
    [what.map(str::to_owned).to_vec(), next]
}

/// The longest of these that fits.
pub(super) fn shortest(texts: &[String], width: usize) -> String {
    let fits = texts.iter().find(|t| t.chars().count() <= width);
    let last = || texts.last().map(|t| cut(t, width));
    fits.cloned().or_else(last).unwrap_or_default()
}

/// The title of a panel.
pub(super) fn title(home: &Home, pane: Pane) -> String {
    let counted = |what: &str, all: usize| {
        let filter = home.choice(pane).map_or("", |c| c.filter.as_str());
        match filter.is_empty() {
            true => format!("{what} {all}"),
            false => format!("{what} {} of {all} with `{filter}`", home.rows(pane).len()),
        }
    };
    match pane {
        Pane::Designs => counted("DESIGN", home.data.designs.len()),
        Pane::Outages => counted("OUTAGE", home.data.outages.len()),
        Pane::Recent => counted("RECENT RUNS", home.data.recent.len()),
        Pane::Brief => "WHAT HAPPENED".to_owned(),
        Pane::About => home
            .design()
            .map_or("DESIGN".to_owned(), |d| d.typed.to_uppercase()),
        Pane::Start => "WHAT YOU CAN DO".to_owned(),
    }
}

/// The rows of a list; `None` if the panel is to be read.
pub(super) fn list(home: &Home, pane: Pane, width: usize) -> Option<Vec<Row>> {
    let at = home.choice(pane)?.at;
    let row = |index: usize| {
        let chosen = index == at;
        let cursor = if chosen { '>' } else { ' ' };
        let text = match pane {
            Pane::Designs => design_row(home, index, cursor, width),
            Pane::Outages => outage_row(&home.data.outages[index], cursor, width),
            Pane::Recent => recent_row(&home.data.recent[index], cursor, width),
            Pane::Brief | Pane::About | Pane::Start => String::new(),
        };
        Row {
            index,
            text,
            chosen,
        }
    };
    Some(home.rows(pane).into_iter().map(row).collect())
}

/// From so many columns on, a row says what its thing is, beside its name.
const WIDE: usize = 66;

fn design_row(home: &Home, index: usize, cursor: char, width: usize) -> String {
    let d = &home.data.designs[index];
    let mark = if home.marked == Some(index) { '*' } else { ' ' };
    let high = match (d.broken, d.high()) {
        (true, _) => "mistakes".to_owned(),
        (false, 0) => "    ".to_owned(),
        (false, n) => format!("{n:>3}!"),
    };
    let cost = d.month_micro.map_or("?".to_owned(), dollars);
    let right = match d.broken {
        true => format!(" {high} "),
        false => format!(" {cost:>6}/mo {high} "),
    };
    let left = format!(" {cursor}{mark}{}", d.typed);
    if width < WIDE {
        return fit(&left, &right, width);
    }
    let teaches = cut(&d.teaches, width.saturating_sub(28 + right.chars().count()));
    fit(&format!("{left:<28}{teaches}"), &right, width)
}

fn outage_row(o: &OutageEntry, cursor: char, width: usize) -> String {
    let span = o.span.map_or(String::new(), length);
    let left = format!(" {cursor} {}", o.id);
    if width < WIDE {
        return fit(&left, &format!(" {span} "), width);
    }
    let title = cut(&o.title, width.saturating_sub(36));
    fit(&format!("{left:<28}{title}"), &format!(" {span} "), width)
}

fn recent_row(r: &Recent, cursor: char, width: usize) -> String {
    let right = format!(" {}, seed {} ", r.outage, r.seed);
    let left = format!(" {cursor} {}: {}", short_name(r), r.result);
    let room = width.saturating_sub(right.chars().count());
    match room > 30 {
        true => fit(&cut(&left, room), &right, width),
        false => cut(&left, width),
    }
}

/// A run in a line.
pub(super) fn recent_said(r: &Recent) -> String {
    let mut with = format!("seed {}", r.seed);
    if let Some(cloud) = r.cloud_seed {
        with.push_str(&format!(" of cloud {cloud}"));
    }
    if r.assumed_drawn {
        with.push_str(", assumed drawn");
    }
    if r.drawn {
        with.push_str(", as the dice fall");
    }
    if let Some(onto) = &r.onto {
        with.push_str(&format!(", onto {onto}"));
    }
    format!("{}: {}   {} ({with})", short_name(r), r.result, r.outage)
}

/// A built-in name, or a file's without its folder.
fn short_name(r: &Recent) -> &str {
    r.architecture.rsplit('/').next().unwrap_or(&r.architecture)
}

/// The sentences of a panel.
pub(super) fn said(home: &Home, pane: Pane, look: &Look, width: usize) -> Vec<Said> {
    match pane {
        Pane::Brief => home.outage().map_or_else(Vec::new, |o| brief(o, look)),
        Pane::About => home.design().map_or_else(Vec::new, |d| about(d, look)),
        Pane::Start => starts(width),
        Pane::Designs | Pane::Outages | Pane::Recent => Vec::new(),
    }
}

fn brief(o: &OutageEntry, look: &Look) -> Vec<Said> {
    let mut out = vec![
        Said {
            style: look.theme.title(),
            ..Said::plain(format!("{}.", o.title))
        },
        Said::plain(o.brief.clone()),
        Said {
            style: look.theme.quiet(),
            ..Said::plain(format!("{}.", o.when))
        },
    ];
    out.extend(o.evidence.iter().map(|line| Said {
        indent: Some(2),
        ..Said::plain(format!("- {line}"))
    }));
    out
}

fn about(d: &Design, look: &Look) -> Vec<Said> {
    let mut out = vec![Said {
        style: look.theme.title(),
        ..Said::plain(format!("{}.", capital(&d.teaches)))
    }];
    let cost = price(d.month_micro).map_or(String::new(), |p| format!(", about {p} by list price"));
    out.push(Said::plain(format!("{}{cost}.", d.rents)));
    match d.promises.is_empty() {
        true => out.push(Said::plain("Promises nothing.")),
        false => out.push(Said {
            indent: Some(2),
            ..Said::plain(format!("Promises {}.", d.promises.join("; ")))
        }),
    }
    out.extend(d.findings.iter().map(|(severity, text)| Said {
        text: format!("! {} {text}", severity.name()),
        indent: Some(2),
        style: match severity {
            scenarios::Severity::High => look.theme.mark(Mark::Part),
            scenarios::Severity::Medium | scenarios::Severity::Low => look.theme.quiet(),
        },
    }));
    out
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// Columns that one thing to do takes.
const START_WIDTH: usize = 58;

/// What can be done: below each other, or in two columns where there is room for those in shorter words.
fn starts(width: usize) -> Vec<Said> {
    let long = |(_, key, name, good): &(&str, &str, &str, &str)| {
        Said::in_columns(format!("{key:>5}  {name:<13} {good}"))
    };
    if !in_two_columns(width) {
        return STARTS.iter().map(long).collect();
    }
    let short = |(_, key, _, good): &(&str, &str, &str, &str)| format!("{key:>5} {good}");
    let (left, right) = STARTS.split_at(3);
    let pair =
        |(a, b): (&_, &_)| Said::in_columns(format!("{:<41}{}", short(a), short(b).trim_start()));
    left.iter().zip(right).map(pair).collect()
}

/// Whether there is room for two columns in short words, and not so much that long ones are better.
fn in_two_columns(width: usize) -> bool {
    (WIDE..2 * START_WIDTH).contains(&width)
}

/// Which thing to do stands at a row and column of the panel.
pub(super) fn start_at(width: usize, column: usize, row: usize) -> Option<&'static str> {
    let two = in_two_columns(width);
    let index = match two {
        true if row < 3 => row + if column > 41 { 3 } else { 0 },
        true => STARTS.len(),
        false => row,
    };
    STARTS.get(index).map(|s| s.0)
}

/// The whole screen in sentences.
pub(super) fn told(home: &Home) -> Vec<String> {
    let mut out: Vec<String> = greeting(home)
        .iter()
        .filter_map(|texts| texts.first())
        .map(|t| t.trim().to_owned())
        .collect();
    out.push("Outages:".to_owned());
    for i in home.rows(Pane::Outages) {
        let o = &home.data.outages[i];
        let lead = lead(home, Pane::Outages, i);
        out.push(format!("{lead} {}: {}.", o.id, o.title));
    }
    if let Some(o) = home.outage() {
        out.push(format!("{} {}.", o.brief, o.when));
        out.extend(o.evidence.iter().cloned());
    }
    out.push("Designs:".to_owned());
    for i in home.rows(Pane::Designs) {
        let d = &home.data.designs[i];
        let cost = price(d.month_micro).map_or(String::new(), |p| format!(", {p}"));
        let marked = if home.marked == Some(i) {
            ", marked"
        } else {
            ""
        };
        let lead = lead(home, Pane::Designs, i);
        out.push(format!("{lead} {}: {}{cost}{marked}.", d.typed, d.teaches));
    }
    if let Some(d) = home.design() {
        out.push(format!("{}. Promises: {}.", d.rents, d.promises.join("; ")));
        let finding = |f: &(scenarios::Severity, String)| format!("{}: {}.", f.0.name(), f.1);
        out.extend(d.findings.iter().map(finding));
    }
    if !home.data.recent.is_empty() {
        out.push("Recent runs:".to_owned());
    }
    for i in home.rows(Pane::Recent) {
        let r = &home.data.recent[i];
        out.push(format!(
            "{} {}",
            lead(home, Pane::Recent, i),
            recent_said(r)
        ));
    }
    out.push("What you can do:".to_owned());
    out.extend(
        STARTS
            .iter()
            .map(|s| format!("{} ({}): {}.", s.2, s.1, s.3)),
    );
    out.extend(home.data.notes.iter().cloned());
    out
}

/// `> 3` for the chosen row of the list that keys go to: numbers are picked there, and count what its filter lets through.
fn lead(home: &Home, pane: Pane, index: usize) -> String {
    let at = home.choice(pane).map(|c| c.at);
    let cursor = if at == Some(index) { '>' } else { '-' };
    let number = home.rows(pane).iter().position(|i| *i == index);
    match number.filter(|_| home.focus == pane) {
        Some(number) => format!("{cursor} {}", number + 1),
        None => cursor.to_string(),
    }
}

//! The branch in view above main: strips on one clock, where they fork and part, what it adds up to.

use super::diff::{DiffLine, JourneyDiff};
use super::panels::paragraph;
use super::session::{Guess, Session};
use super::{Diff, Lab};
use crate::screen::look::{Look, Shown, cut, fit};
use crate::screen::story::{EventKind, Mark, Story};
use kernel::{SimDuration, SimTime};
use ratatui::style::Style;
use reports::words::{count, dollars, length, minutes, plural};

/// Longest name before a strip.
const NAME_MAX: usize = 12;
/// Columns after a strip, for how long it is down.
const AFTER: usize = 17;
/// The same where nothing stands beside it.
const AFTER_ALONE: usize = 8;

/// Where instants stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    x: usize,
    columns: usize,
    from: SimTime,
    until: SimTime,
}

impl Room {
    /// The instant in a column of the panel, if a strip goes through it.
    pub(super) fn instant(&self, column: usize) -> Option<SimTime> {
        let at = column.checked_sub(self.x).filter(|c| *c < self.columns)?;
        let length = u128::from(self.until.since(self.from).0);
        Some(SimTime(
            self.from.0 + (length * at as u128 / self.columns.max(1) as u128) as u64,
        ))
    }

    fn column(&self, t: SimTime) -> Option<usize> {
        let length = u128::from(self.until.since(self.from).0.max(1));
        if t < self.from || t > self.until || self.columns == 0 {
            return None;
        }
        let at = u128::from(t.since(self.from).0) * self.columns as u128 / length;
        Some((at as usize).min(self.columns - 1))
    }
}

/// Where the strips stand in a panel of that width.
pub(super) fn room(lab: &Lab, width: usize) -> Room {
    let (journey, branch) = names(lab);
    let x = journey + branch + 3;
    let (from, until) = lab.shown_span();
    let alone = lab.session.as_ref().is_none_or(super::Session::on_main);
    let after = if alone { AFTER_ALONE } else { AFTER };
    Room {
        x,
        columns: width.saturating_sub(x + after),
        from,
        until,
    }
}

/// Columns of the longest names of a journey and of the two branches.
fn names(lab: &Lab) -> (usize, usize) {
    let long = |s: &str| s.chars().count().min(NAME_MAX);
    let journeys = lab.story.arch.journeys.iter().map(|j| long(&j.name));
    let branches = match &lab.session {
        Some(s) => long(&s.main().name).max(long(&s.current().name)),
        None => 0,
    };
    (journeys.max().unwrap_or(0), branches)
}

/// The lines of the panel.
pub(super) fn lines(lab: &Lab, width: usize, rows: usize, look: &Look) -> Vec<Shown> {
    let Some(session) = &lab.session else {
        return vec![Shown::plain(" getting ready ...")];
    };
    if lab.all {
        return every_difference(lab, session, width, look);
    }
    let mut out = strips(lab, session, width, rows, look);
    if session.on_main() {
        let hint = "choose something on the map, Enter, and do it: it happens in a branch, main stays as it is";
        out.extend(paragraph(hint, 0, width));
        return out;
    }
    if lab.waits() {
        out.push(Shown::plain(
            " its future is not there: it is being made, or could not be (u takes it back)",
        ));
        return out;
    }
    out.extend(predicted(lab, session, width));
    out.push(totals(&lab.diff, width, look));
    let left = rows.saturating_sub(out.len());
    out.extend(first_differences(&lab.diff, session, width, left, look));
    out
}

/// Each journey in main and here, those furthest apart first, and the axis under them.
fn strips(lab: &Lab, session: &Session, width: usize, rows: usize, look: &Look) -> Vec<Shown> {
    let room = room(lab, width);
    let each = if session.on_main() { 1 } else { 2 };
    let most = (rows.saturating_sub(3) / each).max(1);
    let mut out = Vec::new();
    for journey in lab.diff.by_weight().into_iter().take(most) {
        let main = (
            session.main().name.as_str(),
            session.story(session.main().id),
        );
        let here = (
            session.current().name.as_str(),
            session.story(session.current().id),
        );
        let both = [(main, journey.main, false), (here, journey.here, true)];
        for ((name, story), down, is_here) in both.into_iter().take(each) {
            let after = match is_here {
                true => format!("{} {}", length(down), change(journey)),
                false => length(down),
            };
            let strip = story.map_or(String::new(), |s| strip(s, journey.journey, &room));
            let head = if is_here { "" } else { journey.name.as_str() };
            out.push(Shown {
                text: strip_line(lab, head, name, &strip, &after, &room),
                style: match (is_here, journey.longer()) {
                    (true, Some(_)) => look.theme.mark(Mark::Down),
                    (true, None) | (false, _) => Style::new(),
                },
            });
        }
    }
    out.push(Shown {
        text: axis(lab, session, &room),
        style: look.theme.title(),
    });
    out
}

fn strip(story: &Story, journey: usize, room: &Room) -> String {
    story.strip(journey, room.from, room.until, room.columns)
}

fn strip_line(
    lab: &Lab,
    journey: &str,
    branch: &str,
    strip: &str,
    after: &str,
    room: &Room,
) -> String {
    let (a, b) = names(lab);
    let (journey, branch) = (cut(journey, a), cut(branch, b));
    let columns = room.columns;
    format!(" {journey:<a$} {branch:<b$} {strip:<columns$} {after}")
}

/// `^` where the playhead is, `f` where the branch forks, `!` where it parts from main.
fn axis(lab: &Lab, session: &Session, room: &Room) -> String {
    let mut line = vec![' '; room.x + room.columns];
    let branch = session.current();
    let parts = lab.diff.first.filter(|_| !session.on_main());
    let forks = branch.parent.map(|_| branch.from);
    for (t, mark) in [(forks, 'f'), (parts, '!'), (Some(lab.at), '^')] {
        if let Some(column) = t.and_then(|t| room.column(t)) {
            line[room.x + column] = mark;
        }
    }
    let legend = match session.on_main() {
        true => " ^ now",
        false if room.x > 14 => " ^ now ! parts",
        false => " ^ now",
    };
    for (place, c) in line
        .iter_mut()
        .take(room.x.saturating_sub(1))
        .zip(legend.chars())
    {
        *place = c;
    }
    line.into_iter().collect()
}

/// `+47m`, `-2h`, `same`
fn change(j: &JourneyDiff) -> String {
    let apart = length(SimDuration(j.apart()));
    match (j.apart(), j.longer()) {
        (0, _) => "same".to_owned(),
        (_, Some(_)) => format!("+{apart}"),
        (_, None) => format!("-{apart}"),
    }
}

/// `47m longer down (10h13m)`
pub(super) fn more_or_less(j: &JourneyDiff) -> String {
    let (apart, here) = (length(SimDuration(j.apart())), length(j.here));
    match (j.apart(), j.longer()) {
        (0, _) => format!("is down as long ({here})"),
        (_, Some(_)) => format!("is down {apart} longer ({here})"),
        (_, None) => format!("is down {apart} less ({here})"),
    }
}

/// What it adds up to: money and writes.
pub(super) fn sums(diff: &Diff) -> Vec<String> {
    let both = |main: u64, here: u64, show: &dyn Fn(u64) -> String| match here.cmp(&main) {
        std::cmp::Ordering::Equal => format!("{} as in main", show(here)),
        std::cmp::Ordering::Greater => {
            format!("{} -> {} (+{})", show(main), show(here), show(here - main))
        }
        std::cmp::Ordering::Less => {
            format!("{} -> {} (-{})", show(main), show(here), show(main - here))
        }
    };
    let mut out = Vec::new();
    for (unit, main, here) in &diff.harm {
        let show = |micro: u64| match unit.as_str() {
            "USD" => dollars(micro),
            _ => format!("{} {unit}", count(micro / 1_000_000)),
        };
        out.push(format!("harm {}", both(*main, *here, &show)));
    }
    let (main, here) = diff.lost;
    if main.max(here) > 0 {
        out.push(format!("writes lost {}", both(main, here, &count)));
    }
    out
}

fn totals(diff: &Diff, width: usize, look: &Look) -> Shown {
    if diff.first.is_none() {
        return Shown::plain(" nothing is different from main");
    }
    let worse = diff.harm.iter().any(|(_, main, here)| here > main) || diff.lost.1 > diff.lost.0;
    let sums = sums(diff);
    let text = match sums.is_empty() {
        true => " no harm is counted and no writes are lost".to_owned(),
        false => format!(" {}", sums.join("   ")),
    };
    Shown {
        text: cut(&text, width),
        style: if worse {
            look.theme.mark(Mark::Down)
        } else {
            Style::new()
        },
    }
}

/// What was predicted of the last thing done in the branch in view, beside what came of it; nothing once more was done, for
/// the future is then not the one that was spoken of.
pub(super) fn judged(lab: &Lab, session: &Session) -> Option<String> {
    if lab.waits() {
        return None;
    }
    let guess: Guess = session.current().own().last()?.guess?;
    let journey = lab.diff.journeys.get(guess.journey)?;
    let longer = journey.longer();
    let said = match guess.worse {
        true => format!("+{}", length(guess.by)),
        false => "no longer than in main".to_owned(),
    };
    let came = change(journey);
    let score = f64::from(guess.brier_ppm(longer.is_some())) / 1e6;
    Some(format!(
        "{}: predicted {said}, {}% sure; it was {came}. Brier {score:.2}, 0 is best",
        journey.name, guess.sure
    ))
}

fn predicted(lab: &Lab, session: &Session, width: usize) -> Vec<Shown> {
    judged(lab, session).map_or(Vec::new(), |text| paragraph(&text, 2, width))
}

/// How many there are, and the first of them: what happens to the architecture goes before what the provider does.
fn first_differences(
    diff: &Diff,
    session: &Session,
    width: usize,
    rows: usize,
    look: &Look,
) -> Vec<Shown> {
    if rows == 0 || diff.lines.is_empty() {
        return Vec::new();
    }
    let (here, there) = diff.counts();
    let main = &session.main().name;
    let head = format!(
        " {} only here, {} only in {main} (D)",
        count(here as u64),
        count(there as u64)
    );
    let mut out = Vec::new();
    if rows > 1 {
        out.push(Shown {
            text: cut(&head, width),
            style: look.theme.title(),
        });
    }
    let own = diff.lines.iter().filter(|l| l.kind != EventKind::Provider);
    let mut first: Vec<&DiffLine> = own.take(rows - out.len()).collect();
    if first.is_empty() {
        first = diff.lines.iter().take(rows - out.len()).collect();
    }
    out.extend(first.into_iter().map(|l| difference(l, main, width)));
    out
}

fn difference(line: &DiffLine, main: &str, width: usize) -> Shown {
    let whose = match line.here {
        true => "only here".to_owned(),
        false => format!("only in {main}"),
    };
    Shown::plain(cut(
        &format!(" {:>8} {whose}: {}", minutes(line.at), line.text),
        width,
    ))
}

fn every_difference(lab: &Lab, session: &Session, width: usize, look: &Look) -> Vec<Shown> {
    let (here, there) = lab.diff.counts();
    let main = &session.main().name;
    let head = format!(
        " {} only here, {} only in {main}",
        plural(here as u64, "thing"),
        plural(there as u64, "thing")
    );
    let since = lab
        .diff
        .first
        .map_or(String::new(), |t| format!("same until {} ", minutes(t)));
    let mut out = vec![Shown {
        text: fit(&head, &since, width),
        style: look.theme.title(),
    }];
    for line in &lab.diff.lines {
        let whose = match (line.here, line.kind) {
            (true, EventKind::Provider) => "  + provider".to_owned(),
            (true, EventKind::Own | EventKind::Input) => "  +".to_owned(),
            (false, EventKind::Provider) => format!("{main} - provider"),
            (false, EventKind::Own | EventKind::Input) => format!("{main} -"),
        };
        let text = format!("{:<7} {whose} {}", minutes(line.at), line.text);
        out.extend(paragraph(&text, 10, width));
    }
    out
}

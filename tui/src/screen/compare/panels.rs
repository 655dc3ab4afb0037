//! What stands in the panels of a comparison, as lines of text.

use super::trees::Line;
use super::{Compare, Panel, now, trees};
use crate::screen::look::{Look, Shown, cut, fit, paragraph};
use crate::screen::story::{JourneyNow, Mark};
use kernel::{SimDuration, SimTime};
use reports::compare::{behind, parting, sentence, which};
use reports::words::{dollars, length, minutes, share_ppm};
use search::compare::{Parting, Subject};

/// What the sides are called.
pub(super) const SIDES: [&str; 2] = ["A", "B"];

/// The title of a panel; that of the trees is made of three.
pub(super) fn title(page: &Compare, panel: Panel) -> String {
    match panel {
        Panel::Trees => "TOPOLOGY".to_owned(),
        Panel::Score => "JOURNEYS NOW, AND THE SCORE SO FAR".to_owned(),
        Panel::Strips => {
            let shown = length(page.span.1.since(page.span.0));
            let names = now::names(page);
            let name = names.get(page.journey).map_or("", String::as_str);
            let mut partings: Vec<String> = partings(page).into_iter().map(minutes).collect();
            partings.dedup();
            let part = match partings.is_empty() {
                true => "they never part".to_owned(),
                false => format!("! they part {}", partings.join(", ")),
            };
            format!("{name}, {shown}, worst value per column   {part}")
        }
        Panel::Says => "IN WORDS".to_owned(),
    }
}

/// The moments at which the two part: first of all, and for users if that is later.
pub(super) fn partings(page: &Compare) -> Vec<SimTime> {
    let pair = page.pair.as_ref();
    let all = pair.map_or(&[][..], |p| &p.comparison.shown.partings[..]);
    all.iter().map(|p| p.at).collect()
}

/// Fewest characters of a note that say something.
const NOTE_MIN: usize = 5;

/// One side of a line of the trees.
pub(super) fn branch(lines: &[Line], i: usize, side: usize, width: usize, look: &Look) -> Shown {
    let line = &lines[i];
    let Some(row) = &line.sides[side] else {
        return Shown::plain("");
    };
    let (branch, last) = look.glyphs.branches();
    // The next line of this side that is no deeper tells whether this is the last of its place.
    let next = lines[i + 1..]
        .iter()
        .find(|l| l.sides[side].is_some() && l.depth <= line.depth);
    let twig = match line.depth {
        0 => String::new(),
        depth => {
            let end = match next {
                Some(next) if next.depth == depth => branch,
                Some(_) | None => last,
            };
            format!("{}{end}", "   ".repeat(depth - 1))
        }
    };
    // The name comes first; of the note there is as much as fits.
    let left = cut(&format!(" {twig}{}", row.titled()), width.saturating_sub(3));
    let room = width.saturating_sub(left.chars().count() + 4);
    // Of what is wrong with a place its share says most.
    let share = row.note.split(" of ").next().unwrap_or_default();
    let note = match row.note.chars().count() <= room {
        true => row.note.clone(),
        false if row.component.is_none() => cut(share, room),
        false => cut(&row.note, room),
    };
    let right = match note.is_empty() || room < NOTE_MIN {
        true => format!(" {} ", row.mark.glyph()),
        false => format!(" {} {note} ", row.mark.glyph()),
    };
    Shown {
        text: fit(&left, &right, width),
        style: look.theme.mark(row.mark),
    }
}

/// The middle column of a line.
pub(super) fn between(line: &Line, width: usize, look: &Look) -> Shown {
    let style = match line.differs() {
        true => look.theme.title(),
        false => look.theme.quiet(),
    };
    Shown {
        text: cut(&format!(" {}", line.said()), width),
        style,
    }
}

/// A row of the score: what it is about, the left, the difference, the right.
struct Scored {
    what: String,
    sides: [(String, Mark); 2],
    difference: String,
}

fn scored(page: &Compare) -> Vec<Scored> {
    let mut out: Vec<Scored> = now::journeys(page).iter().map(journey).collect();
    let harms = [0, 1].map(|side| {
        let story = page.story(side)?;
        now::harm_by(story, page.seen(side))
    });
    if harms.iter().any(Option::is_some) {
        let money = |h: Option<(&str, u64)>| match h {
            Some(("USD", micro)) => dollars(micro),
            Some((unit, micro)) => format!("{} {unit}", reports::words::count(micro / 1_000_000)),
            None => "-".to_owned(),
        };
        let difference = match harms {
            [Some((a, x)), Some((b, y))] if a == b && a == "USD" => apart(x, y, dollars),
            _ => String::new(),
        };
        out.push(Scored {
            what: "harm".to_owned(),
            sides: harms.map(|h| (money(h), Mark::Up)),
            difference,
        });
    }
    if let Some(pair) = &page.pair {
        let months = page.sides().map(|i| pair.monthly_micro[i]);
        let said = |m: u64| (format!("{} a month", dollars(m)), Mark::Up);
        out.push(Scored {
            what: "rents".to_owned(),
            sides: months.map(said),
            difference: apart(months[0], months[1], dollars),
        });
    }
    out
}

/// `-$39,400`: the right one less the left one.
fn apart(a: u64, b: u64, say: impl Fn(u64) -> String) -> String {
    match a.cmp(&b) {
        std::cmp::Ordering::Equal => "same".to_owned(),
        std::cmp::Ordering::Less => format!("+{}", say(b - a)),
        std::cmp::Ordering::Greater => format!("-{}", say(a - b)),
    }
}

fn journey(both: &now::Both<'_>) -> Scored {
    let side = |j: &Option<JourneyNow<'_>>| match j {
        None => ("no such journey".to_owned(), Mark::Unknown),
        Some(j) => {
            let served = j
                .served_ppm
                .map_or("idle".to_owned(), |p| share_ppm(u64::from(p)));
            let broken = j.standings.iter().filter(|s| s.broken).count();
            let broken = if broken > 0 { " > RTO" } else { "" };
            let down = match (j.down.0, j.down_since) {
                (0, Some(_)) => "down from now on".to_owned(),
                (0, None) => "not down so far".to_owned(),
                _ => format!("down {}{broken}", length(j.down)),
            };
            (format!("{} {served}, {down}", j.mark.glyph()), j.mark)
        }
    };
    let difference = match &both.sides {
        [Some(a), Some(b)] => {
            let points = match (a.served_ppm, b.served_ppm) {
                (Some(x), Some(y)) if x != y => {
                    format!("{:+.1} pt, ", (f64::from(y) - f64::from(x)) / 10_000.0)
                }
                _ => String::new(),
            };
            let down = apart(a.down.0, b.down.0, |us| length(SimDuration(us)));
            match points.is_empty() && down == "same" {
                true => "same".to_owned(),
                false => format!("{points}{down}"),
            }
        }
        [_, _] => String::new(),
    };
    Scored {
        what: both.name.clone(),
        sides: both.sides.each_ref().map(side),
        difference,
    }
}

/// Rows of the score: the name, the left, the difference, the right.
pub(super) fn score(page: &Compare, width: usize, look: &Look) -> Vec<Vec<Shown>> {
    let rows = scored(page);
    let name = rows
        .iter()
        .map(|r| r.what.chars().count())
        .max()
        .unwrap_or(0)
        + 2;
    let middle = (width / 4).clamp(14, 20);
    let side = width.saturating_sub(name + middle) / 2;
    let row = |r: &Scored| {
        let cell = |i: usize| Shown {
            text: fit(&cut(&r.sides[i].0, side.saturating_sub(1)), "", side),
            style: look.theme.mark(r.sides[i].1),
        };
        vec![
            Shown::plain(fit(&format!(" {}", r.what), "", name)),
            cell(0),
            Shown::plain(fit(
                &cut(&r.difference, middle.saturating_sub(1)),
                "",
                middle,
            )),
            cell(1),
        ]
    };
    rows.iter().map(row).collect()
}

/// How both fare now, in a sentence.
fn instant(page: &Compare) -> Option<String> {
    let names = now::names(page);
    let name = names.get(page.journey)?;
    let all = now::journeys(page);
    let both = all.iter().find(|b| b.name == *name)?;
    let serves = |side: usize| {
        let who = page.name(side);
        match &both.sides[side] {
            None => format!("{who} has no {name}"),
            Some(j) => {
                let served = j.served_ppm.map_or("is idle".to_owned(), |p| {
                    format!("serves {}", share_ppm(u64::from(p)))
                });
                let down = match (j.down.0, j.down_since) {
                    (0, Some(_)) => "and goes down".to_owned(),
                    (0, None) => "and has not been down".to_owned(),
                    _ => format!("and has been down {}", length(j.down)),
                };
                format!("{who} {served} of {name} {down}")
            }
        }
    };
    let when = |side: usize| {
        let story = page.story(side);
        story.map_or_else(String::new, |s| s.clock.both(page.at[side]))
    };
    Some(match page.linked {
        true => format!("At {} {}; {}.", when(0), serves(0), serves(1)),
        false => format!(
            "At {} {}; at {} {}.",
            when(0),
            serves(0),
            when(1),
            serves(1)
        ),
    })
}

/// Where they part, with the facts behind it.
fn parted(page: &Compare) -> Vec<String> {
    let (Some(pair), Some(story)) = (&page.pair, page.story(0)) else {
        return Vec::new();
    };
    let shown = &pair.comparison.shown;
    let clock = story.clock;
    let called = page.sides().map(|i| SIDES[i]);
    let mut out = Vec::new();
    if shown.partings.is_empty() {
        out.push("They do not part: whatever both have fares alike to the end.".to_owned());
    }
    // What users get comes before what a part does.
    let users = |p: &&Parting| matches!(p.subject, Subject::Journey(_));
    let (journeys, parts): (Vec<_>, Vec<_>) = shown.partings.iter().partition(users);
    for p in journeys.into_iter().chain(parts) {
        let text = parting(clock, p, called).replacen("At ", "at ", 1);
        out.push(match users(&p) {
            true => format!("For users they part {text}"),
            false => format!("They part {text}"),
        });
        for (name, state) in called.iter().zip(&p.sides) {
            let because = behind(clock, state);
            out.extend(because.map(|text| format!("{name}: {text}.")));
        }
    }
    out
}

/// What many runs say, or how to have it.
fn over_many(page: &Compare) -> String {
    match &page.many {
        Some(many) => {
            let c = &many.comparison;
            let runs = reports::words::plural(c.numbers.runs, "run");
            let luck = match c.luck {
                tenant::Luck::Drawn => "as the dice fall",
                tenant::Luck::Touched => "given that each is hit",
            };
            format!("Over {runs}, {luck}: {}", sentence(c))
        }
        None => "n lives 200 runs of both for the sentence to paste.".to_owned(),
    }
}

/// What is said in words, the most important first.
pub(super) fn words(page: &Compare) -> Vec<String> {
    let mut out: Vec<String> = instant(page).into_iter().collect();
    let mut parted = parted(page).into_iter();
    out.extend(parted.next());
    out.push(over_many(page));
    out.extend(parted);
    if let Some(pair) = page.pair.as_ref().filter(|p| p.versus.over.is_some()) {
        out.push(which(&pair.comparison.shown));
    }
    out
}

/// The same wrapped for a room.
pub(super) fn says(page: &Compare, width: usize) -> Vec<Shown> {
    let all = words(page);
    let lines = all.iter().flat_map(|t| paragraph(t, width));
    lines.map(Shown::plain).collect()
}

/// What the screen says, one sentence per line.
pub(super) fn told(page: &Compare) -> Vec<String> {
    let Some(story) = page.story(0) else {
        return vec!["Both are still to be lived.".to_owned()];
    };
    let mut out = vec![format!(
        "A is {}, B is {}, under {}, seed {} in both.",
        page.name(0),
        page.name(1),
        story.title,
        story.setup.circumstances.seed
    )];
    out.extend(words(page));
    for row in scored(page) {
        out.push(format!(
            "{}: A {}; B {}; B - A: {}.",
            row.what, row.sides[0].0, row.sides[1].0, row.difference
        ));
    }
    for line in trees::lines(page).iter().filter(|l| l.differs()) {
        let side = |i: usize| match &line.sides[i] {
            None => "none".to_owned(),
            Some(r) if r.note.is_empty() => format!("{}", r.mark.glyph()),
            Some(r) => format!("{} {}", r.mark.glyph(), r.note),
        };
        out.push(format!("{}: A {}; B {}.", line.name, side(0), side(1)));
    }
    out
}

//! The timeline: the worst of every column, milestones with letters, turning points, the playhead.

use super::draw::draw_line;
use super::layout::Layout;
use super::scene::{Line, Scene};
use crate::screen::look::{Look, cut, fit, panel};
use crate::screen::story::{EventKind, Milestone, Truth};
use kernel::{SimDuration, SimTime};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use reports::words::length;

/// Fewest columns before the strips, for names.
const NAMES: u16 = 10;
/// From so many on, every row has a name.
const NAMES_WIDE: u16 = 17;
/// Most strips of journeys and of the provider's side.
const JOURNEYS_MAX: usize = 6;
const TRUTHS_MAX: usize = 2;

/// Rows that it would like, without a box.
pub(super) fn wants(scene: &Scene<'_>, boxed: bool) -> u16 {
    let strips = scene.journeys.len().min(JOURNEYS_MAX);
    let rows = match boxed {
        // Strips, the page, the truth, milestones, turning points, the playhead, the way on.
        true => strips + 1 + worst_truths(scene).len() + 4,
        // A title instead of the box; turning points only where there are no milestones.
        false => 1 + strips.min(2) + 3,
    };
    rows as u16
}

/// Where instants stand on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rail {
    x: u16,
    columns: u16,
    from: SimTime,
    until: SimTime,
}

impl Rail {
    fn new(scene: &Scene<'_>, layout: &Layout) -> Self {
        let room = inside(layout);
        let journeys = scene.journeys.iter().map(|j| j.name.chars().count());
        let truths = worst_truths(scene);
        let truths = truths.iter().map(|t| t.name().chars().count());
        let longest = match layout.boxed {
            true => journeys.chain(truths).max(),
            false => journeys.max(),
        };
        let names = (longest.unwrap_or(0) as u16).saturating_add(3).max(NAMES);
        let names = names.min((room.width / 4).clamp(4, 34)).min(room.width);
        let (from, until) = scene.replay.span;
        Self {
            x: room.x + names,
            columns: (room.width - names).saturating_sub(1),
            from,
            until,
        }
    }

    fn column(&self, t: SimTime) -> Option<usize> {
        let length = self.until.since(self.from).0.max(1);
        if t < self.from || t > self.until || self.columns == 0 {
            return None;
        }
        let at = u128::from(t.since(self.from).0) * u128::from(self.columns) / u128::from(length);
        Some((at as usize).min(usize::from(self.columns) - 1))
    }
}

/// What is left inside its rule or box. A low timeline has neither.
fn inside(layout: &Layout) -> Rect {
    match layout.rail.height {
        0..=3 => layout.rail,
        _ => layout.inside(layout.rail),
    }
}

/// The instant that stands in a column of the screen; the nearest one beside the strips.
pub(super) fn instant(scene: &Scene<'_>, layout: &Layout, x: u16) -> Option<SimTime> {
    let rail = Rail::new(scene, layout);
    if rail.columns == 0 {
        return None;
    }
    let column = x.saturating_sub(rail.x).min(rail.columns - 1);
    let length = u128::from(rail.until.since(rail.from).0);
    let past = length * u128::from(column) / u128::from((rail.columns - 1).max(1));
    Some(SimTime(rail.from.0 + past as u64))
}

/// Draws it.
pub(super) fn draw(buffer: &mut Buffer, scene: &Scene<'_>, look: &Look, layout: &Layout) {
    let room = inside(layout);
    if room.is_empty() {
        return;
    }
    let rail = Rail::new(scene, layout);
    if room != layout.rail {
        let title = title(scene, &rail, usize::from(layout.rail.width));
        panel(buffer, layout.rail, &title, false, layout.boxed, look);
    }
    let lines = lines(scene, &rail, room, look);
    for (y, (line, strip)) in (room.y..room.bottom()).zip(&lines) {
        draw_line(buffer, room, y, line, look);
        if let Some(column) = rail.column(scene.at).filter(|_| *strip) {
            let cell = buffer.cell_mut((rail.x.saturating_add(column as u16), y));
            if let Some(cell) = cell {
                cell.modifier.insert(Modifier::REVERSED);
            }
        }
    }
}

/// What the characters of a strip mean, in short.
const LEGEND: &str = "; # all served, 9 to 0 a share, . next to none";

fn title(scene: &Scene<'_>, rail: &Rail, width: usize) -> String {
    let whole = scene.story.end().since(SimTime::ZERO);
    let shown = rail.until.since(rail.from);
    let column = shown.0 / u64::from(rail.columns.max(1));
    let column = match column / 60_000_000 {
        0 => SimDuration(column / 1_000_000 * 1_000_000),
        minutes => SimDuration::from_mins(minutes),
    };
    let zoom = whole.0.max(1) / shown.0.max(1);
    let stretch = match zoom {
        0 | 1 => length(shown),
        _ => format!("{} from {}", length(shown), scene.clock(rail.from)),
    };
    let long = format!(
        "TIMELINE {stretch}, a column is the worst of {}",
        length(column)
    );
    let zoom = format!(", zoom {zoom}x");
    let used = long.chars().count() + zoom.chars().count() + 6;
    match used <= width {
        true if used + LEGEND.len() <= width => format!("{long}{zoom}{LEGEND}"),
        true => format!("{long}{zoom}"),
        false => format!("TIMELINE {stretch}{zoom}"),
    }
}

/// What stands on it, from the top; with each line whether the playhead runs through it.
fn lines(scene: &Scene<'_>, rail: &Rail, room: Rect, look: &Look) -> Vec<(Line, bool)> {
    let rows = usize::from(room.height);
    let foot = foot(scene, rail, room, look);
    let strips = strips(scene, rail, room);
    let above = rows.saturating_sub(foot.len()).max(1);
    let strips = strips.into_iter().take(above).map(|l| (l, true));
    let mut out: Vec<(Line, bool)> = strips.collect();
    out.extend(foot.into_iter().map(|l| (l, false)));
    out.truncate(rows);
    out
}

/// Journeys first, the one that is asked about before all; then the page and the truth.
fn strips(scene: &Scene<'_>, rail: &Rail, room: Rect) -> Vec<Line> {
    let columns = usize::from(rail.columns);
    let (from, until) = (rail.from, rail.until);
    let mut order: Vec<usize> = (0..scene.journeys.len()).collect();
    if room.height < 6 {
        order.sort_by_key(|&i| Some(i) != scene.asked);
    }
    let mut out: Vec<Line> = order
        .into_iter()
        .take(JOURNEYS_MAX)
        .map(|i| {
            let strip = scene.story.strip(i, from, until, columns);
            named(scene.journeys[i].name, &strip, rail, room)
        })
        .collect();
    let page = scene.story.page_strip(from, until, columns);
    out.push(named("status page", &page, rail, room));
    for truth in worst_truths(scene) {
        let strip = scene.story.truth_strip(truth, from, until, columns);
        out.push(named(&truth.name(), &strip, rail, room));
    }
    out
}

fn named(name: &str, strip: &str, rail: &Rail, room: Rect) -> Line {
    let names = usize::from(rail.x - room.x);
    let name = cut(name, names.saturating_sub(2));
    let head = format!(" {name}");
    let gap = " ".repeat(names.saturating_sub(head.chars().count()));
    Line::plain(format!("{head}{gap}")).with_strip(strip)
}

/// The things and calls of the provider that were worst over the run.
fn worst_truths<'a>(scene: &Scene<'a>) -> Vec<&'a Truth> {
    let peak = |t: &Truth| t.course.iter().map(|c| c.1).fold(0.0, f64::max);
    let mut all: Vec<(&Truth, f64)> = scene.story.truths().iter().map(|t| (t, peak(t))).collect();
    all.sort_by(|a, b| a.0.rank.cmp(&b.0.rank).then(b.1.total_cmp(&a.1)));
    let things = all.iter().find(|t| t.0.rank < 2);
    let calls = all.iter().find(|t| t.0.rank == 2);
    let both = things.into_iter().chain(calls);
    both.take(TRUTHS_MAX).map(|t| t.0).collect()
}

/// Milestones or turning points, the playhead, and the way back and on; what matters most where there is little room.
fn foot(scene: &Scene<'_>, rail: &Rail, room: Rect, look: &Look) -> Vec<Line> {
    let names = usize::from(rail.x - room.x);
    let head = |name: &str| fit(&format!(" {name}"), " ", names);
    let has_milestones = !scene.story.around.milestones.is_empty();
    let wide = names >= usize::from(NAMES_WIDE);
    let name = |long: &'static str| if wide { long } else { "" };
    let letters = format!("{}{}", head(name("milestones")), letters(scene, rail));
    let turns = format!("{}{}", head(name("turning points")), turns(scene, rail));
    let playhead = playhead(scene, rail, names, usize::from(room.width));
    let way = way(scene, usize::from(room.width));
    let quiet = look.theme.quiet();
    let mut out = Vec::new();
    if has_milestones && room.height >= 4 {
        out.push(Line::plain(letters));
    }
    if (!has_milestones && room.height >= 4) || room.height >= 9 {
        out.push(Line::styled(turns, quiet));
    }
    if room.height >= 2 {
        out.push(Line::styled(playhead, look.theme.title()));
    }
    if room.height >= 5 {
        out.push(Line::plain(way));
    }
    out
}

/// Each milestone's letter; one that finds its column taken stands a little later, or shows when looked at closer.
fn letters(scene: &Scene<'_>, rail: &Rail) -> String {
    let mut line = vec![' '; usize::from(rail.columns)];
    for m in &scene.story.around.milestones {
        let (Some(column), Some(letter)) = (rail.column(m.at), m.letter) else {
            continue;
        };
        let near = column..(column + 3).min(line.len());
        if let Some(free) = near.into_iter().find(|&c| line[c] == ' ') {
            line[free] = letter;
        }
    }
    line.into_iter().collect()
}

/// `!` where somebody outside did something, `v` and `^` where a journey went down and came back.
fn turns(scene: &Scene<'_>, rail: &Rail) -> String {
    let mut line = vec![' '; usize::from(rail.columns)];
    for event in scene.story.events().iter().filter(|e| e.turns) {
        let Some(column) = rail.column(event.at) else {
            continue;
        };
        let fact = scene.story.fact(event.fact);
        let down = fact.is_some_and(|f| f.kind.ends_with("down"));
        let sign = match (event.kind, down) {
            (EventKind::Input, _) => '!',
            (EventKind::Provider | EventKind::Own, true) => 'v',
            (EventKind::Provider | EventKind::Own, false) => '^',
        };
        // What happens to a journey matters more than what set it off.
        if line[column] != 'v' {
            line[column] = sign;
        }
    }
    line.into_iter().collect()
}

fn playhead(scene: &Scene<'_>, rail: &Rail, names: usize, width: usize) -> String {
    let Some(column) = rail.column(scene.at) else {
        let side = if scene.at < rail.from { "<-" } else { "->" };
        let at = scene.story.clock.both(scene.at);
        return format!(" {side} playhead at {at}");
    };
    let at = names + column;
    let label = scene.story.clock.both(scene.at);
    let long = label.chars().count() + 2;
    match at + long < width {
        true => format!("{}^ {label}", " ".repeat(at)),
        false => format!("{}{label} ^", " ".repeat((at + 1).saturating_sub(long))),
    }
}

/// `[ A 00:47 what came before      ] B 02:40 what comes`
fn way(scene: &Scene<'_>, width: usize) -> String {
    let half = width / 2;
    if scene.story.around.milestones.is_empty() {
        return turning_way(scene, half);
    }
    let (before, after) = scene.story.milestones_round(scene.at);
    let one = |key: &str, m: Option<&Milestone>, none: &str| match m {
        Some(m) => {
            let letter = m.letter.map_or(String::new(), |l| format!("{l} "));
            format!(" {key} {letter}{} {}", scene.clock(m.at), m.what)
        }
        None => format!(" {key} {none}"),
    };
    let left = cut(
        &one("[", before, "no milestone before"),
        half.saturating_sub(1),
    );
    let right = cut(&one("]", after, "no milestone after"), width - half);
    format!("{left:<half$}{right}")
}

fn turning_way(scene: &Scene<'_>, half: usize) -> String {
    let (story, at) = (scene.story, scene.at);
    let one = |key: &str, t: Option<SimTime>| match t {
        Some(t) => format!(" {key} turning point {}", story.clock.both(t)),
        None => format!(" {key} no turning point"),
    };
    let left = one("{", story.previous(at, |e| e.turns));
    let right = one("}", story.next(at, |e| e.turns));
    format!("{left:<half$}{right}")
}

/// A line of the line mode: where the playhead is among the milestones.
pub(super) fn told(scene: &Scene<'_>) -> Vec<String> {
    let (before, after) = scene.story.milestones_round(scene.at);
    let one = |lead: &str, m: &Milestone| {
        let at = scene.story.clock.both(m.at);
        let letter = m.letter.map_or(String::new(), |l| format!(" {l}"));
        format!("{lead} milestone{letter} at {at}: {}.", m.sentence())
    };
    let before = before.map(|m| one("Previous", m));
    let after = after.map(|m| one("Next", m));
    before.into_iter().chain(after).collect()
}

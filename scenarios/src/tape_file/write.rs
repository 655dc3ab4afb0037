//! Tapes as text that can be read back: the conditions and shares of a tape as rows, in YAML or CSV.
//!
//! Members lose their names: a row says which share of them was in a state, not who was touched before. Shares and conditions are written down when
//! they have changed by a step: a point, or a tenth of their value where that is less. Where that makes too many rows, the
//! step is doubled until it does not.

use ::tape::query::{Measure, course};
use ::tape::{Condition, FateState, Population, PostLevel, Tape, Track};
use kernel::SimTime;
use std::collections::BTreeMap;

/// In which form a tape is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TapeFormat {
    /// A table: rows and nothing else.
    Csv,
    /// Rows with title, date, cloud, posts and what is left out.
    Yaml,
}

/// What a file says of a tape besides the tape itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// One line.
    pub title: &'a str,
    /// When it began, as files write it.
    pub start: Option<&'a str>,
    /// The cloud whose offer held.
    pub cloud: Option<&'a str>,
    /// How the tape was made, for a comment.
    pub made_by: &'a str,
}

/// A written row, in the order of its columns.
struct Row {
    from: u64,
    /// Whole seconds; `None`: for good.
    to: Option<u64>,
    place: String,
    what: &'static str,
    /// Columns that differ from calm: name and value.
    values: Vec<(&'static str, String)>,
    text: String,
}

const COLUMNS: [&str; 11] = [
    "from",
    "to",
    "place",
    "service",
    "error",
    "latency",
    "throughput",
    "capacity",
    "share",
    "state",
    "text",
];

/// A step: a hundredth.
const STEP_PPM: u32 = 10_000;
/// The finest change that a share can have when it is read back.
const FINEST_PPM: u32 = 1_000_000 / ::tape::observed::MEMBERS;
/// So many rows are read back quickly, and are more than anybody reads.
const ROWS_GOAL: usize = 4_000;
/// No step is coarser than half of everything.
const STEP_MAX_PPM: u32 = 500_000;

/// The tape as the text of a file; [`crate::load_tape`] reads it back.
#[must_use]
pub fn write_tape(tape: &Tape, about: &About<'_>, format: TapeFormat) -> String {
    let mut step = STEP_PPM;
    let mut rows = rows(tape, step);
    while rows.len() > ROWS_GOAL && step < STEP_MAX_PPM {
        step *= 2;
        rows = self::rows(tape, step);
    }
    let made = match (about.made_by.is_empty(), step == STEP_PPM) {
        (true, _) => String::new(),
        (false, true) => format!("# Written by {}.\n", about.made_by),
        (false, false) => format!(
            "# Written by {}; a row for each change of {} points.\n",
            about.made_by,
            step / STEP_PPM
        ),
    };
    match format {
        TapeFormat::Csv => made + &csv(tape, rows),
        TapeFormat::Yaml => made + &yaml(tape, about, &rows),
    }
}

/// All rows in order of their beginning.
fn rows(tape: &Tape, step: u32) -> Vec<Row> {
    let region = tape.places.path(tape.region);
    let provider = region.split('/').next();
    // A tape file is about one region: what happened in others has no place in it.
    let told = |path: &str| {
        // Where a tape was put elsewhere, what has no counterpart there has a name that no file can give.
        let there = path.starts_with(&format!("{region}/")) && !path.contains('~');
        path == region || Some(path) == provider || there
    };
    let tracks = tape.tracks.iter();
    let tracks = tracks.filter(|t| told(tape.places.path(t.place)));
    let mut out: Vec<Row> = tracks.flat_map(|t| of_track(tape, t, step)).collect();
    let populations = tape.populations.iter();
    let populations = populations.filter(|p| told(tape.places.path(p.place)));
    out.extend(populations.flat_map(|p| of_population(tape, p, step)));
    out.sort_by_key(|r| r.from);
    out
}

fn second(t: SimTime) -> u64 {
    (t.0 + 500_000) / 1_000_000
}

/// Whether a value has changed enough to be written down; ends of the scale always count.
fn changed(before: u32, now: u32, step: u32) -> bool {
    let edge = now != before && (now == 0 || before == 0 || now == 1_000_000);
    let tenth = before.max(now) / 10;
    edge || now.abs_diff(before) >= step.min(tenth).max(FINEST_PPM * (step / STEP_PPM))
}

fn of_track(tape: &Tape, track: &Track, step: u32) -> Vec<Row> {
    let end = second(tape.end);
    let differs = |a: Condition, b: Condition| {
        let slower = a.latency_ppm.abs_diff(b.latency_ppm) / 10 >= step.min(a.latency_ppm / 20);
        changed(a.error_ppm, b.error_ppm, step)
            || changed(a.capacity_ppm, b.capacity_ppm, step)
            || changed(a.throughput_ppm, b.throughput_ppm, step)
            || (a.latency_ppm != b.latency_ppm && slower)
            || (b == Condition::CALM && a != b)
    };
    // What holds from each whole second on; of several within one, the last.
    let mut kept: Vec<(u64, Condition, String)> = vec![(0, Condition::CALM, String::new())];
    for s in &track.steps {
        let at = second(s.at).min(end);
        let text = s.cause.map_or(String::new(), |f| tape.fact(f).text.clone());
        while kept.len() > 1 && kept.last().is_some_and(|k| k.0 == at) {
            kept.pop();
        }
        let held = kept.last().map_or(Condition::CALM, |k| k.1);
        if differs(held, s.condition) {
            kept.push((at, s.condition, text));
        }
    }
    let ends: Vec<u64> = kept.iter().skip(1).map(|k| k.0).chain([end]).collect();
    let row = |((from, c, text), to): ((u64, Condition, String), u64)| {
        (c != Condition::CALM && from < to).then(|| Row {
            from,
            to: Some(to),
            place: tape.places.path(track.place).to_owned(),
            what: track.service.name(),
            values: of_condition(c),
            text,
        })
    };
    kept.into_iter().zip(ends).filter_map(row).collect()
}

fn of_condition(c: Condition) -> Vec<(&'static str, String)> {
    let calm = Condition::CALM;
    let shares = [
        ("error", c.error_ppm, calm.error_ppm),
        ("throughput", c.throughput_ppm, calm.throughput_ppm),
        ("capacity", c.capacity_ppm, calm.capacity_ppm),
    ];
    let mut out: Vec<(&'static str, String)> = shares
        .into_iter()
        .filter(|&(_, value, calm)| value != calm)
        .map(|(name, value, _)| (name, percent(value)))
        .collect();
    if c.latency_ppm != calm.latency_ppm {
        out.push(("latency", (f64::from(c.latency_ppm) / 1e6).to_string()));
    }
    out
}

/// `13.25%`, to the millionth.
fn percent(ppm: u32) -> String {
    format!("{}%", f64::from(ppm) / 1e4)
}

fn of_population(tape: &Tape, population: &Population, step: u32) -> Vec<Row> {
    let states = FateState::ALL.into_iter();
    let states: Vec<FateState> = states.filter(|&s| s != FateState::Healthy).collect();
    // What share is in each state, whenever any changes: all are written anew together, so that they never add up to more
    // than there are.
    let mut changes: BTreeMap<u64, Vec<(usize, u32)>> = BTreeMap::new();
    for (i, &state) in states.iter().enumerate() {
        let measure = Measure::Share(population.kind, vec![state]);
        for (at, share) in course(tape, &measure, population.place) {
            let ppm = (share * 1e6) as u32;
            changes.entry(second(at)).or_default().push((i, ppm));
        }
    }
    let mut now = vec![0u32; states.len()];
    let mut written = now.clone();
    let mut since = vec![0u64; states.len()];
    let mut out = Vec::new();
    let mut close = |written: &[u32], since: &[u64], i: usize, to: Option<u64>| {
        if written[i] > 0 && to.is_none_or(|to| to > since[i]) {
            out.push(Row {
                from: since[i],
                to,
                place: tape.places.path(population.place).to_owned(),
                what: population.kind.name(),
                values: vec![
                    ("share", percent(written[i])),
                    ("state", states[i].name().to_owned()),
                ],
                text: String::new(),
            });
        }
    };
    for (at, all) in changes {
        for (i, ppm) in all {
            now[i] = ppm;
        }
        if !(0..states.len()).any(|i| changed(written[i], now[i], step)) {
            continue;
        }
        for i in 0..states.len() {
            if now[i] != written[i] {
                close(&written, &since, i, Some(at));
                (written[i], since[i]) = (now[i], at);
            }
        }
    }
    let end = second(tape.end);
    for (i, &state) in states.iter().enumerate() {
        close(
            &written,
            &since,
            i,
            (state != FateState::Lost).then_some(end),
        );
    }
    out
}

/// `T+1:53`, `T+0:07:30`
fn instant(seconds: u64) -> String {
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match s {
        0 => format!("T+{h}:{m:02}"),
        s => format!("T+{h}:{m:02}:{s:02}"),
    }
}

impl Row {
    /// The cell of a column; empty where it is not given.
    fn cell(&self, column: &str) -> String {
        match column {
            "from" => instant(self.from),
            "to" => self.to.map_or(String::new(), instant),
            "place" => self.place.clone(),
            "service" => self.what.to_owned(),
            "text" => self.text.clone(),
            other => {
                let found = self.values.iter().find(|(name, _)| *name == other);
                found.map_or(String::new(), |(_, value)| value.clone())
            }
        }
    }
}

fn csv(tape: &Tape, mut rows: Vec<Row>) -> String {
    // A table says which zone was struck by naming it first: among rows that begin together, and if another zone was
    // touched earlier, by a moment of calm before everything.
    if let Some(zone) = tape.zone.map(|z| tape.places.path(z)) {
        rows.sort_by_key(|r| (r.from, r.place != zone));
        let is_zone = |r: &&Row| r.place.split('/').count() >= 3;
        if rows.iter().find(is_zone).is_some_and(|r| r.place != zone) {
            let moment = Row {
                from: 0,
                to: Some(1),
                place: zone.to_owned(),
                what: "compute",
                values: vec![("error", percent(0))],
                text: "the zone that was struck worst".to_owned(),
            };
            rows.insert(0, moment);
        }
    }
    let mut out = format!("{}\n", COLUMNS.join(","));
    for row in &rows {
        let cells = COLUMNS.map(|c| quoted(&row.cell(c)));
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

/// A cell as CSV has it.
fn quoted(cell: &str) -> String {
    match cell.contains([',', '"', '\n', '#']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"").replace('\n', " ")),
        false => cell.to_owned(),
    }
}

fn yaml(tape: &Tape, about: &About<'_>, rows: &[Row]) -> String {
    let mut out = format!("kind: tape\nversion: 1\noutage: {}\n", text(&tape.outage));
    if !about.title.is_empty() {
        out.push_str(&format!("title: {}\n", text(about.title)));
    }
    if let Some(start) = about.start {
        out.push_str(&format!("start: {start}\n"));
    }
    if let Some(cloud) = about.cloud {
        out.push_str(&format!("cloud: {cloud}\n"));
    }
    out.push_str(&format!("region: {}\n", tape.places.path(tape.region)));
    if let Some(zone) = tape.zone {
        out.push_str(&format!("zone: {}\n", tape.places.path(zone)));
    }
    if tape.goodwill_days > 0 {
        out.push_str(&format!("goodwill_days: {}\n", tape.goodwill_days));
    }
    out.push_str(if rows.is_empty() {
        "rows: []\n"
    } else {
        "rows:\n"
    });
    for row in rows {
        let cell = |column: &&str| {
            let cell = row.cell(column);
            let written = if *column == "text" {
                text(&cell)
            } else {
                cell.clone()
            };
            (!cell.is_empty()).then(|| format!("{column}: {written}"))
        };
        let cells: Vec<String> = COLUMNS.iter().filter_map(cell).collect();
        out.push_str(&format!("  - {{ {} }}\n", cells.join(", ")));
    }
    out.push_str(&posts(tape));
    if !tape.assumptions.is_empty() {
        out.push_str("assumptions:\n");
    }
    for a in &tape.assumptions {
        let (name, value, why) = (text(&a.name), text(&a.value), text(&a.why));
        out.push_str(&format!(
            "  - {{ name: {name}, value: {value}, why: {why} }}\n"
        ));
    }
    if !tape.leaves_out.is_empty() {
        out.push_str("leaves_out:\n");
    }
    for line in &tape.leaves_out {
        out.push_str(&format!("  - {}\n", text(line)));
    }
    out
}

fn posts(tape: &Tape) -> String {
    let mut out = String::from(if tape.posts.is_empty() {
        ""
    } else {
        "posts:\n"
    });
    for p in &tape.posts {
        let at = instant(second(p.at));
        let (place, level) = (tape.places.path(p.place), word(p.level));
        let eta = p
            .eta
            .map_or(String::new(), |t| format!("eta: {}, ", instant(second(t))));
        out.push_str(&format!(
            "  - {{ at: {at}, place: {place}, level: {level}, text: {}, {eta}explains: {}, source: as on the tape, \
             tag: I }}\n",
            text(&p.text),
            p.explains
        ));
    }
    out
}

/// What a post claims, as files say it.
const fn word(level: PostLevel) -> &'static str {
    match level {
        PostLevel::Normal => "normal",
        PostLevel::Notice => "notice",
        PostLevel::Degraded => "degraded",
        PostLevel::Disrupted => "disrupted",
    }
}

/// A text in quotes, as YAML has it.
fn text(line: &str) -> String {
    serde_json::Value::from(line).to_string()
}

//! All pairs of runs in tables: time down, promises, data.

use super::blocks::Block;
use crate::forecast::numbers::{about, number, percent};
use crate::words::{count, length, plural, share_ppb};
use search::compare::{Comparison, Difference, Paired, Share2, Side};
use search::spread::{SOME, Untold};
use search::statistics::Interval;
use tenant::score::Target;

/// What stands for a journey where no name is shared.
pub(super) const WORST: &str = "worst journey";

/// A chance between 0 and 1.
pub(super) fn chance(p: f64) -> String {
    percent(p)
}

pub(super) fn journeys(c: &Comparison) -> Vec<Block> {
    let mut out = vec![Block::Heading(
        "TIME DOWN: in the zone that hurts most".to_owned(),
    )];
    if c.numbers.journeys.iter().any(|j| j.name.is_none()) {
        out.push(Block::Text(
            "No journey has the same name in both, so the worst journey of each run stands beside that of the other."
                .to_owned(),
        ));
    }
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    for j in &c.numbers.journeys {
        let name = j.name.as_deref().unwrap_or(WORST);
        rows.push(row(name, &j.down, about));
        if let Some(hit) = &j.down_hit {
            let label = format!("  {} with a hit", count(hit.runs()));
            rows.push(row(&label, hit, about));
        }
        notes.extend(refused(name, &j.down, "not restored", "downtimes"));
    }
    out.push(Block::Table(HEADS.to_vec(), rows));
    out.push(Block::Note(
        "In brackets: 95 % intervals. Median and mean of B - A are over pairs of runs, so they need not be the difference \
         of A's and B's. Last column: runs in which B is down shorter, as long, longer."
            .to_owned(),
    ));
    out.extend(notes.into_iter().map(Block::Note));
    out.extend(alone(&c.numbers.only_a, &c.numbers.only_b));
    out
}

const HEADS: [&str; 6] = [
    "",
    ">A median",
    ">B median",
    "median B - A",
    "mean B - A",
    ">less/same/more",
];

/// A row of something that both have in every run.
fn row(name: &str, p: &Paired, said: fn(f64) -> String) -> Vec<String> {
    let level = |x: f64| match x.is_finite() {
        true => said(x),
        false => "no end".to_owned(),
    };
    let median = match p.median {
        Ok(q) => with(q.value, Some(q.interval), said),
        Err(_) => "-".to_owned(),
    };
    let mean = match p.mean {
        Ok(d) => difference(&d, said),
        Err(_) => "-".to_owned(),
    };
    vec![
        name.to_owned(),
        level(p.a.median),
        level(p.b.median),
        median,
        mean,
        format!("{}/{}/{}", count(p.better), count(p.equal), count(p.worse)),
    ]
}

/// Why there is no median or mean.
fn refused(name: &str, p: &Paired, endless: &str, what: &str) -> Vec<String> {
    let mut out = Vec::new();
    if let Err(few) = p.median {
        out.push(format!(
            "{name}: no median of {}; {} are needed.",
            plural(few.runs, "run"),
            few.needed
        ));
    }
    let e = p.endless;
    if e.either() > 0 {
        out.push(format!(
            "{name}: {endless} in both {}, only A {}, only B {}: longer than any that was, without a difference in \
             {what}, so there is no mean.",
            count(e.both),
            count(e.only_a),
            count(e.only_b)
        ));
    }
    match p.mean.map(|d| d.interval) {
        Ok(Err(Untold::Few)) => out.push(format!(
            "{name}: fewer than {SOME} runs differ, too few for an interval of the mean."
        )),
        Ok(Err(Untold::Alike(i))) => out.push(format!(
            "{name}: nearly all differences are alike, from {} to {}.",
            signed(i.low, about),
            signed(i.high, about)
        )),
        Ok(Err(Untold::Never | Untold::OneRun) | Ok(_)) | Err(_) => {}
    }
    out
}

/// `-3 h [-4 h..-2 h]`
fn with(value: f64, interval: Option<Interval>, said: fn(f64) -> String) -> String {
    match interval {
        Some(i) if i.low == i.high && i.low == value => signed(value, said),
        Some(i) => format!(
            "{} [{}..{}]",
            signed(value, said),
            signed(i.low, said),
            signed(i.high, said)
        ),
        None => signed(value, said),
    }
}

/// A mean with its interval, if it has one.
fn difference(d: &Difference, said: fn(f64) -> String) -> String {
    with(d.mean, d.interval.ok(), said)
}

/// With its sign; nothing has none.
fn signed(value: f64, said: fn(f64) -> String) -> String {
    let size = said(value.abs());
    match value {
        v if v.is_infinite() && v > 0.0 => "B no end".to_owned(),
        v if v.is_infinite() => "A no end".to_owned(),
        _ if size == "0" => size,
        v if v < 0.0 => format!("-{size}"),
        _ => format!("+{size}"),
    }
}

fn alone(a: &Side, b: &Side) -> Vec<Block> {
    let mut out = Vec::new();
    for (name, side) in [("A", a), ("B", b)] {
        let mut parts = Vec::new();
        if !side.journeys.is_empty() {
            let noun = if side.journeys.len() == 1 {
                "journey"
            } else {
                "journeys"
            };
            parts.push(format!("the {noun} {}", side.journeys.join(", ")));
        }
        if !side.stores.is_empty() {
            let noun = if side.stores.len() == 1 {
                "store"
            } else {
                "stores"
            };
            parts.push(format!("the {noun} {}", side.stores.join(", ")));
        }
        if !parts.is_empty() {
            out.push(Block::Text(format!(
                "Only {name} has {}.",
                parts.join(" and ")
            )));
        }
    }
    out
}

pub(super) fn promises(c: &Comparison) -> Vec<Block> {
    let mut rows = Vec::new();
    let mut untold = Vec::new();
    for j in &c.numbers.journeys {
        for p in &j.promises {
            let name = match &p.targets {
                None => "every promise".to_owned(),
                Some([a, b]) => {
                    let journey = j.name.as_deref().unwrap_or(WORST);
                    let both = match a == b {
                        true => target(*a),
                        false => format!("{} / {}", target(*a), target(*b)),
                    };
                    format!("{journey} {} {both}", kind(&p.name))
                }
            };
            rows.push(promise_row(&name, &p.met));
            if let Some(hit) = &p.met_hit {
                let of = count(hit.met.all() + hit.untold);
                rows.push(promise_row(&format!("  {of} with a hit"), hit));
            }
            if p.met.untold > 0 {
                untold.push(format!(
                    "{name}: cannot be told in {}, which are left out.",
                    plural(p.met.untold, "run")
                ));
            }
        }
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let heads = vec![
        "kept",
        ">A",
        ">B",
        "B - A, points",
        ">both",
        ">only A",
        ">only B",
        ">neither",
    ];
    let mut out = vec![
        Block::Heading("PROMISES: share of runs that keep them".to_owned()),
        Block::Table(heads, rows),
    ];
    out.extend(untold.into_iter().map(Block::Note));
    out
}

fn promise_row(name: &str, s: &Share2) -> Vec<String> {
    let [a, b] = s.shares().map(percent);
    let points = |x: f64| match number((x * 100.0).abs()).as_str() {
        "0" => "0".to_owned(),
        n if x < 0.0 => format!("-{n}"),
        n => format!("+{n}"),
    };
    let difference = match s.interval {
        Some(i) => format!(
            "{} [{} .. {}]",
            points(s.difference),
            points(i.low),
            points(i.high)
        ),
        None => "-".to_owned(),
    };
    vec![
        name.to_owned(),
        a,
        b,
        difference,
        count(s.met.both),
        count(s.met.only_a),
        count(s.met.only_b),
        count(s.met.neither),
    ]
}

/// A kind of promise as people say it.
pub(super) fn kind(name: &str) -> &str {
    match name {
        "rto" => "RTO",
        "rpo" => "RPO",
        "availability_slo" => "availability",
        other => other,
    }
}

/// What is promised.
pub(super) fn target(target: Target) -> String {
    match target {
        Target::Time(d) => length(d),
        Target::Share(ppb) => share_ppb(ppb),
    }
}

pub(super) fn stores(c: &Comparison) -> Vec<Block> {
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    for s in &c.numbers.stores {
        let name = s.name.as_deref().unwrap_or("all stores");
        rows.push(row(&format!("{name}, writes lost"), &s.lost, number));
        rows.push(row(&format!("{name}, back in time"), &s.rpo, about));
        notes.extend(refused(
            &format!("{name}, writes lost"),
            &s.lost,
            "",
            "writes",
        ));
        notes.extend(refused(
            &format!("{name}, back in time"),
            &s.rpo,
            "unrecoverable",
            "time",
        ));
        let unknown = s.unknown;
        if unknown.either() > 0 {
            notes.push(format!(
                "{name}: the fate of writes was not known at the end in both {}, only A {}, only B {}.",
                unknown.both, unknown.only_a, unknown.only_b
            ));
        }
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let mut out = vec![
        Block::Heading("DATA: acknowledged writes that are missing afterwards".to_owned()),
        Block::Table(HEADS.to_vec(), rows),
    ];
    out.extend(notes.into_iter().map(Block::Note));
    out
}

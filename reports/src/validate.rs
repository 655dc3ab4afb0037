//! The table of a validation, for reading on a wall: what was published, what the model makes of it, and what is missed.
//!
//! ```text
//! + storm-peak  share of the zone's volumes stuck after the storm                       calibrated
//!     published   at file's values   median   5-95 % of draws    accepted          in
//!     13 %        13.2 %             13.1 %   11 % .. 15.5 %     11 % .. 15 %    83 %
//!     source: aws.amazon.com/message/65648 [primary text]
//! ```

mod library;

pub use library::all;

use crate::paint::{BAD, GOOD, HEADING, QUIET, WARN, heading, paint};
use crate::words::{count, length, length_s, minutes, plural, quantity, share, share_ppm, wrap};
use cloud::outage::{Quantity, Tag};
use kernel::SimTime;
use search::{
    ApartRow, ControlRow, CustomerRow, Evidence, Found, MembersRow, MilestoneRow, ScaleRow, Scaled,
    Validation, Verdict,
};

/// Lines are at most this long.
const WIDTH: usize = 100;

/// The whole table as text.
#[must_use]
pub fn text(v: &Validation) -> String {
    let mut out = paint(HEADING, &format!("{}: {}", v.outage, v.title));
    out.push_str(&format!(
        "\n  the model beside what was published; seed {}, {} seeds at the files' values,\n  \
         {} draws over seeds and all {} assumed numbers together\n",
        v.seed, v.effort.seeds, v.effort.draws, v.assumed
    ));
    if v.effort.size < 1.0 {
        let note = format!(
            "! a quick table: its clouds have {} of the members that the files say, which are few, so a miss or a drift \
             below may come from that alone; judge by the table without --quick",
            share(v.effort.size)
        );
        out.push_str(&format!("{}\n", paint(WARN, &wrap(&note, WIDTH - 4, 2))));
    }
    out.push_str(&milestones(v));
    out.push_str(&calibrated(v));
    out.push_str(&counterfactuals(v));
    out.push_str(&control(v));
    out.push_str(&scale(v));
    out.push_str(&tapes(v));
    out.push_str(&sensitivity(v));
    out.push_str(&customers(&v.customers));
    out.push_str(&summary(v));
    out.push_str(&library::table(&[v.summary()]));
    out
}

/// What came of one outage, in full.
#[must_use]
pub fn one(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Simulated(v) => text(v),
        Verdict::Observed(o) => {
            let mut out = paint(HEADING, &format!("{}: {}", o.outage, o.title));
            out.push_str(&format!(
                "\n  observed: what happened is what was written down, so only its customers are compared;\n  \
                 seed {}, {} draws of their luck\n",
                o.seed, o.effort.customer_draws
            ));
            out.push_str(&customers(&o.customers));
            out.push_str(&library::table(&[o.summary()]));
            out
        }
    }
}

/// A share, an instant or a length of time; `None` never came.
fn value(value: Option<f64>, quantity: Quantity) -> String {
    let Some(v) = value else {
        return "never".to_owned();
    };
    let sign = if v < 0.0 { "-" } else { "" };
    match quantity {
        Quantity::Share => format!("{sign}{}", share(v.abs())),
        Quantity::Instant => minutes(SimTime::from_secs(v.max(0.0).round() as u64)),
        Quantity::Length => format!("{sign}{}", length_s(v.abs().round())),
    }
}

/// The mark that stands before a line; the word beside it says the same.
fn mark(good: bool) -> String {
    if good {
        paint(GOOD, "+")
    } else {
        paint(BAD, "x")
    }
}

const fn tag(tag: Tag) -> &'static str {
    match tag {
        Tag::Primary => "primary text",
        Tag::Secondary => "secondary source",
        Tag::Memory => "from memory, not verified",
        Tag::Inferred => "inferred",
    }
}

fn milestones(v: &Validation) -> String {
    let mut out = heading("MILESTONES");
    out.push_str(&format!(
        "  input: written into the file. calibrated: fitted. anchored: follows a dated input by\n  \
         construction. predicted: comes out of the mechanisms. shape: an order or a sign is claimed, not a\n  \
         value. `in`: share of draws accepted.\n\n{}\n",
        paint(QUIET, &numbers(["published", "simulated", "median", "5-95 % of draws", "accepted", "in"]))
    ));
    for m in &v.milestones {
        out.push_str(&milestone(m));
    }
    out
}

/// One line of numbers in the columns of the table.
fn numbers(cells: [&str; 6]) -> String {
    let [published, simulated, median, band, accepted, inside] = cells;
    let line = format!(
        "          {published:>12} {simulated:>10} {median:>10}  {band:<19} {accepted:<19} {inside:>6}"
    );
    line.trim_end().to_owned()
}

fn milestone(m: &MilestoneRow) -> String {
    let verdict = match (m.evidence, m.met) {
        (Evidence::Input, _) => paint(QUIET, "  input "),
        (Evidence::Calibrated | Evidence::Anchored | Evidence::Predicted, met) => {
            format!("{} {}", mark(met), if met { "met   " } else { "missed" })
        }
    };
    let row = if m.row.is_empty() {
        String::new()
    } else {
        format!(" (row {})", m.row)
    };
    let after = m.after.as_ref().map(|id| format!(" (after {id})"));
    let title = format!("{}{row}: {}{}", m.id, m.what, after.unwrap_or_default());
    let shape = if m.shape { ", shape" } else { "" };
    let mut out = format!(
        "{verdict}  {} [{}{shape}]\n",
        wrap(&title, WIDTH - 24, 10),
        m.evidence.name()
    );
    let range = |a, b| format!("{} .. {}", value(a, m.quantity), value(b, m.quantity));
    let published = match m.published_until {
        None => value(Some(m.published), m.quantity),
        Some(until) => format!(
            "{}-{}",
            value(Some(m.published), m.quantity),
            value(Some(until), m.quantity).trim_start_matches("T+")
        ),
    };
    if m.evidence == Evidence::Input {
        out.push_str(&format!("{}\n", numbers([&published, "", "", "", "", ""])));
    } else {
        let line = numbers([
            &published,
            &value(m.simulated, m.quantity),
            &value(m.median, m.quantity),
            &range(m.p05, m.p95),
            &range(Some(m.low), Some(m.high)),
            &share(m.share_met),
        ]);
        out.push_str(&format!("{line}\n"));
    }
    let mut notes = format!("source: {} [{}]", m.source, tag(m.tag));
    if let Some((at, what)) = m
        .last_action
        .as_ref()
        .filter(|_| m.evidence != Evidence::Input)
    {
        let at = value(Some(*at), Quantity::Instant);
        notes.push_str(&format!("; last dated input before it: {at}, {what}"));
    }
    if let Some(error) = m
        .free_stretch_error
        .filter(|_| m.evidence == Evidence::Predicted && !m.met)
    {
        notes.push_str(&format!("; off by {} of the stretch since", share(error)));
    }
    if m.evidence != Evidence::Input && m.observed.is_some() {
        notes.push_str(&format!(
            "; the observed tape says {}",
            value(m.observed, m.quantity)
        ));
    }
    out.push_str(&format!(
        "          {}\n",
        paint(QUIET, &wrap(&notes, WIDTH - 12, 10))
    ));
    out
}

fn calibrated(v: &Validation) -> String {
    let mut out = heading("FITTED NUMBERS");
    for c in &v.calibrated {
        let value = quantity(c.value, c.unit);
        let to = c.milestones.join(", ");
        let line = format!("{} = {value}, fitted to {to}: {}", c.name, c.reason);
        out.push_str(&format!("  {}\n", wrap(&line, WIDTH - 6, 6)));
    }
    let (fitted, counted) = (v.calibrated.len(), v.parameters_counted());
    out.push_str(&format!(
        "  {fitted} fitted, and {} assumed whose range moves a milestone out of what is accepted: {counted} in all\n",
        counted - fitted
    ));
    out
}

fn counterfactuals(v: &Validation) -> String {
    let mut out = heading("COUNTERFACTUALS: one thing changed, run for real");
    for c in &v.counterfactuals {
        let few = v.is_too_few(c);
        let (mark, verdict) = match (c.holds, few) {
            (true, _) => (mark(true), "holds  "),
            (false, true) => (paint(WARN, "?"), "too few"),
            (false, false) => (mark(false), "fails  "),
        };
        let line = format!("{}: {}; expected: {}", c.id, c.change, c.expected);
        out.push_str(&format!(
            "{mark} {verdict} {}\n",
            wrap(&line, WIDTH - 10, 10)
        ));
        let seen = format!("flips in {}: {}", share(c.share_flipped), c.observed);
        out.push_str(&format!(
            "          {}\n",
            paint(QUIET, &wrap(&seen, WIDTH - 12, 10))
        ));
    }
    out
}

/// What the negative control showed, one sentence.
pub(crate) fn control_seen(c: &ControlRow) -> String {
    let list = |numbers: &[u32]| {
        let all: Vec<String> = numbers.iter().map(|&n| count(u64::from(n))).collect();
        all.join(" and ")
    };
    let mut out = format!(
        "{} of {:.0} h in which nobody did anything; ",
        plural(c.runs as u64, "run"),
        c.hours
    );
    out.push_str(match (c.ordinary, c.happened.contains(&0)) {
        (true, false) => "things failed by themselves, as they do",
        (true, true) => "nothing ever failed, though things fail by themselves here",
        (false, _) => "nothing fails by itself in this cloud, so nothing may happen",
    });
    for m in &c.members {
        out.push_str(&format!(
            "; of {} {} {} unusable over a minute ({} allowed)",
            count(u64::from(m.members)),
            m.kind.name(),
            list(&m.unusable),
            count(u64::from(m.allowed)),
        ));
    }
    match &c.worst {
        None => out.push_str("; every service was calm"),
        Some(w) => out.push_str(&format!(
            "; worst of all services: {} at {} lost {} at {} ({} allowed)",
            w.service.name(),
            w.place,
            share(w.loss),
            value(Some(w.at_s), Quantity::Instant),
            share(c.loss_max)
        )),
    }
    out
}

/// The verdict on the negative control, one word.
pub(crate) const fn control_word(found: Found) -> &'static str {
    match found {
        Found::Quiet | Found::Still => "quiet",
        Found::Empty => "empty",
        Found::Breaks => "breaks",
        Found::Absent => "",
    }
}

fn control(v: &Validation) -> String {
    let mut out = heading("NEGATIVE CONTROL: the same cloud without the trigger");
    let verdict = control_word(v.found());
    let line = wrap(&control_seen(&v.control), WIDTH - 10, 10);
    out.push_str(&format!("{} {verdict:6} {line}\n", mark(v.control.holds)));
    out
}

/// What the sizes showed, one line: `x 0.1: 13.1 %, x 1: 13.2 %`.
pub(crate) fn scale_seen(row: &ScaleRow) -> String {
    let one = |&(factor, _, v): &(f64, usize, Option<f64>)| {
        format!("x {factor}: {}", value(v, row.quantity))
    };
    row.sizes.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// What is multiplied: `ebs.volumes 10,000, 100,000 and 1,000,000`.
fn members(row: &MembersRow) -> String {
    let [few, usual, many] = row.sizes.map(|n| count(n as u64));
    format!("{} {few}, {usual} and {many}", row.name)
}

/// The verdict on the scale check, one word or a few.
pub(crate) const fn scale_word(scaled: Scaled) -> &'static str {
    match scaled {
        Scaled::Holds => "holds",
        Scaled::Drifts => "drifts",
        Scaled::Nothing => "nothing to scale",
    }
}

/// How far the medians may lie apart, in words.
fn spread(row: &ScaleRow) -> String {
    match row.quantity {
        // Points, because a share of a share would be read as a tenth of the value.
        Quantity::Share => format!("{} points", share(row.allowed).trim_end_matches(" %")),
        Quantity::Instant | Quantity::Length => length_s(row.allowed),
    }
}

fn scale(v: &Validation) -> String {
    let mut out = heading("SCALE: the same outage with other numbers of members");
    if v.members.is_empty() {
        out.push_str("  nothing to scale: no mechanism that carries it has a number of members\n");
        return out;
    }
    let all: Vec<String> = v.members.iter().map(members).collect();
    let line = format!("members: {}", all.join("; "));
    out.push_str(&format!("  {}\n", paint(QUIET, &wrap(&line, WIDTH - 6, 4))));
    for r in &v.scale {
        let verdict = if r.holds { "agrees" } else { "drifts" };
        let line = format!(
            "{}: {}; may lie {} apart",
            r.milestone,
            scale_seen(r),
            spread(r)
        );
        out.push_str(&format!(
            "{} {verdict} {}\n",
            mark(r.holds),
            wrap(&line, WIDTH - 10, 10)
        ));
    }
    out
}

/// Most rows of places and services at which two tapes are compared.
const APART_MAX: usize = 12;

/// The observed tape of the same outage: where it is itself outside of what is accepted, and where the two part.
fn tapes(v: &Validation) -> String {
    let asked = |m: &&MilestoneRow| m.evidence != Evidence::Input;
    let observed = |m: &&MilestoneRow| m.observed.is_some();
    if v.apart.is_empty() && !v.milestones.iter().any(|m| observed(&m)) {
        return String::new();
    }
    let mut out = heading("TWO TAPES: the simulated one beside the one that was observed");
    let outside = |m: &&MilestoneRow| m.observed.is_some_and(|o| o < m.low || o > m.high);
    let claims = || v.milestones.iter().filter(asked).filter(observed);
    let (all, bad) = (claims().count(), claims().filter(outside).count());
    out.push_str(&format!(
        "  the observed tape answers {all} milestones and is itself outside of what is accepted in {bad}\n"
    ));
    for m in claims().filter(outside) {
        let line = format!(
            "{}: the observed tape says {}, accepted {} .. {}",
            m.id,
            value(m.observed, m.quantity),
            value(Some(m.low), m.quantity),
            value(Some(m.high), m.quantity)
        );
        out.push_str(&format!(
            "{} {}\n",
            paint(WARN, "!"),
            wrap(&line, WIDTH - 6, 6)
        ));
    }
    out.push_str(&apart(&v.apart));
    out
}

fn apart(rows: &[ApartRow]) -> String {
    let line = |place: &str, what: &str, numbers: [&str; 3]| {
        let [simulated, observed, apart] = numbers;
        format!("  {place:<26} {what:<18} {simulated:>10} {observed:>10} {apart:>10}\n")
    };
    let titles = line(
        "place",
        "service or members",
        ["simulated", "observed", "apart"],
    );
    let mut out = String::from(
        "  share of errors, or of unusable members, averaged over the time that both tell of; apart: the\n  \
         difference at each instant, worst first\n",
    );
    out.push_str(&paint(QUIET, titles.trim_end()));
    out.push('\n');
    for r in rows.iter().take(APART_MAX) {
        let numbers = [r.simulated, r.observed, r.apart].map(share);
        let [a, b, c] = &numbers;
        out.push_str(&line(&r.place, r.what, [a, b, c]));
    }
    if rows.len() > APART_MAX {
        let rest = plural((rows.len() - APART_MAX) as u64, "more row");
        out.push_str(&format!("  and {rest} that are closer\n"));
    }
    out
}

fn sensitivity(v: &Validation) -> String {
    let mut out = heading(
        "SENSITIVITY: assumed numbers whose range moves a milestone out of what is accepted",
    );
    if v.movers.is_empty() {
        out.push_str("  none\n");
    }
    for m in &v.movers {
        let row = v.milestones.iter().find(|r| r.id == m.milestone);
        let quantity = row.map_or(Quantity::Share, |r| r.quantity);
        let line = format!(
            "{} moves {}: {} in its lowest third, {} in all, {} in its highest",
            m.parameter,
            m.milestone,
            value(m.median_low, quantity),
            value(m.median, quantity),
            value(m.median_high, quantity)
        );
        out.push_str(&format!(
            "{} {}\n",
            paint(WARN, "!"),
            wrap(&line, WIDTH - 6, 6)
        ));
    }
    out
}

fn customers(rows: &[CustomerRow]) -> String {
    let mut out = heading(
        "CUSTOMERS: published downtime beside architectures that stand for them, given touched",
    );
    for c in rows {
        let verdict = match (c.within_2x, c.lost) {
            (true, false) => "2x    ",
            (false, false) => "not 2x",
            (true, true) => "lost  ",
            (false, true) => "not it",
        };
        let up_to = if c.up_to { "up to " } else { "" };
        let published = match c.lost {
            true => "lost for good".to_owned(),
            false => length(c.published),
        };
        let line = format!(
            "{} ({}): published {up_to}{published}",
            c.who, c.architecture
        );
        out.push_str(&format!(
            "{} {verdict}  {}\n",
            mark(c.within_2x && c.order_ok),
            wrap(&line, WIDTH - 10, 10)
        ));
        let notes = format!(
            "{}; {}; {}; source: {} [{}]",
            simulated(c),
            fate(c),
            order(c),
            c.source,
            tag(c.tag)
        );
        out.push_str(&format!(
            "          {}\n",
            paint(QUIET, &wrap(&notes, WIDTH - 12, 10))
        ));
    }
    out
}

/// What the runs of a customer's architecture gave, the compared value first.
fn simulated(c: &CustomerRow) -> String {
    let time = |s: Option<f64>| s.map_or_else(|| "not restored".to_owned(), length_s);
    let (median, p95) = (time(c.median_s), time(c.p95_s));
    let runs = match c.p_touched_ppm {
        0 => format!(
            "{}, in which nothing of it can be hit",
            plural(c.runs as u64, "run")
        ),
        ppm => format!(
            "{} that were hit (chance {})",
            plural(c.runs as u64, "run"),
            share_ppm(u64::from(ppm))
        ),
    };
    let values = if c.up_to {
        format!("95 % of runs up to {p95}, median {median}")
    } else {
        format!("median {median}, 95 % of runs up to {p95}")
    };
    format!("simulated: {values}, over {runs}")
}

/// Whether a victim came out as a victim, and a survivor as a survivor.
fn fate(c: &CustomerRow) -> &'static str {
    match (c.is_victim(), c.fate_ok) {
        (true, true) => "down, as published",
        (true, false) => "NOT DOWN, though it was",
        (false, true) => "up, as published",
        (false, false) => "DOWN, though it was up",
    }
}

fn order(c: &CustomerRow) -> &'static str {
    if c.order_ok {
        "in the published order"
    } else {
        "OUT OF the published order"
    }
}

/// Fitted numbers, and assumed ones that move a milestone, that a model of one outage may have: with more, the milestones
/// would say little about the mechanisms.
const FREEDOM_MAX: usize = 8;

fn summary(v: &Validation) -> String {
    let counted = v.parameters_counted();
    let verdict = if counted <= FREEDOM_MAX {
        "within"
    } else {
        "OVER"
    };
    let mut out = heading("SUMMARY");
    out.push_str(&format!(
        "  numbers that were free: {} fitted and {} that move a milestone make {counted}, {verdict} the limit of {FREEDOM_MAX}\n",
        v.calibrated.len(),
        counted - v.calibrated.len(),
    ));
    out
}

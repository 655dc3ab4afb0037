//! All outages at once: a short block for each, and the last table with a line for each and the targets.

use super::{
    WIDTH, control_seen, control_word, fate, mark, scale_seen, scale_word, simulated, value,
};
use crate::paint::{HEADING, QUIET, WARN, heading, paint};
use crate::words::{length, plural, share, wrap};
use cloud::outage::Quantity;
use search::{
    CustomerRow, Effort, Evidence, MilestoneRow, Scaled, Summary, Tally, Validation, Verdict,
};

/// The published value should lie in the band of at least this share of the predictions ...
const INSIDE_TARGET: f64 = 0.8;
/// ... and at least this share of the bands should be narrower than a factor of three.
const NARROW_TARGET: f64 = 0.5;
/// Predicted orders and signs that every simulated outage should have.
const SHAPES_TARGET: usize = 2;

/// The whole library: a block for each outage, then the last table.
#[must_use]
pub fn all(verdicts: &[Verdict]) -> String {
    let simulated = verdicts.iter().find_map(|v| match v {
        Verdict::Simulated(v) => Some(v),
        Verdict::Observed(_) => None,
    });
    let mut out = paint(HEADING, "All outages beside what was published of them");
    out.push('\n');
    if let Some(v) = simulated {
        out.push_str(&format!("  {}\n", wrap(&used(v), WIDTH - 4, 2)));
    }
    out.push_str("  zonefall validate OUTAGE shows one of them in full\n");
    for verdict in verdicts {
        out.push_str(&block(verdict));
    }
    let summaries: Vec<Summary> = verdicts.iter().map(Verdict::summary).collect();
    out.push_str(&table(&summaries));
    out
}

/// How much was run, in words.
fn used(v: &Validation) -> String {
    let Effort {
        size,
        seeds,
        draws,
        counterfactual_draws,
        draws_size,
        control_runs,
        scale: [few, usual, many],
        customer_draws,
        ..
    } = v.effort;
    format!(
        "seed {}; of each simulated outage {} at the files' values (x {size} members), {draws} draws for bands and \
         {counterfactual_draws} for each counterfactual (x {draws_size} members), {} of the negative control, {} + {} + {} \
         at x {}, {} and {} members; customers on {customer_draws} draws. What carries what is not looked at here",
        v.seed,
        plural(u64::from(seeds), "seed"),
        plural(u64::from(control_runs), "run"),
        few.1,
        usual.1,
        many.1,
        few.0,
        usual.0,
        many.0,
    )
}

fn block(verdict: &Verdict) -> String {
    let mut out = heading(&format!("{}: {}", verdict.outage(), verdict.title()));
    if let Verdict::Simulated(v) = verdict {
        out.push_str(&missed(v));
        out.push_str(&checks(v));
    }
    for c in verdict.customers() {
        out.push_str(&customer(c));
    }
    if verdict.customers().is_empty() {
        out.push_str(&format!(
            "  {}\n",
            paint(QUIET, "no customers are published")
        ));
    }
    out
}

/// A line for each milestone that is not met, or one that says that all are.
fn missed(v: &Validation) -> String {
    let claims = |m: &&MilestoneRow| m.evidence != Evidence::Input;
    let misses: Vec<&MilestoneRow> = v
        .milestones
        .iter()
        .filter(claims)
        .filter(|m| !m.met)
        .collect();
    let all = v.milestones.iter().filter(claims).count();
    let mut out = format!(
        "{} milestones: {} of {all} met\n",
        mark(misses.is_empty()),
        all - misses.len()
    );
    for m in misses {
        let published = match m.published_until {
            None => value(Some(m.published), m.quantity),
            Some(until) => format!(
                "{} .. {}",
                value(Some(m.published), m.quantity),
                value(Some(until), m.quantity)
            ),
        };
        let line = format!(
            "missed {} [{}{}]: published {published}, simulated {} (5-95 %: {} .. {})",
            m.id,
            m.evidence.name(),
            if m.shape { ", shape" } else { "" },
            value(m.simulated, m.quantity),
            value(m.p05, m.quantity),
            value(m.p95, m.quantity)
        );
        out.push_str(&format!("    {}\n", wrap(&line, WIDTH - 8, 6)));
    }
    out
}

/// Counterfactuals, control and scale, a line each, with what fails in them.
fn checks(v: &Validation) -> String {
    let fails: Vec<String> = v
        .counterfactuals
        .iter()
        .filter(|c| !c.holds)
        .map(|c| match v.is_too_few(c) {
            true => format!("{} (too few draws to tell)", c.id),
            false => format!("{} ({})", c.id, share(c.share_flipped)),
        })
        .collect();
    let holds = v.counterfactuals.len() - fails.len();
    let mut line = format!(
        "counterfactuals: {holds} of {} hold",
        v.counterfactuals.len()
    );
    if !fails.is_empty() {
        line.push_str(&format!("; not {}", fails.join(", ")));
    }
    let mut out = format!("{} {}\n", mark(fails.is_empty()), wrap(&line, WIDTH - 4, 4));
    let line = match v.control.holds {
        true => format!("negative control: {}", control_word(v.found())),
        false => format!(
            "negative control: {}: {}",
            control_word(v.found()),
            control_seen(&v.control)
        ),
    };
    out.push_str(&format!(
        "{} {}\n",
        mark(v.control.holds),
        wrap(&line, WIDTH - 4, 4)
    ));
    let drifts = v
        .scale
        .iter()
        .filter(|r| !r.holds && r.quantity == Quantity::Share);
    let drifts: Vec<String> = drifts
        .map(|r| format!("{} {}", r.milestone, scale_seen(r)))
        .collect();
    let mut line = format!("scale: {}", scale_word(v.scaled()));
    if !drifts.is_empty() {
        line.push_str(&format!(": {}", drifts.join("; ")));
    }
    let good = drifts.is_empty();
    out.push_str(&format!("{} {}\n", mark(good), wrap(&line, WIDTH - 4, 4)));
    out
}

/// One customer, one line.
fn customer(c: &CustomerRow) -> String {
    let published = match (c.lost, c.up_to) {
        (true, _) => "lost for good".to_owned(),
        (false, true) => format!("up to {}", length(c.published)),
        (false, false) => length(c.published),
    };
    let line = format!(
        "{} ({}): published {published}, {}; {}{}",
        c.who,
        c.architecture,
        simulated(c),
        fate(c),
        if c.order_ok {
            ""
        } else {
            ", out of the published order"
        }
    );
    let good = c.within_2x && c.order_ok && c.fate_ok;
    format!("{} {}\n", mark(good), wrap(&line, WIDTH - 4, 4))
}

/// The last table: a line per outage and one for all together, what the columns mean, and the targets. Customers have a
/// table of their own.
pub(super) fn table(rows: &[Summary]) -> String {
    let total = Summary::total(rows);
    let mut out = String::new();
    let mut part = |title: &str, titles: &[&str], words: &str, lines: Vec<Vec<String>>| {
        if lines.is_empty() {
            return;
        }
        out.push_str(&heading(title));
        out.push_str(&format!("{}\n", paint(QUIET, &columns(titles))));
        let several = lines.len() > 2;
        for (i, line) in lines.iter().enumerate() {
            let cells: Vec<&str> = line.iter().map(String::as_str).collect();
            let last = i + 1 == lines.len();
            match (last, several) {
                (false, _) => out.push_str(&format!("{}\n", columns(&cells))),
                (true, true) => out.push_str(&format!("{}\n", paint(HEADING, &columns(&cells)))),
                // All of one are that one.
                (true, false) => {}
            }
        }
        out.push_str(&format!("  {}\n", paint(QUIET, &wrap(words, WIDTH - 4, 2))));
    };
    let lines = |of: &dyn Fn(&&Summary) -> bool, line: fn(&Summary) -> Vec<String>| {
        let some: Vec<&Summary> = rows.iter().filter(of).collect();
        let last = (!some.is_empty()).then_some(&total);
        some.into_iter().chain(last).map(line).collect::<Vec<_>>()
    };
    part(
        "THE LAST TABLE: milestones met of all by what they are evidence of, and checks",
        &[
            "outage", "in", "cal", "anch", "pred", "shape", "band", "<3x", "free", "flips",
            "control", "scale",
        ],
        "in: inputs, nothing is claimed; cal: fitted; anch: following a dated input by construction; pred: values that \
         come out of the mechanisms; shape: predicted orders and signs; band: predicted values inside the 5-95 % band of \
         the draws; <3x: bands whose upper end is less than three times the lower, times counted from the last dated input \
         before them, because beside the offset from the start every band would look narrow on the third day; free: median \
         error of predicted times over that stretch; flips: counterfactuals that hold",
        lines(&|s| s.simulated, model),
    );
    part(
        "CUSTOMERS OF ALL: published ones beside the architectures that stand for them",
        &["outage", "2x", "order", "down", "up"],
        "2x, order: within a factor of two, and in the published order; down, up: victims that came out down, and \
         survivors that came out up",
        lines(&|s| s.within_2x.of > 0, fates),
    );
    out.push_str(&targets(rows, &total));
    out
}

fn columns(cells: &[&str]) -> String {
    let widths = [3, 6, 6, 6, 6, 6, 6, 8, 6, 8, 8];
    let mut out = format!("  {:<22}", cells.first().unwrap_or(&""));
    let widths = match cells.len() {
        // Customers have no first column of single numbers.
        5 => &widths[1..],
        _ => &widths[..],
    };
    for (cell, width) in cells.iter().skip(1).zip(widths) {
        out.push_str(&format!("{cell:>width$}"));
    }
    out.trim_end().to_owned()
}

fn tally(t: Tally) -> String {
    match t.of {
        0 => "-".to_owned(),
        of => format!("{}/{of}", t.good),
    }
}

fn name(s: &Summary) -> String {
    match s.outage.as_str() {
        "" => "all".to_owned(),
        id => id.to_owned(),
    }
}

/// What is said of an outage that is simulated.
fn model(s: &Summary) -> Vec<String> {
    let e = s.evidence;
    let (control, scale) = match s.outage.is_empty() {
        true => (tally(s.controls), tally(s.scales)),
        false => (
            control_word(s.control).to_owned(),
            match s.scale {
                Scaled::Nothing => "-".to_owned(),
                found @ (Scaled::Holds | Scaled::Drifts) => scale_word(found).to_owned(),
            },
        ),
    };
    vec![
        name(s),
        e.input.to_string(),
        tally(e.calibrated),
        tally(e.anchored),
        tally(e.predicted),
        tally(e.shapes),
        tally(s.inside),
        tally(s.narrow),
        s.free_stretch_error().map_or("-".to_owned(), share),
        tally(s.counterfactuals),
        control,
        scale,
    ]
}

/// What is said of an outage's customers.
fn fates(s: &Summary) -> Vec<String> {
    let tallies = [s.within_2x, s.in_order, s.victims, s.survivors];
    let mut out = vec![name(s)];
    out.extend(tallies.map(tally));
    out
}

/// The total against what the library should reach.
fn targets(rows: &[Summary], total: &Summary) -> String {
    let mut out = String::new();
    let mut say = |good: bool, text: &str| {
        out.push_str(&format!("{} {}\n", mark(good), wrap(text, WIDTH - 4, 4)));
    };
    let of = |t: Tally| format!("{} of {}", t.good, t.of);
    let percent = |t: Tally| {
        t.share()
            .map_or(String::new(), |s| format!(" ({})", share(s)))
    };
    let reaches = |t: Tally, target: f64| t.share().is_none_or(|s| s >= target);
    if total.inside.of > 0 {
        let text = format!(
            "{} predicted values lie inside their own band{}; the target is {}",
            of(total.inside),
            percent(total.inside),
            share(INSIDE_TARGET)
        );
        say(reaches(total.inside, INSIDE_TARGET), &text);
        let text = format!(
            "{} bands are narrower than a factor of three{}; the target is {}",
            of(total.narrow),
            percent(total.narrow),
            share(NARROW_TARGET)
        );
        say(reaches(total.narrow, NARROW_TARGET), &text);
    }
    let short = |s: &&Summary| {
        s.simulated && (s.evidence.predicted.good == 0 || s.evidence.shapes.good < SHAPES_TARGET)
    };
    let short: Vec<&str> = rows
        .iter()
        .filter(short)
        .map(|s| s.outage.as_str())
        .collect();
    if total.simulated {
        let text = match short.is_empty() {
            true => {
                "every simulated outage meets a predicted value and two predicted shapes".to_owned()
            }
            false => format!(
                "a predicted value and two predicted shapes that are met are missing in {}",
                short.join(", ")
            ),
        };
        say(short.is_empty(), &text);
        let few = match total.too_few {
            0 => String::new(),
            n => format!(" ({n} of the others with too few draws to tell)"),
        };
        let text = format!(
            "{} counterfactuals hold{few}; {} negative controls, {} scale checks",
            of(total.counterfactuals),
            of(total.controls),
            of(total.scales)
        );
        let whole = |t: Tally| t.good == t.of;
        let good = whole(total.counterfactuals) && whole(total.controls) && whole(total.scales);
        say(good, &text);
    }
    if total.within_2x.of > 0 {
        let text = format!(
            "{} victims came out down and {} survivors up; {} customers within a factor of two, {} in the published order",
            of(total.victims),
            of(total.survivors),
            of(total.within_2x),
            of(total.in_order)
        );
        let whole = |t: Tally| t.good == t.of;
        say(whole(total.victims) && whole(total.survivors), &text);
    }
    match out.is_empty() {
        true => paint(WARN, "  nothing could be compared\n"),
        false => format!("\n{out}"),
    }
}

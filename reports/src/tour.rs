//! The front table: every built-in architecture against one outage, many lives each, worst first; then one life.

use crate::card::{Card, Lost};
use crate::lives::{Life, Lives};
use crate::paint::{BAD, GOOD, HEADING, QUIET, WARN, heading, paint};
use crate::table::{Cell, Table};
use crate::words::{length, share_ppm, wrap};
use kernel::SimDuration;

/// What the whole table is about.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Id of the outage.
    pub outage: &'a str,
    /// What the outage was, one line.
    pub title: &'a str,
    /// When it began, as text.
    pub begins: Option<&'a str>,
    /// Seed of the first life; the others follow it.
    pub seed: u64,
    /// Seed of the simulated cloud, the same in all lives.
    pub cloud_seed: u64,
    /// Whether that seed also draws every assumed number within its range.
    pub values_drawn: bool,
    /// Whether fates were drawn until something was hit.
    pub given_touched: bool,
    /// What was typed beside the seeds, to have it again: ` --onto gcp/us-west1`.
    pub options: &'a str,
}

/// The table and the detail of the first; `all` in order, worst first. `median` is the first one's median life.
#[must_use]
pub fn text(frame: &Frame<'_>, all: &[Lives], median: Option<&Card<'_>>) -> String {
    let Some(first) = all.first() else {
        return "there is no architecture to try\n".to_owned();
    };
    let mut out = paint(HEADING, &format!("{}: {}", frame.outage, frame.title));
    out.push_str(&format!("\n{}\n\n", wrap(&about(frame, all), 98, 0)));
    out.push_str(&table(all));
    out.push_str(&format!("{}\n", paint(QUIET, &wrap(&note(frame), 98, 0))));
    if all.iter().any(Lives::passed_by) {
        let passed = format!(
            "\n?: has nothing in {}: the outage passes it by.\n",
            first.place
        );
        out.push_str(&passed);
    }
    let Some(median) = median.filter(|_| !first.unharmed()) else {
        out.push_str("\nNobody was down and nothing was lost, so there is no life to show.\n");
        out.push_str(&next(frame, None));
        return out;
    };
    let which = format!(
        "The worst of them in detail: {}, the life in the middle of its {}",
        first.architecture,
        first.count()
    );
    out.push_str(&format!(
        "\n{}\nAgain: {}\n\n",
        paint(HEADING, &which),
        again("run", frame, first)
    ));
    out.push_str(&crate::text::text(median));
    out.push_str(&next(frame, Some(first)));
    out
}

/// What is shown, in a sentence.
fn about(frame: &Frame<'_>, all: &[Lives]) -> String {
    let luck = if frame.given_touched {
        "given that something of each is hit"
    } else {
        "as the dice fall"
    };
    let begins = frame.begins.map(|s| format!("It begins {s}. "));
    format!(
        "{}{} architectures live through it {} times each, {luck}; worst first.",
        begins.unwrap_or_default(),
        all.len(),
        all.first().map_or(0, Lives::count),
    )
}

fn note(frame: &Frame<'_>) -> String {
    let last = frame.seed.wrapping_add(LIVES - 1);
    let drawn = if frame.values_drawn {
        ", assumed numbers drawn"
    } else {
        ""
    };
    format!(
        "Down: the worst journey, in the zone that hurts most. `95 %`: no longer than this in 95 % of the lives, \
         the order of the table; `>`: not restored when the run ended. `kept`: lives in which every objective was \
         met. `lost`: the most that any life lost, back from the failure. `hit`: the chance that anything of it \
         is touched. Seeds {} to {last}, cloud seed {}{drawn}. What each is: `zonefall list`.",
        frame.seed, frame.cloud_seed
    )
}

/// Lives of each architecture. With 40, two lie beyond the 95th percentile, so one freak does not make it; and twelve
/// architectures still take less than three seconds on two busy cores.
pub const LIVES: u64 = 40;

fn table(all: &[Lives]) -> String {
    let mut table = Table::new(&[
        "",
        "architecture",
        "down 95 %",
        "median",
        "kept",
        "lost",
        "hit",
    ]);
    for lives in all {
        let (tail, lost) = (lives.p95(), lives.most_lost());
        let (mark, style) = if lives.passed_by() {
            ("?", QUIET)
        } else {
            match (tail.down, lost) {
                (SimDuration::ZERO, Lost::Nothing) => ("+", GOOD),
                (d, Lost::Nothing) if d < SimDuration::from_hours(1) && !tail.censored => {
                    ("~", WARN)
                }
                (_, _) => ("x", BAD),
            }
        };
        let lost_style = if lost == Lost::Nothing { GOOD } else { BAD };
        let chance = lives.median().p_touched_ppm;
        table.row(vec![
            Cell::left(mark).styled(style),
            Cell::left(&lives.architecture),
            Cell::right(down(tail)),
            Cell::right(down(lives.median())),
            Cell::right(
                lives
                    .met_ppm()
                    .map_or_else(|| "-".to_owned(), whole_percent),
            ),
            Cell::left(reach(lost)).styled(lost_style),
            Cell::right(chance.map_or_else(|| "-".to_owned(), |p| share_ppm(u64::from(p)))),
        ]);
    }
    format!(
        "{}{}",
        table.render(0),
        paint(
            QUIET,
            "+ nobody down, nothing lost   ~ under an hour, nothing lost   x worse\n"
        )
    )
}

/// Downtime in few characters; `>` where it had not ended.
fn down(life: &Life) -> String {
    if life.censored {
        format!(">{}", length(life.down))
    } else {
        length(life.down)
    }
}

/// A share of few lives has no digits after the point.
fn whole_percent(ppm: u64) -> String {
    format!("{} %", (ppm + 5_000) / 10_000)
}

fn reach(lost: Lost) -> String {
    match lost {
        Lost::Nothing => "none".to_owned(),
        Lost::Writes(_, age) => format!("last {}", length(age)),
        Lost::Store(_) => "a whole store".to_owned(),
    }
}

/// The command that lives the median life of an architecture again.
fn again(command: &str, frame: &Frame<'_>, lives: &Lives) -> String {
    format!(
        "zonefall {command} {}{} --seed {} --cloud-seed {}",
        lives.architecture,
        frame.options,
        lives.median().seed,
        frame.cloud_seed
    )
}

/// What to type next.
fn next(frame: &Frame<'_>, worst: Option<&Lives>) -> String {
    let mut out = heading("NEXT");
    if let Some(worst) = worst {
        out.push_str(&format!(
            "  {}\n      why, from the failed request back to the first cause\n",
            again("explain", frame, worst)
        ));
    }
    for (command, what) in [
        ("zonefall run NAME", "another of them in detail"),
        (
            "zonefall validate",
            "how close the outage comes to what was published",
        ),
        (
            "zonefall init my.yaml",
            "a file to describe your own; then `zonefall run my.yaml`",
        ),
    ] {
        out.push_str(&format!("  {command:<22} {what}\n"));
    }
    out
}

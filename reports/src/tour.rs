//! The front table: every built-in architecture against one outage, worst first, then one in detail.

use crate::card::{Card, Lost};
use crate::paint::{BAD, GOOD, HEADING, QUIET, WARN, paint};
use crate::table::{Cell, Table};
use crate::words::{length, share_ppm, wrap};
use kernel::SimDuration;
use tenant::score::{JourneyScore, ObjectiveScore, Target};

/// Cards from worst to best; equals by name.
pub fn sort(cards: &mut [Card<'_>]) {
    cards.sort_by(|a, b| {
        let name = |c: &Card<'_>| c.worst().outcome.architecture.clone();
        b.harshness()
            .cmp(&a.harshness())
            .then_with(|| name(a).cmp(&name(b)))
    });
}

/// The table and the detail of the first; `cards` in order, worst first.
#[must_use]
pub fn text(cards: &[Card<'_>]) -> String {
    let Some(first) = cards.first() else {
        return "there is no architecture to try\n".to_owned();
    };
    let o = &first.worst().outcome;
    let mut out = paint(HEADING, &format!("{}: {}", o.outage, first.title));
    out.push_str(&format!(
        "\n{}\n\n",
        wrap(&frame(first, cards.len()), 98, 0)
    ));
    out.push_str(&table(cards));
    let note = format!(
        "`down` is the worst journey's, in the worst zone, `mean` over the zones the outage was put on; `>`: not \
         restored when the run ended. `hit` is the chance that anything of the architecture is touched; what each \
         architecture is: `zonefall list`. Seed {}.",
        o.seed
    );
    out.push_str(&format!("{}\n", paint(QUIET, &wrap(&note, 98, 0))));
    out.push_str(&format!(
        "\n{}\n\n",
        paint(HEADING, "The worst of them in detail")
    ));
    out.push_str(&crate::text::text(first));
    out.push_str(&next(&o.architecture));
    out
}

/// What is shown, in a sentence.
fn frame(first: &Card<'_>, architectures: usize) -> String {
    let o = &first.worst().outcome;
    let luck = if o.given_touched {
        "given that something of each is hit"
    } else {
        "as the dice fall"
    };
    let begins = first
        .clock
        .start()
        .map(|s| format!("It begins {s}. "))
        .unwrap_or_default();
    format!("{begins}{architectures} architectures live through it, {luck}; worst first.")
}

fn table(cards: &[Card<'_>]) -> String {
    let mut table = Table::new(&[
        "",
        "architecture",
        "down",
        "mean",
        "RTO",
        "data lost",
        "hit",
    ]);
    for card in cards {
        let down = card.worst_journey().filter(|j| !j.episodes.is_empty());
        let lost = card.lost();
        let (mark, style) = match (down, lost) {
            (None, Lost::Nothing) => ("+", GOOD),
            (Some(j), Lost::Nothing) if j.downtime < SimDuration::from_hours(1) => ("~", WARN),
            (Some(_) | None, _) => ("x", BAD),
        };
        let lost_style = if lost == Lost::Nothing { GOOD } else { BAD };
        let o = &card.worst().outcome;
        table.row(vec![
            Cell::left(mark).styled(style),
            Cell::left(&o.architecture),
            Cell::right(down_short(down)),
            Cell::right(length(card.mean_downtime())),
            Cell::left(promise(card)),
            Cell::left(lost.said()).styled(lost_style),
            Cell::right(share_ppm(u64::from(o.p_touched_ppm))),
        ]);
    }
    table.render(0)
}

/// Downtime in few characters; `>` where it had not ended.
fn down_short(journey: Option<&JourneyScore>) -> String {
    match journey {
        Some(j) if j.censored => format!(">{}", length(j.downtime)),
        Some(j) => length(j.downtime),
        None => "0".to_owned(),
    }
}

/// The strictest promise about time to restore, and whether it was kept.
fn promise(card: &Card<'_>) -> String {
    let all = card
        .worst()
        .score
        .journeys
        .iter()
        .flat_map(|j| &j.objectives);
    let strictest = all
        .filter(|o| o.name == "rto")
        .filter_map(|o| match o.target {
            Target::Time(d) => Some((d, o)),
            Target::Share(_) => None,
        })
        .min_by_key(|(d, _)| *d);
    match strictest {
        None => String::new(),
        Some((
            d,
            ObjectiveScore {
                met: Some(true), ..
            },
        )) => format!("{} met", length(d)),
        Some((
            d,
            ObjectiveScore {
                met: Some(false), ..
            },
        )) => format!("{} missed", length(d)),
        Some((d, ObjectiveScore { met: None, .. })) => format!("{} ?", length(d)),
    }
}

/// What to type next.
fn next(worst: &str) -> String {
    let mut out = crate::paint::heading("NEXT");
    for (command, what) in [
        (
            format!("zonefall explain {worst}"),
            "why, from the failed request back to the first cause",
        ),
        ("zonefall run NAME".to_owned(), "another of them in detail"),
        (
            "zonefall validate".to_owned(),
            "how close the outage comes to what was published",
        ),
        (
            "zonefall init my.yaml".to_owned(),
            "a file to describe your own; then `zonefall run my.yaml`",
        ),
    ] {
        out.push_str(&format!("  {command:<32} {what}\n"));
    }
    out
}

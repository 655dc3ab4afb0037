//! What it cost, and what came back.

use crate::card::Card;
use crate::paint::{QUIET, heading, paint};
use crate::table::{Cell, Table};
use crate::words::{count, dollars, length, share_ppm, wrap};

/// Less than this is nothing, micro-dollars.
const CENT: u64 = 10_000;

pub(super) fn text(card: &Card<'_>) -> String {
    let t = card.worst();
    let money = &t.score.money;
    let mut table = Table::default();
    let mut line = |what: &str, amount: String, note: String| {
        table.row(vec![
            Cell::left(what),
            Cell::right(amount),
            Cell::left(note).styled(QUIET),
        ]);
    };
    for h in &money.harm {
        if h.unit == "USD" {
            line("lost with failed requests", dollars(h.micro), String::new());
        } else {
            line(
                "harm of failed requests",
                count(h.micro / 1_000_000),
                h.unit.clone(),
            );
        }
    }
    line(
        "bill of the run",
        dollars(money.spend_micro),
        format!("{} at list prices", length(run_length(card))),
    );
    let some = |what: &str, micro: u64, note: &str| {
        (micro >= CENT).then(|| (what.to_owned(), micro, note.to_owned()))
    };
    let rest = [
        some(
            "  of that, data moved",
            money.egress_micro,
            "out of regions and between zones",
        ),
        some(
            "credit owed by contract",
            money.credit_owed_micro,
            "if it is claimed",
        ),
        some(
            "goodwill of the provider",
            money.goodwill_micro,
            "paid to all customers of the zone, unasked",
        ),
    ];
    for (what, micro, note) in rest.into_iter().flatten() {
        line(&what, dollars(micro), note);
    }
    let mut out = heading("MONEY");
    out.push_str(&table.render(2));
    if money.credit_owed_micro < CENT {
        out.push_str(&paint(QUIET, "  no credit is owed by contract\n"));
    }
    for c in money.credits.iter().filter(|c| c.share_ppm > 0) {
        let text = format!(
            "{} {}: {} of a monthly bill of {}; counted as down: {}; {}",
            c.provider,
            c.service,
            share_ppm(u64::from(c.share_ppm)),
            dollars(c.bill_micro),
            length(c.down),
            c.why
        );
        out.push_str(&format!("    {}\n", paint(QUIET, &wrap(&text, 94, 6))));
    }
    out
}

fn run_length(card: &Card<'_>) -> kernel::SimDuration {
    card.worst().outcome.end.since(kernel::SimTime::ZERO)
}

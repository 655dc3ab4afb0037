//! What it cost, and what came back.

use crate::card::Card;
use crate::paint::{QUIET, heading, paint};
use crate::table::{Cell, Table};
use crate::words::{count, dollars, length, share_ppm, wrap};

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
    line(
        "  of that, data moved",
        dollars(money.egress_micro),
        "out of regions and between zones".to_owned(),
    );
    line(
        "credit owed by contract",
        dollars(money.credit_owed_micro),
        "if it is claimed".to_owned(),
    );
    line(
        "goodwill of the provider",
        dollars(money.goodwill_micro),
        "beyond the contract, unasked".to_owned(),
    );
    let mut out = heading("MONEY");
    out.push_str(&table.render(2));
    for c in &money.credits {
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

//! Who knew what when, and how far the posted ETA was from the truth.

use crate::card::Card;
use crate::knew::{RESTORED, moments};
use crate::paint::heading;
use crate::table::{Cell, Table};
use kernel::{SimDuration, SimTime};

pub(super) fn text(card: &Card<'_>) -> String {
    let c = &card.worst().score.communication;
    // A short one is told to the second.
    let span = c.customers.zip(c.restored);
    let short = span.is_some_and(|(felt, end)| end.since(felt) < SimDuration::from_secs(600));
    let clock = |t: SimTime| {
        if short && t < SimTime::from_secs(3600) {
            card.clock.exact(t)
        } else {
            card.clock.both(t)
        }
    };
    let mut table = Table::default();
    for moment in moments(card) {
        let at = moment.at.map_or_else(|| "never".to_owned(), clock);
        // How long it took stands with the journeys.
        let note = match moment.what {
            RESTORED => String::new(),
            _ => moment.note,
        };
        table.row(vec![
            Cell::left(moment.what),
            Cell::left(at),
            Cell::left(note),
        ]);
    }
    format!("{}{}", heading("WHO KNEW WHEN"), table.render(2))
}

//! What became of acknowledged writes.

use crate::card::Card;
use crate::paint::{BAD, GOOD, heading};
use crate::table::{Cell, Table};
use crate::words::{count, length};

pub(super) fn text(card: &Card<'_>) -> String {
    let stores = &card.worst().score.stores;
    if stores.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&[
        "",
        "store",
        "writes acknowledged",
        "lost",
        "diverged",
        "not known",
        "lost reach back (RPO)",
    ]);
    for s in stores {
        let good = s.lost == 0 && !s.unrecoverable;
        let rpo = match s.rpo {
            Some(_) if s.acknowledged == 0 && s.lost == 0 => "no writes".to_owned(),
            Some(rpo) => length(rpo),
            None => "all: the store is gone".to_owned(),
        };
        table.row(vec![
            if good {
                Cell::left("+").styled(GOOD)
            } else {
                Cell::left("x").styled(BAD)
            },
            Cell::left(&s.name),
            Cell::right(count(s.acknowledged)),
            Cell::right(count(s.lost)),
            Cell::right(count(s.diverged)),
            Cell::right(count(s.unknown)),
            Cell::right(rpo),
        ]);
    }
    format!(
        "{}{}",
        heading("DATA: acknowledged writes"),
        table.render(0)
    )
}

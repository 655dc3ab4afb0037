//! Observed outages: who was published as a victim comes out as one, and who was spared is spared.

use scenarios::{Kind, Library, load_architecture, load_tape_file};
use tenant::LiveOptions;
use zonefall_search::{ready, replay};

/// What monitors of one minute take for an episode, as in `validate`.
const UNNOTICED_S: f64 = 300.0;

#[test]
fn published_victims_are_victims_and_survivors_are_spared() {
    let library = Library::built_in().expect("built-in files are right");
    let mut seen = 0;
    for item in library.list(Kind::Tape) {
        let file = load_tape_file(&item.source, &library).unwrap_or_else(|p| panic!("{p}"));
        let offers = file
            .cloud
            .as_deref()
            .map_or(library.offers(), |c| library.offers_at(c));
        for customer in &file.customers {
            let design = library.find(Kind::Architecture, &customer.architecture);
            let design = design.expect("checked when the tape is read");
            let (arch, _) =
                load_architecture(&design.source, &library).unwrap_or_else(|p| panic!("{p}"));
            let tapes = ready(&arch, offers, &file.tape, None);
            let all = replay(&arch, offers, &tapes, &LiveOptions::default());
            let down = all.tries[all.worst].interruption(&customer.journey);
            let spared = customer.published.0 == 0 && !customer.lost;
            let as_published = match down {
                None => customer.lost,
                Some(s) => !customer.lost && spared == (s < UNNOTICED_S),
            };
            assert!(as_published, "{}: {}: {down:?} s", item.name, customer.who);
            seen += 1;
        }
    }
    assert!(seen >= 12, "only {seen} customers");
}

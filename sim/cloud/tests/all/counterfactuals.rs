//! One removed cause removes its effect: the recorded counterfactuals flip, and nothing else flips them.

use crate::fixture::{ask, recorded, set};
use zonefall_cloud::outage::{CloudRun, Counterfactual};
use zonefall_cloud::simulate;

fn holds(run: &CloudRun, c: &Counterfactual) -> bool {
    let tape = simulate(run).expect("the recorded outage runs").tape;
    match ask(&tape, &c.query) {
        Some(found) => (c.low..=c.high).contains(&found),
        None => c.none_holds,
    }
}

#[test]
fn every_counterfactual_flips() {
    let base = recorded(1);
    assert!(
        base.outage.counterfactuals.len() >= 7,
        "the published fixes are all there"
    );
    for c in &base.outage.counterfactuals {
        assert!(
            !holds(&base, c),
            "{}: holds although nothing was changed",
            c.id
        );
        let mut changed = base.clone();
        for (target, name, value) in &c.settings {
            set(&mut changed, target, name, *value);
        }
        changed
            .outage
            .actions
            .retain(|a| !c.without.contains(&a.id));
        assert!(
            holds(&changed, c),
            "{}: {} does not come of it",
            c.id,
            c.expected
        );
    }
}

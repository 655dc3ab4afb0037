//! People whom steps wait for, and what is said about them.

use super::kit::*;
use super::repairing::{HOURLY, restoring};
use crate::architecture::*;
use crate::outcome::Outcome;
use kernel::SimDuration;
use tape::{FactId, PostLevel};

/// A restore that needs a key held by an admin who works from 5:00 to 6:00.
fn locked(learns: Awareness, change: impl FnOnce(&mut Architecture)) -> Architecture {
    restoring(HOURLY, |arch, _| {
        let admin = arch.person("admin", learns);
        arch.people[admin.0 as usize].hours = (5.0, 6.0);
        let key = Key {
            region: None,
            with: Some(admin),
            on: None,
            in_backup: None,
        };
        let key = arch.part("paper", ComponentKind::Key(key));
        arch.backups[0].key = Some(key);
        change(arch);
    })
}

#[test]
fn a_step_goes_on_when_who_holds_the_key_is_at_work_whatever_is_posted() {
    // Nobody notices anything, so that nothing but the clock can bring the admin.
    let arch = locked(Awareness::Customers, |a| a.journeys[0].threshold_ppm = 0);
    let quiet = || Weather::new().stuck(5000, 30_000);
    let posted = quiet().post(7000, PostLevel::Degraded, None, false).post(
        21_000,
        PostLevel::Degraded,
        Some(25_000),
        true,
    );
    let (with, without) = (run(&arch, &posted.tape()), run(&arch, &quiet().tape()));
    let restored = when(&without, "tenant.restored").unwrap();
    assert!((restored - (18_000.0 + 3700.0)).abs() < 1.0, "{restored}");
    assert_eq!(with.journeys, without.journeys);
}

#[test]
fn who_is_paged_is_present_at_night() {
    let tape = Weather::new().stuck(5000, 30_000).tape();
    // Paged at 5300, looks at 5600, when automation has just waited long enough.
    let arch = locked(Awareness::Pager, |_| {});
    let restored = when(&run(&arch, &tape), "tenant.restored");
    assert_eq!(restored, Some(5600.0 + 3700.0));
    let asked = locked(Awareness::Pager, |a| {
        a.backups[0].key = None;
        a.plans[0].steps[0].needs.push(Need::Person(PersonId(0)));
    });
    let restored = when(&run(&asked, &tape), "tenant.restored");
    assert_eq!(restored, Some(5600.0 + 3700.0));
}

/// The texts of a fact's causes, from it backwards.
fn causes(outcome: &Outcome, kind: &str) -> Vec<String> {
    let mut at = outcome.facts.iter().position(|f| f.kind == kind);
    let mut list = Vec::new();
    while let Some(i) = at {
        list.push(outcome.facts[i].text.clone());
        at = outcome.facts[i].cause.map(|FactId(c)| c as usize);
    }
    list
}

#[test]
fn why_a_person_acts_when_they_do_is_said() {
    let waiting = |change: fn(&mut Person)| {
        let mut arch = locked(Awareness::Pager, |_| {});
        arch.plans[0].trigger = Trigger::Person {
            who: PersonId(0),
            approved_by: None,
            component: arch.backups[0].of,
        };
        change(&mut arch.people[0]);
        let promised =
            Weather::new()
                .stuck(5000, 30_000)
                .post(5100, PostLevel::Degraded, Some(7200), false);
        causes(&run(&arch, &promised.tape()), "tenant.plan_started")
    };
    let usual = waiting(|_| {});
    let steps = [
        "admin starts plan plan0",
        "admin knows what to do",
        "admin looks at it",
        "admin is paged",
        "order is down",
    ];
    assert_eq!(usual[..5], steps);
    let believer = waiting(|p| p.believes_eta = true);
    let promise = "admin waits: the status page promises an end at T+2:00";
    assert_eq!(believer[1..3], [promise, "admin knows what to do"]);
    let patient = waiting(|p| p.patience = SimDuration::from_hours(1));
    let patience = "admin gives the provider 1h00m";
    assert_eq!(patient[1..3], [patience, "admin knows what to do"]);
}

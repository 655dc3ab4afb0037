//! People: who is awake, who knows, who may decide, who waits for what was promised.

use super::kit::*;
use crate::architecture::*;
use crate::engine::{LiveOptions, Luck};
use crate::outcome::Outcome;
use kernel::SimDuration;
use tape::{PostLevel, Service, Tape};

/// One server in zone a, a spare in the other region, and a person who moves the name.
fn moved_by(change: impl FnOnce(&mut Architecture)) -> Architecture {
    let mut arch = architecture();
    let east = arch.servers("east", &[(A, 1)], Root::BlockStore);
    let west = arch.servers("west", &[(WEST, 1)], Root::LocalDisk);
    let www = arch.part("www", name_to(east, 0));
    arch.journey("shop", &[www], false);
    let who = arch.person("on-call", Awareness::Pager);
    let trigger = Trigger::Person {
        who,
        approved_by: None,
        component: east,
    };
    arch.plan(
        trigger,
        vec![StepKind::PointName {
            name: www,
            to: west,
        }],
    );
    change(&mut arch);
    arch
}

fn stuck() -> Weather {
    Weather::new().stuck(1000, 30_000)
}

/// When the plan starts, in seconds.
fn starts(arch: &Architecture, tape: &Tape) -> Option<f64> {
    when(&run(arch, tape), "tenant.plan_started")
}

fn person(arch: &mut Architecture) -> &mut Person {
    &mut arch.people[0]
}

#[test]
fn a_pager_five_minutes_to_fire_five_to_look_ten_to_understand() {
    let arch = moved_by(|_| {});
    let outcome = run(&arch, &stuck().tape());
    assert_eq!(
        when(&outcome, "tenant.plan_started"),
        Some(1000.0 + 300.0 + 300.0 + 600.0)
    );
    // From 1000 to 2200 nothing is served.
    assert_eq!(unserved(&outcome, 0), 12_000);
    let c = &outcome.communication;
    assert_eq!(
        (c.customers, c.monitors, c.people),
        (Some(at(1000)), Some(at(1300)), Some(at(1600)))
    );
    assert_eq!(c.restored, Some(at(2200)));
}

#[test]
fn who_sleeps_hears_no_customers_until_the_morning() {
    // The tape begins at 0:00; work begins at 4:00.
    let arch = moved_by(|a| {
        person(a).learns = Awareness::Customers;
        person(a).hours = (4.0, 12.0);
    });
    let asleep = starts(&arch, &stuck().tape()).unwrap();
    assert!((asleep - (4.0 * 3600.0 + 900.0)).abs() < 1.0, "{asleep}");
    let mut awake = arch.clone();
    awake.people[0].hours = (0.0, 24.0);
    assert_eq!(
        starts(&awake, &stuck().tape()),
        Some(1000.0 + 900.0 + 900.0)
    );
    // Five hours further east it is 5:00 already.
    let mut east = arch.clone();
    east.utc_offset_min = 300;
    assert_eq!(starts(&east, &stuck().tape()), Some(1000.0 + 900.0 + 900.0));
    let options = LiveOptions {
        luck: Luck::Drawn,
        start_hour_utc: 5.0,
        ..LiveOptions::default()
    };
    let later = run_with(&arch, &stuck().tape(), &options);
    assert_eq!(
        when(&later, "tenant.plan_started"),
        Some(1000.0 + 900.0 + 900.0)
    );
}

#[test]
fn who_may_not_decide_waits_for_somebody_who_may() {
    let alone = moved_by(|a| person(a).may_decide = false);
    assert_eq!(starts(&alone, &stuck().tape()), None);
    let with_boss = moved_by(|a| {
        person(a).may_decide = false;
        let boss = a.person("boss", Awareness::Customers);
        a.people[boss.0 as usize].hours = (4.0, 12.0);
    });
    // The boss hears of it at 4:00 and looks five minutes later.
    let decided = starts(&with_boss, &stuck().tape()).unwrap();
    assert!((decided - (4.0 * 3600.0 + 300.0)).abs() < 1.0, "{decided}");
}

#[test]
fn a_named_approver_must_have_heard_and_be_awake() {
    let arch = moved_by(|a| {
        let boss = a.person("boss", Awareness::Customers);
        if let Trigger::Person { approved_by, .. } = &mut a.plans[0].trigger {
            *approved_by = Some(boss);
        }
        a.people[boss.0 as usize].engage = tape::Law::Fixed(SimDuration::from_mins(60));
    });
    // Customers call after 15 minutes, the boss looks an hour later.
    assert_eq!(
        starts(&arch, &stuck().tape()),
        Some(1000.0 + 900.0 + 3600.0)
    );
}

#[test]
fn the_status_page_is_read_by_those_who_rely_on_it() {
    let arch = moved_by(|a| person(a).learns = Awareness::StatusPage);
    assert_eq!(starts(&arch, &stuck().tape()), None);
    let posted = stuck().post(5000, PostLevel::Normal, None, false);
    assert_eq!(starts(&arch, &posted.tape()), None);
    let posted = stuck().post(5000, PostLevel::Degraded, None, false);
    assert_eq!(starts(&arch, &posted.tape()), Some(5900.0));
    // A post that names the cause spares the diagnosis.
    let posted = stuck().post(5000, PostLevel::Degraded, None, true);
    assert_eq!(starts(&arch, &posted.tape()), Some(5300.0));
    // One that comes while somebody is still diagnosing ends that.
    let posted = stuck().post(5000, PostLevel::Degraded, None, false).post(
        5400,
        PostLevel::Degraded,
        None,
        true,
    );
    let outcome = run(&arch, &posted.tape());
    assert_eq!(when(&outcome, "tenant.person_knows"), Some(5400.0));
    assert!(says(
        &outcome,
        "on-call knows what to do: the status page names the cause"
    ));
}

#[test]
fn who_believes_an_eta_waits_for_it_unless_it_is_withdrawn() {
    let arch = moved_by(|a| person(a).believes_eta = true);
    assert_eq!(starts(&arch, &stuck().tape()), Some(2200.0));
    let promised = || stuck().post(2000, PostLevel::Degraded, Some(20_000), false);
    assert_eq!(starts(&arch, &promised().tape()), Some(20_000.0));
    let withdrawn = promised().post(9000, PostLevel::Degraded, None, false);
    assert_eq!(starts(&arch, &withdrawn.tape()), Some(9000.0));
    let sceptic = moved_by(|_| {});
    assert_eq!(starts(&sceptic, &promised().tape()), Some(2200.0));
}

#[test]
fn patience_is_how_long_one_waits_for_the_provider_without_an_eta() {
    let arch = moved_by(|a| person(a).patience = SimDuration::from_hours(2));
    assert_eq!(starts(&arch, &stuck().tape()), Some(2200.0 + 7200.0));
    // Whatever comes back by itself before needs no plan.
    let short = Weather::new().stuck(1000, 6000);
    assert_eq!(starts(&arch, &short.tape()), None);
}

#[test]
fn premium_support_tells_what_failed() {
    let arch = moved_by(|a| {
        person(a).diagnose = tape::Law::Fixed(SimDuration::from_hours(3));
        a.support = Support::Premium {
            informed_after: SimDuration::from_mins(30),
        };
    });
    assert_eq!(starts(&arch, &stuck().tape()), Some(1000.0 + 1800.0));
}

#[test]
fn who_sits_in_the_outage_cannot_work() {
    let arch = moved_by(|a| person(a).sits_in = Some("p/east".into()));
    let cut_off = stuck().errors("p/east", Service::Network, (1100, 8000), 1.0);
    assert_eq!(starts(&arch, &cut_off.tape()), Some(8000.0 + 900.0));
}

#[test]
fn deleting_all_posts_changes_only_communication_and_people() {
    let shown = |o: &Outcome| {
        let timelines: Vec<_> = o.journeys.iter().map(|j| j.segments.clone()).collect();
        (timelines, o.stores.clone(), o.health.clone(), o.usage)
    };
    let with = stuck().post(1200, PostLevel::Degraded, Some(25_000), true);
    let (with, without) = (with.tape(), stuck().tape());
    let sceptic = moved_by(|_| {});
    let (a, b) = (run(&sceptic, &with), run(&sceptic, &without));
    assert_eq!(shown(&a), shown(&b));
    assert_ne!(a.communication, b.communication);
    let believer = moved_by(|a| person(a).believes_eta = true);
    assert_ne!(
        shown(&run(&believer, &with)),
        shown(&run(&believer, &without))
    );
}

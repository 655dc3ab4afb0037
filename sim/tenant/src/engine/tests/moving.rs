//! Stores that plans move, pages in place of an application, and rooms too narrow from the start.

use super::kit::*;
use crate::architecture::*;
use crate::outcome::Outcome;
use tape::Service;

/// A database whose copy in another zone is promoted by a plan a minute after the primary is gone; then `rest`.
fn promoting(rest: Vec<StepKind>) -> Outcome {
    let mut arch = architecture();
    let host = DatabaseHost::Volumes(1);
    let mode = DatabaseMode::Replicas {
        lag: tape::Law::Fixed(secs(5)),
        promote_after: None,
        read_replicas: false,
        apply_micro_per_s: None,
    };
    let db = arch.database(&[(A, host), (B, host)], mode);
    let web = arch.servers("web", &[(B, 1)], Root::LocalDisk);
    arch.journey("order", &[web, db], true);
    let trigger = Trigger::Automatic {
        component: db,
        down_for: secs(60),
    };
    let mut steps = vec![StepKind::Promote {
        database: db,
        copy: None,
    }];
    steps.extend(rest);
    arch.plan(trigger, steps);
    run(&arch, &Weather::new().stuck(1000, 30_000).tape())
}

fn by_hand(s: u64) -> StepKind {
    StepKind::Manual {
        what: "point the application at it".into(),
        effort: secs(s),
    }
}

#[test]
fn a_promoted_copy_answers_users_when_the_rest_of_the_plan_is_done() {
    let (bare, slow) = (promoting(Vec::new()), promoting(vec![by_hand(3600)]));
    assert_eq!(unserved(&bare, 0), 600);
    assert_eq!(unserved(&slow, 0), 600 + 36_000);
    assert!(says(
        &slow,
        "db answers users when the rest of plan plan0 is done"
    ));
    assert!(says(&slow, "the application uses db where it is now"));
    // What is left behind is settled at the moment of the promotion.
    let left = |o: &Outcome| (o.stores[0].lost, o.stores[0].diverged, o.stores[0].rpo);
    assert_eq!(left(&bare), left(&slow));
}

#[test]
fn the_plan_itself_meets_the_store_it_has_moved() {
    let db = ComponentId(0);
    let need = Need::Component(db);
    let outcome = promoting(vec![StepKind::WaitFor { need }, by_hand(60)]);
    assert_eq!(unserved(&outcome, 0), 600 + 600);
}

#[test]
fn a_plan_that_stops_short_lets_the_store_answer() {
    let need = Need::Offer("nowhere".into(), Service::Compute);
    let outcome = promoting(vec![by_hand(60), StepKind::WaitFor { need }]);
    assert_eq!(unserved(&outcome, 0), 600 + 600);
    assert!(says(&outcome, "with steps left undone"));
}

#[test]
fn a_page_serves_who_reads_and_goes_no_further() {
    let mut arch = architecture();
    let db = arch.database(&[(B, DatabaseHost::LocalDisk)], DatabaseMode::Alone);
    let web = arch.servers("web", &[(A, 1)], Root::BlockStore);
    let bucket = Bucket {
        region: "p/west".into(),
        copy: None,
    };
    let page = arch.part("page", ComponentKind::Bucket(bucket));
    let www = arch.part(
        "www",
        ComponentKind::DnsName(DnsName {
            provider: "n".into(),
            second_provider: None,
            routing: Routing::Failover(vec![web, page], check(true)),
            ttl: secs(0),
        }),
    );
    arch.journey("home", &[www, web], false);
    arch.journey("search", &[www, web, db], false);
    arch.journey("order", &[www, web, db], true);
    arch.journey("vote", &[www, web], true);
    arch.journey("picture", &[www, page], false);
    arch.components[web.0 as usize].needs.push(db);
    let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
    // The page answers after 20 to 30 s; all else is gone for 4000 s.
    let lost = |j| unserved(&outcome, j);
    assert!((200..=300).contains(&lost(0)), "{}", lost(0));
    for j in [1, 2, 3] {
        assert!((39_900..=40_300).contains(&lost(j)), "{j}: {}", lost(j));
    }
    assert!((200..=300).contains(&lost(4)), "{}", lost(4));
    // What is written goes to the database, not to the page.
    assert_eq!(outcome.stores[1].name, "page");
    assert_eq!(outcome.stores[1].acknowledged, 0);
}

#[test]
fn what_is_too_narrow_on_a_calm_day_is_said_at_the_start() {
    let lived = |capacity, swing| {
        let mut arch = architecture();
        arch.clients[0].curve = Curve::Daily {
            swing,
            peak_hour: 19.0,
        };
        let web = arch.servers("web2", &[(A, 2)], Root::LocalDisk);
        if let ComponentKind::Instances(x) = &mut arch.components[web.0 as usize].kind {
            x.capacity_micro_per_s = Some(capacity);
        }
        arch.journey("shop", &[web], false);
        let warnings = run(&arch, &Weather::new().tape()).warnings;
        warnings.into_iter().find(|w| w.contains("calm day"))
    };
    let text = "web2 is asked for 10 requests/s on a calm day and can serve 4: shop suffers before any outage";
    assert_eq!(lived(2_000_000, 0.0).as_deref(), Some(text));
    assert_eq!(lived(6_000_000, 0.0), None);
    assert!(lived(6_000_000, 0.5).is_some_and(|w| w.contains("for 15 requests/s")));
}

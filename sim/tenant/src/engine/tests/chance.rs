//! Chance: whose draws depend on what, and what is said about being hit.

use super::kit::*;
use crate::architecture::*;
use crate::engine::{LiveOptions, Luck};
use kernel::SimDuration;
use tape::{Evidence, FateState, Law, PopulationKind, Service, Tape};

/// A tenth of the volumes of zone a stick, each for its own time; launches fail half of the time.
fn storm() -> Tape {
    let mut weather = Weather::new();
    let zone = weather.builder.tape().places.find("p/east/a").unwrap();
    let kind = PopulationKind::Volumes;
    weather.builder.population(zone, kind, 1000);
    for member in 0..100 {
        let (hung, well) = (FateState::Hung, FateState::Healthy);
        weather
            .builder
            .fate(at(1000), zone, kind, member, hung, None);
        weather.builder.fate(
            at(2000 + 100 * u64::from(member)),
            zone,
            kind,
            member,
            well,
            None,
        );
    }
    weather
        .errors("p/east", Service::LaunchBlock, (500, 9000), 0.5)
        .tape()
}

fn web_and_db() -> Architecture {
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 3), (B, 1)], Root::BlockStore);
    if let ComponentKind::Instances(x) = &mut arch.components[web.0 as usize].kind {
        x.auto_replace = true;
    }
    let lb = arch.part("lb", balancer(&[B], web, Some(check(false))));
    let db = arch.database(&[(A, DatabaseHost::Volumes(4))], DatabaseMode::Alone);
    arch.journey("order", &[lb, db], true);
    let who = arch.person("on-call", Awareness::Pager);
    arch.people[0].engage = Law::Lognormal(SimDuration::from_mins(10), 1.0);
    let trigger = Trigger::Person {
        who,
        approved_by: None,
        component: db,
    };
    arch.plan(
        trigger,
        vec![StepKind::Manual {
            what: "look".into(),
            effort: secs(60),
        }],
    );
    arch
}

fn options(seed: u64, luck: Luck) -> LiveOptions {
    LiveOptions {
        seed,
        luck,
        ..LiveOptions::default()
    }
}

#[test]
fn the_same_run_twice_has_the_same_digest_and_another_seed_another() {
    let (arch, tape) = (web_and_db(), storm());
    let digest = |seed| run_with(&arch, &tape, &options(seed, Luck::Touched)).digest;
    assert_eq!(digest(7), digest(7));
    assert_ne!(digest(7), digest(8));
}

#[test]
fn an_idle_component_changes_nobody_elses_luck() {
    let (arch, tape) = (web_and_db(), storm());
    let mut more = arch.clone();
    more.servers("idle", &[(B, 2)], Root::LocalDisk);
    more.part(
        "idle-lb",
        balancer(&[B], ComponentId(3), Some(check(false))),
    );
    for seed in 1..20 {
        let lived = |a| run_with(a, &tape, &options(seed, Luck::Drawn));
        let (a, b) = (lived(&arch), lived(&more));
        assert_eq!(a.digests.journeys, b.digests.journeys, "seed {seed}");
        let old = a.digests.components.len();
        assert_eq!(a.digests.components, b.digests.components[..old]);
        assert_eq!(a.digests.rest, b.digests.rest, "seed {seed}");
        assert_ne!(a.digest, b.digest, "a run with more parts is another run");
    }
}

/// On the block store, in the struck zone: "given that something is hit" must not mean what no journey depends on.
#[test]
fn idle_servers_that_may_be_hit_change_no_journey() {
    let (arch, tape) = (web_and_db(), storm());
    let mut more = arch.clone();
    more.servers("idle", &[(A, 6)], Root::BlockStore);
    for seed in 1..20 {
        let lived = |a| run_with(a, &tape, &options(seed, Luck::Touched));
        let (a, b) = (lived(&arch), lived(&more));
        assert_eq!(unserved(&a, 0), unserved(&b, 0), "seed {seed}");
        assert_eq!(a.digests.journeys, b.digests.journeys, "seed {seed}");
        let old = a.digests.components.len();
        assert_eq!(a.digests.components, b.digests.components[..old]);
        assert_eq!(a.p_touched_ppm, b.p_touched_ppm);
    }
}

#[test]
fn a_renamed_component_keeps_its_luck() {
    let (arch, tape) = (web_and_db(), storm());
    let mut renamed = arch.clone();
    renamed.components[2].name = "orders".into();
    for seed in 1..20 {
        let lived = |a| run_with(a, &tape, &options(seed, Luck::Drawn));
        assert_eq!(
            lived(&arch).journeys[0].segments.len(),
            lived(&renamed).journeys[0].segments.len()
        );
        assert_eq!(unserved(&lived(&arch), 0), unserved(&lived(&renamed), 0));
    }
}

#[test]
fn given_touched_somebody_is_always_hit_and_the_chance_is_stated() {
    let (arch, tape) = (web_and_db(), storm());
    let share = |luck| {
        let hit = (1..=100).filter(|&s| run_with(&arch, &tape, &options(s, luck)).touched);
        hit.count()
    };
    assert_eq!(share(Luck::Touched), 100);
    // Seven volumes in zone a: 1 - 0.9^7 = 52 %.
    assert!(
        (40..=65).contains(&share(Luck::Drawn)),
        "{}",
        share(Luck::Drawn)
    );
    let p = run_with(&arch, &tape, &options(1, Luck::Drawn)).p_touched_ppm;
    assert!((520_000..526_000).contains(&p), "{p}");
}

#[test]
fn a_tenant_that_is_not_small_is_warned_and_what_is_silent_is_named() {
    let (arch, mut tape) = (web_and_db(), storm());
    // Seven of a thousand volumes, if there were a thousand: an observed tape only tells shares in thousandths.
    let told = run_with(&arch, &tape, &options(1, Luck::Drawn)).warnings;
    assert!(told.is_empty(), "{told:?}");
    tape.evidence = Evidence::Simulated;
    let outcome = run_with(&arch, &tape, &options(1, Luck::Drawn));
    let warned = outcome
        .warnings
        .iter()
        .any(|w| w.starts_with("7 volumes of the 1000"));
    assert!(warned, "{:?}", outcome.warnings);
    assert_eq!(
        outcome.not_covered,
        ["compute in p/east", "load_balancer in p/east"]
    );
}

#[test]
fn what_is_lost_for_good_is_down_to_the_end_and_the_run_ends() {
    let mut arch = architecture();
    let db = arch.database(&[(A, DatabaseHost::Volumes(1))], DatabaseMode::Alone);
    arch.journey("order", &[db], true);
    let (kind, lost) = (PopulationKind::Volumes, FateState::Lost);
    let weather = Weather::new().fate("p/east/a", kind, (9, 9), lost, (1000, None));
    let outcome = run(&arch, &weather.tape());
    assert!(outcome.stores[0].unrecoverable);
    assert_eq!(outcome.stores[0].lost, 10_000);
    assert_eq!(outcome.communication.restored, None);
    assert_eq!(outcome.end, at(END + 900));
}

#[test]
fn why_a_journey_is_down_leads_back_to_the_trigger() {
    let mut arch = architecture();
    let db = arch.database(&[(A, DatabaseHost::Volumes(1))], DatabaseMode::Alone);
    let web = arch.servers("web", &[(B, 1)], Root::LocalDisk);
    arch.components[web.0 as usize].needs.push(db);
    arch.journey("order", &[web], true);
    let outcome = run(&arch, &Weather::new().stuck(1000, 3000).tape());
    let segments = &outcome.journeys[0].segments;
    let down = segments
        .iter()
        .find(|s| s.served == 0 && s.offered > 0)
        .unwrap();
    let mut chain = Vec::new();
    let mut next = down.cause;
    while let Some(id) = next {
        let fact = &outcome.facts[id.0 as usize];
        chain.push(fact.text.as_str());
        next = fact.cause;
    }
    assert_eq!(
        chain,
        [
            "web hangs",
            "db hangs",
            "copy 'copy0' of db: a volume under it is stuck",
            "something breaks"
        ]
    );
}

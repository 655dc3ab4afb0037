//! How requests find their way: balancers, names, caches, queues, networks, capacity.

use super::kit::*;
use crate::architecture::*;
use crate::outcome::Health;
use kernel::SimDuration;
use tape::{FateState, PopulationKind, Service};

#[test]
fn a_calm_tape_leaves_everything_served() {
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 2), (B, 2)], Root::BlockStore);
    let lb = arch.part("lb", balancer(&[A, B], web, Some(check(false))));
    let www = arch.part("www", name_to(lb, 60));
    let db = arch.database(&[(A, DatabaseHost::Volumes(2))], DatabaseMode::Alone);
    arch.journey("order", &[www, lb, web, db], true);
    let outcome = run(&arch, &Weather::new().tape());
    assert_eq!(unserved(&outcome, 0), 0);
    assert!(outcome.health.is_empty());
    assert_eq!(outcome.stores[0].lost, 0);
    // Ten requests a second until a quarter of an hour after the tape's end.
    assert_eq!(outcome.end, at(END + 900));
    assert_eq!(outcome.stores[0].acknowledged, 10 * (END + 900));
}

#[test]
fn a_stuck_root_costs_its_share_until_the_check_sees_it() {
    // One of two servers hangs: half of 10/s fails for (3 - 1) x 10 s and a phase of 0..10 s.
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 1), (B, 1)], Root::BlockStore);
    let lb = arch.part("lb", balancer(&[B], web, Some(check(false))));
    arch.journey("shop", &[lb], false);
    let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
    let out = when(&outcome, "tenant.checked").unwrap();
    assert!((1020.0..1030.0).contains(&out), "{out}");
    let expected = (out - 1000.0) * 5.0;
    assert!((unserved(&outcome, 0) as f64 - expected).abs() <= 1.0);
    // Back two intervals' worth of good probes later, without harm.
    let back = outcome
        .facts
        .iter()
        .rfind(|f| f.kind == "tenant.checked")
        .unwrap();
    assert!((5010.0..5020.0).contains(&back.at.secs_f64()));
}

#[test]
fn without_a_check_a_dead_zone_keeps_its_share() {
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 1), (B, 3)], Root::BlockStore);
    let lb = arch.part("lb", balancer(&[B], web, None));
    arch.journey("shop", &[lb], false);
    let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
    // A quarter of 10/s for 4,000 s.
    assert_eq!(unserved(&outcome, 0), 10_000);
}

#[test]
fn when_every_member_fails_the_balancer_sends_traffic_anyway() {
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 2)], Root::BlockStore);
    let lb = arch.part("lb", balancer(&[B], web, Some(check(false))));
    arch.journey("shop", &[lb], false);
    let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
    // Back with the volumes, not with the checks: what waits for the recovery is 10/s x 4,000 s, less those whose
    // clients were still waiting within their ten seconds.
    let n = unserved(&outcome, 0);
    assert!((39_900..=40_000).contains(&n), "{n}");
    assert_eq!(becomes(&outcome, web, Health::Up, 1001), Some(5000.0));
}

#[test]
fn only_a_deep_check_sees_a_hung_database() {
    // Two stacks share nothing but the name; the first one's database hangs.
    let lived = |deep| {
        let mut arch = architecture();
        let db = arch.database(&[(A, DatabaseHost::Volumes(1))], DatabaseMode::Alone);
        let east = arch.servers("east", &[(B, 1)], Root::LocalDisk);
        arch.components[east.0 as usize].needs.push(db);
        let lb = arch.part("lb", balancer(&[B], east, Some(check(deep))));
        let west = arch.servers("west", &[(WEST, 1)], Root::LocalDisk);
        let routing = Routing::Failover(vec![lb, west], check(deep));
        let kind = ComponentKind::DnsName(DnsName {
            provider: "n".into(),
            second_provider: None,
            routing,
            ttl: secs(0),
        });
        let www = arch.part("www", kind);
        arch.journey("shop", &[www], false);
        unserved(&run(&arch, &Weather::new().stuck(1000, 5000).tape()), 0)
    };
    assert!((39_900..=40_000).contains(&lived(false)));
    // Seen after 20..30 s, and back to the first one after it works again.
    assert!((200..=300).contains(&lived(true)), "{}", lived(true));
}

#[test]
fn clients_follow_a_name_over_its_ttl_and_stretching_resolvers_later() {
    let lived = |stretch| {
        let mut arch = architecture();
        arch.clients[0].stretch_ppm = Some(stretch);
        let east = arch.servers("east", &[(A, 1)], Root::BlockStore);
        let west = arch.servers("west", &[(WEST, 1)], Root::LocalDisk);
        let www = arch.part("www", name_to(east, 800));
        arch.journey("shop", &[www], false);
        let trigger = Trigger::Automatic {
            component: east,
            down_for: secs(1000),
        };
        arch.plan(
            trigger,
            vec![StepKind::PointName {
                name: www,
                to: west,
            }],
        );
        unserved(&run(&arch, &Weather::new().stuck(1000, 30_000).tape()), 0)
    };
    // 1,000 s of nothing, then followers over 800 s: half of them on average.
    assert_eq!(lived(0), 10_000 + 4_000);
    // A tenth keeps the old answer for up to an hour: half of them on average.
    assert_eq!(lived(100_000), 10_000 + 3_600 + 1_800);
}

#[test]
fn a_name_server_that_fails_takes_clients_away_as_their_answers_expire() {
    let mut arch = architecture();
    let web = arch.servers("web", &[(B, 1)], Root::LocalDisk);
    let kind = ComponentKind::DnsName(DnsName {
        provider: "p".into(),
        second_provider: None,
        routing: Routing::Simple(web),
        ttl: secs(600),
    });
    let www = arch.part("www", kind);
    arch.journey("shop", &[www], false);
    let weather = Weather::new().errors("p/east", Service::Dns, (1000, 2000), 1.0);
    assert_eq!(
        unserved(&run(&arch, &weather.tape()), 0),
        0,
        "another region's name servers"
    );
    let mut weather = Weather::new();
    let provider = weather.builder.tape().places.find("p").unwrap();
    let dead = tape::Condition::errors(1.0);
    weather
        .builder
        .condition(at(1000), provider, Service::Dns, dead, None);
    weather.builder.condition(
        at(2000),
        provider,
        Service::Dns,
        tape::Condition::CALM,
        None,
    );
    // 600 s of decline, 400 s of nothing.
    assert_eq!(unserved(&run(&arch, &weather.tape()), 0), 3_000 + 4_000);
}

#[test]
fn of_two_providers_that_answer_for_a_name_only_what_both_fail_is_lost() {
    let lived = |second: Option<&str>, theirs: f64| {
        let mut arch = architecture();
        let web = arch.servers("web", &[(B, 1)], Root::LocalDisk);
        let kind = ComponentKind::DnsName(DnsName {
            provider: "p".into(),
            second_provider: second.map(Into::into),
            routing: Routing::Simple(web),
            ttl: secs(0),
        });
        let www = arch.part("www", kind);
        arch.journey("shop", &[www], false);
        let mut weather = Weather::new();
        let places = [("p", 1.0), ("q", theirs)];
        for (place, share) in places {
            let place = weather.builder.tape().places.intern(place);
            for (t, c) in [
                (1000, tape::Condition::errors(share)),
                (2000, tape::Condition::CALM),
            ] {
                weather
                    .builder
                    .condition(at(t), place, Service::Dns, c, None);
            }
        }
        unserved(&run(&arch, &weather.tape()), 0)
    };
    assert_eq!(lived(None, 0.0), 10_000);
    assert_eq!(lived(Some("q"), 0.0), 0);
    assert_eq!(lived(Some("q"), 0.3), 3_000);
    assert_eq!(lived(Some("nobody-known"), 0.0), 0);
}

#[test]
fn a_network_that_loses_a_fifth_of_the_calls_fails_a_fifth() {
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 1)], Root::LocalDisk);
    arch.journey("shop", &[web], false);
    let weather = Weather::new().errors("p/east/a", Service::Network, (1000, 2000), 0.2);
    assert_eq!(unserved(&run(&arch, &weather.tape()), 0), 2_000);
}

#[test]
fn survivors_take_on_what_the_lost_zone_served_and_fall_over() {
    // Two zones with room for 6/s each serve 10/s; one zone alone serves six tenths.
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 1), (B, 1)], Root::BlockStore);
    if let ComponentKind::Instances(x) = &mut arch.components[web.0 as usize].kind {
        x.capacity_micro_per_s = Some(6_000_000);
    }
    let lb = arch.part("lb", balancer(&[B], web, Some(check(false))));
    arch.journey("shop", &[lb], false);
    let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
    let lost = unserved(&outcome, 0);
    assert!(lost >= 4 * 3_900, "{lost}");
    assert!(says(
        &outcome,
        "web is asked for 10 requests/s and can serve 6"
    ));
}

#[test]
fn a_cdn_answers_for_a_while_without_its_origin() {
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 1)], Root::BlockStore);
    let cdn = arch.part(
        "cdn",
        ComponentKind::Cdn(Cdn {
            provider: "cdn".into(),
            origin: web,
            hit_ppm: 700_000,
            stale: secs(2000),
        }),
    );
    arch.journey("read", &[cdn], false);
    let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
    // Three tenths fail for 2,000 s, then everything for 2,000 s.
    let n = unserved(&outcome, 0);
    assert!((25_900..=26_000).contains(&n), "{n}");
    // Who tries again misses the same key again; only what is under way at the end is saved.
    arch.clients[0].retry.attempts = 3;
    let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
    let n = unserved(&outcome, 0);
    assert!((25_500..=26_000).contains(&n), "{n} with three attempts");
}

#[test]
fn a_lost_cache_sends_its_reads_to_the_origin_and_warms_up_again() {
    let mut arch = architecture();
    arch.clients[0].timeout = secs(60);
    let db = arch.database(&[(B, DatabaseHost::LocalDisk)], DatabaseMode::Alone);
    if let ComponentKind::Database(x) = &mut arch.components[db.0 as usize].kind {
        x.capacity_micro_per_s = Some(5_000_000);
    }
    let cache = arch.part(
        "cache",
        ComponentKind::Cache(Cache {
            zone: A,
            hit_ppm: 800_000,
            warm_up: secs(400),
            origin: db,
        }),
    );
    arch.journey("read", &[cache, db], false);
    let (kind, down) = (PopulationKind::Instances, FateState::Down);
    let weather = Weather::new().fate("p/east/a", kind, (9, 9), down, (1000, Some(2000)));
    let outcome = run(&arch, &weather.tape());
    // The database serves 5 of 10/s while the cache is gone. Back and empty it warms by a quarter of 80 % every 100 s:
    // the origin is asked for 10, 8, 6, 4/s. At most 151 wait for it at any time, and are served in the end.
    let n = unserved(&outcome, 0);
    assert!((5_900 - 151 - 2..=5_900 - 151 + 2).contains(&n), "{n}");
}

#[test]
fn a_queue_takes_messages_that_its_consumer_works_off_later() {
    let lived = |retention| {
        let mut arch = architecture();
        let worker = arch.servers("worker", &[(A, 1)], Root::BlockStore);
        let kind = Queue {
            region: "p/east".into(),
            retention: secs(retention),
            consumer: worker,
        };
        let queue = arch.part("queue", ComponentKind::Queue(kind));
        arch.journey("submit", &[queue], true);
        let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
        (unserved(&outcome, 0), outcome.stores[0].lost)
    };
    assert_eq!(lived(86_400), (0, 0));
    // Kept for 1,000 s: those that came in the first 3,000 s of the stall are gone.
    assert_eq!(lived(1_000), (0, 30_000));
}

#[test]
fn a_bucket_is_read_from_its_copy_and_written_only_at_home() {
    let mut arch = architecture();
    let copy = Some(("p/west".to_owned(), secs(60)));
    let bucket = ComponentKind::Bucket(Bucket {
        region: "p/east".into(),
        copy,
    });
    let bucket = arch.part("bucket", bucket);
    arch.journey("get", &[bucket], false);
    arch.journey("put", &[bucket], true);
    let weather = Weather::new().errors("p/east", Service::ObjectStore, (1000, 2000), 1.0);
    let outcome = run(&arch, &weather.tape());
    assert_eq!((unserved(&outcome, 0), unserved(&outcome, 1)), (0, 10_000));
}

#[test]
fn somebody_elses_service_shares_its_places_fate_unless_it_survives_a_zone() {
    let lived = |place: Option<&str>, survives_zone| {
        let mut arch = architecture();
        let place = place.map(str::to_owned);
        let mail = arch.part(
            "mail",
            ComponentKind::External(External {
                place,
                service: None,
                survives_zone,
            }),
        );
        let web = arch.servers("web", &[(B, 1)], Root::LocalDisk);
        arch.journey("send", &[web, mail], false);
        let weather = Weather::new().errors("p/east/a", Service::Network, (1000, 2000), 1.0);
        unserved(&run(&arch, &weather.tape()), 0)
    };
    assert_eq!(lived(Some("p/east"), true), 0);
    assert_eq!(lived(None, false), 0);
    assert!(lived(Some("p/east"), false) >= 9_900);
    assert!(lived(Some("p/east/a"), false) >= 9_900);
}

#[test]
fn the_page_of_a_provider_that_is_only_asked_for_a_service_is_read_too() {
    let first_post = |place: Option<&str>| {
        let mut arch = architecture();
        let mail = ComponentKind::External(External {
            place: place.map(str::to_owned),
            service: None,
            survives_zone: true,
        });
        let mail = arch.part("mail", mail);
        arch.journey("send", &[mail], false);
        let mut weather = Weather::new();
        let q = weather.builder.tape().places.intern("q");
        weather.builder.post(tape::Post {
            at: at(1234),
            place: q,
            level: tape::PostLevel::Degraded,
            text: "mail is late".into(),
            eta: None,
            explains: false,
            truth_ppm: 0,
            fact: None,
        });
        run(&arch, &weather.tape()).communication.first_post
    };
    assert_eq!(first_post(Some("q")), Some(at(1234)));
    assert_ne!(first_post(None), Some(at(1234)));
}

#[test]
fn a_key_service_that_fails_stops_whoever_needs_the_key() {
    let mut arch = architecture();
    let key = Key {
        on: None,
        in_backup: None,
        region: Some("p/east".into()),
        with: None,
    };
    let key = arch.part("key", ComponentKind::Key(key));
    let web = arch.servers("web", &[(B, 1)], Root::LocalDisk);
    arch.components[web.0 as usize].needs.push(key);
    arch.journey("shop", &[web], false);
    let weather = Weather::new().errors("p/east", Service::Keys, (1000, 2000), 1.0);
    let outcome = run(&arch, &weather.tape());
    assert_eq!(unserved(&outcome, 0), 10_000);
    assert_eq!(becomes(&outcome, web, Health::Down, 0), Some(1000.0));
}

#[test]
fn a_shared_volume_hangs_the_servers_that_mount_it() {
    let mut arch = architecture();
    let disk = arch.part(
        "disk",
        ComponentKind::Volume(Volume {
            zone: A,
            bytes: 1 << 30,
            redundancy: None,
        }),
    );
    let web = arch.servers("web", &[(A, 2)], Root::LocalDisk);
    arch.components[web.0 as usize].needs.push(disk);
    arch.journey("upload", &[web], true);
    let outcome = run(&arch, &Weather::new().stuck(1000, 3000).tape());
    assert_eq!(becomes(&outcome, web, Health::Hung, 0), Some(1000.0));
    // Writes go to the volume behind the servers; what it acknowledged it still has.
    assert_eq!(outcome.stores[0].lost, 0);
    assert_eq!(
        outcome.stores[0].acknowledged + unserved(&outcome, 0),
        10 * (END + 900)
    );
    assert!(unserved(&outcome, 0) >= 19_900);
}

#[test]
fn demand_over_the_day_follows_the_curve_exactly() {
    let mut arch = architecture();
    arch.clients[0].curve = Curve::Daily {
        swing: 0.5,
        peak_hour: 20.0,
    };
    let web = arch.servers("web", &[(B, 1)], Root::LocalDisk);
    arch.journey("shop", &[web], false);
    let outcome = run(&arch, &Weather::new().tape());
    // From 0:00 to 10:15 local: 10/s x (36,900 s + 0.5 x integral of cos(2 pi (h - 20) / 24)).
    let turn = std::f64::consts::TAU / 24.0;
    let sine = |h: f64| kernel::math::sin((h - 20.0) * turn);
    let hours = 10.25 + 0.5 * (sine(10.25) - sine(0.0)) / turn;
    let offered: u64 = outcome.journeys[0].segments.iter().map(|s| s.offered).sum();
    assert!((offered as f64 / 1e6 - hours * 36_000.0).abs() < 1.0);
    assert_eq!(
        SimDuration::from_mins(15).0,
        outcome.journeys[0].segments[0].until.0
    );
}

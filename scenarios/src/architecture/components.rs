//! From decoded components to `tenant`'s.

use super::names::Names;
use super::ordinary;
use crate::Source;
use crate::format::value::{Named, Record, Value};
use tape::Service;
use tenant::architecture::{
    Bucket, Cache, Cdn, Check, Component, ComponentId, ComponentKind, Copy, Database, DatabaseHost,
    DatabaseMode, Deployment, DnsName, External, Instances, Key, LoadBalancer, Queue, Root,
    Routing, Volume, WriteConcern,
};

/// What may stand behind a name, a balancer's clients or a cache: anything that answers requests.
const SERVERS: &[&str] = &[
    "load_balancer",
    "instances",
    "cdn",
    "cache",
    "external",
    "bucket",
    "database",
    "dns_name",
];

/// All components of a file.
pub(super) fn lower(names: &mut Names<'_>, file: &Record, source: &Source) -> Vec<Component> {
    file.map("components")
        .iter()
        .filter_map(|c| component(names, c, source))
        .collect()
}

fn component(names: &mut Names<'_>, named: &Named, source: &Source) -> Option<Component> {
    let r = named.value.record()?;
    let kind = match r.variant? {
        "instances" => ComponentKind::Instances(instances(names, r)),
        "load_balancer" => ComponentKind::LoadBalancer(load_balancer(names, r)),
        "dns_name" => ComponentKind::DnsName(dns_name(names, r)),
        "cdn" => ComponentKind::Cdn(Cdn {
            provider: provider(names, r.get("provider")),
            origin: names.component_or_first(r.get("origin"), SERVERS),
            hit_ppm: r.count("hit"),
            stale: r.duration("stale"),
        }),
        "volume" => ComponentKind::Volume(Volume {
            zone: names.zone(r.text("zone"), &r.span("zone")),
            bytes: r.integer("size"),
            redundancy: ordinary::redundancy(names, r),
        }),
        "database" => ComponentKind::Database(database(names, r)),
        "bucket" => ComponentKind::Bucket(Bucket {
            region: names.region(r.get("region")),
            copy: names
                .region_if_given(r.get("copy_to"))
                .map(|to| (to, r.duration("copy_lag"))),
        }),
        "queue" => ComponentKind::Queue(Queue {
            region: names.region(r.get("region")),
            retention: r.duration("retention"),
            consumer: names.component_or_first(r.get("consumer"), &["instances", "external"]),
        }),
        "cache" => ComponentKind::Cache(Cache {
            zone: names.zone(r.text("zone"), &r.span("zone")),
            hit_ppm: r.count("hit"),
            warm_up: r.duration("warm_up"),
            origin: names.component_or_first(r.get("origin"), SERVERS),
        }),
        "key" => ComponentKind::Key(key(names, r)),
        _ => ComponentKind::External(External {
            place: r.has("place").then(|| {
                names.check_place(r.text("place"), &r.span("place"));
                r.text("place").to_owned()
            }),
            service: r
                .has("service")
                .then(|| Service::parse(r.text("service")))
                .flatten(),
            survives_zone: r.switch("survives_zone"),
        }),
    };
    let luck = if r.has("luck") {
        r.text("luck")
    } else {
        &named.name
    };
    Some(Component {
        name: named.name.clone(),
        luck: luck.to_owned(),
        line: source.position(named.name_span.start).0 as u32,
        kind,
        needs: r
            .list("needs")
            .iter()
            .filter_map(|v| names.component(v, &[]))
            .collect(),
        deployment: deployment(names, r),
        fails: ordinary::failures(names, r),
    })
}

fn provider(names: &mut Names<'_>, value: &Value) -> String {
    if !value.is_there() {
        return names.home.split('/').next().unwrap_or_default().to_owned();
    }
    if value.text.contains('/') || value.text.is_empty() {
        let message = format!("`{}` is not the name of a provider", value.text);
        names.problem(
            &value.span,
            message,
            "a provider is one word; one that is not known here never fails",
        );
    }
    value.text.clone()
}

fn instances(names: &mut Names<'_>, r: &Record) -> Instances {
    let mut per_zone = Vec::new();
    for z in r.map("zones") {
        let count = u32::try_from(z.value.integer()).unwrap_or(u32::MAX);
        if count > 100_000 {
            names.problem(
                &z.value.span,
                "more than 100000 servers",
                "one tenant is small beside its provider",
            );
        }
        per_zone.push((names.zone(&z.name, &z.name_span), count.min(100_000)));
    }
    let all: u32 = per_zone.iter().map(|(_, n)| n).sum();
    if r.has("zones") && all == 0 && r.count("max") == 0 {
        let help = "write { a: 2 }; a group that is launched only when needed has 0 and a `max`";
        names.problem(&r.span("zones"), "no servers run anywhere", help);
    }
    let max = if r.has("max") { r.count("max") } else { all };
    if max < all {
        names.problem(
            &r.span("max"),
            format!("`max` is {max}, but {all} run at the start"),
            "raise `max`",
        );
    }
    Instances {
        per_zone,
        root: if r.text("root") == "local_disk" {
            Root::LocalDisk
        } else {
            Root::BlockStore
        },
        capacity_micro_per_s: r.integer_if_given("capacity"),
        service_time: r.duration("service_time"),
        auto_replace: r.switch("auto_replace"),
        max,
        at_least: ordinary::at_least(names, r, all, max),
    }
}

fn load_balancer(names: &mut Names<'_>, r: &Record) -> LoadBalancer {
    LoadBalancer {
        zones: r
            .list("zones")
            .iter()
            .map(|z| names.zone(&z.text, &z.span))
            .collect(),
        targets: names.component_or_first(r.get("targets"), &["instances"]),
        check: r.record("check").map(check),
    }
}

fn check(r: &Record) -> Check {
    Check {
        interval: r.duration("interval"),
        timeout: r.duration("timeout"),
        unhealthy: r.count("unhealthy").max(1),
        healthy: r.count("healthy").max(1),
        deep: r.switch("deep"),
    }
}

fn dns_name(names: &mut Names<'_>, r: &Record) -> DnsName {
    let given: Vec<&str> = ["to", "failover", "weighted"]
        .into_iter()
        .filter(|k| r.is_given(k))
        .collect();
    if given.len() != 1 {
        let message = format!(
            "a DNS name has exactly one of to, failover, weighted; this has {}",
            given.len()
        );
        names.problem(&r.span, message, "");
    }
    if r.has("failover") && r.list("failover").is_empty()
        || r.has("weighted") && r.map("weighted").is_empty()
    {
        names.problem(
            &r.span,
            "the name leads nowhere",
            "name at least one target",
        );
    }
    let given_check = r.record("check").map(check);
    let routing = if r.has("failover") {
        let list = r
            .list("failover")
            .iter()
            .map(|v| names.component_or_first(v, SERVERS))
            .collect();
        let check = given_check.or_else(|| offered_check(names)).unwrap_or_else(|| {
            if names.offer().is_some() {
                let help = "give `check: { interval, timeout, unhealthy, healthy }` of a third party's service";
                names.problem(&r.span("failover"), "the provider at home has no health-checked names", help);
            }
            // A stand-in: the file is refused.
            check(r)
        });
        Routing::Failover(list, check)
    } else if r.has("weighted") {
        Routing::Weighted(weighted(names, r), given_check)
    } else {
        Routing::Simple(names.component_or_first(r.get("to"), SERVERS))
    };
    DnsName {
        provider: provider(names, r.get("provider")),
        second_provider: r
            .has("second_provider")
            .then(|| provider(names, r.get("second_provider"))),
        routing,
        ttl: r.duration("ttl"),
    }
}

fn weighted(names: &mut Names<'_>, r: &Record) -> Vec<(ComponentId, u32)> {
    let mut out = Vec::new();
    for w in r.map("weighted") {
        let target = Value {
            text: w.name.clone(),
            span: w.name_span.clone(),
            ..w.value.clone()
        };
        let weight = u32::try_from(w.value.integer()).unwrap_or(u32::MAX);
        if weight > 1_000_000 {
            names.problem(
                &w.value.span,
                "a weight is at most 1000000",
                "weights are relative to each other",
            );
        }
        out.push((
            names.component_or_first(&target, SERVERS),
            weight.min(1_000_000),
        ));
    }
    if !out.is_empty() && out.iter().all(|(_, w)| *w == 0) {
        names.problem(
            &r.span("weighted"),
            "all weights are 0",
            "weights are relative to each other",
        );
    }
    out
}

/// The check of the offer at home, for names.
fn offered_check(names: &Names<'_>) -> Option<Check> {
    let d = names.offer()?.dns_check?;
    Some(Check {
        interval: d.interval,
        timeout: d.timeout,
        unhealthy: d.unhealthy,
        healthy: d.healthy,
        deep: false,
    })
}

fn database(names: &mut Names<'_>, r: &Record) -> Database {
    let copies: Vec<Copy> = r
        .map("copies")
        .iter()
        .filter_map(|c| copy(names, c))
        .collect();
    let mode = r.text("mode");
    let fits = match mode {
        "alone" => copies.len() == 1,
        "standby" => copies.len() == 2,
        "ring" | "replicas" => copies.len() >= 2,
        _ => copies.len() >= 3,
    };
    if !fits && r.has("copies") && r.has("mode") {
        let message = format!(
            "a database in mode `{mode}` cannot have {} copies",
            copies.len()
        );
        names.problem(
            &r.span("copies"),
            message,
            "alone: 1, standby: 2, replicas and ring: 2 or more, quorum: 3 or more",
        );
    }
    let mode = match mode {
        "standby" => DatabaseMode::Standby {
            failover: r.duration_if_given("failover"),
        },
        "replicas" => DatabaseMode::Replicas {
            lag: r.law("lag"),
            apply_micro_per_s: ordinary::not_zero(names, r, "apply"),
            promote_after: r.duration_if_given("promote_after"),
            read_replicas: r.switch("read_replicas"),
        },
        "ring" => DatabaseMode::Ring {
            hop: r.duration("hop"),
            move_on: r.switch("move_on"),
            each: r.switch("each"),
        },
        "quorum" => DatabaseMode::Quorum(concern(names, r, copies.len())),
        _ => DatabaseMode::Alone,
    };
    Database {
        copies,
        mode,
        bytes: r.integer("size"),
        capacity_micro_per_s: r.integer_if_given("capacity"),
        merge_keeps_both: r.switch("merge_keeps_both"),
        key: names.component(r.get("key"), &["key"]),
        acknowledges: r.has("acknowledges").then(|| r.law("acknowledges")),
    }
}

fn concern(names: &mut Names<'_>, r: &Record, copies: usize) -> WriteConcern {
    match r.count("write_quorum") {
        1 => WriteConcern::One,
        n if n >= 1 && n as usize <= copies => WriteConcern::Quorum(n),
        n => {
            let message = format!("a write quorum of {n} among {copies} copies");
            names.problem(
                &r.span("write_quorum"),
                message,
                "between 1 and the number of copies",
            );
            WriteConcern::One
        }
    }
}

fn copy(names: &mut Names<'_>, named: &Named) -> Option<Copy> {
    let r = named.value.record()?;
    let host = match r.form("on") {
        Some(("volumes", [n])) => {
            let count = u32::try_from(n.integer()).unwrap_or(u32::MAX);
            if !(1..=1000).contains(&count) {
                names.problem(&n.span, "a copy has between 1 and 1000 volumes", "");
            }
            DatabaseHost::Volumes(count)
        }
        Some(("managed", _)) => DatabaseHost::Managed,
        Some(_) | None => DatabaseHost::LocalDisk,
    };
    Some(Copy {
        name: named.name.clone(),
        zone: names.zone(r.text("zone"), &r.span("zone")),
        host,
    })
}

fn key(names: &mut Names<'_>, r: &Record) -> Key {
    let key = Key {
        on: names.component(r.get("on"), &[]),
        in_backup: names.backup(r.get("in_backup")),
        region: names.region_if_given(r.get("region")),
        with: names.person(r.get("with")),
    };
    if !["on", "in_backup", "region", "with"]
        .iter()
        .any(|k| r.is_given(k))
    {
        names.problem(
            &r.span,
            "this key is kept nowhere",
            "give on, in_backup, region or with",
        );
    }
    key
}

fn deployment(names: &mut Names<'_>, r: &Record) -> Deployment {
    match r.form("deployment") {
        Some(("by_hand", [effort])) => Deployment::ByHand {
            effort: effort.duration(),
        },
        Some(("image", [drift, region @ ..])) => Deployment::Image {
            region: match region {
                [region, ..] => names.region(region),
                [] => names.home.clone(),
            },
            drift_ppm: drift.integer() as u32,
        },
        Some(("automation", [duration, needs @ ..])) => Deployment::Automation {
            duration: duration.duration(),
            needs: needs
                .iter()
                .filter_map(|v| names.component(v, &[]))
                .collect(),
        },
        Some(_) | None => Deployment::default(),
    }
}

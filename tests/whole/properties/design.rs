//! Architectures made up at random, as files: they go through the parser and the checker like anybody's.
//!
//! A [`Design`] says what is there in small numbers, so that what fails shrinks to a few lines that can be pasted.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use scenarios::{Library, Source, load_architecture};
use std::fmt::Write;
use std::sync::LazyLock;
use tenant::architecture::Architecture;

/// The clouds that designs stand on.
pub static LIBRARY: LazyLock<Library> =
    LazyLock::new(|| Library::built_in().unwrap_or_else(|p| panic!("{p}")));

/// Where all designs live.
pub const REGION: &str = "cloud/r1";
/// Its zones.
pub const ZONES: [&str; 3] = ["a", "b", "c"];

/// Who asks, and how patiently.
#[derive(Debug, Clone, PartialEq)]
pub struct Clients {
    pub timeout_s: u32,
    pub attempts: u32,
    pub retry_after_s: u32,
    pub doubling: bool,
    pub swing: bool,
}

/// A balancer's check.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    pub interval_s: u32,
    pub unhealthy: u32,
    pub deep: bool,
}

/// How servers are built.
#[derive(Debug, Clone, PartialEq)]
pub struct Servers {
    pub per_zone: [u32; 3],
    pub capacity: Option<u32>,
    pub local_disk: bool,
    pub replaced: bool,
}

/// Where data lies.
#[derive(Debug, Clone, PartialEq)]
pub enum Store {
    None,
    Bucket,
    Volume,
    Alone,
    Standby,
    Replicas { lag_s: u32, promoted: bool },
    Ring { move_on: bool },
    Quorum,
}

/// How parts fail by themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Failing {
    pub law: usize,
    pub every_h: u32,
    pub repair_h: u32,
    pub crew: bool,
}

/// A made-up architecture.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    pub clients: Clients,
    pub reads: u32,
    pub writes: u32,
    pub ttl_s: Option<u32>,
    pub check: Option<Check>,
    pub servers: Servers,
    pub cached: bool,
    pub store: Store,
    pub managed: bool,
    pub backup: bool,
    pub person: bool,
    pub failing: Option<Failing>,
    /// What the zones are called, in order.
    pub zones: [&'static str; 3],
}

fn clients() -> impl Strategy<Value = Clients> {
    (1u32..30, 1u32..4, 0u32..10, any::<bool>(), any::<bool>()).prop_map(
        |(timeout_s, attempts, retry_after_s, doubling, swing)| Clients {
            timeout_s,
            attempts,
            retry_after_s,
            doubling,
            swing,
        },
    )
}

fn servers() -> impl Strategy<Value = Servers> {
    let per_zone = (1u32..4, 0u32..4, 0u32..3).prop_map(|(a, b, c)| [a, b, c]);
    let capacity = option::of(5u32..60);
    (per_zone, capacity, any::<bool>(), any::<bool>()).prop_map(
        |(per_zone, capacity, local_disk, replaced)| Servers {
            per_zone,
            capacity,
            local_disk,
            replaced,
        },
    )
}

fn store() -> impl Strategy<Value = Store> {
    prop_oneof![
        Just(Store::None),
        Just(Store::Bucket),
        Just(Store::Volume),
        Just(Store::Alone),
        Just(Store::Standby),
        (0u32..60, any::<bool>()).prop_map(|(lag_s, promoted)| Store::Replicas { lag_s, promoted }),
        any::<bool>().prop_map(|move_on| Store::Ring { move_on }),
        Just(Store::Quorum),
    ]
}

fn check() -> impl Strategy<Value = Check> {
    (5u32..60, 1u32..5, any::<bool>()).prop_map(|(interval_s, unhealthy, deep)| Check {
        interval_s,
        unhealthy,
        deep,
    })
}

fn failing() -> impl Strategy<Value = Failing> {
    (0usize..LAWS.len(), 5u32..500, 1u32..20, any::<bool>()).prop_map(
        |(law, every_h, repair_h, crew)| Failing {
            law,
            every_h,
            repair_h,
            crew,
        },
    )
}

/// Any architecture whose parts do not fail by themselves.
pub fn steady() -> impl Strategy<Value = Design> {
    let front = (option::of(1u32..600), option::of(check()), servers());
    let back = (any::<bool>(), store(), any::<bool>());
    let people = (any::<bool>(), any::<bool>());
    (clients(), 1u32..80, 1u32..10, front, back, people).prop_map(
        |(
            clients,
            reads,
            writes,
            (ttl_s, check, servers),
            (cached, store, managed),
            (backup, person),
        )| Design {
            clients,
            reads,
            writes,
            ttl_s,
            check,
            servers,
            cached,
            store,
            managed,
            backup,
            person,
            failing: None,
            zones: ZONES,
        },
    )
}

/// Any architecture.
pub fn any_design() -> impl Strategy<Value = Design> {
    (steady(), option::of(failing())).prop_map(|(design, failing)| Design { failing, ..design })
}

/// Which idle parts stand beside a design.
pub fn idle_parts() -> impl Strategy<Value = Vec<usize>> {
    vec(0usize..IDLE.len(), 1..4)
}

/// Laws by which parts fail, with the hours put in.
const LAWS: [&str; 5] = [
    "exponential(HOURSh)",
    "weibull(HOURSh, 0.7)",
    "weibull(HOURSh, 3)",
    "lognormal(HOURSh, 1.2)",
    "fixed(HOURSh)",
];

/// Parts on which no journey depends.
const IDLE: [&str; 4] = [
    "idleN: { kind: instances, zones: { a: 2, b: 1 }, root: block_store }",
    "idleN: { kind: volume, zone: b, size: 10 GB }",
    "idleN: { kind: database, size: 5 GB, copies: { only: { zone: a, on: volumes(2) } } }",
    "idleN: { kind: bucket }",
];

impl Design {
    /// The file.
    pub fn text(&self) -> String {
        self.with_idle(&[])
    }

    /// The file with parts besides that nobody needs.
    pub fn with_idle(&self, idle: &[usize]) -> String {
        let mut t = String::from(
            "kind: architecture\nversion: 1\nname: made-up\nhome: cloud/r1\nutc_offset: +00:00\n",
        );
        self.write_clients(&mut t);
        self.write_journeys(&mut t);
        if self.failing.as_ref().is_some_and(|f| f.crew) {
            t.push_str("crews: { shift: 1 }\n");
        }
        t.push_str("components:\n");
        // Idle parts come first: what shifts ids must not shift anything else.
        for (n, &i) in idle.iter().enumerate() {
            let _ = writeln!(t, "  {}", IDLE[i].replace("idleN", &format!("idle{n}")));
        }
        self.write_front(&mut t);
        self.write_store(&mut t);
        self.write_recovery(&mut t);
        t
    }

    fn write_clients(&self, t: &mut String) {
        let c = &self.clients;
        let curve = if c.swing {
            "\"daily(50%, 14h)\""
        } else {
            "flat"
        };
        let _ = writeln!(
            t,
            "clients:\n  users: {{ curve: {curve}, timeout: {}s, attempts: {}, retry_after: {}s, doubling: {} }}",
            c.timeout_s, c.attempts, c.retry_after_s, c.doubling
        );
    }

    fn path(&self) -> Vec<&'static str> {
        let mut path = Vec::new();
        if self.ttl_s.is_some() {
            path.push("www");
        }
        if self.check.is_some() {
            path.push("lb");
        }
        path.push("web");
        path
    }

    fn write_journeys(&self, t: &mut String) {
        let mut read = self.path();
        let mut write = self.path();
        if self.caches() {
            read.push("memory");
        }
        if self.store != Store::None {
            read.push("store");
            write.push("store");
        }
        let writes = self.store != Store::None;
        let _ = writeln!(
            t,
            "journeys:\n  read: {{ clients: users, rate: {}/s, path: [{}] }}\n  write: {{ clients: users, rate: {}/s, path: [{}], writes: {writes} }}",
            self.reads,
            read.join(", "),
            self.writes,
            write.join(", ")
        );
    }

    fn fails(&self) -> String {
        self.failing.as_ref().map_or_else(String::new, |f| {
            let law = LAWS[f.law].replace("HOURS", &f.every_h.to_string());
            let crew = if f.crew { ", crew: shift" } else { "" };
            format!(
                ", fails: {{ every: \"{law}\", repair: exponential({}h){crew} }}",
                f.repair_h
            )
        })
    }

    fn write_front(&self, t: &mut String) {
        if let Some(ttl) = self.ttl_s {
            let to = if self.check.is_some() { "lb" } else { "web" };
            let _ = writeln!(t, "  www: {{ kind: dns_name, to: {to}, ttl: {ttl}s }}");
        }
        let s = &self.servers;
        let used: Vec<usize> = (0..3).filter(|&z| s.per_zone[z] > 0).collect();
        if let Some(c) = &self.check {
            let zones: Vec<&str> = used.iter().map(|&z| self.zones[z]).collect();
            let _ = writeln!(
                t,
                "  lb: {{ kind: load_balancer, zones: [{}], targets: web, check: {{ interval: {}s, timeout: 5s, unhealthy: {}, healthy: 2, deep: {} }} }}",
                zones.join(", "),
                c.interval_s,
                c.unhealthy,
                c.deep
            );
        }
        let zones: Vec<String> = used
            .iter()
            .map(|&z| format!("{}: {}", self.zones[z], s.per_zone[z]))
            .collect();
        let root = if s.local_disk {
            "local_disk"
        } else {
            "block_store"
        };
        let capacity = s
            .capacity
            .map_or_else(String::new, |c| format!(", capacity: {c}/s"));
        let _ = writeln!(
            t,
            "  web: {{ kind: instances, zones: {{ {} }}, root: {root}{capacity}, auto_replace: {}, deployment: image(1%){} }}",
            zones.join(", "),
            s.replaced,
            self.fails()
        );
        if self.caches() {
            let _ = writeln!(
                t,
                "  memory: {{ kind: cache, zone: {}, origin: store, hit: 80%, warm_up: 10m }}",
                self.zones[0]
            );
        }
    }

    fn write_store(&self, t: &mut String) {
        let on = if self.managed {
            "managed"
        } else {
            "volumes(1)"
        };
        let copy = |i: usize| format!("c{i}: {{ zone: {}, on: {on} }}", self.zones[i]);
        let fails = self.fails();
        let mut database = |mode: &str, copies: usize, more: String| {
            let list: Vec<String> = (0..copies).map(copy).collect();
            let _ = writeln!(
                t,
                "  store: {{ kind: database, mode: {mode}, size: 20 GB, copies: {{ {} }}{more}{fails} }}",
                list.join(", ")
            );
        };
        match &self.store {
            Store::None => {}
            Store::Bucket => t.push_str("  store: { kind: bucket }\n"),
            Store::Volume => {
                let _ = writeln!(
                    t,
                    "  store: {{ kind: volume, zone: {}, size: 20 GB{fails} }}",
                    self.zones[0]
                );
            }
            Store::Alone => database("alone", 1, String::new()),
            Store::Standby => database("standby", 2, String::new()),
            Store::Replicas { lag_s, promoted } => {
                let promote = if *promoted { ", promote_after: 5m" } else { "" };
                database("replicas", 2, format!(", lag: {lag_s}s{promote}"));
            }
            Store::Ring { move_on } => database("ring", 3, format!(", move_on: {move_on}")),
            Store::Quorum => database("quorum", 3, ", write_quorum: 2".to_owned()),
        }
    }

    /// Whether a cache stands before the store.
    fn caches(&self) -> bool {
        self.cached && !matches!(self.store, Store::None | Store::Bucket | Store::Volume)
    }

    fn kept(&self) -> bool {
        !matches!(self.store, Store::None | Store::Bucket)
    }

    fn write_recovery(&self, t: &mut String) {
        if self.backup && self.kept() {
            t.push_str("backups:\n  nightly: { of: store, every: 24h, takes: 30m, to: elsewhere, corrupt: 0% }\n");
        }
        if !self.person {
            return;
        }
        t.push_str("people:\n  on-call: { learns: pager }\n");
        if self.backup && self.kept() {
            t.push_str("plans:\n  recover:\n    by: on-call\n    when_down: store\n    steps:\n      - restore: { backup: nightly, zone: c }\n");
        } else {
            t.push_str("plans:\n  recover:\n    by: on-call\n    when_down: web\n    steps:\n      - launch: { component: web, zone: c, count: 2 }\n");
        }
    }
}

/// Reads a file that must pass the checker.
pub fn read(text: &str) -> Architecture {
    match load_architecture(&Source::new("made-up.yaml", text), &LIBRARY) {
        Ok((arch, _)) => arch,
        Err(problems) => panic!("a made-up file is refused:\n{text}\n{problems}"),
    }
}

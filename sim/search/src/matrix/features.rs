//! What an architecture is made of, as a short list of features with words for people.
//!
//! A feature has facets: a rank (more of it protects better, or is taken to) and a word where rank alone does not tell.
//! How much a facet weighs is judgement: what decides whether anything is left to serve or to restore comes first
//! (where servers and copies of the data stand, what makes a copy take over, what they lie on), then how users are led
//! there, then backups and people, then comforts. Leaves out sizes, rates, prices, timings, and what a shop sells.

use super::facts::{Data, Doer, Facts, Spread, provider};
use tenant::architecture::{
    Architecture, Awareness, Backup, BackupKind, ComponentKind, DatabaseMode, Deployment, DnsName,
    Plan, Root, Routing, StepKind,
};

/// One thing about an architecture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// What it is about, e.g. `database`.
    pub name: &'static str,
    /// In which respects another may be other; equal in number for every architecture.
    pub facets: Vec<Facet>,
    /// How it is here, e.g. `the database has a single copy`.
    pub words: String,
}

/// One respect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facet {
    /// How much a difference in it weighs.
    pub weight: u32,
    /// More protects better.
    pub rank: u32,
    /// Tells apart what ranks alike.
    pub is: &'static str,
}

/// All features, in the same order for every architecture.
#[must_use]
pub fn features(arch: &Architecture) -> Vec<Feature> {
    let facts = Facts::of(arch);
    let store = facts.weakest_store();
    vec![
        servers(&facts),
        database(store),
        disks_of_data(store),
        disks_of_servers(&facts),
        way(&facts),
        name_servers(&facts),
        balancer(&facts),
        replacement(&facts),
        deployment(&facts),
        backup(&facts),
        key(&facts),
        restoring(&facts),
        people(arch),
        cache(&facts),
        queue(&facts),
        objects(&facts),
        others(&facts),
    ]
}

fn of(
    name: &'static str,
    facets: &[(u32, u32, &'static str)],
    words: impl Into<String>,
) -> Feature {
    let facets = facets
        .iter()
        .map(|&(weight, rank, is)| Facet { weight, rank, is });
    Feature {
        name,
        facets: facets.collect(),
        words: words.into(),
    }
}

fn servers(facts: &Facts<'_>) -> Feature {
    let standing = facts.zones_of_servers(true);
    let spread = Spread::of(standing.iter().copied());
    let in_all = standing
        .iter()
        .copied()
        .chain(facts.zones_of_servers(false));
    let could = Spread::of(in_all);
    let home = &facts.arch.home;
    let mut at_home: Vec<&str> = standing.clone();
    at_home.retain(|z| super::facts::region(z) == home);
    at_home.sort_unstable();
    at_home.dedup();
    let mut words = match spread {
        Spread::Nowhere => "it has no servers".to_owned(),
        Spread::Zone => "servers stand in one zone".to_owned(),
        Spread::Zones => format!("servers stand in {} zones", number(at_home.len())),
        Spread::Regions => "servers stand in another region too".to_owned(),
        Spread::Providers => "servers stand at another provider too".to_owned(),
    };
    if could > spread {
        words.push_str(match could {
            Spread::Nowhere | Spread::Zone | Spread::Zones => {
                ", and can be launched in another zone"
            }
            Spread::Regions => ", and can be launched in another region",
            Spread::Providers => ", and can be launched at another provider",
        });
    }
    let facets = [
        (6, spread as u32, ""),
        (2, could as u32, ""),
        (1, at_home.len() as u32, ""),
    ];
    of("servers", &facets, words)
}

/// Small numbers as words.
fn number(n: usize) -> String {
    match n {
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        n => n.to_string(),
    }
}

fn database(store: Option<Data<'_>>) -> Feature {
    let Some(d) = store else {
        let facets = [(5, 0, "no database"), (5, 0, ""), (4, 0, "")];
        return of("database", &facets, "it has no database");
    };
    let away = match d.spread {
        Spread::Nowhere | Spread::Zone => "in the same zone",
        Spread::Zones => "in another zone",
        Spread::Regions => "in another region",
        Spread::Providers => "at another provider",
    };
    let over = match d.takes_over {
        Doer::Nobody => "that nothing makes take over",
        Doer::Person => "that a person makes take over",
        Doer::Itself => "that takes over by itself",
    };
    let (mode, words) = match d.mode {
        None => (
            (0, "one"),
            "the data has a single copy, on a volume".to_owned(),
        ),
        Some(DatabaseMode::Alone) => ((0, "one"), "the database has a single copy".to_owned()),
        Some(DatabaseMode::Replicas { .. }) => (
            (1, "replica"),
            format!("the database has a replica {away} {over}"),
        ),
        Some(DatabaseMode::Ring { .. }) => (
            (1, "ring"),
            format!(
                "the database has a copy {away} that can take writes too, {}",
                moves(d.takes_over)
            ),
        ),
        Some(DatabaseMode::Standby { .. }) => (
            (2, "standby"),
            format!("the database has a synchronous standby {away} {over}"),
        ),
        Some(DatabaseMode::Quorum(_)) => (
            (2, "quorum"),
            format!(
                "the database has {} copies, the furthest {away}, and works without one",
                number(d.copies)
            ),
        ),
    };
    let facets = [
        (5, mode.0, mode.1),
        (5, d.spread as u32, ""),
        (4, d.takes_over as u32, ""),
    ];
    of("database", &facets, words)
}

fn moves(takes_over: Doer) -> &'static str {
    match takes_over {
        Doer::Itself => "and clients move on to whichever answers",
        Doer::Person => "once a person says so",
        Doer::Nobody => "and nobody is led to it",
    }
}

fn disks_of_data(store: Option<Data<'_>>) -> Feature {
    let (facet, words) = match store.map(|d| d.hosts) {
        None | Some([false, false, false]) => ((2, "none"), "no data lies on disks of its own"),
        Some([true, false, false]) => ((0, ""), "the data lies on the block store"),
        Some([false, true, false]) => ((2, ""), "the data lies on the servers' own disks"),
        Some([false, false, true]) => {
            ((1, "managed"), "the database is the provider's managed one")
        }
        Some([true, _, _]) => (
            (1, "some"),
            "one copy of the data does not lie on the block store",
        ),
        Some([false, true, true]) => (
            (2, "managed"),
            "no copy of the data lies on the block store",
        ),
    };
    of("disks of the data", &[(4, facet.0, facet.1)], words)
}

fn disks_of_servers(facts: &Facts<'_>) -> Feature {
    let roots: Vec<Root> = facts.servers().map(|(_, i)| i.root).collect();
    let local = roots.iter().filter(|&&r| r == Root::LocalDisk).count();
    let (rank, is, words) = match local {
        _ if roots.is_empty() => (2, "none", "there are no servers to start"),
        n if n == roots.len() => (
            2,
            "",
            "servers start from their own disks, not from the block store",
        ),
        0 => (0, "", "servers start from the block store"),
        _ => (
            1,
            "",
            "some servers start from their own disks, not from the block store",
        ),
    };
    of("disks of the servers", &[(4, rank, is)], words)
}

/// How users are led elsewhere.
fn way(facts: &Facts<'_>) -> Feature {
    let names = facts.serving().filter_map(|(id, c)| {
        if let ComponentKind::DnsName(name) = &c.kind {
            Some(way_of(facts, id, name))
        } else {
            None
        }
    });
    let (rank, words) = match names.min() {
        None | Some(Doer::Nobody) => (0, "nobody points the name elsewhere"),
        Some(Doer::Person) => (1, "a person points the name elsewhere, by a plan"),
        Some(Doer::Itself) => (2, "the name is checked, and leads elsewhere by itself"),
    };
    of("way of the users", &[(3, rank, "")], words)
}

fn way_of(facts: &Facts<'_>, id: tenant::architecture::ComponentId, name: &DnsName) -> Doer {
    match &name.routing {
        Routing::Failover(..) | Routing::Weighted(_, Some(_)) => Doer::Itself,
        Routing::Simple(_) | Routing::Weighted(_, None) => {
            let there = name.routing.targets();
            // To point a name to where it leads already leads nobody elsewhere.
            let elsewhere = |s: &StepKind| matches!(s, StepKind::PointName { name, to } if *name == id && !there.contains(to));
            facts.done_by(|p: &Plan| p.steps.iter().any(|s| elsewhere(&s.kind)))
        }
    }
}

fn name_servers(facts: &Facts<'_>) -> Feature {
    let home = provider(&facts.arch.home);
    let names = facts.serving().filter_map(|(_, c)| {
        if let ComponentKind::DnsName(name) = &c.kind {
            Some(name)
        } else {
            None
        }
    });
    let rank = |name: &DnsName| match (&name.second_provider, provider(&name.provider) == home) {
        (Some(_), _) => 2,
        (None, false) => 1,
        (None, true) => 0,
    };
    let (rank, words) = match names.map(rank).min() {
        Some(0) => (0, "the name is answered by the provider's own name servers"),
        Some(2) => (
            2,
            "the name is answered by the name servers of two companies",
        ),
        Some(_) | None => (1, "the name is answered outside the provider"),
    };
    of("name servers", &[(1, rank, "")], words)
}

fn balancer(facts: &Facts<'_>) -> Feature {
    let arch = facts.arch;
    let zones = |lb: &tenant::architecture::LoadBalancer| {
        Spread::of(lb.zones.iter().map(|z| arch.zone(*z)))
    };
    let best = facts.balancers().max_by_key(|lb| zones(lb));
    let Some(lb) = best else {
        return of(
            "balancer",
            &[(2, 0, ""), (1, 0, "")],
            "no balancer stands before the servers",
        );
    };
    let depth = match &lb.check {
        None => 0,
        Some(check) if check.deep => 2,
        Some(_) => 1,
    };
    let spread = zones(lb);
    let mut words = match spread {
        Spread::Nowhere | Spread::Zone => "a balancer stands in one zone".to_owned(),
        Spread::Zones | Spread::Regions | Spread::Providers => {
            format!("a balancer stands in {} zones", number(lb.zones.len()))
        }
    };
    words.push_str(match depth {
        0 => " and checks nothing",
        1 => " and checks the servers",
        _ => " and checks what the servers need too",
    });
    of("balancer", &[(2, spread as u32, ""), (1, depth, "")], words)
}

fn replacement(facts: &Facts<'_>) -> Feature {
    let home = facts.servers_at_home();
    let by_itself = !home.is_empty() && home.iter().all(|(_, i)| i.auto_replace);
    let words = if by_itself {
        "dead servers are replaced automatically"
    } else {
        "dead servers are not replaced automatically"
    };
    of("replacement", &[(1, u32::from(by_itself), "")], words)
}

fn deployment(facts: &Facts<'_>) -> Feature {
    let home = facts.servers_at_home();
    let rank = |d: &Deployment| match d {
        Deployment::ByHand { .. } => 0,
        Deployment::Image { .. } => 1,
        Deployment::Automation { .. } => 2,
    };
    let (rank, words) = match home.iter().map(|(c, _)| rank(&c.deployment)).min() {
        None | Some(0) => (0, "new servers are set up by hand"),
        Some(1) => (1, "new servers are made from an image"),
        Some(_) => (2, "new servers are built by scripts"),
    };
    of("new servers", &[(2, rank, "")], words)
}

/// An archive loses less than a point in time.
pub(super) const fn kind_rank(backup: &Backup) -> u32 {
    match backup.kind {
        BackupKind::Snapshot { .. } => 1,
        BackupKind::Archive { .. } => 2,
    }
}

fn backup(facts: &Facts<'_>) -> Feature {
    let Some(b) = facts.best_backup() else {
        return of(
            "backup",
            &[(3, 0, ""), (2, 0, ""), (1, 0, "")],
            "nothing is backed up",
        );
    };
    let far = facts.distance(&b.place);
    let place = match far {
        0 => "within its own region",
        1 => "to another region",
        _ => "to outside the provider",
    };
    let how = match b.kind {
        BackupKind::Snapshot { .. } => "the data is copied from time to time",
        BackupKind::Archive { .. } => "every write is archived",
    };
    let tested = b.corrupt_ppm == 0;
    let words = format!(
        "{how}, {place}{}",
        if tested {
            ", and restoring is tested"
        } else {
            ""
        }
    );
    let facets = [
        (3, kind_rank(b), ""),
        (2, far, ""),
        (1, u32::from(tested), ""),
    ];
    of("backup", &facets, words)
}

fn key(facts: &Facts<'_>) -> Feature {
    let locked = facts.locked_in();
    let words = if locked {
        "the key to the backup lies only where it is lost with the data"
    } else {
        "no backup is locked with a key that is lost with the data"
    };
    of("key", &[(3, u32::from(!locked), "")], words)
}

fn restoring(facts: &Facts<'_>) -> Feature {
    let restores = |p: &Plan| {
        let step = |s: &StepKind| matches!(s, StepKind::Restore { .. });
        p.steps.iter().any(|s| step(&s.kind))
    };
    let (rank, words) = match facts.done_by(restores) {
        Doer::Nobody => (0, "no plan says how to restore the data"),
        Doer::Person => (1, "a person restores the data, by a plan"),
        Doer::Itself => (2, "automation restores the data"),
    };
    of("restoring", &[(2, rank, "")], words)
}

fn people(arch: &Architecture) -> Feature {
    let Some(first) = arch.people.first() else {
        let facets = [(1, 0, "nobody"), (1, 0, ""), (1, 0, "")];
        return of("people", &facets, "nobody looks after it");
    };
    let paged = arch.people.iter().find(|p| p.learns == Awareness::Pager);
    let who = paged.unwrap_or(first);
    let always = who.hours.0 <= 0.0 && who.hours.1 >= 24.0;
    let waits = who.believes_eta || who.patience.0 > 0;
    let mut words = match who.learns {
        Awareness::Pager => "a monitor pages somebody",
        Awareness::Customers => "somebody learns of trouble from customers",
        Awareness::StatusPage => "somebody reads the provider's status page",
    }
    .to_owned();
    words.push_str(if always {
        ", day and night"
    } else {
        ", in waking hours"
    });
    words.push_str(if waits {
        ", and first waits for the provider"
    } else {
        ", who acts at once"
    });
    let facets = [
        (1, u32::from(paged.is_some()), ""),
        (1, u32::from(always), ""),
        (1, u32::from(!waits), ""),
    ];
    of("people", &facets, words)
}

fn has(facts: &Facts<'_>, kind: fn(&ComponentKind) -> bool) -> bool {
    facts.serving().any(|(_, c)| kind(&c.kind))
}

fn cache(facts: &Facts<'_>) -> Feature {
    let there = has(facts, |k| {
        matches!(k, ComponentKind::Cache(_) | ComponentKind::Cdn(_))
    });
    let words = if there {
        "some reads are answered from a cache"
    } else {
        "nothing is answered from a cache"
    };
    of("cache", &[(1, u32::from(there), "")], words)
}

fn queue(facts: &Facts<'_>) -> Feature {
    let there = has(facts, |k| matches!(k, ComponentKind::Queue(_)));
    let words = if there {
        "some work can wait in a queue"
    } else {
        "no work can wait in a queue"
    };
    of("queue", &[(1, u32::from(there), "")], words)
}

fn objects(facts: &Facts<'_>) -> Feature {
    let copied = facts.serving().filter_map(|(_, c)| match &c.kind {
        ComponentKind::Bucket(bucket) => Some(bucket.copy.is_some()),
        ComponentKind::Instances(_)
        | ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Volume(_)
        | ComponentKind::Database(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => None,
    });
    let (rank, words) = match copied.min() {
        None => (2, "nothing that is served lies in an object store"),
        Some(true) => (1, "objects are copied to a second region"),
        Some(false) => (0, "objects lie in the object store of one region"),
    };
    of("objects", &[(1, rank, "")], words)
}

fn others(facts: &Facts<'_>) -> Feature {
    let there = has(facts, |k| matches!(k, ComponentKind::External(_)));
    let words = if there {
        "a service of somebody else's is needed"
    } else {
        "no service of somebody else's is needed"
    };
    of("others", &[(1, u32::from(!there), "")], words)
}

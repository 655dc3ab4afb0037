//! Cloud files: what a provider rents out on a calm day, at what price and promise; and its machinery, if it has any.
//! A file may extend that of an earlier year and state only what changed.

mod inherit;

use crate::format::decode::Decoder;
use crate::format::table::{Field, Form, Table, Type};
use crate::format::value::{Data, Provenance, Record, Sourced, Value};
use crate::machinery::{self, MACHINERY};
use crate::{Problem, Problems, Source, yaml};
use cloud::model::CloudModel;
use kernel::SimDuration;
use tape::{
    Assumption, Background, CheckDefaults, CreditStep, Law, Offer, Prices, Sla, SlaScope,
    ThrottleLimit,
};

/// A whole cloud file.
pub(crate) static CLOUD: Table = Table {
    name: "a cloud",
    doc: "What a provider rents out, and the machinery behind it as far as it is modelled.",
    fields: &[
        Field::new("kind", Type::Word(&["cloud"]), "what this file is"),
        Field::new("version", Type::Word(&["1"]), "version of the format"),
        Field::new("name", Type::Text, "its name, e.g. aws-2011"),
        Field::new(
            "extends",
            Type::Refer("cloud"),
            "the cloud of an earlier year from which it takes everything that it does not say itself",
        )
        .or_absent("it says everything itself"),
        Field::new(
            "provider",
            Type::Text,
            "the provider's name as places use it, e.g. aws",
        ),
        Field::new(
            "regions",
            Type::Map(&Type::List(&Type::Text)),
            "regions and their zones",
        ),
        Field::new(
            "offer",
            Type::Record(&OFFER),
            "what a renter gets on a calm day",
        ),
        Field::new(
            "machinery",
            Type::Record(&MACHINERY),
            "the mechanisms behind it",
        )
        .or_absent("its outages can be observed, not simulated"),
    ],
};

const LAW: Type = Type::Sourced(&Type::Law);
const SPEED: Type = Type::Sourced(&Type::Speed);
const MONEY: Type = Type::Sourced(&Type::Money);

static OFFER: Table = Table {
    name: "an offer",
    doc: "What a renter gets on a calm day. Every value says where it comes from.",
    fields: &[
        Field::new(
            "launch_local",
            LAW,
            "from an accepted launch to a running system, root on local disk",
        ),
        Field::new("launch_block", LAW, "the same, root on a volume"),
        Field::new(
            "database_failover",
            LAW,
            "a managed database's automatic failover",
        ),
        Field::new(
            "database_create",
            LAW,
            "creating a managed database from a backup, besides copying the data",
        ),
        Field::new(
            "launch_throttle",
            Type::Sourced(&Type::Form(BUCKET)),
            "limit on launches per account",
        ),
        Field::new(
            "restore_speed",
            SPEED,
            "reading back from snapshots and buckets",
        ),
        Field::new(
            "cross_region_speed",
            SPEED,
            "copying to another region or provider, one stream",
        ),
        Field::new(
            "balancer_check",
            Type::Sourced(&Type::Form(CHECK)),
            "health checks of load balancers",
        ),
        Field::new(
            "dns_check",
            Type::Sourced(&Type::OrNone(&Type::Form(CHECK))),
            "health checks of DNS names, or none",
        ),
        Field::new(
            "dns_ttl",
            Type::Sourced(&Type::Duration),
            "default TTL of a name",
        ),
        Field::new(
            "dns_stretch",
            Type::Sourced(&Type::Share),
            "share of clients behind resolvers that keep answers longer",
        ),
        Field::new(
            "dns_stretch_ttl",
            Type::Sourced(&Type::Duration),
            "how long those resolvers keep an answer",
        ),
        Field::new(
            "first_post",
            LAW,
            "from the start of an outage to the first status post, where a tape has none",
        ),
        Field::new(
            "claim",
            Type::Sourced(&Type::Share),
            "chance that a customer who is owed a credit claims it",
        ),
        Field::new(
            "background",
            Type::Record(&BACKGROUND),
            "how often things fail by themselves, for forecasts of architectures that do not say",
        )
        .or_absent("nobody has said"),
        Field::new("prices", Type::Record(&PRICES), "what things cost"),
        Field::new(
            "slas",
            Type::Map(&Type::Record(&SLA)),
            "contracts with penalties, by service",
        )
        .or_absent("none"),
    ],
};

const BUCKET: &[Form] = &[Form {
    name: "bucket",
    arguments: &[("size", Type::Count), ("refill", Type::Rate)],
    required: 2,
    repeats: false,
    doc: "calls that can be made at once, and calls per second after that",
}];

const CHECK: &[Form] = &[Form {
    name: "check",
    arguments: &[
        ("interval", Type::Duration),
        ("timeout", Type::Duration),
        ("unhealthy", Type::Count),
        ("healthy", Type::Count),
    ],
    required: 4,
    repeats: false,
    doc: "a probe every so often that waits so long; so many bad ones take a member out, so many good ones put it back",
}];

static BACKGROUND: Table = Table {
    name: "a background of failures",
    doc: "How often what is rented out fails by itself. Only forecasts use it, for parts that do not say how they fail.",
    fields: &[
        Field::new(
            "server_afr",
            Type::Sourced(&Type::Share),
            "share of servers that fail within a year",
        ),
        Field::new("server_out", LAW, "until a failed server is back"),
        Field::new(
            "volume_afr",
            Type::Sourced(&Type::Share),
            "share of volumes that lose their data within a year",
        ),
        Field::new(
            "zone_outage_every",
            LAW,
            "from one outage of a whole zone to the next",
        ),
        Field::new("zone_outage_lasts", LAW, "until the zone is back"),
    ],
};

static PRICES: Table = Table {
    name: "a price list",
    doc: "Prices in US dollars.",
    fields: &[
        Field::new("instance_hour", MONEY, "one instance for an hour"),
        Field::new(
            "database_hour",
            MONEY,
            "one managed database for an hour (a standby doubles it)",
        ),
        Field::new(
            "volume_gb_month",
            MONEY,
            "one gigabyte of volume for a month",
        ),
        Field::new(
            "object_gb_month",
            MONEY,
            "one gigabyte of object store or snapshot for a month",
        ),
        Field::new("balancer_hour", MONEY, "one load balancer for an hour"),
        Field::new(
            "egress_gb",
            MONEY,
            "one gigabyte to the internet or another region",
        ),
        Field::new("zone_gb", MONEY, "one gigabyte between zones, one way"),
    ],
};

static SLA: Table = Table {
    name: "an SLA",
    doc: "A contract with a penalty.",
    fields: &[
        Field::new(
            "scope",
            Type::Word(&["region_year", "region_month", "host_month"]),
            "what counts as unavailable",
        ),
        Field::new(
            "credits",
            Type::List(&Type::Record(&CREDIT)),
            "from the mildest step to the hardest",
        ),
        Field::new(
            "source",
            Type::Text,
            "where it is published, or why it is assumed",
        ),
    ],
};

static CREDIT: Table = Table {
    name: "a step of a credit table",
    doc: "Availability under `under` earns `credit` of the service's bill.",
    fields: &[
        Field::new("under", Type::Share, "availability under this"),
        Field::new(
            "credit",
            Type::Share,
            "earns this share of the service's bill",
        ),
    ],
};

/// Reads a cloud file: machinery, offer, and whether it extends another; `find` knows the texts of clouds by name.
pub(crate) fn load(
    source: &Source,
    find: &dyn Fn(&str) -> Option<Source>,
    names: &[&str],
) -> Result<(Option<CloudModel>, Offer, bool), Problems> {
    let root = yaml::parse(source).map_err(|p| Problems::of(source.clone(), p))?;
    let root =
        inherit::whole(root, find, names).map_err(|p| Problems::of(source.clone(), vec![p]))?;
    let mut decoder = Decoder::default();
    let file = decoder.file(&root, &CLOUD);
    let mut problems = decoder.problems;
    check_regions(&file, &mut problems);
    let offer = file.record("offer").map(|o| offer(&file, o, &mut problems));
    let model = file
        .record("machinery")
        .map(|m| machinery::lower(&file, m, &mut problems));
    match offer {
        Some(offer) => Problems::none_or(source, problems, (model, offer, file.has("extends"))),
        None => Err(Problems::of(source.clone(), problems)),
    }
}

/// The tree of a cloud file with everything that it takes over, and without the word that it does.
pub(crate) fn whole(
    source: &Source,
    find: &dyn Fn(&str) -> Option<Source>,
    names: &[&str],
) -> Result<yaml::Node, Problems> {
    let root = yaml::parse(source).map_err(|p| Problems::of(source.clone(), p))?;
    let whole = inherit::whole(root, find, names);
    whole
        .map(inherit::alone)
        .map_err(|p| Problems::of(source.clone(), vec![p]))
}

fn check_regions(file: &Record, problems: &mut Vec<Problem>) {
    let bad = |text: &str| text.is_empty() || text.contains('/');
    if bad(file.text("provider")) && file.has("provider") {
        problems.push(Problem::new(
            file.span("provider"),
            "a provider is one word without slashes",
        ));
    }
    for region in file.map("regions") {
        if bad(&region.name) {
            problems.push(Problem::new(
                region.name_span.clone(),
                "a region is one word without slashes",
            ));
        }
        let zones = region.value.list();
        if zones.is_empty() && region.value.is_there() {
            problems.push(Problem::new(
                region.name_span.clone(),
                "a region needs at least one zone",
            ));
        }
        for (i, zone) in zones.iter().enumerate() {
            if bad(&zone.text) {
                problems.push(Problem::new(
                    zone.span.clone(),
                    "a zone is one word without slashes",
                ));
            }
            if zones[..i].iter().any(|z| z.text == zone.text) {
                problems.push(Problem::new(
                    zone.span.clone(),
                    format!("zone `{}` is listed twice", zone.text),
                ));
            }
        }
    }
}

/// Reads values with their sources, and notes which are assumed.
struct Reader<'a> {
    record: &'a Record,
    prefix: String,
    assumptions: Vec<Assumption>,
    /// Whether published values are noted too.
    all: bool,
}

impl Reader<'_> {
    fn value(&mut self, key: &str) -> Option<Value> {
        let Data::Sourced(sourced) = &self.record.get(key).data else {
            return None;
        };
        let Sourced { value, provenance } = sourced.as_ref();
        let why = match provenance {
            Provenance::Published(source) => self.all.then(|| format!("published: {source}")),
            Provenance::Calibrated(ids, reason) => {
                Some(format!("calibrated on {}: {reason}", ids.join(", ")))
            }
            Provenance::Assumed { reason, range } => Some(format!(
                "assumed: {reason}; between {} and {}",
                range[0].0, range[1].0
            )),
        };
        if let Some(why) = why {
            let name = format!("{}.{key}", self.prefix);
            self.assumptions.push(Assumption {
                name,
                value: value.text.clone(),
                why,
            });
        }
        Some(value.clone())
    }

    fn integer(&mut self, key: &str) -> u64 {
        self.value(key).map_or(0, |v| v.integer())
    }

    fn duration(&mut self, key: &str) -> SimDuration {
        self.value(key).map_or(SimDuration::ZERO, |v| v.duration())
    }

    fn law(&mut self, key: &str) -> Law {
        match self.value(key).map(|v| v.data) {
            Some(Data::Law(law)) => law,
            _ => Law::Fixed(SimDuration::ZERO),
        }
    }

    fn check(&mut self, key: &str) -> Option<CheckDefaults> {
        let Data::Form(_, a) = self.value(key)?.data else {
            return None;
        };
        Some(CheckDefaults {
            interval: a.first()?.duration(),
            timeout: a.get(1)?.duration(),
            unhealthy: a.get(2)?.integer() as u32,
            healthy: a.get(3)?.integer() as u32,
        })
    }

    fn throttle(&mut self, key: &str) -> ThrottleLimit {
        let arguments = match self.value(key).map(|v| v.data) {
            Some(Data::Form(_, a)) => a,
            _ => Vec::new(),
        };
        ThrottleLimit {
            bucket: arguments.first().map_or(0, |v| v.integer() as u32),
            refill_micro_per_s: arguments.get(1).map_or(0, Value::integer),
        }
    }
}

fn offer(file: &Record, record: &Record, problems: &mut Vec<Problem>) -> Offer {
    let name = file.text("name").to_owned();
    let mut r = Reader {
        record,
        prefix: name.clone(),
        assumptions: Vec::new(),
        all: false,
    };
    let regions = file.map("regions").iter();
    let regions = regions
        .map(|n| {
            (
                n.name.clone(),
                n.value.list().iter().map(|z| z.text.clone()).collect(),
            )
        })
        .collect();
    let none = CheckDefaults {
        interval: SimDuration::ZERO,
        timeout: SimDuration::ZERO,
        unhealthy: 1,
        healthy: 1,
    };
    let mut offer = Offer {
        name: name.clone(),
        provider: file.text("provider").to_owned(),
        regions,
        launch_local: r.law("launch_local"),
        launch_block: r.law("launch_block"),
        database_failover: r.law("database_failover"),
        database_create: r.law("database_create"),
        launch_throttle: r.throttle("launch_throttle"),
        restore_bytes_per_s: r.integer("restore_speed"),
        cross_region_bytes_per_s: r.integer("cross_region_speed"),
        balancer_check: r.check("balancer_check").unwrap_or(none),
        dns_check: r.check("dns_check"),
        dns_ttl: r.duration("dns_ttl"),
        dns_stretch_ppm: r.integer("dns_stretch") as u32,
        dns_stretch_ttl: r.duration("dns_stretch_ttl"),
        first_post: r.law("first_post"),
        claim_ppm: r.integer("claim") as u32,
        background: background(&name, record, problems),
        prices: Prices::default(),
        slas: slas(record, problems),
        assumptions: Vec::new(),
    };
    let mut assumptions = std::mem::take(&mut r.assumptions);
    if let Some(record) = record.record("prices") {
        let mut p = Reader {
            record,
            prefix: format!("{name}.prices"),
            assumptions: Vec::new(),
            all: false,
        };
        offer.prices = Prices {
            instance_hour: p.integer("instance_hour"),
            database_hour: p.integer("database_hour"),
            volume_gb_month: p.integer("volume_gb_month"),
            object_gb_month: p.integer("object_gb_month"),
            balancer_hour: p.integer("balancer_hour"),
            egress_gb: p.integer("egress_gb"),
            zone_gb: p.integer("zone_gb"),
        };
        assumptions.append(&mut p.assumptions);
    }
    offer.assumptions = assumptions;
    offer
}

fn background(name: &str, offer: &Record, problems: &mut Vec<Problem>) -> Option<Background> {
    let record = offer.record("background")?;
    let mut r = Reader {
        record,
        prefix: format!("{name}.background"),
        assumptions: Vec::new(),
        all: true,
    };
    let mut afr = |key: &str| {
        let ppm = r.integer(key);
        if !(1..1_000_000).contains(&ppm) && record.has(key) {
            problems.push(
                Problem::new(
                    record.span(key),
                    "a share that fails within a year is above 0 % and under 100 %",
                )
                .help("leave `background` out if nothing fails"),
            );
        }
        Law::of_afr((ppm as f64 / 1e6).clamp(1e-9, 0.999_999))
    };
    let (server_every, volume_every) = (afr("server_afr"), afr("volume_afr"));
    Some(Background {
        server_every,
        volume_every,
        server_out: r.law("server_out"),
        zone_every: r.law("zone_outage_every"),
        zone_out: r.law("zone_outage_lasts"),
        sources: r.assumptions,
    })
}

fn slas(record: &Record, problems: &mut Vec<Problem>) -> Vec<Sla> {
    let mut out = Vec::new();
    for named in record.map("slas") {
        let Some(r) = named.value.record() else {
            continue;
        };
        let steps: Vec<CreditStep> = r
            .list("credits")
            .iter()
            .filter_map(Value::record)
            .map(|c| CreditStep {
                below_ppm: c.count("under"),
                credit_ppm: c.count("credit"),
            })
            .collect();
        if steps.is_sorted_by(|a, b| a.below_ppm > b.below_ppm) {
            let scope = match r.text("scope") {
                "region_year" => SlaScope::RegionYear,
                "host_month" => SlaScope::HostMonth,
                _ => SlaScope::RegionMonth,
            };
            out.push(Sla {
                service: named.name.clone(),
                scope,
                credits: steps,
            });
        } else {
            let problem = Problem::new(
                r.span("credits"),
                "credits go from the mildest step to the hardest",
            );
            problems.push(problem.help("put the highest `under` first"));
        }
    }
    out
}

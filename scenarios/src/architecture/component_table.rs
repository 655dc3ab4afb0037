//! The field tables of components.

use super::ordinary_table::{FAILS, REDUNDANCY};
use super::table::{COMPONENT_NAME, REGION, ZONE};
use crate::format::table::{Choice, Field, Form, Table, Tag, Type, Variant};
use crate::outage_file::table::SERVICES;
use crate::unit::show_duration;
use tape::Offer;

/// A component of any kind.
pub(super) static COMPONENT: Choice = Choice {
    name: "a component",
    tag: Tag::Key("kind"),
    common: &[
        Field::new(
            "needs",
            Type::List(&COMPONENT_NAME),
            "components without which it cannot serve, besides the path's",
        )
        .or_absent("nothing"),
        Field::new(
            "deployment",
            Type::Form(DEPLOYMENT),
            "how a new copy of it is made",
        )
        .or(
            "by_hand(60m)",
            "assumed: one server set up by hand; 20 minutes to half a day are usual",
        )
        .when("kind", &["instances", "database", "volume"]),
        Field::new(
            "fails",
            Type::Record(&FAILS),
            "how its units fail by themselves and come back",
        )
        .or_absent("they fail only with what they stand on"),
        Field::new(
            "luck",
            Type::Text,
            "the name its random draws use, so that a renamed part keeps them",
        )
        .or_absent("its name"),
    ],
    variants: &[
        Variant {
            name: "instances",
            ty: Type::Record(&INSTANCES),
            doc: "servers",
        },
        Variant {
            name: "load_balancer",
            ty: Type::Record(&LOAD_BALANCER),
            doc: "spreads requests over instances",
        },
        Variant {
            name: "dns_name",
            ty: Type::Record(&DNS_NAME),
            doc: "a name that clients look up",
        },
        Variant {
            name: "cdn",
            ty: Type::Record(&CDN),
            doc: "caches answers near the users",
        },
        Variant {
            name: "volume",
            ty: Type::Record(&VOLUME),
            doc: "a block-store volume of its own",
        },
        Variant {
            name: "database",
            ty: Type::Record(&DATABASE),
            doc: "a database",
        },
        Variant {
            name: "bucket",
            ty: Type::Record(&BUCKET),
            doc: "objects",
        },
        Variant {
            name: "queue",
            ty: Type::Record(&QUEUE),
            doc: "messages that can wait",
        },
        Variant {
            name: "cache",
            ty: Type::Record(&CACHE),
            doc: "answers kept in memory",
        },
        Variant {
            name: "key",
            ty: Type::Record(&KEY),
            doc: "something needed to read encrypted data",
        },
        Variant {
            name: "external",
            ty: Type::Record(&EXTERNAL),
            doc: "somebody else's service",
        },
    ],
};

const DEPLOYMENT: &[Form] = &[
    Form {
        name: "by_hand",
        arguments: &[("effort", Type::Duration)],
        required: 1,
        repeats: false,
        doc: "somebody types this long per server",
    },
    Form {
        name: "image",
        arguments: &[("drift", Type::Share), ("region", REGION)],
        required: 1,
        repeats: false,
        doc: "from an image kept in a region (default: home); with this chance it no longer fits and a person repairs it",
    },
    Form {
        name: "automation",
        arguments: &[("duration", Type::Duration), ("component", COMPONENT_NAME)],
        required: 1,
        repeats: true,
        doc: "by scripts that take this long and need these components",
    },
];

static INSTANCES: Table = Table {
    name: "a group of instances",
    doc: "Equal servers.",
    fields: &[
        Field::new(
            "zones",
            Type::Map(&Type::Count),
            "how many run in each zone",
        ),
        Field::new(
            "root",
            Type::Word(&["block_store", "local_disk"]),
            "where their root lies",
        ),
        Field::new("capacity", Type::Rate, "requests one server can serve")
            .or_absent("never the bottleneck"),
        Field::new("service_time", Type::Duration, "time to serve one request").or(
            "100ms",
            "assumed: a page of a web application; 20 ms to 1 s are usual",
        ),
        Field::new(
            "auto_replace",
            Type::Switch,
            "whether a dead one is replaced automatically",
        )
        .or("false", "assumed: replacing servers was not yet usual"),
        Field::new("max", Type::Count, "most that automation may run in all")
            .or_absent("as many as run at the start"),
        Field::new(
            "at_least",
            Type::Count,
            "fewest that must work for the group to serve; with so many up it serves whole",
        )
        .or_absent("each serves its share for itself"),
    ],
};

static LOAD_BALANCER: Table = Table {
    name: "a load balancer",
    doc: "Spreads requests over instances.",
    fields: &[
        Field::new("zones", Type::List(&ZONE), "zones it stands in"),
        Field::new("targets", COMPONENT_NAME, "the instances behind it"),
        Field::new(
            "check",
            Type::OrNone(&Type::Record(&BALANCER_CHECK)),
            "how it notices a dead member; none: never",
        )
        .or_inner(),
    ],
};

const DEEP: Field = Field::new(
    "deep",
    Type::Switch,
    "whether the probe goes through to what the member needs",
)
.or(
    "false",
    "assumed: it sees only the process, as the providers' defaults do",
);

static BALANCER_CHECK: Table = Table {
    name: "a health check",
    doc: "Probes of a load balancer.",
    fields: &[
        Field::new("interval", Type::Duration, "time between probes").or_offer(
            |o| Some(show_duration(o.balancer_check.interval)),
            "health check",
        ),
        Field::new("timeout", Type::Duration, "how long a probe waits").or_offer(
            |o| Some(show_duration(o.balancer_check.timeout)),
            "health check",
        ),
        Field::new(
            "unhealthy",
            Type::Count,
            "failed probes in a row until taken out",
        )
        .or_offer(
            |o| Some(o.balancer_check.unhealthy.to_string()),
            "health check",
        ),
        Field::new(
            "healthy",
            Type::Count,
            "good probes in a row until put back",
        )
        .or_offer(
            |o| Some(o.balancer_check.healthy.to_string()),
            "health check",
        ),
        DEEP,
    ],
};

static DNS_CHECK: Table = Table {
    name: "a health check of a name",
    doc: "Probes of health-checked DNS. Where the provider has none, a third party's are given here in full.",
    fields: &[
        Field::new("interval", Type::Duration, "time between probes").or_offer(
            |o| dns(o).map(|c| show_duration(c.interval)),
            "DNS health check",
        ),
        Field::new("timeout", Type::Duration, "how long a probe waits").or_offer(
            |o| dns(o).map(|c| show_duration(c.timeout)),
            "DNS health check",
        ),
        Field::new(
            "unhealthy",
            Type::Count,
            "failed probes in a row until taken out",
        )
        .or_offer(
            |o| dns(o).map(|c| c.unhealthy.to_string()),
            "DNS health check",
        ),
        Field::new(
            "healthy",
            Type::Count,
            "good probes in a row until put back",
        )
        .or_offer(
            |o| dns(o).map(|c| c.healthy.to_string()),
            "DNS health check",
        ),
        DEEP,
    ],
};

fn dns(offer: &Offer) -> Option<tape::CheckDefaults> {
    offer.dns_check
}

static DNS_NAME: Table = Table {
    name: "a DNS name",
    doc: "A name that clients look up. It leads `to` one component, to the first healthy one of a `failover` list, \
          or is spread over `weighted` ones.",
    fields: &[
        Field::new("to", COMPONENT_NAME, "the one component it leads to")
            .or_absent("`failover` or `weighted`"),
        Field::new(
            "failover",
            Type::List(&COMPONENT_NAME),
            "to the first healthy one",
        )
        .or_absent("`to` or `weighted`"),
        Field::new("weighted", Type::Map(&Type::Count), "spread with weights")
            .or_absent("`to` or `failover`"),
        Field::new(
            "check",
            Type::OrNone(&Type::Record(&DNS_CHECK)),
            "how it notices a dead target",
        )
        .or_absent("failover: the provider's; weighted: none"),
        Field::new("provider", Type::Text, "whose name servers answer")
            .or_absent("the provider at home"),
        Field::new(
            "second_provider",
            Type::Text,
            "who answers for the same name too, so that only what both fail is lost",
        )
        .or_absent("nobody else"),
        Field::new("ttl", Type::Duration, "how long answers may be kept")
            .or_offer(|o| Some(show_duration(o.dns_ttl)), "TTL"),
    ],
};

static CDN: Table = Table {
    name: "a CDN",
    doc: "Caches answers near the users.",
    fields: &[
        Field::new("origin", COMPONENT_NAME, "where misses go"),
        Field::new("hit", Type::Share, "share of reads answered from the cache"),
        Field::new(
            "stale",
            Type::Duration,
            "how long it answers from the cache while the origin is down",
        )
        .or(
            "0s",
            "assumed: it passes the failure on, unless it is told to serve old answers",
        ),
        Field::new("provider", Type::Text, "who runs it").or_absent("the provider at home"),
    ],
};

static VOLUME: Table = Table {
    name: "a volume",
    doc: "A block-store volume that instances mount.",
    fields: &[
        Field::new("zone", ZONE, "where it lies"),
        Field::new("size", Type::Size, "its size"),
        Field::new(
            "data",
            Type::Form(REDUNDANCY),
            "units under it on which its data is kept",
        )
        .or_absent("it fails as one"),
        Field::new(
            "rebuild",
            Type::Word(&["parallel", "serial"]),
            "whether missing units are made again all at once or one after the other",
        )
        .or_absent("parallel for copies, serial for arrays"),
    ],
};

const HOST: &[Form] = &[
    Form {
        name: "volumes",
        arguments: &[("count", Type::Count)],
        required: 1,
        repeats: false,
        doc: "an instance with this many striped volumes: one stuck volume stops it",
    },
    Form {
        name: "local_disk",
        arguments: &[],
        required: 0,
        repeats: false,
        doc: "an instance with its own disks",
    },
    Form {
        name: "managed",
        arguments: &[],
        required: 0,
        repeats: false,
        doc: "the provider's managed database",
    },
];

static COPY: Table = Table {
    name: "a copy of a database",
    doc: "One copy.",
    fields: &[
        Field::new("zone", ZONE, "where it runs"),
        Field::new("on", Type::Form(HOST), "on what"),
    ],
};

static DATABASE: Table = Table {
    name: "a database",
    doc: "A database; its first copy takes writes at the start.",
    fields: &[
        Field::new(
            "mode",
            Type::Word(&["alone", "standby", "replicas", "ring", "quorum"]),
            "how its copies work together",
        )
        .or("alone", "one copy"),
        Field::new("copies", Type::Map(&Type::Record(&COPY)), "its copies"),
        Field::new(
            "failover",
            Type::Duration,
            "from the primary's death until the standby serves",
        )
        .or_absent("the law of the provider's offer")
        .when("mode", &["standby"]),
        Field::new("lag", Type::Law, "how far replicas are behind")
            .or(
                "1s",
                "assumed: a single-threaded replica that keeps up; 0 s to minutes under load",
            )
            .when("mode", &["replicas"]),
        Field::new("apply", Type::Rate, "writes a replica can apply")
            .or_absent("any number")
            .when("mode", &["replicas"]),
        Field::new(
            "promote_after",
            Type::Duration,
            "a replica is promoted by itself after so long",
        )
        .or_absent("a plan must do it")
        .when("mode", &["replicas"]),
        Field::new(
            "read_replicas",
            Type::Switch,
            "whether reads may go to replicas",
        )
        .or("false", "assumed: the application reads where it writes")
        .when("mode", &["replicas"]),
        Field::new("hop", Type::Duration, "delay of one hop of the ring")
            .or(
                "2s",
                "assumed: between sites over the internet; 0.1 s to 10 s",
            )
            .when("mode", &["ring"]),
        Field::new(
            "move_on",
            Type::Switch,
            "whether clients take writes to the next copy that answers",
        )
        .or("true", "assumed: clients hold an ordered list of copies")
        .when("mode", &["ring"]),
        Field::new(
            "each",
            Type::Switch,
            "whether every copy has an equal share of the clients for its own, who try it first",
        )
        .or("false", "all clients try the first copy first")
        .when("mode", &["ring"]),
        Field::new(
            "write_quorum",
            Type::Count,
            "copies that must have a write before it is acknowledged",
        )
        .or("2", "a majority of three")
        .when("mode", &["quorum"]),
        Field::new(
            "acknowledges",
            Type::Law,
            "how long one copy takes to acknowledge a write",
        )
        .or_absent("no time"),
        Field::new("size", Type::Size, "size of the data"),
        Field::new("capacity", Type::Rate, "requests one copy can serve")
            .or_absent("never the bottleneck"),
        Field::new(
            "merge_keeps_both",
            Type::Switch,
            "whether merging diverged writes keeps both sides",
        )
        .or(
            "false",
            "assumed: the losing side is dropped, as in a restore by hand",
        ),
        Field::new("key", COMPONENT_NAME, "the key that opens it").or_absent("it is not encrypted"),
    ],
};

static BUCKET: Table = Table {
    name: "a bucket",
    doc: "Objects in an object store.",
    fields: &[
        Field::new("region", REGION, "where it lies").or_absent("home"),
        Field::new("copy_to", REGION, "a second region it is copied to")
            .or_absent("it is not copied"),
        Field::new("copy_lag", Type::Duration, "how far that copy is behind").or(
            "15m",
            "assumed: most objects arrive within it; seconds to hours",
        ),
    ],
};

static QUEUE: Table = Table {
    name: "a queue",
    doc: "Messages that can wait.",
    fields: &[
        Field::new("consumer", COMPONENT_NAME, "what works the messages off"),
        Field::new("region", REGION, "where it lies").or_absent("home"),
        Field::new("retention", Type::Duration, "how long messages are kept")
            .or("4d", "assumed: four days are a usual default; 1 to 14 days"),
    ],
};

static CACHE: Table = Table {
    name: "a cache",
    doc: "Answers kept in memory.",
    fields: &[
        Field::new("zone", ZONE, "where it runs"),
        Field::new("origin", COMPONENT_NAME, "what is asked on a miss"),
        Field::new("hit", Type::Share, "share of reads it answers when warm"),
        Field::new(
            "warm_up",
            Type::Duration,
            "how long it takes to warm up again after a loss",
        )
        .or(
            "15m",
            "assumed: until most of what is asked for is there again; minutes to hours",
        ),
    ],
};

static KEY: Table = Table {
    name: "a key",
    doc: "A key or credential. It can be read wherever one of these places can.",
    fields: &[
        Field::new(
            "on",
            COMPONENT_NAME,
            "kept on this component, readable only while it works",
        )
        .or_absent("not there"),
        Field::new(
            "in_backup",
            Type::Refer("backup"),
            "kept in this backup, readable once that is restored",
        )
        .or_absent("not there"),
        Field::new("region", REGION, "kept in the key service of a region").or_absent("not there"),
        Field::new("with", Type::Refer("person"), "kept by this person").or_absent("nobody has it"),
    ],
};

static EXTERNAL: Table = Table {
    name: "an external service",
    doc: "Somebody else's service.",
    fields: &[
        Field::new(
            "place",
            Type::Text,
            "path of the place it runs in, if it may share the outage",
        )
        .or_absent("somewhere else"),
        Field::new(
            "service",
            Type::Word(&SERVICES),
            "the provider's service it is, e.g. table or sign_in: it works as that does at `place`",
        )
        .or_absent("servers of its own at `place`"),
        Field::new(
            "survives_zone",
            Type::Switch,
            "whether it can live without one zone",
        )
        .or("true", "assumed: it runs in several zones"),
    ],
};

//! The field tables of architecture files, but for their components.

use super::component_table::COMPONENT;
use super::ordinary_table::{RESTORE_LINK, SHOCK};
use crate::format::table::{Choice, Field, Form, Table, Tag, Type, Variant};

pub(super) const ZONE: Type = Type::Refer("zone");
pub(super) const COMPONENT_NAME: Type = Type::Refer("component");
pub(super) const REGION: Type = Type::Refer("region");
const BACKUP_NAME: Type = Type::Refer("backup");
const PERSON_NAME: Type = Type::Refer("person");

const STAGES: &str = "assumed: detect 5, engage 10, diagnose 45, fix 30 minutes, each lognormal with sigma about 1; total means of public incident data are 2.5 to 4.5 hours";

/// A whole architecture file.
pub static ARCHITECTURE: Table = Table {
    name: "an architecture",
    doc: "What somebody built and runs: who asks for what, what serves it, where it runs, who repairs it and how.",
    fields: &[
        Field::new("kind", Type::Word(&["architecture"]), "what this file is"),
        Field::new("version", Type::Word(&["1"]), "version of the format"),
        Field::new("name", Type::Text, "its name in tables"),
        Field::new("teaches", Type::Text, "one line: what it shows").or("", "nothing is said"),
        Field::new(
            "home",
            REGION,
            "path of the region where its primary runs, e.g. aws/us-east-1",
        ),
        Field::new("utc_offset", Type::Offset, "the users' local time")
            .or("-05:00", "assumed: users on the US east coast"),
        Field::new(
            "support",
            Type::Form(SUPPORT),
            "help bought from the provider",
        )
        .or("none", "assumed: the free tier"),
        Field::new("clients", Type::Map(&Type::Record(&CLIENTS)), "who asks"),
        Field::new(
            "journeys",
            Type::Map(&Type::Record(&JOURNEY)),
            "what they ask for",
        ),
        Field::new(
            "components",
            Type::Map(&Type::Choice(&COMPONENT)),
            "what serves them",
        ),
        Field::new(
            "crews",
            Type::Map(&Type::Count),
            "who repairs parts that fail by themselves: how many units each crew repairs at once",
        )
        .or_absent("every unit has a repairer of its own"),
        Field::new(
            "shocks",
            Type::Map(&Type::Record(&SHOCK)),
            "what hits many parts at once",
        )
        .or_absent("nothing does"),
        Field::new(
            "restore_link",
            Type::Record(&RESTORE_LINK),
            "what restores at the same time share",
        )
        .or_absent("each restore has its speed to itself"),
        Field::new(
            "backups",
            Type::Map(&Type::Record(&BACKUP)),
            "what is copied away",
        )
        .or_absent("nothing is"),
        Field::new("people", Type::Map(&Type::Record(&PERSON)), "who repairs")
            .or_absent("nobody does"),
        Field::new(
            "plans",
            Type::Map(&Type::Record(&PLAN)),
            "what they would do",
        )
        .or_absent("everybody waits"),
        Field::new(
            "objectives",
            Type::Map(&Type::Record(&OBJECTIVE)),
            "what is promised, per journey",
        )
        .or_absent("nothing is"),
    ],
};

const SUPPORT: &[Form] = &[
    Form {
        name: "none",
        arguments: &[],
        required: 0,
        repeats: false,
        doc: "a forum",
    },
    Form {
        name: "basic",
        arguments: &[],
        required: 0,
        repeats: false,
        doc: "answers within a day",
    },
    Form {
        name: "premium",
        arguments: &[("informed_after", Type::Duration)],
        required: 1,
        repeats: false,
        doc: "somebody to call, who says what failed this long after the first sign",
    },
];

const CURVE: &[Form] = &[
    Form {
        name: "flat",
        arguments: &[],
        required: 0,
        repeats: false,
        doc: "always the mean",
    },
    Form {
        name: "daily",
        arguments: &[("swing", Type::Share), ("peak_hour", Type::Text)],
        required: 2,
        repeats: false,
        doc: "1 + swing x sine, highest at the hour of the day, e.g. daily(50%, 20h)",
    },
];

static CLIENTS: Table = Table {
    name: "a client population",
    doc: "Who asks, when in the day, and how they try again.",
    fields: &[
        Field::new("curve", Type::Form(CURVE), "how demand goes over the day")
            .or("flat", "assumed: no swing over the day"),
        Field::new(
            "timeout",
            Type::Duration,
            "how long a client waits for an answer",
        )
        .or(
            "10s",
            "assumed: about as long as people wait for a page; 2 s to 60 s",
        ),
        Field::new(
            "attempts",
            Type::Count,
            "attempts in all, the first included",
        )
        .or("1", "assumed: no retries"),
        Field::new(
            "retry_after",
            Type::Duration,
            "pause before the next attempt",
        )
        .or(
            "1s",
            "assumed: only matters with more than one attempt; 0.1 s to 10 s",
        ),
        Field::new(
            "doubling",
            Type::Switch,
            "whether the pause doubles each time",
        )
        .or("false", "assumed: most clients pause equally long"),
        Field::new(
            "retry_max",
            Type::Duration,
            "the longest pause, if it doubles",
        )
        .or_absent("no limit"),
        Field::new(
            "jitter",
            Type::Switch,
            "whether the pause is drawn evenly between nothing and its length",
        )
        .or("false", "assumed: clients pause as long as they are told"),
        Field::new(
            "retry_budget",
            Type::Share,
            "retries at most this share of first attempts",
        )
        .or_absent("no budget"),
        Field::new(
            "stretch",
            Type::Share,
            "share behind resolvers that keep DNS answers too long",
        )
        .or_absent("as the provider's file says"),
        Field::new(
            "stretch_ttl",
            Type::Duration,
            "how long those resolvers keep an answer",
        )
        .or_absent("as the provider's file says"),
        Field::new(
            "resolver_rate",
            Type::Rate,
            "how often clients behind one resolver ask for a name",
        )
        .or_absent("so often that every resolver asks again as soon as its answer is too old"),
    ],
};

static JOURNEY: Table = Table {
    name: "a journey",
    doc: "Something users want to get done.",
    fields: &[
        Field::new("clients", Type::Refer("client population"), "who asks"),
        Field::new("rate", Type::Rate, "mean rate of requests"),
        Field::new(
            "path",
            Type::List(&COMPONENT_NAME),
            "the components a request goes through, in order",
        ),
        Field::new(
            "writes",
            Type::Switch,
            "whether each request writes to the last store on its path",
        )
        .or("false", "most requests read"),
        Field::new(
            "down_under",
            Type::Share,
            "down when less than this share is served",
        )
        .or(
            "90%",
            "assumed: users call it down when one in ten fails; 50% to 99%",
        ),
        Field::new("harm", Type::Harm, "what a failed request costs")
            .or_absent("nothing is counted"),
    ],
};

static BACKUP: Table = Table {
    name: "a backup",
    doc: "Copies kept apart: snapshots (`every`) or a continuous archive (`archive_lag`).",
    fields: &[
        Field::new(
            "of",
            COMPONENT_NAME,
            "the database, volume or bucket that is copied",
        ),
        Field::new("every", Type::Duration, "a snapshot every so often").or_absent("an archive"),
        Field::new(
            "takes",
            Type::Duration,
            "from a snapshot's point in time until it is safe",
        )
        .or("30m", "assumed: about 30 GB at 15 MB/s; minutes to hours"),
        Field::new(
            "offline",
            Type::Switch,
            "whether the store is off line meanwhile",
        )
        .or("false", "assumed: snapshots are taken while it serves"),
        Field::new(
            "archive_lag",
            Type::Duration,
            "how far a continuous archive is behind",
        )
        .or_absent("snapshots"),
        Field::new("to", Type::Form(BACKUP_PLACE), "where copies lie"),
        Field::new("key", COMPONENT_NAME, "the key that opens it").or_absent("it is not encrypted"),
        Field::new(
            "corrupt",
            Type::Share,
            "chance that it turns out unreadable when needed; 0% if restores are tested",
        )
        .or("2%", "assumed: restores are not tested; 0% to 10%"),
        Field::new("keep", Type::Duration, "how long copies are kept")
            .or("7d", "assumed: a week; a day to a year"),
        Field::new(
            "fails",
            Type::Share,
            "chance that making one snapshot fails",
        )
        .or(
            "0%",
            "assumed: every snapshot is made; failed ones are rarely published",
        ),
        Field::new("speed", Type::Speed, "speed of one restore")
            .or_absent("as the provider's file says"),
        Field::new(
            "log",
            Type::Speed,
            "log written meanwhile that a restore must read again, from the snapshot's age on",
        )
        .or_absent("nothing is read again"),
        Field::new(
            "replay",
            Type::Speed,
            "speed at which a restore reads that log",
        )
        .or_absent("nothing is read again"),
    ],
};

const BACKUP_PLACE: &[Form] = &[
    Form {
        name: "object_store",
        arguments: &[("region", REGION)],
        required: 1,
        repeats: false,
        doc: "in the object store of a region",
    },
    Form {
        name: "component",
        arguments: &[("component", COMPONENT_NAME)],
        required: 1,
        repeats: false,
        doc: "on a component of one's own",
    },
    Form {
        name: "elsewhere",
        arguments: &[],
        required: 0,
        repeats: false,
        doc: "outside every provider here; always readable",
    },
];

static PERSON: Table = Table {
    name: "a person",
    doc: "Somebody who can act: awake, informed, allowed to decide.",
    fields: &[
        Field::new(
            "learns",
            Type::Word(&["pager", "customers", "status_page"]),
            "how they learn of trouble",
        )
        .or("pager", "assumed: a monitor of their own pages them"),
        Field::new(
            "hours",
            Type::Text,
            "local hours at work: `always`, `09:00-18:00`, or over midnight `22:00-06:00`",
        )
        .or("always", "assumed: on call"),
        Field::new("engage", Type::Law, "from the first sign until they look")
            .or("lognormal(15m, 1.0)", STAGES),
        Field::new(
            "diagnose",
            Type::Law,
            "from looking until they know what to do",
        )
        .or("lognormal(45m, 1.0)", STAGES),
        Field::new(
            "may_decide",
            Type::Switch,
            "whether they may start a failover on their own",
        )
        .or("true", "assumed: whoever is on call decides"),
        Field::new(
            "believes_eta",
            Type::Switch,
            "whether they believe a posted ETA and wait for it",
        )
        .or("false", "assumed: they act whatever the page promises"),
        Field::new(
            "patience",
            Type::Duration,
            "how long they wait before acting when no ETA is posted",
        )
        .or("0s", "assumed: they act as soon as they know what to do"),
        Field::new(
            "sits_in",
            REGION,
            "the region where they sit, if an outage there keeps them from working",
        )
        .or_absent("elsewhere"),
    ],
};

static PLAN: Table = Table {
    name: "a plan",
    doc: "Recovery: what starts it, and steps that need things.",
    fields: &[
        Field::new("by", PERSON_NAME, "who does the work").or_absent("automation"),
        Field::new("approved_by", PERSON_NAME, "who must agree").or_absent("nobody else"),
        Field::new("when_down", COMPONENT_NAME, "what must be down"),
        Field::new(
            "down_for",
            Type::Duration,
            "for how long, if automation starts it",
        )
        .or_absent("a person starts it"),
        Field::new(
            "learns",
            Type::Word(&["pager", "customers", "status_page"]),
            "how its starter learns of trouble",
        )
        .or_absent("in the person's usual way"),
        Field::new(
            "steps",
            Type::List(&Type::Choice(&STEP)),
            "in order, unless `after` says otherwise",
        ),
    ],
};

static STEP: Choice = Choice {
    name: "a step",
    tag: Tag::OneOf,
    common: &[
        Field::new("id", Type::Text, "a name for `after`").or_absent("nobody waits for it by name"),
        Field::new(
            "after",
            Type::List(&Type::Text),
            "steps (by id) that must be done before",
        )
        .or_absent("the step before"),
        Field::new(
            "needs",
            Type::List(&Type::Form(NEED)),
            "what it needs besides what its kind always needs",
        )
        .or_absent("nothing"),
    ],
    variants: STEPS,
};

/// What a step can do.
pub(crate) const STEPS: &[Variant] = &[
    Variant {
        name: "launch",
        ty: Type::Record(&LAUNCH),
        doc: "launch more instances",
    },
    Variant {
        name: "promote",
        ty: Type::Record(&PROMOTE),
        doc: "make another copy of a database take writes",
    },
    Variant {
        name: "restore",
        ty: Type::Record(&RESTORE),
        doc: "restore a backup in a zone",
    },
    Variant {
        name: "point_name",
        ty: Type::Record(&POINT_NAME),
        doc: "point a DNS name elsewhere",
    },
    Variant {
        name: "leave_zone",
        ty: Type::Record(&LEAVE_ZONE),
        doc: "take a zone out of a balancer or a group",
    },
    Variant {
        name: "read_only",
        ty: COMPONENT_NAME,
        doc: "serve reads of a database only",
    },
    Variant {
        name: "manual",
        ty: Type::Record(&MANUAL),
        doc: "work by hand",
    },
    Variant {
        name: "wait_for",
        ty: Type::Form(NEED),
        doc: "wait until something works again",
    },
];

pub(super) const NEED: &[Form] = &[
    Form {
        name: "service",
        arguments: &[("service", Type::Text), ("place", Type::Text)],
        required: 2,
        repeats: false,
        doc: "a provider's service works at a place, e.g. service(block_api, aws/us-east-1)",
    },
    Form {
        name: "component",
        arguments: &[("component", COMPONENT_NAME)],
        required: 1,
        repeats: false,
        doc: "a component works",
    },
    Form {
        name: "key",
        arguments: &[("key", COMPONENT_NAME)],
        required: 1,
        repeats: false,
        doc: "a key can be read",
    },
    Form {
        name: "backup",
        arguments: &[("backup", BACKUP_NAME)],
        required: 1,
        repeats: false,
        doc: "a backup can be read",
    },
    Form {
        name: "person",
        arguments: &[("person", PERSON_NAME)],
        required: 1,
        repeats: false,
        doc: "a person is awake and at work",
    },
    Form {
        name: "offer",
        arguments: &[("provider", Type::Text), ("service", Type::Text)],
        required: 2,
        repeats: false,
        doc: "a provider rents out this kind at all",
    },
];

static LAUNCH: Table = Table {
    name: "a launch",
    doc: "Launches more instances of a component.",
    fields: &[
        Field::new("component", COMPONENT_NAME, "which instances"),
        Field::new("zone", ZONE, "where"),
        Field::new("count", Type::Count, "how many"),
    ],
};

static PROMOTE: Table = Table {
    name: "a promotion",
    doc: "Makes another copy of a database take writes.",
    fields: &[
        Field::new("database", COMPONENT_NAME, "which database"),
        Field::new("copy", Type::Text, "which copy").or_absent("the most advanced that lives"),
    ],
};

static RESTORE: Table = Table {
    name: "a restore",
    doc: "Restores a backup onto a new copy or volume.",
    fields: &[
        Field::new("backup", BACKUP_NAME, "which backup"),
        Field::new("zone", ZONE, "where to"),
    ],
};

static POINT_NAME: Table = Table {
    name: "a change of name",
    doc: "Points a DNS name elsewhere.",
    fields: &[
        Field::new("name", COMPONENT_NAME, "the DNS name"),
        Field::new("to", COMPONENT_NAME, "its new target"),
    ],
};

static LEAVE_ZONE: Table = Table {
    name: "leaving a zone",
    doc: "Takes a zone out of a balancer or a group of instances.",
    fields: &[
        Field::new("component", COMPONENT_NAME, "the balancer or instances"),
        Field::new("zone", ZONE, "the zone to leave"),
    ],
};

static MANUAL: Table = Table {
    name: "work by hand",
    doc: "Work by hand that takes so long.",
    fields: &[
        Field::new("what", Type::Text, "what, for reports"),
        Field::new("effort", Type::Duration, "how long").or(
            "30m",
            "assumed: median of the stage `fix`; 10 minutes to hours",
        ),
    ],
};

/// The longest interruption, wherever it is promised.
pub(crate) const RTO: Field = Field::new(
    "rto",
    Type::Duration,
    "longest acceptable time until service is restored",
)
.or_absent("no promise");

/// The most data lost.
pub(crate) const RPO: Field = Field::new(
    "rpo",
    Type::Duration,
    "most acknowledged data that may be missing, as time",
)
.or_absent("no promise");

/// The share that is served.
pub(crate) const AVAILABILITY_SLO: Field = Field::new(
    "availability_slo",
    Type::Share,
    "share of a 28-day window that must be served",
)
.or_absent("no promise");

static OBJECTIVE: Table = Table {
    name: "an objective",
    doc: "What is promised for a journey; the names follow AWS Resilience Hub.",
    fields: &[RTO, RPO, AVAILABILITY_SLO],
};

//! What a commands file may say.

use crate::architecture::STEPS;
use crate::format::table::{Choice, Field, Table, Tag, Type, Variant};
use crate::outage_file::table::{POPULATIONS, SERVICES, STATES};

/// A whole commands file.
pub(crate) static COMMANDS: Table = Table {
    name: "a commands file",
    doc: "What somebody did to an outage and to an architecture, for `zonefall run --commands`; named where an outage is, \
          it is that outage with all of it done. What comes of it is no evidence about the outage that really was.",
    fields: &[
        Field::new("kind", Type::Word(&["commands"]), "what this file is"),
        Field::new("version", Type::Word(&["1"]), "version of the format"),
        Field::new("title", Type::Text, "what it tries, one line")
            .or_absent("the title of the outage, and how many commands there are"),
        Field::new(
            "outage",
            Type::Refer("outage or tape, or a file beside this one"),
            "what is done is done in this outage: a built-in id, or a file seen from the folder of this one",
        ),
        Field::new(
            "architecture",
            Type::Refer("architecture, or a file beside this one"),
            "what it was recorded with, named likewise; `run --commands` lives it unless another is typed",
        )
        .or_absent("it has to be typed"),
        Field::new("onto", Type::Refer("region"), "region the outage is put on")
            .or_absent("where the architecture's primary runs"),
        Field::new("zone", Type::Text, "which of the tried zones is struck in the run that is shown")
            .or_absent("the one that hurts most"),
        Field::new("seed", Type::Text, "seed of all chance").or_absent("that of the command line"),
        Field::new("cloud_seed", Type::Text, "seed of the cloud alone").or_absent("as `seed`"),
        Field::new(
            "assumed",
            Type::Word(&["drawn", "fixed"]),
            "whether the cloud's seed varies assumed numbers too",
        )
        .or_absent("that of the command line"),
        Field::new(
            "luck",
            Type::Word(&["touched", "drawn"]),
            "given that something of the architecture is hit, or as the dice fall",
        )
        .or_absent("that of the command line"),
        Field::new(
            "digest",
            Type::Text,
            "fingerprint of the run when this was recorded; `run --commands` says so when the run is another",
        )
        .or_absent("nothing is compared"),
        Field::new(
            "do",
            Type::List(&Type::Choice(&COMMAND)),
            "what is done; of overlays that meet, the later line wins",
        ),
    ],
};

static COMMAND: Choice = Choice {
    name: "a command",
    tag: Tag::OneOf,
    common: &[
        Field::new("at", Type::Instant, "when it is done"),
        Field::new("for", Type::Duration, "for how long, if it is an overlay")
            .or_absent("until the end of the outage, at least a day"),
    ],
    variants: &[
        Variant {
            name: "cloud",
            ty: Type::Record(&CLOUD),
            doc: "something is done to a mechanism of the cloud, whose side is simulated again",
        },
        Variant {
            name: "overlay",
            ty: Type::Record(&OVERLAY),
            doc: "conditions or fates of a place are replaced for a while",
        },
        Variant {
            name: "tenant",
            ty: Type::Choice(&TENANT),
            doc: "something is done to the architecture's parts or people",
        },
    ],
};

static CLOUD: Table = Table {
    name: "an action on the cloud",
    doc: "An action of a mechanism, as in outage files; names are those of the cloud file.",
    fields: &[
        Field::new("mechanism", Type::Refer("mechanism"), "which, e.g. ebs/a"),
        Field::new("action", Type::Text, "one of that mechanism's actions"),
        Field::new("with", Type::Map(&Type::Raw), "its arguments").or_absent("none"),
    ],
};

static OVERLAY: Table = Table {
    name: "an overlay",
    doc: "The condition of a `service`, or the `share` of `members` of a population that is in a `state`.",
    fields: &[
        Field::new(
            "place",
            Type::Text,
            "where: a path as the run has it, or `b` for a zone at home",
        ),
        Field::new("service", Type::Word(&SERVICES), "which service")
            .or_absent("it is about members"),
        Field::new("error", Type::Share, "share of calls that fail").or_absent("0%"),
        Field::new(
            "latency",
            Type::Factor,
            "latency as a multiple of calm, at most 1000",
        )
        .or_absent("1"),
        Field::new("throughput", Type::Share, "throughput as a share of calm").or_absent("100%"),
        Field::new("capacity", Type::Share, "capacity still to be had").or_absent("100%"),
        Field::new("members", Type::Word(&POPULATIONS), "which population")
            .or_absent("it is about a service"),
        Field::new(
            "state",
            Type::Word(&STATES_AND_HEALTHY),
            "how these members fare",
        )
        .or_absent("hung"),
        Field::new("share", Type::Share, "how many of them").or_absent("100%"),
    ],
};

/// Members can be made healthy too.
const STATES_AND_HEALTHY: [&str; STATES.len() + 1] = {
    let mut all = ["healthy"; STATES.len() + 1];
    let mut i = 0;
    while i < STATES.len() {
        all[i + 1] = STATES[i];
        i += 1;
    }
    all
};

static TENANT: Choice = Choice {
    name: "a command to the architecture",
    tag: Tag::OneOf,
    common: &[],
    variants: &[
        Variant {
            name: "stop",
            ty: Type::Refer("component"),
            doc: "all servers or copies of a component stop",
        },
        Variant {
            name: "start",
            ty: Type::Refer("component"),
            doc: "those that were stopped by hand run again",
        },
        Variant {
            name: "start_plan",
            ty: Type::Refer("plan"),
            doc: "a plan starts now, whoever would have to agree",
        },
        Variant {
            name: "inform",
            ty: Type::Refer("person"),
            doc: "a person learns of the trouble and what it is",
        },
        Variant {
            name: "do",
            ty: Type::Choice(&STEP),
            doc: "one step of recovery is done now",
        },
    ],
};

static STEP: Choice = Choice {
    name: "a commanded step",
    tag: Tag::OneOf,
    common: &[],
    variants: STEPS,
};

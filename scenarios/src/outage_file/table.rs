//! The field tables of outage files.

use crate::format::table::{Field, Table, Type};
use crate::machinery::PARAMETER;
use crate::recurrence::EVERY;
use tape::{PopulationKind, Service};

/// A whole outage file.
pub(crate) static OUTAGE: Table = Table {
    name: "an outage",
    doc: "The trigger, what people did, the numbers in force, and what was published of it.",
    fields: &[
        Field::new("kind", Type::Word(&["outage"]), "what this file is"),
        Field::new("version", Type::Word(&["1"]), "version of the format"),
        Field::new("id", Type::Text, "its id, e.g. aws-2011-04-21"),
        Field::new("title", Type::Text, "one line"),
        Field::new("brief", Type::Text, "a paragraph for people who choose it"),
        Field::new("start", Type::Date, "when it began"),
        Field::new(
            "cloud",
            Type::Refer("cloud"),
            "the cloud file it happened in",
        ),
        Field::new(
            "mechanisms",
            Type::List(&Type::Text),
            "kinds of the mechanisms that carry it, without any of which it would not have gone as it did",
        )
        .or_absent("not said"),
        Field::new("place", Type::Refer("region"), "path of the region"),
        Field::new("zone", Type::Refer("zone"), "the struck zone"),
        Field::new("length", Type::Duration, "how long the cloud is simulated"),
        EVERY,
        Field::new(
            "goodwill_days",
            Type::Count,
            "credit beyond the contract, days of the struck zone's bill",
        )
        .or("0", "none is known"),
        Field::new("trigger", Type::Record(&TRIGGER), "what set it off"),
        Field::new(
            "actions",
            Type::List(&Type::Record(&ACTION)),
            "what people did: inputs",
        )
        .or_absent("nothing"),
        Field::new(
            "parameters",
            Type::Map(&Type::Map(&PARAMETER)),
            "numbers that differ from the cloud file, by mechanism",
        )
        .or_absent("none"),
        Field::new(
            "milestones",
            Type::List(&Type::Record(&MILESTONE)),
            "what was published",
        )
        .or_absent("nothing"),
        Field::new(
            "counterfactuals",
            Type::List(&Type::Record(&COUNTERFACTUAL)),
            "what would have changed it",
        )
        .or_absent("none"),
        Field::new(
            "posts",
            Type::List(&Type::Record(&POST)),
            "what the status page said",
        )
        .or_absent("nothing"),
        Field::new(
            "customers",
            Type::List(&Type::Record(&CUSTOMER)),
            "what happened to customers",
        )
        .or_absent("unknown"),
        Field::new(
            "leaves_out",
            Type::List(&Type::Text),
            "what this model of it leaves out",
        )
        .or_absent("nothing more"),
    ],
};

const AT: Field = Field::new("at", Type::Instant, "when");
const TARGET: Field = Field::new(
    "target",
    Type::Refer("mechanism"),
    "the mechanism it is done to, e.g. ebs/a",
);
const DO: Field = Field::new("action", Type::Text, "which of its actions");
const WITH: Field =
    Field::new("with", Type::Map(&Type::Raw), "the action's arguments").or_absent("none");
const TEXT: Field = Field::new("text", Type::Text, "what happened, a plain sentence");
const SOURCE: Field = Field::new("source", Type::Text, "where it is published");
const TAG: Field = Field::new(
    "tag",
    Type::Word(&["P", "S", "M", "I"]),
    "P: primary text, S: secondary, M: from memory and not verified, I: inferred by arithmetic",
);

static TRIGGER: Table = Table {
    name: "a trigger",
    doc: "What set it off.",
    fields: &[AT, TARGET, DO, WITH, TEXT, SOURCE, TAG],
};

static ACTION: Table = Table {
    name: "a dated action",
    doc: "Something people did at a known time.",
    fields: &[
        Field::new("id", Type::Text, "its id"),
        AT,
        Field::new(
            "range",
            Type::List(&Type::Instant),
            "between which dates it is varied if its own is not published",
        )
        .or_absent("its date is published"),
        TARGET,
        DO,
        WITH,
        TEXT,
        SOURCE,
        TAG,
    ],
};

static MILESTONE: Table = Table {
    name: "a milestone",
    doc: "A published value that a tape must answer for; or, with `input`, the record of an action's date.",
    fields: &[
        Field::new("id", Type::Text, "its id"),
        Field::new("row", Type::Text, "its row in the table of published facts")
            .or("", "it has none"),
        Field::new("what", Type::Text, "what it says"),
        Field::new(
            "input",
            Type::Instant,
            "the date of an action; then there is no measure",
        )
        .or_absent("it is measured"),
        Field::new(
            "repeats_input",
            Type::Switch,
            "whether it only repeats a published parameter",
        )
        .or("false", "most do not"),
        Field::new("measure", Type::Record(&MEASURE), "what is measured")
            .or_absent("it is an input"),
        Field::new("where", Type::Text, "path of the place").or_absent("it is an input"),
        Field::new(
            "take",
            Type::Record(&TAKE),
            "what is taken of the measure's course",
        )
        .or_absent("it is an input"),
        Field::new(
            "after",
            Type::Refer("milestone"),
            "the milestone from whose instant to its own the time is taken; values are then lengths, `-10m` if it came \
             before",
        )
        .or_absent("an instant is taken as it is"),
        Field::new(
            "shape",
            Type::Switch,
            "whether only an order or a sign is claimed: met anywhere inside `tolerance`",
        )
        .or("false", "most claim a value"),
        Field::new(
            "published",
            Type::Raw,
            "a share, or an instant or length of time; or a window of them, [from, to]",
        )
        .or_absent("it is an input"),
        Field::new("tolerance", Type::List(&Type::Raw), "from, to").or_absent("it is an input"),
        SOURCE,
        TAG,
    ],
};

pub(crate) const SERVICES: [&str; Service::ALL.len()] = {
    let mut out = [""; Service::ALL.len()];
    let mut i = 0;
    while i < out.len() {
        out[i] = Service::ALL[i].name();
        i += 1;
    }
    out
};

pub(crate) const POPULATIONS: [&str; PopulationKind::ALL.len()] = {
    let mut out = [""; PopulationKind::ALL.len()];
    let mut i = 0;
    while i < out.len() {
        out[i] = PopulationKind::ALL[i].name();
        i += 1;
    }
    out
};

/// What a member can be in; healthy is what nobody mentions.
pub(crate) const STATES: [&str; 6] = [
    "hung",
    "waiting",
    "down",
    "failing_over",
    "abandoned",
    "lost",
];

static MEASURE: Table = Table {
    name: "a measure",
    doc: "One of: `error` of a service, `share` of a population that is `in` some states, or that `ever` was; or of its touched members those that are `back`.",
    fields: &[
        Field::new(
            "error",
            Type::Word(&SERVICES),
            "share of calls to a service that fail",
        )
        .or_absent("another measure"),
        Field::new("share", Type::Word(&POPULATIONS), "share of a population")
            .or_absent("another measure"),
        Field::new(
            "ever",
            Type::Word(&POPULATIONS),
            "share of a population, at any time up to then",
        )
        .or_absent("another measure"),
        Field::new(
            "back",
            Type::Word(&POPULATIONS),
            "share of those members of a population that were touched which are healthy again",
        )
        .or_absent("another measure"),
        Field::new(
            "in",
            Type::List(&Type::Word(&STATES)),
            "the states that count",
        )
        .or_absent("with `error`"),
    ],
};

static TAKE: Table = Table {
    name: "what is taken",
    doc: "One of: `at`, `peak`, `change`, `first_over`, `last_under`; the last two are searched `between` two instants.",
    fields: &[
        Field::new("at", Type::Instant, "the value at an instant").or_absent("another"),
        Field::new(
            "peak",
            Type::List(&Type::Instant),
            "the largest value between two instants",
        )
        .or_absent("another"),
        Field::new(
            "change",
            Type::List(&Type::Instant),
            "the difference between two instants",
        )
        .or_absent("another"),
        Field::new("first_over", Type::Share, "when it first reaches this").or_absent("another"),
        Field::new("last_under", Type::Share, "when it is under this for good")
            .or_absent("another"),
        Field::new("between", Type::List(&Type::Instant), "where to search")
            .or_absent("with the others"),
    ],
};

static COUNTERFACTUAL: Table = Table {
    name: "a counterfactual",
    doc: "One thing changed, and what must come of it.",
    fields: &[
        Field::new("id", Type::Text, "its id"),
        Field::new("change", Type::Text, "what is changed, in words"),
        Field::new(
            "set",
            Type::Map(&Type::Raw),
            "parameters set differently: `ebs.free_space: 30%`",
        )
        .or_absent("none"),
        Field::new(
            "without",
            Type::List(&Type::Text),
            "ids of actions (or `trigger`) left out",
        )
        .or_absent("none"),
        Field::new("expected", Type::Text, "what should happen then, in words"),
        Field::new("measure", Type::Record(&MEASURE), "what decides"),
        Field::new("where", Type::Text, "path of the place"),
        Field::new(
            "take",
            Type::Record(&TAKE),
            "what is taken of the measure's course",
        ),
        Field::new(
            "holds_if",
            Type::Raw,
            "[from, to], or `never` if the level must not be crossed",
        ),
    ],
};

/// A status post, in outages and tapes.
pub(crate) static POST: Table = Table {
    name: "a status post",
    doc: "What the status page said.",
    fields: &[
        AT,
        Field::new("place", Type::Text, "path of the place it speaks of"),
        Field::new(
            "level",
            Type::Word(&["normal", "notice", "degraded", "disrupted"]),
            "what it claims",
        ),
        Field::new("text", Type::Text, "in our words"),
        Field::new("eta", Type::Instant, "when it says all will be well")
            .or_absent("it does not say"),
        Field::new("explains", Type::Switch, "whether it names the cause")
            .or("false", "most do not"),
        SOURCE,
        TAG,
    ],
};

pub(crate) static CUSTOMER: Table = Table {
    name: "a customer",
    doc: "What a customer went through: `up_to` a longest, or a `typical` downtime; or what it had was `lost`.",
    fields: &[
        Field::new("who", Type::Text, "who"),
        Field::new(
            "architecture",
            Type::Refer("architecture"),
            "the built-in architecture that stands for it",
        ),
        Field::new("journey", Type::Text, "the journey that is compared"),
        Field::new("up_to", Type::Duration, "the longest published downtime")
            .or_absent("`typical` or `lost` is given"),
        Field::new("typical", Type::Duration, "a typical published downtime")
            .or_absent("`up_to` or `lost` is given"),
        Field::new(
            "lost",
            Type::Switch,
            "it never came back: what it had was lost for good",
        )
        .or("false", "given where it was"),
        SOURCE,
        TAG,
    ],
};

//! What a suite file may say.

use crate::architecture::{AVAILABILITY_SLO, RPO, RTO};
use crate::format::table::{Field, Table, Type};

/// A whole suite file.
pub(crate) static SUITE: Table = Table {
    name: "a suite",
    doc: "Promises to be checked over many runs, for `zonefall check`: every architecture under every outage. What the \
          architecture files promise is checked, and what stands here.",
    fields: &[
        Field::new("kind", Type::Word(&["suite"]), "what this file is"),
        Field::new("version", Type::Word(&["1"]), "version of the format"),
        Field::new("name", Type::Text, "its name in reports"),
        Field::new(
            "architectures",
            Type::List(&Type::Refer("architecture, or a file beside this one")),
            "who is checked: built-in names, or files seen from the folder of this one; ./NAME is always a file",
        ),
        Field::new(
            "outages",
            Type::List(&Type::Refer("outage or tape, or a file beside this one (also of commands)")),
            "what each of them is put through, named likewise",
        ),
        Field::new(
            "seeds",
            Type::Text,
            "runs that may be used: the first seed and the one after the last; a clear verdict takes fewer",
        )
        .or("0..2000", "assumed: what a pipeline has time for"),
        Field::new(
            "clouds",
            Type::Count,
            "how many times each outage is drawn, 1 to 10000; seed s lives through draw s mod this",
        )
        .or("20", "as on the command line"),
        Field::new(
            "assumed",
            Type::Word(&["drawn", "fixed"]),
            "whether assumed numbers of an outage differ from draw to draw, within their ranges",
        )
        .or("drawn", "as on the command line"),
        Field::new(
            "confidence",
            Type::Share,
            "how sure each verdict is, from 50% to under 100%",
        )
        .or("95%", "assumed: what is usual"),
        Field::new(
            "hold_in",
            Type::Share,
            "share of the runs in which a promise has to hold, from 50% to under 100%, unless it says otherwise",
        )
        .or("95%", "assumed: one run in twenty may break it"),
        Field::new(
            "luck",
            Type::Word(&["touched", "drawn"]),
            "given that something of the architecture is hit, or as the dice fall",
        )
        .or("touched", "as on the command line"),
        Field::new(
            "onto",
            Type::Refer("region"),
            "region to put the outages on, e.g. aws/eu-west-1",
        )
        .or_absent("where each architecture's primary runs"),
        Field::new(
            "objectives",
            Type::List(&Type::Record(&PROMISE)),
            "what else is promised",
        )
        .or_absent("what the architecture files promise, and no more"),
    ],
};

static PROMISE: Table = Table {
    name: "an objective of a suite",
    doc: "What is promised beside the objectives of the architecture files.",
    fields: &[
        Field::new(
            "journey",
            Type::Refer("journey"),
            "of which journey, in every architecture that has it",
        )
        .or_absent("every journey"),
        RTO,
        RPO,
        AVAILABILITY_SLO,
        Field::new(
            "hold_in",
            Type::Share,
            "share of the runs in which it has to hold, from 50% to under 100%",
        )
        .or_absent("that of the suite"),
    ],
};

//! The field tables of ordinary life: how parts fail by themselves and together, and are repaired.

use crate::format::table::{Field, Form, Table, Type};

/// How the units of a component fail and come back.
pub(super) static FAILS: Table = Table {
    name: "`fails`",
    doc: "How each unit (server, copy, disk, or the component itself) fails by itself and comes back. In a run of one \
          outage these failures happen besides it; over years they are what `forecast` counts.",
    fields: &[
        Field::new(
            "every",
            Type::Lifetime,
            "time from new, or from the end of a repair, to the next failure",
        ),
        Field::new(
            "repair",
            Type::Law,
            "work on one unit until it is as good as new",
        )
        .or_absent("it stays broken"),
        Field::new("crew", Type::Refer("crew"), "who repairs, one unit after the other")
            .or_absent("every unit has a repairer of its own"),
        Field::new(
            "common_cause",
            Type::Share,
            "share of failures with a cause that takes all units still up (beta factor); needs an exponential `every`",
        )
        .or(
            "0%",
            "assumed: units fail one by one, as if they shared nothing; 1% to 10% are usual for real parts",
        ),
        Field::new(
            "age",
            Type::Word(&["any", "new"]),
            "how old units are at the start: `any` has served for a while, `new` has not",
        )
        .or("any", "assumed: a run begins in the middle of their lives"),
    ],
};

/// Something that hits many units at once.
pub(super) static SHOCK: Table = Table {
    name: "a shock",
    doc: "Something that hits many units at once: a power bump, a bad push, a flood.",
    fields: &[
        Field::new("every", Type::Lifetime, "time from one to the next"),
        Field::new(
            "on",
            Type::List(&Type::Refer("component or place")),
            "components, zones (`a`, `REGION/a`), `region(r1)`, or paths of places whose units it may hit",
        ),
        Field::new(
            "hits",
            Type::Share,
            "chance that it hits a unit, each on its own",
        )
        .or("100%", "it takes all of them"),
        Field::new(
            "lasts",
            Type::Law,
            "how long those hit are out at least, one draw for all; what breaks and is repaired meanwhile goes on below",
        )
        .or_absent("those not broken fail, and are repaired like any failure of theirs"),
        Field::new(
            "age",
            Type::Word(&["any", "new"]),
            "where `every` stands at the start: `any` is somewhere in the middle of it, `new` at its beginning",
        )
        .or("any", "assumed: a run begins in the middle between two of them"),
    ],
};

/// The link that restores share.
pub(super) static RESTORE_LINK: Table = Table {
    name: "`restore_link`",
    doc: "What all restores that run at the same time share.",
    fields: &[
        Field::new("speed", Type::Speed, "its speed in all"),
        Field::new(
            "sharing",
            Type::Word(&["fair", "fifo"]),
            "each gets an equal part, or the first gets all until it is done",
        )
        .or("fair", "assumed: transfers share a link evenly"),
    ],
};

/// Data on several units.
pub(super) const REDUNDANCY: &[Form] = &[
    Form {
        name: "copies",
        arguments: &[("count", Type::Count)],
        required: 1,
        repeats: false,
        doc: "so many whole copies, at least 2; one is enough",
    },
    Form {
        name: "raid5",
        arguments: &[("disks", Type::Count)],
        required: 1,
        repeats: false,
        doc: "an array of so many disks, at least 3, that can miss one",
    },
    Form {
        name: "raid6",
        arguments: &[("disks", Type::Count)],
        required: 1,
        repeats: false,
        doc: "an array of so many disks, at least 4, that can miss two",
    },
];

//! What files need to know of healing.

use crate::mechanisms::{action, needs, number, switch};
use crate::model::{MechanismSpec, Stands, Unit};

pub(super) const SPEC: MechanismSpec = MechanismSpec {
    kind: "healing",
    doc: "clusters whose controller declares hosts faulty on which starts fail, and moves their machines",
    stands: Stands::Region,
    parameters: &[
        number("clusters", Unit::Members, 10.0, 1e5, "clusters"),
        number(
            "updating",
            Unit::Share,
            0.0,
            1.0,
            "share of the clusters in the middle of an update, which restarts machines",
        ),
        number(
            "starts_per_hour",
            Unit::PerHour,
            0.0,
            60.0,
            "share of a cluster's hosts on which a machine is started each hour",
        ),
        number(
            "starts_updating",
            Unit::PerHour,
            0.0,
            60.0,
            "the same where an update is under way",
        ),
        number(
            "start_spread",
            Unit::Factor,
            0.0,
            2.0,
            "spread of these rates between clusters (sigma of a lognormal law)",
        ),
        number(
            "machines_per_host",
            Unit::Factor,
            0.0,
            1000.0,
            "machines on a host, each of which is moved to another",
        ),
        number(
            "start_timeout",
            Unit::Seconds,
            60.0,
            86_400.0,
            "how long a start may take",
        ),
        number(
            "attempts",
            Unit::Count,
            1.0,
            100.0,
            "starts that fail on a host before it is declared faulty",
        ),
        switch(
            "heals",
            "whether machines of a host declared faulty are moved",
        ),
        number(
            "halt_at",
            Unit::Share,
            0.0001,
            1.0,
            "share of faulty hosts at which a cluster stops healing and updating",
        ),
        number(
            "recovery_time",
            Unit::Seconds,
            60.0,
            604_800.0,
            "mean time until a machine that is down runs once starts succeed",
        ),
        number(
            "quick_share",
            Unit::Share,
            0.0,
            1.0,
            "share of the hosts cut off that a repair brings back without handwork",
        ),
        number(
            "quick_time",
            Unit::Seconds,
            300.0,
            604_800.0,
            "time in which it does",
        ),
        number(
            "by_hand_time",
            Unit::Seconds,
            300.0,
            2_592_000.0,
            "time in which the others are brought back after that, evenly",
        ),
    ],
    provides: true,
    ports: &[needs("starts")],
    actions: &[
        action(
            "disable_management",
            &[],
            "switches starting, stopping and healing off wherever starts fail",
        ),
        action(
            "cut_updating",
            &[],
            "a package with a mistake cuts the clusters off in which an update was under way",
        ),
        action(
            "repair_updating",
            &[],
            "a right package is brought to the clusters that are cut off",
        ),
    ],
    leaves_out: &[
        "machines that an update restarts are not counted as down; clusters hold the same number of machines",
        "a machine that is moved and fails is not tried on a third host before the second is declared faulty",
    ],
};

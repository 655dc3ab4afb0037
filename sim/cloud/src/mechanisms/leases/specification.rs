//! What files need to know of leases.

use crate::mechanisms::{action, needs, number, switch};
use crate::model::{MechanismSpec, Stands, Unit};

pub(super) const SPEC: MechanismSpec = MechanismSpec {
    kind: "leases",
    doc: "hosts that keep leases with managers; without one a host takes no changes and no new instances",
    stands: Stands::Region,
    parameters: &[
        number("managers", Unit::Members, 10.0, 1e5, "managers"),
        number(
            "hosts_per_manager",
            Unit::Count,
            1.0,
            1e7,
            "hosts that a manager looks after",
        ),
        number(
            "checks_per_second",
            Unit::PerSecond,
            0.001,
            1e7,
            "checks of a lease that is held which a manager can do",
        ),
        number(
            "check_interval",
            Unit::Seconds,
            1.0,
            86_400.0,
            "time between two checks of a lease",
        ),
        number(
            "lease_cost",
            Unit::Factor,
            0.01,
            1e5,
            "what a new lease costs, in checks",
        ),
        number(
            "lease_length",
            Unit::Seconds,
            60.0,
            604_800.0,
            "time within which all leases run out without the store, evenly",
        ),
        number(
            "timeout",
            Unit::Seconds,
            60.0,
            86_400.0,
            "how long a host waits for a new lease before it asks anew",
        ),
        number(
            "admitted",
            Unit::Share,
            0.0,
            1.0,
            "share of the new leases a manager can make that it lets hosts ask for while throttled",
        ),
        switch(
            "queue_aware",
            "whether a manager lets in only what it can serve within the time-out",
        ),
        number(
            "restart_time",
            Unit::Seconds,
            0.0,
            604_800.0,
            "time within which all managers are restarted, one after another",
        ),
    ],
    provides: true,
    ports: &[needs("store")],
    actions: &[
        action("throttle", &[], "lets only a part of the asking hosts in"),
        action("open", &[], "lets all in again"),
        action(
            "restart",
            &[],
            "restarts the managers one after another, which empties their queues",
        ),
    ],
    leaves_out: &[
        "managers are alike, and a host stays with its manager; checks of held leases never wait behind new ones",
        "what operators tried before they found what helped",
    ],
};

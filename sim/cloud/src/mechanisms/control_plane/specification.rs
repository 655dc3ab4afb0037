//! What files need to know of a control plane.

use crate::mechanisms::{action, needs, number, switch};
use crate::model::{MechanismSpec, Stands, Unit};

pub(super) const SPEC: MechanismSpec = MechanismSpec {
    kind: "control_plane",
    doc: "the regional control plane of a block store: a finite pool of threads shared by all zones",
    stands: Stands::Region,
    parameters: &[
        number("threads", Unit::Count, 1.0, 1e6, "threads of the pool"),
        number(
            "timeout",
            Unit::Seconds,
            0.1,
            86_400.0,
            "how long a hanging call holds its thread",
        ),
        number(
            "base_load",
            Unit::Share,
            0.0,
            1.0,
            "share of the threads busy on a calm day",
        ),
        number(
            "attempts",
            Unit::Count,
            1.0,
            20.0,
            "how often clients try a call that fails",
        ),
        number(
            "negotiation_cost",
            Unit::Factor,
            0.0,
            1e4,
            "elections' wish for threads, in units of those idle on a calm day, if all of a zone waited for one",
        ),
        number(
            "create_share",
            Unit::Share,
            0.0,
            1.0,
            "share of a zone's volume calls that create a volume",
        ),
        number(
            "control_coupling",
            Unit::Share,
            0.0,
            1.0,
            "share of the general control API's calls that need this pool",
        ),
        switch(
            "per_zone_isolation",
            "whether every zone has threads of its own",
        ),
        number(
            "attach_sick_share",
            Unit::Share,
            0.0,
            1.0,
            "share of launches that fail while the attach path is sick",
        ),
        number(
            "attach_trip_time",
            Unit::Seconds,
            0.0,
            86_400.0,
            "how long a brown-out lasts until the attach path is sick",
        ),
        number(
            "attach_drain_time",
            Unit::Seconds,
            1.0,
            86_400.0,
            "mean time in which the attach path's failures fade once it is fixed",
        ),
    ],
    provides: false,
    ports: &[needs("datastore")],
    actions: &[
        action(
            "fix_attach",
            &[],
            "repairs the attach path, whose failures then fade",
        ),
        action(
            "refuse",
            &[number("share", Unit::Share, 0.0, 1.0, "share of the calls")],
            "refuses a share of all calls that change something, to relieve what is behind them",
        ),
    ],
    leaves_out: &[
        "why the attach path stayed sick after the overload is not published; that it did is a rule here",
        "calls wait for no thread: they are admitted or fail at once",
        "calls that only read fail like the others while the datastore under the control plane takes no writes",
    ],
};

//! What files need to know of a block store.

use crate::mechanisms::{action, needs, number, port, switch};
use crate::model::{MechanismSpec, ParameterSpec, Stands, Unit};

pub(super) const SPEC: MechanismSpec = MechanismSpec {
    kind: "block_store",
    doc: "the block store of one zone: volumes with two copies on storage hosts",
    stands: Stands::Zone,
    parameters: PARAMETERS,
    provides: false,
    ports: &[
        port("network", "network"),
        port("control_plane", "control_plane"),
        port("crowd", "crowd"),
        needs("power"),
        needs("agents"),
    ],
    actions: &[
        action(
            "kill_host",
            &[number("host", Unit::Count, 0.0, 1e6, "number of the host")],
            "takes one storage host down; it restarts like any other",
        ),
        action(
            "disable_create",
            &[],
            "refuses calls that create a volume here",
        ),
        action(
            "disconnect",
            &[],
            "cuts the store off from the control plane",
        ),
        action(
            "suppress_search",
            &[],
            "stops hosts from searching for space again and again",
        ),
        action(
            "order_capacity",
            &[],
            "operators see the shortage and order servers for it",
        ),
        action("begin_capacity", &[], "the servers begin to arrive"),
        action("end_capacity", &[], "no more servers arrive"),
        action(
            "restore_from_snapshots",
            &[number(
                "duration",
                Unit::Seconds,
                1.0,
                1e7,
                "how long the restoring takes",
            )],
            "restores volumes that have an early snapshot",
        ),
        action(
            "start_backlog",
            &[],
            "a control plane of its own begins to work off what waits",
        ),
        action(
            "enable_access",
            &[],
            "what has been worked off becomes usable",
        ),
        action(
            "forensics",
            &[number(
                "duration",
                Unit::Seconds,
                1.0,
                1e7,
                "how long the examination takes",
            )],
            "examines the copies of every volume that is left and returns what can be read",
        ),
    ],
    leaves_out: &[
        "calls that create a volume never win a freed slot against a volume that searches",
        "a host that is cut off does not also fail on its own",
        "copies are made in a fixed time, whatever else flows through the network",
        "clusters inside a zone are not told apart; new copies go to any host with space, whatever the placement",
        "both copies of a volume stand behind the same power supply",
    ],
};

const PARAMETERS: &[ParameterSpec] = &[
    number("volumes", Unit::Members, 100.0, 1e7, "volumes of the zone"),
    number(
        "volumes_per_host",
        Unit::Count,
        1.0,
        1e5,
        "volumes for each storage host",
    ),
    number(
        "free_space",
        Unit::Share,
        0.0,
        10.0,
        "free copies at the start as a share of the volumes",
    ),
    number(
        "space_freed_per_hour",
        Unit::PerHour,
        0.0,
        1.0,
        "copies freed by deletions each hour, as a share of the volumes, while no volume can be created",
    ),
    number(
        "copyset_permutations",
        Unit::Count,
        0.0,
        1000.0,
        "shuffles of the hosts whose groups hold the copies; 0: any two hosts, drawn for each volume",
    ),
    number(
        "copy_time",
        Unit::Seconds,
        0.0,
        1e6,
        "time until a new second copy is complete",
    ),
    number(
        "search_interval",
        Unit::Seconds,
        0.001,
        1e6,
        "pause between two searches of a volume",
    ),
    switch(
        "search_backoff",
        "whether the pause doubles after every search in vain",
    ),
    number(
        "search_pause_max",
        Unit::Seconds,
        0.001,
        1e6,
        "longest pause between searches",
    ),
    switch(
        "prefer_old_replica",
        "whether a copy takes its old partner back when that is there again",
    ),
    number(
        "race_rate",
        Unit::PerSecond,
        0.0,
        1.0,
        "crashes of a host per second if every volume searched; goes with the square of the share that does",
    ),
    number(
        "host_mttf",
        Unit::Seconds,
        3600.0,
        1e12,
        "mean time to failure of a host on ordinary days",
    ),
    number(
        "restart_time",
        Unit::Seconds,
        0.0,
        1e7,
        "time until a host that went down is back",
    ),
    number(
        "election_time",
        Unit::Seconds,
        0.0,
        1e5,
        "mean time of an election that is admitted",
    ),
    number(
        "capacity_per_hour",
        Unit::PerHour,
        0.0,
        100.0,
        "copies that arriving servers take each hour, as a share of the shortage when they were ordered",
    ),
    number(
        "backlog_throttle",
        Unit::PerHour,
        0.0,
        100.0,
        "volumes of the backlog worked off each hour, as a share of the volumes",
    ),
    number(
        "snapshot_coverage",
        Unit::Share,
        0.0,
        1.0,
        "share of the volumes left at that time that have an early snapshot",
    ),
    number(
        "lost_share",
        Unit::Share,
        0.0,
        1.0,
        "share of the volumes whose copies are both dead",
    ),
    number(
        "in_flight_share",
        Unit::Share,
        0.0,
        1.0,
        "share of the volumes that are being written at any moment, and must be checked if their power goes then",
    ),
    number(
        "checks_per_hour",
        Unit::PerHour,
        0.0,
        1e4,
        "volumes checked each hour, as a share of the volumes",
    ),
];

//! Which hosts hold the copies of a chunk (here: a volume), as a policy.
//!
//! Models two policies. At random: every chunk chooses its hosts for itself, so with enough chunks almost every set of
//! hosts holds all copies of something. Copysets (Cidon et al., ATC 2013): the hosts are shuffled a few times and each
//! shuffle is cut into groups; a chunk lies on one whole group, so few sets of hosts can take all copies of anything.
//! Leaves out: racks and rooms, hosts of unequal size, and what is placed later; a host left over when a shuffle is cut
//! has no group in that shuffle.

use kernel::{Stream, math};

/// How hosts are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlacementPolicy {
    /// Any hosts, for each chunk anew.
    Random,
    /// One of the groups of so many shuffles of the hosts.
    Copysets {
        /// Shuffles; each adds `copies - 1` other hosts to those that share chunks with a host.
        permutations: u32,
    },
}

impl PlacementPolicy {
    /// Copysets with which a host shares its chunks with about `scatter` others.
    #[must_use]
    pub fn scattered(scatter: u32, copies: u32) -> Self {
        let permutations = scatter.div_ceil(copies.saturating_sub(1).max(1));
        Self::Copysets { permutations }
    }

    /// By the number in a cloud file: none means at random.
    #[must_use]
    pub fn of_permutations(permutations: u32) -> Self {
        match permutations {
            0 => Self::Random,
            permutations => Self::Copysets { permutations },
        }
    }
}

/// How many sets of hosts a policy puts to use, at most: every chunk's own, or every group of every shuffle.
#[must_use]
pub fn copysets(policy: PlacementPolicy, chunks: f64, hosts: u32, copies: u32) -> f64 {
    match policy {
        PlacementPolicy::Random => chunks,
        PlacementPolicy::Copysets { permutations } => {
            f64::from(permutations) * f64::from(hosts) / f64::from(copies)
        }
    }
}

/// Chance that `failed` hosts drawn at random hold one of so many sets of hosts whole, as if the sets were drawn
/// independently. Groups of one shuffle do not overlap, so for few shuffles it is a little too small.
#[must_use]
pub fn loss_chance(copysets: f64, hosts: u32, failed: u32, copies: u32) -> f64 {
    let of = |all: u32, i: u32| f64::from(all.saturating_sub(i));
    let one = (0..copies).fold(1.0, |p, i| p * of(failed, i) / of(hosts, i));
    -math::exp_m1(copysets * math::ln_1p(-one))
}

/// Where all copies lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    copies: usize,
    /// Hosts of the first chunk's copies, then of the second's ...
    hosts: Vec<u32>,
    of_host: Vec<Vec<u32>>,
}

/// Places chunks of so many copies, each on a host of its own, over hosts 0..hosts.
///
/// # Panics
///
/// Without copies, or with fewer hosts than copies.
#[must_use]
pub fn place(
    policy: PlacementPolicy,
    chunks: u32,
    hosts: u32,
    copies: u32,
    stream: &mut Stream,
) -> Placement {
    assert!(
        0 < copies && copies <= hosts,
        "each copy needs a host of its own"
    );
    let copies = copies as usize;
    let mut out = Vec::with_capacity(chunks as usize * copies);
    match policy {
        PlacementPolicy::Random => {
            let mut taken = Vec::with_capacity(copies);
            for _ in 0..chunks {
                choose(hosts, copies, stream, &mut taken, &mut out);
            }
        }
        PlacementPolicy::Copysets { permutations } => {
            let shuffles = shuffles(hosts, permutations, stream);
            let groups = (hosts as usize / copies) as u64;
            for _ in 0..chunks {
                let shuffle = &shuffles[stream.below(shuffles.len() as u64) as usize];
                let at = stream.below(groups) as usize * copies;
                // Whose turn it is to be first is drawn too.
                let turn = stream.below(copies as u64) as usize;
                out.extend((0..copies).map(|i| shuffle[at + (i + turn) % copies]));
            }
        }
    }
    Placement::new(out, hosts, copies)
}

/// Different hosts, each with the same chance: the k-th is drawn among those not taken yet.
fn choose(
    hosts: u32,
    copies: usize,
    stream: &mut Stream,
    taken: &mut Vec<u32>,
    out: &mut Vec<u32>,
) {
    taken.clear();
    for k in 0..copies {
        let mut host = stream.below(u64::from(hosts) - k as u64) as u32;
        for &other in taken.iter() {
            host += u32::from(host >= other);
        }
        out.push(host);
        let at = taken.partition_point(|&other| other < host);
        taken.insert(at, host);
    }
}

fn shuffles(hosts: u32, permutations: u32, stream: &mut Stream) -> Vec<Vec<u32>> {
    let shuffle = |_| {
        let mut order: Vec<u32> = (0..hosts).collect();
        stream.shuffle(&mut order);
        order
    };
    (0..permutations.max(1)).map(shuffle).collect()
}

/// Hosts of the two copies of every volume of the block store called `name`, as a run with this seed begins.
#[must_use]
pub fn of_volumes(
    policy: PlacementPolicy,
    seed: u64,
    name: &str,
    volumes: u32,
    hosts: u32,
) -> Vec<(u32, u32)> {
    let mut stream = Stream::named(seed, "placement", name);
    let placed = place(policy, volumes, hosts.max(2), 2, &mut stream);
    placed.sets().map(|set| (set[0], set[1])).collect()
}

impl Placement {
    fn new(hosts: Vec<u32>, of: u32, copies: usize) -> Self {
        let mut of_host = vec![Vec::new(); of as usize];
        for (chunk, set) in hosts.chunks_exact(copies).enumerate() {
            for &host in set {
                of_host[host as usize].push(chunk as u32);
            }
        }
        Self {
            copies,
            hosts,
            of_host,
        }
    }

    /// The sets of hosts, one per chunk.
    pub fn sets(&self) -> impl Iterator<Item = &[u32]> {
        self.hosts.chunks_exact(self.copies)
    }

    /// The chunks with a copy on a host.
    #[must_use]
    pub fn on(&self, host: u32) -> &[u32] {
        &self.of_host[host as usize]
    }

    /// The hosts of a chunk's copies.
    #[must_use]
    pub fn hosts_of(&self, chunk: u32) -> &[u32] {
        let at = chunk as usize * self.copies;
        &self.hosts[at..at + self.copies]
    }

    /// Whether some chunk has all its copies on these hosts.
    #[must_use]
    pub fn loses(&self, failed: &[u32]) -> bool {
        self.lost(failed).next().is_some()
    }

    /// The chunks with all their copies on these hosts, each once for each time its first host is named.
    pub fn lost<'a>(&'a self, failed: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
        let all = move |chunk: &u32| self.hosts_of(*chunk).iter().all(|h| failed.contains(h));
        let here = move |host: u32| {
            self.on(host)
                .iter()
                .copied()
                .filter(move |&c| self.hosts_of(c)[0] == host)
        };
        failed.iter().flat_map(move |&host| here(host)).filter(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn placed(policy: PlacementPolicy, chunks: u32, hosts: u32, copies: u32) -> Placement {
        place(
            policy,
            chunks,
            hosts,
            copies,
            &mut Stream::named(1, "test", "placement"),
        )
    }

    fn groups(p: &Placement) -> BTreeSet<Vec<u32>> {
        let sorted = |set: &[u32]| {
            let mut set = set.to_vec();
            set.sort_unstable();
            set
        };
        p.sets().map(sorted).collect()
    }

    #[test]
    fn random_sets_are_of_different_hosts_and_all_alike() {
        let p = placed(PlacementPolicy::Random, 100_000, 5, 3);
        let mut counts = std::collections::BTreeMap::new();
        for set in p.sets() {
            assert!(set[0] != set[1] && set[1] != set[2] && set[0] != set[2]);
            *counts.entry(set.to_vec()).or_insert(0u32) += 1;
        }
        // 60 ordered triples, each 1667 times with a deviation of 40.
        assert_eq!(counts.len(), 60);
        assert!(
            counts.values().all(|n| n.abs_diff(1667) < 200),
            "{counts:?}"
        );
    }

    #[test]
    fn copysets_are_few_and_of_each_shuffle_disjoint() {
        let one = placed(PlacementPolicy::Copysets { permutations: 1 }, 10_000, 50, 3);
        let sets = groups(&one);
        assert_eq!(sets.len(), 16, "48 of 50 hosts in threes");
        let hosts: BTreeSet<u32> = sets.iter().flatten().copied().collect();
        assert_eq!(hosts.len(), 48);
        let four = placed(PlacementPolicy::scattered(8, 3), 10_000, 51, 3);
        assert!(
            (60..=68).contains(&groups(&four).len()),
            "four shuffles of 17 groups"
        );
        let firsts: BTreeSet<u32> = four.sets().map(|s| s[0]).collect();
        assert_eq!(firsts.len(), 51, "every host is some chunk's first");
    }

    #[test]
    fn chances_of_a_loss() {
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} is not {b}");
        // One set of two among four hosts: two failed hosts are it once in six.
        near(loss_chance(1.0, 4, 2, 2), 1.0 / 6.0);
        near(loss_chance(2.0, 4, 2, 2), 1.0 - 25.0 / 36.0);
        near(loss_chance(10.0, 4, 1, 2), 0.0);
        near(loss_chance(1.0, 4, 4, 2), 1.0);
        near(copysets(PlacementPolicy::Random, 70.0, 9, 3), 70.0);
        near(
            copysets(PlacementPolicy::scattered(10, 3), 70.0, 9, 3),
            15.0,
        );
    }

    #[test]
    fn lost_is_what_has_no_copy_left() {
        let p = placed(PlacementPolicy::Random, 300, 12, 3);
        let failed = [0, 3, 4, 7, 11];
        let lost: BTreeSet<u32> = p.lost(&failed).collect();
        let all = |set: &[u32]| set.iter().all(|h| failed.contains(h));
        let expected: BTreeSet<u32> = (0..)
            .zip(p.sets())
            .filter(|(_, s)| all(s))
            .map(|(c, _)| c)
            .collect();
        assert!(!expected.is_empty());
        assert_eq!(lost, expected);
        assert!(p.loses(&failed) && !p.loses(&failed[..2]) && !p.loses(&[]));
    }
}

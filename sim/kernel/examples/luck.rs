//! Named streams: the same name always draws the same, whatever else is simulated.

use kernel::Stream;

/// The first lifetimes of some disks in hours, each drawn from a stream of its own.
fn lifetimes(seed: u64, disks: &[&str]) -> Vec<f64> {
    let life = |disk: &&str| Stream::named(seed, "lifetime", disk).exponential(1000.0);
    disks.iter().map(life).collect()
}

fn main() {
    // A stream is named by seed, purpose and entity.
    println!("seed 1       {:7.1?}", lifetimes(1, &["a", "b"]));
    // A third disk, even before the others, does not change their lives: two designs meet the same weather, and the
    // difference between them is not luck.
    println!("with a third {:7.1?}", lifetimes(1, &["z", "a", "b"]));
    println!("seed 2       {:7.1?}", lifetimes(2, &["a", "b"]));
    // Neither does another purpose of the same disk.
    let mut repair = Stream::named(1, "repair", "a");
    println!("repair of a  {:7.1}", repair.lognormal(8.0, 0.5));
    assert_eq!(
        lifetimes(1, &["a", "b"])[..],
        lifetimes(1, &["z", "a", "b"])[1..]
    );
}

//! Values that must be the same on every machine, in every build profile, for ever: whoever changes
//! one changes every score ever shared.

use zonefall_kernel::{Alias, Digester, Stream, math};

fn stream() -> Stream {
    Stream::named(2026, "known answers", "zone-a")
}

#[test]
fn stream_bits() {
    let mut stream = stream();
    let bits = [0; 4].map(|_: u64| stream.bits());
    assert_eq!(
        bits,
        [
            13162951166701078739,
            271512118787211848,
            6266699803569403965,
            11562591866872911000
        ]
    );
    // Past the first block of the generator.
    let far = (4..1000).map(|_| stream.bits()).last();
    assert_eq!(far, Some(4488972481843208627));
}

#[test]
fn floating_point_samplers() {
    let mut s = stream();
    let samples = [
        s.unit(),
        s.uniform(-1.0, 1.0),
        s.exponential(3.0),
        s.normal(),
        s.lognormal(2.0, 0.7),
        s.weibull(5.0, 1.5),
    ];
    assert_eq!(
        samples,
        [
            0.7135650125628957,
            -0.9705625970954763,
            1.2452669550301898,
            1.2470795922533273,
            1.3826648713027145,
            1.0719978696494283
        ]
    );
}

#[test]
fn whole_number_samplers() {
    let mut s = stream();
    let samples = [
        s.below(1000),
        s.poisson(4.0),
        s.poisson(1000.0),
        s.binomial(50, 0.3),
        s.binomial(1_000_000, 0.999),
    ];
    assert_eq!(samples, [713, 0, 980, 14, 999008]);
    let alias = Alias::new(&[1.0, 2.0, 3.0]);
    assert_eq!(
        [0; 8].map(|_: u8| alias.draw(&mut s)),
        [1, 2, 1, 2, 2, 2, 0, 0]
    );
    let mut items = [0, 1, 2, 3, 4, 5, 6, 7];
    s.shuffle(&mut items);
    assert_eq!(items, [1, 0, 7, 5, 6, 4, 2, 3]);
}

#[test]
fn functions() {
    let values = [
        math::ln(11.0),
        math::ln_1p(1e-10),
        math::exp(1.5),
        math::pow(1.7, 12.3),
        math::sin(1.0),
        math::cos(1.0),
    ];
    assert_eq!(
        values,
        [
            2.3978952727983707,
            9.999999999500001e-11,
            4.4816890703380645,
            683.1589037433903,
            0.8414709848078965,
            0.5403023058681398
        ]
    );
}

#[test]
fn digests() {
    // The published hash of no input at all.
    assert_eq!(
        Digester::new().finish().to_string(),
        "af1349b9f5f9a1a6a0404dea36dcc949"
    );
    let mut digester = Digester::new();
    digester.num(7).text("zone-a").bytes(&[1, 2, 3]);
    assert_eq!(
        digester.finish().to_string(),
        "005216ad5a36ecd26f4064dc6bea14d2"
    );
}

#[test]
fn digests_keep_neighbours_apart() {
    let digest = |parts: [&str; 2]| Digester::new().text(parts[0]).text(parts[1]).finish();
    assert_ne!(digest(["ab", "c"]), digest(["a", "bc"]));
    assert_eq!(digest(["ab", "c"]), digest(["ab", "c"]));
}

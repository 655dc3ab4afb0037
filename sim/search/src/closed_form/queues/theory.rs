//! What queueing theory says. Written apart from the simulator's own Erlang functions, which are among what is tested.

/// Erlang B: the share refused by `servers` servers without a line that are offered `erlangs`.
pub(super) fn erlang_b(servers: u32, erlangs: f64) -> f64 {
    let births = |_: usize| erlangs;
    let deaths = |n: usize| n as f64;
    let states = BirthDeath::new(servers as usize, births, deaths);
    states.share(servers as usize)
}

/// Erlang C: the share that has to wait for one of `servers` servers, with a line for all. The chance that all are
/// busy, from the sum of a geometric series over the states of the line.
pub(in super::super) fn erlang_c(servers: u32, erlangs: f64) -> f64 {
    let c = f64::from(servers);
    // Weights of the states with fewer busy servers, relative to that with all busy and no line.
    let (mut weight, mut fewer) = (1.0, 0.0);
    for busy in (1..=servers).rev() {
        weight *= f64::from(busy) / erlangs;
        fewer += weight;
    }
    let all = 1.0 / (1.0 - erlangs / c);
    all / (all + fewer)
}

/// Pollaczek-Khinchine: the mean wait before one server, from the mean and the squared coefficient of variation of
/// service.
pub(super) fn wait_single(arrivals: f64, service: f64, scv: f64) -> f64 {
    let load = arrivals * service;
    load * service * (1.0 + scv) / (2.0 * (1.0 - load))
}

/// A chain on 0..=n that moves by one: the number of requests in a queue.
pub(super) struct BirthDeath {
    share: Vec<f64>,
    births: Vec<f64>,
    deaths: Vec<f64>,
}

/// What is summed up along a run of a chain, with mean zero.
pub(super) struct Reward<'a> {
    /// Per unit of time in a state.
    pub(super) time: &'a dyn Fn(usize) -> f64,
    /// For each arrival that finds a state, let in or not.
    pub(super) arrival: &'a dyn Fn(usize) -> f64,
    /// Departures from a state that count one each, per unit of time.
    pub(super) counted: &'a dyn Fn(usize) -> f64,
}

impl BirthDeath {
    /// The steady state of a chain with these rates; births from the last state are refused.
    pub(super) fn new(
        last: usize,
        births: impl Fn(usize) -> f64,
        deaths: impl Fn(usize) -> f64,
    ) -> Self {
        let births: Vec<f64> = (0..=last).map(births).collect();
        let deaths: Vec<f64> = (0..=last).map(deaths).collect();
        let mut share = vec![1.0];
        for n in 1..=last {
            share.push(share[n - 1] * births[n - 1] / deaths[n]);
        }
        let mut all = 0.0;
        for x in &share {
            all += x;
        }
        for x in &mut share {
            *x /= all;
        }
        Self {
            share,
            births,
            deaths,
        }
    }

    /// Share of time in a state.
    pub(super) fn share(&self, state: usize) -> f64 {
        self.share[state]
    }

    /// Mean of a function of the state.
    pub(super) fn mean(&self, f: impl Fn(usize) -> f64) -> f64 {
        let mut sum = 0.0;
        for (n, x) in self.share.iter().enumerate() {
            sum += x * f(n);
        }
        sum
    }

    /// Standard deviation of a reward summed over a long time, divided by the root of that time. From Poisson's
    /// equation, which a chain that moves by one solves by partial sums; each move then adds the step of that solution
    /// and its own reward to a martingale.
    pub(super) fn deviation(&self, reward: &Reward<'_>) -> f64 {
        let steps = self.steps(reward);
        let last = self.share.len() - 1;
        let square = |x: f64| x * x;
        let mut variance = 0.0;
        for n in 0..=last {
            let arrival = (reward.arrival)(n);
            let up = if n < last { steps[n] } else { 0.0 };
            let mut rate = self.births[n] * square(up + arrival);
            if n > 0 {
                let counted = (reward.counted)(n);
                let down = steps[n - 1];
                rate += (self.deaths[n] - counted) * square(down) + counted * square(1.0 - down);
            }
            variance += self.share[n] * rate;
        }
        variance.sqrt()
    }

    /// From each state to the next, how much more reward is to be expected in all the time to come. Summed from the end
    /// of the chain that is nearer, so that no small number is a difference of large ones.
    fn steps(&self, reward: &Reward<'_>) -> Vec<f64> {
        let last = self.share.len() - 1;
        let gain = |n: usize| {
            let counted = if n > 0 { (reward.counted)(n) } else { 0.0 };
            self.share[n] * ((reward.time)(n) + self.births[n] * (reward.arrival)(n) + counted)
        };
        let mut mode = 0;
        for n in 0..=last {
            if self.share[n] > self.share[mode] {
                mode = n;
            }
        }
        let mut steps = vec![0.0; last];
        let mut sum = 0.0;
        for (n, step) in steps.iter_mut().enumerate().take(mode) {
            sum += gain(n);
            *step = -sum / (self.share[n] * self.births[n]);
        }
        sum = 0.0;
        for n in (mode + 1..=last).rev() {
            sum += gain(n);
            steps[n - 1] = sum / (self.share[n - 1] * self.births[n - 1]);
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    #[test]
    fn textbook_values() {
        near(erlang_b(10, 10.0), 0.214_582_34, 1e-8);
        near(erlang_c(4, 3.2), 0.596_432_47, 1e-8);
        near(erlang_c(90, 60.0), 0.000_191_040_09, 1e-10);
        near(wait_single(8.0, 0.1, 4.0), 1.0, 1e-12);
    }

    /// The time average of the number in an M/M/1 queue: 2 rho (1 + rho) / (mu (1 - rho)^4).
    #[test]
    fn deviation_of_a_time_average() {
        let chain = BirthDeath::new(400, |_| 8.0, |_| 10.0);
        let reward = Reward {
            time: &|n| n as f64 - 4.0,
            arrival: &|_| 0.0,
            counted: &|_| 0.0,
        };
        let root: f64 = 1.0 - 0.8;
        let variance = 2.0 * 0.8 * 1.8 / (10.0 * root * root * root * root);
        near(chain.deviation(&reward), variance.sqrt(), 1e-6);
    }
}

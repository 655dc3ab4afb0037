//! Small Markov chains in continuous time, answered without losing digits.
//!
//! States are eliminated one after the other, and what leaves a state is added up from rates, never found by
//! subtraction (Grassmann, Taksar and Heyman 1985). So a chain whose rates differ by many powers of ten, as those of
//! redundant data do, is answered to about the last digit.
//! Leaves out: chains that grow large; work is the cube of the number of states.

use crate::statistics::Sum;

/// A chain: states by number, rates between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    states: usize,
    /// `rates[from * states + to]`; nothing on the diagonal.
    rates: Vec<f64>,
}

/// How long a chain takes until it comes to where it stops.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Time {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub deviation: f64,
}

impl Chain {
    /// So many states and no rates yet.
    #[must_use]
    pub fn of(states: usize) -> Self {
        Self {
            states,
            rates: vec![0.0; states * states],
        }
    }

    /// Adds a rate from one state to another; to itself it changes nothing.
    pub fn add(&mut self, from: usize, to: usize, rate: f64) {
        if from != to {
            self.rates[from * self.states + to] += rate;
        }
    }

    /// The rate from one state to another.
    #[must_use]
    pub fn rate(&self, from: usize, to: usize) -> f64 {
        self.rates[from * self.states + to]
    }

    /// All that leaves a state.
    fn leaves(&self, from: usize) -> f64 {
        Sum::of((0..self.states).map(|to| self.rate(from, to)))
    }

    /// Share of time in each state in the long run. Every state is reached from every other.
    #[must_use]
    pub fn stationary(&self) -> Vec<f64> {
        let mut left = self.clone();
        let mut out = vec![0.0; self.states];
        for k in (1..self.states).rev() {
            out[k] = left.eliminate(k, |j| j < k);
        }
        // Share of state k, relative to that of state 0: what flows in from lower states over what flows down.
        let mut share = vec![1.0; self.states];
        for k in 1..self.states {
            share[k] = Sum::of((0..k).map(|j| share[j] * left.rate(j, k))) / out[k];
        }
        let whole = Sum::of(share.iter().copied());
        share.iter().map(|s| s / whole).collect()
    }

    /// Takes a state out: who went there goes on to where it leads. Returns what left it.
    fn eliminate(&mut self, k: usize, stays: impl Fn(usize) -> bool) -> f64 {
        let left: Vec<usize> = (0..self.states).filter(|&j| j != k && stays(j)).collect();
        let out = Sum::of(left.iter().map(|&j| self.rate(k, j)));
        for &i in &left {
            for &j in &left {
                let over = self.rate(i, k) * self.rate(k, j) / out;
                self.add(i, j, over);
            }
        }
        out
    }

    /// What is gathered from each state until one of `ends` is reached, if `gain` is gathered per unit of time. One of
    /// `ends` is reached from everywhere.
    #[must_use]
    pub fn until(&self, ends: &[usize], gain: &[f64]) -> Vec<f64> {
        let is_end = |i: usize| ends.contains(&i);
        let mut left = self.clone();
        let mut gain = gain.to_vec();
        let mut out = vec![0.0; self.states];
        let order: Vec<usize> = (0..self.states).rev().filter(|&i| !is_end(i)).collect();
        for &k in &order {
            let before = |j: usize| is_end(j) || j < k;
            // Rates into k are needed for the gains, so these go first.
            out[k] = Sum::of(
                (0..k)
                    .chain(k + 1..self.states)
                    .filter(|&j| before(j))
                    .map(|j| left.rate(k, j)),
            );
            for i in (0..k).filter(|&i| !is_end(i)) {
                gain[i] += left.rate(i, k) * gain[k] / out[k];
            }
            left.eliminate(k, before);
        }
        let mut all = vec![0.0; self.states];
        for &k in order.iter().rev() {
            let on = Sum::of(
                (0..k)
                    .filter(|&j| !is_end(j))
                    .map(|j| left.rate(k, j) * all[j]),
            );
            all[k] = (gain[k] + on) / out[k];
        }
        all
    }

    /// How long it takes from `start` until one of `ends` is reached.
    #[must_use]
    pub fn time_until(&self, start: usize, ends: &[usize]) -> Time {
        let means = self.until(ends, &vec![1.0; self.states]);
        // The second moment gathers twice the mean still to go. It is never near the square of the mean here, so that
        // nothing is lost in the difference.
        let twice: Vec<f64> = means.iter().map(|m| 2.0 * m).collect();
        let second = self.until(ends, &twice)[start];
        let mean = means[start];
        Time {
            mean,
            deviation: (second - mean * mean).sqrt(),
        }
    }

    /// The constant of the variance of an average over time: the limit of T · Var(average of `f` over T).
    #[must_use]
    pub fn average_variance(&self, f: &[f64]) -> f64 {
        let share = self.stationary();
        let mean = Sum::of((0..self.states).map(|i| share[i] * f[i]));
        let off: Vec<f64> = f.iter().map(|x| x - mean).collect();
        // Poisson's equation, with state 0 as the point of reference.
        let ahead = self.until(&[0], &off);
        2.0 * Sum::of((0..self.states).map(|i| share[i] * off[i] * ahead[i]))
    }

    /// Chance that one of `ends` is reached from `start` within a time: what may happen in a moment short enough that
    /// few steps fit, squared again and again. Adds positive numbers only.
    #[must_use]
    pub fn reached_within(&self, start: usize, ends: &[usize], time: f64) -> f64 {
        let stops = self.stopped_at(ends);
        let clock = (0..self.states)
            .map(|i| stops.leaves(i))
            .fold(0.0, f64::max);
        let (mut moment, mut doublings) = (time, 0);
        while moment * clock > 0.5 {
            moment /= 2.0;
            doublings += 1;
        }
        let mut chances = stops.within_moment(moment, clock);
        for _ in 0..doublings {
            chances = self.product(&chances, &chances);
        }
        Sum::of(ends.iter().map(|&e| chances[start * self.states + e]))
    }

    /// The same chain, which never leaves `ends`.
    fn stopped_at(&self, ends: &[usize]) -> Self {
        let mut out = self.clone();
        for &e in ends {
            out.rates[e * self.states..(e + 1) * self.states].fill(0.0);
        }
        out
    }

    /// Chances from each state to each in a moment: steps at one clock for all states, a Poisson number of them.
    fn within_moment(&self, moment: f64, clock: f64) -> Vec<f64> {
        let n = self.states;
        let mut step = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..n {
                step[i * n + j] = self.rate(i, j) / clock;
            }
            step[i * n + i] = 1.0 - self.leaves(i) / clock;
        }
        let mut term: Vec<f64> = (0..n * n)
            .map(|x| f64::from(u8::from(x % (n + 1) == 0)))
            .collect();
        let first = kernel::math::exp(-moment * clock);
        term.iter_mut().for_each(|x| *x *= first);
        let mut all = term.clone();
        for steps in 1..30 {
            term = self.product(&term, &step);
            term.iter_mut()
                .for_each(|x| *x *= moment * clock / f64::from(steps));
            all.iter_mut().zip(&term).for_each(|(a, t)| *a += t);
        }
        all
    }

    fn product(&self, a: &[f64], b: &[f64]) -> Vec<f64> {
        let n = self.states;
        (0..n * n)
            .map(|x| Sum::of((0..n).map(|k| a[x / n * n + k] * b[k * n + x % n])))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64, relative: f64) {
        assert!((a / b - 1.0).abs() <= relative, "{a} is not {b}");
    }

    /// Copies that fail at `l` and are made again at `m`, all at once or one by one; states are copies missing.
    fn copies(n: usize, l: f64, m: f64, all_at_once: bool) -> Chain {
        let mut c = Chain::of(n + 1);
        for b in 0..n {
            c.add(b, b + 1, (n - b) as f64 * l);
            if b > 0 {
                c.add(b, b - 1, if all_at_once { b as f64 * m } else { m });
            }
        }
        c
    }

    #[test]
    fn one_unit_by_hand() {
        let (l, m) = (0.001, 0.25);
        let mut c = Chain::of(2);
        c.add(0, 1, l);
        c.add(1, 0, m);
        let share = c.stationary();
        close(share[0], m / (l + m), 1e-15);
        close(share[1], l / (l + m), 1e-15);
        let (a, u) = (m / (l + m), l / (l + m));
        close(
            c.average_variance(&[1.0, 0.0]),
            2.0 * a * u / (l + m),
            1e-12,
        );
    }

    #[test]
    fn times_to_loss_by_hand() {
        let (l, m) = (1e-3, 0.1);
        let two = copies(2, l, m, true).time_until(0, &[2]);
        close(two.mean, (3.0 * l + m) / (2.0 * l * l), 1e-15);
        // Roots s of s² + (3l + m) s + 2l²: the time is a sum of two exponentials with these rates.
        let (sum, product) = (3.0 * l + m, 2.0 * l * l);
        close(
            two.deviation,
            (sum * sum - 2.0 * product).sqrt() / product,
            1e-12,
        );
        let (ll, lm, mm) = (l * l, l * m, m * m);
        let cube = 6.0 * l * l * l;
        let serial = copies(3, l, m, false).time_until(0, &[3]).mean;
        close(serial, (11.0 * ll + 4.0 * lm + mm) / cube, 1e-14);
        let parallel = copies(3, l, m, true).time_until(0, &[3]).mean;
        close(parallel, (11.0 * ll + 7.0 * lm + 2.0 * mm) / cube, 1e-14);
    }

    #[test]
    fn digits_survive_rates_far_apart() {
        // Leading term of five copies made again one by one: m⁴ / 5! l⁵, the rest smaller by 15 l / m or so.
        let (l, m) = (1e-9, 1e6);
        let time = copies(5, l, m, false).time_until(0, &[5]);
        let lead = (m / l) * (m / l) * (m / l) * (m / l) / (120.0 * l);
        close(time.mean, lead, 1e-13);
        close(time.deviation, lead, 1e-13);
        let share = copies(5, l, m, true);
        let mut closed = share;
        closed.add(5, 4, 5.0 * m);
        let r = l / m;
        close(closed.stationary()[5], r * r * r * r * r, 1e-13);
    }

    #[test]
    fn a_chain_that_is_no_line() {
        // 0 → 1 or 2 → 0: shares by hand 1 : a/c : b/d.
        let (a, b, c, d) = (2.0, 3.0, 5.0, 7.0);
        let mut chain = Chain::of(3);
        chain.add(0, 1, a);
        chain.add(0, 2, b);
        chain.add(1, 0, c);
        chain.add(2, 0, d);
        let share = chain.stationary();
        close(share[1] / share[0], a / c, 1e-15);
        close(share[2] / share[0], b / d, 1e-15);
        // To 2 from 0: 1/b + (a/b)(1/c); from 1 a stay in 1 more.
        let means = chain.until(&[2], &[1.0; 3]);
        close(means[0], 1.0 / b + a / b / c, 1e-15);
        close(means[1], means[0] + 1.0 / c, 1e-15);
        assert_eq!(means[2], 0.0);
    }

    #[test]
    fn variance_of_an_average_from_the_roots_of_the_chain() {
        // Two units with repairers of their own: the number up is a sum of two independent ones.
        let (l, m) = (0.01, 0.1);
        let mut c = copies(2, l, m, true);
        c.add(2, 1, 2.0 * m);
        let one = 2.0 * m * l / ((l + m) * (l + m) * (l + m));
        close(c.average_variance(&[2.0, 1.0, 0.0]), 2.0 * one, 1e-12);
    }

    #[test]
    fn chance_within_a_time_from_the_roots() {
        let (l, m, t): (f64, f64, f64) = (1e-3, 0.1, 8760.0);
        let (b, c) = (3.0 * l + m, 2.0 * l * l);
        let d = (b * b - 4.0 * c).sqrt();
        let (s, r) = ((-b + d) / 2.0, (-b - d) / 2.0);
        let e = kernel::math::exp;
        let exact = 1.0 - (s * e(r * t) - r * e(s * t)) / (s - r);
        close(
            copies(2, l, m, true).reached_within(0, &[2], t),
            exact,
            1e-10,
        );
    }
}

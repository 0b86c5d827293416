//! Keyness: how much more usual a term is here than in a reference corpus, at the least.
//!
//! The measure is the conservative log ratio LRC (Evert, “Measuring keyness”, DH 2022; function
//! `keyness` of the R package corpora). Of a term that occurs f₁ times among n₁ words here and f₂
//! times among n₂ words of the reference, the f₁ occurrences are, among all f₁ + f₂ and given how
//! usual the term is, binomially distributed: with p the share that falls here, the ratio of the
//! relative frequencies is r = p / (1 − p) · n₂ / n₁. The bounds of Clopper and Pearson (1934) for p
//! are quantiles of beta distributions; the lower one is the p for which I_p(f₁, f₂ + 1) = α / 2,
//! with I the regularised incomplete beta function. LRC is log₂ r at the bound nearer to zero, and
//! zero where the interval holds zero. α is 0.05 shared out over all m terms that are compared
//! (Bonferroni): α = 0.05 / m.

/// Chance that any of the compared terms gets a value other than zero by chance.
const ALPHA: f64 = 0.05;

/// How often a term occurs, among how many words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Share {
    pub(super) frequency: f64,
    pub(super) words: f64,
}

impl Share {
    fn is_more_than(self, other: Self) -> bool {
        self.frequency * other.words > other.frequency * self.words
    }
}

/// The conservative log ratio in bits: positive where the term is more usual `here` than in the
/// `reference`, zero where that may be chance; `compared` terms are compared in all.
pub(super) fn conservative_log_ratio(here: Share, reference: Share, compared: usize) -> f64 {
    let compared = f64::from(u32::try_from(compared.max(1)).unwrap_or(u32::MAX));
    let tail = ALPHA / compared / 2.0;
    if here.is_more_than(reference) {
        lower_bound(here, reference, tail)
    } else if reference.is_more_than(here) {
        // Not its negative, which of zero is a zero with a sign.
        0.0 - lower_bound(reference, here, tail)
    } else {
        0.0
    }
}

/// Logarithm (base 2) of how many times more usual a term is in the first than in the second at
/// the lower bound of the confidence interval, at least zero.
fn lower_bound(first: Share, second: Share, tail: f64) -> f64 {
    // Halvings of an interval of some hundred bits: far beyond what is ever shown.
    const HALVINGS: usize = 48;

    let (a, b) = (first.frequency, second.frequency + 1.0);
    // The odds p / (1 − p) at which the term is equally usual in both.
    let equal = (first.words / second.words).log2();
    let chance = |bits: f64| {
        let p = 1.0 / (1.0 + (-(equal + bits)).exp2());
        incomplete_beta(p, a, b)
    };
    if chance(0.0) >= tail {
        return 0.0;
    }
    // The estimate itself lies above its lower bound; without an occurrence in the reference the
    // bound is that of the share it has with half of one.
    let estimate = (first.frequency / (b - 0.5)).log2() - equal;
    let (mut low, mut high) = (0.0, estimate.max(0.0) + 2.0);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if chance(middle) < tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// The regularised incomplete beta function I_x(a, b) for a, b > 0, by its continued fraction
/// (NIST Digital Library of Mathematical Functions, 8.17.22), which converges fast below the mean;
/// above it I_x(a, b) = 1 − I_{1−x}(b, a).
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = a * x.ln() + b * (-x).ln_1p() + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    if x < (a + 1.0) / (a + b + 2.0) {
        front.exp() / a * fraction(x, a, b)
    } else {
        1.0 - front.exp() / b * fraction(1.0 - x, b, a)
    }
}

/// The continued fraction, by the method of Lentz as modified by Thompson and Barnett (1986).
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const STEPS: u32 = 10_000;
    const PRECISION: f64 = 1e-13;
    const TINY: f64 = 1e-300;

    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut result = d;
    for step in 1..=STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / away(1.0 + term * d);
            c = away(1.0 + term / c);
            change = c * d;
            result *= change;
        }
        if (change - 1.0).abs() < PRECISION {
            break;
        }
    }
    result
}

/// The logarithm of the gamma function for x ≥ 1, by Stirling's series (NIST Digital Library of
/// Mathematical Functions, 5.11.1) from 10 on, and from below by Γ(x + 1) = x Γ(x).
fn ln_gamma(x: f64) -> f64 {
    const LARGE: f64 = 10.0;

    let (mut x, mut product) = (x, 1.0);
    while x < LARGE {
        product *= x;
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let series = inverse
        * (1.0 / 12.0
            + square
                * (-1.0 / 360.0
                    + square * (1.0 / 1260.0 + square * (-1.0 / 1680.0 + square / 1188.0))));
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - product.ln()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ratio(f1: u32, n1: u32, f2: u32, n2: u32, compared: usize) -> f64 {
        let share = |frequency, words| Share {
            frequency: f64::from(frequency),
            words: f64::from(words),
        };
        conservative_log_ratio(share(f1, n1), share(f2, n2), compared)
    }

    #[test]
    fn the_incomplete_beta_function_is_the_tail_of_a_binomial_distribution() {
        // I_p(k, n − k + 1) = P(X ≥ k) for n trials of chance p.
        for (k, n, p) in [(1, 10, 0.3_f64), (3, 10, 0.3), (9, 10, 0.3), (25, 40, 0.6)] {
            let mut tail = 0.0;
            for hits in k..=n {
                let ways =
                    (0..hits).fold(1.0, |ways, it| ways * f64::from(n - it) / f64::from(it + 1));
                tail += ways * p.powi(hits) * (1.0 - p).powi(n - hits);
            }
            let beta = incomplete_beta(p, f64::from(k), f64::from(n - k + 1));
            assert!((beta - tail).abs() < 1e-12, "{k} of {n}: {beta}, {tail}");
        }
    }

    #[test]
    fn without_an_occurrence_in_the_reference_the_bound_has_a_closed_form() {
        // I_p(f, 1) = p^f.
        let p = (ALPHA / 100.0 / 2.0).powf(1.0 / 20.0);
        let expected = (p / (1.0 - p) * 50.0).log2();
        let found = ratio(20, 1_000, 0, 50_000, 100);
        assert!((found - expected).abs() < 1e-9, "{found}, {expected}");
    }

    #[test]
    fn what_may_be_chance_is_no_keyness() {
        assert_eq!(ratio(1, 10_000, 0, 1_000_000, 3_000), 0.0);
        assert!(ratio(1, 10_000, 0, 100_000_000, 1) > 0.0);
        assert_eq!(ratio(30, 10_000, 3_000, 1_000_000, 3_000), 0.0);
    }

    proptest! {
        #[test]
        fn the_bound_is_nearer_to_zero_than_the_ratio(
            f1 in 1_u32..2_000, f2 in 1_u32..2_000, compared in 1_usize..100_000
        ) {
            let (n1, n2) = (10_000, 300_000);
            let plain = (f64::from(f1) / f64::from(n1) * f64::from(n2) / f64::from(f2)).log2();
            let bound = ratio(f1, n1, f2, n2, compared);
            prop_assert!(bound == 0.0 || (bound.signum() == plain.signum()));
            prop_assert!(bound.abs() <= plain.abs());
            // Seen from the other corpus it is the same, with the sign turned.
            prop_assert!((bound + ratio(f2, n2, f1, n1, compared)).abs() < 1e-9);
        }

        #[test]
        fn more_evidence_makes_more_keyness(f in 1_u32..500, f2 in 0_u32..20) {
            let (one, more) = (ratio(f, 10_000, f2, 300_000, 50), ratio(f + 1, 10_000, f2, 300_000, 50));
            prop_assert!(one <= more + 1e-9);
        }
    }
}

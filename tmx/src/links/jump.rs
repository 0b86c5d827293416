//! How far apart the words are that neighbouring words render.

/// Jumps shorter than this are learned one by one.
const FAR: usize = 5;

/// Each further position of a far jump is so much less likely than the one before.
const DECAY: f64 = 0.75;

/// Share of jumps that go anywhere: word orders differ, and small texts teach too little of it.
const ANYWHERE: f64 = 0.1;

/// Share of words that render nothing.
pub(super) const NOTHING: f64 = 0.1;

/// What every count of jumps begins with.
const SMOOTHING: f64 = 0.5;

/// The distribution of jumps: how many words on from the last one that was rendered the next one
/// stands (Vogel, Ney and Tillmann, "HMM-based word alignment in statistical translation", 1996).
///
/// Near jumps have weights of their own; those of far ones fall off geometrically, so that all
/// jumps of a sentence are summed in time linear in its length.
#[derive(Debug, Clone)]
pub(super) struct Jumps {
    /// Weights of the jumps from `1 - FAR` to `FAR - 1`.
    near: [f64; 2 * FAR - 1],
    /// Weight of all jumps back by `FAR` and more.
    back: f64,
    /// Weight of all jumps on by `FAR` and more.
    on: f64,
}

impl Default for Jumps {
    /// One word on is most likely, and what is farther from that less so.
    fn default() -> Self {
        let weight = |jump: f64| (-0.5 * (jump - 1.0).abs()).exp() + 0.01;
        let mut near = [0.0; 2 * FAR - 1];
        for (at, place) in near.iter_mut().enumerate() {
            *place = weight(at as f64 + 1.0 - FAR as f64);
        }
        Self {
            near,
            back: weight(-(FAR as f64)),
            on: weight(FAR as f64),
        }
    }
}

/// Counts of jumps.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct JumpCounts {
    near: [f64; 2 * FAR - 1],
    back: f64,
    on: f64,
}

impl JumpCounts {
    /// Adds other counts to these.
    pub(super) fn add(&mut self, other: &Self) {
        for (sum, count) in self.near.iter_mut().zip(other.near) {
            *sum += count;
        }
        self.back += other.back;
        self.on += other.on;
    }
}

impl Jumps {
    /// The distribution that counts speak for.
    pub(super) fn learned(counts: &JumpCounts) -> Self {
        let all: f64 = counts.near.iter().sum::<f64>() + counts.back + counts.on;
        let all = all + SMOOTHING * (counts.near.len() + 2) as f64;
        let share = |count: f64| (count + SMOOTHING) / all;
        Self {
            near: counts.near.map(share),
            back: share(counts.back),
            on: share(counts.on),
        }
    }

    fn weight(&self, jump: isize) -> f64 {
        let far = jump.unsigned_abs().checked_sub(FAR);
        let fall = |over: usize| (1.0 - DECAY) * DECAY.powi(over.min(1_000) as i32);
        match far {
            None => self.near[(jump + FAR as isize - 1) as usize],
            Some(over) if jump < 0 => self.back * fall(over),
            Some(over) => self.on * fall(over),
        }
    }

    /// The jumps within a sentence of `length` words, at least one.
    pub(super) fn within(&self, length: usize) -> SentenceJumps<'_> {
        // What a jump from each place can reach in all, by sums of the weights up to each jump.
        let size = length as isize;
        let mut sums = Vec::with_capacity(2 * length);
        let mut sum = 0.0;
        sums.push(0.0);
        for jump in 1 - size..=size {
            sum += self.weight(jump);
            sums.push(sum);
        }
        let reached = |from: usize| sums[2 * length - 1 - from] - sums[length - 1 - from];
        let first: Vec<f64> = (1..=size).map(|jump| self.weight(jump)).collect();
        let all: f64 = first.iter().sum();
        let anywhere = ANYWHERE / length as f64;
        SentenceJumps {
            jumps: self,
            scale: (0..length)
                .map(|from| (1.0 - NOTHING) * (1.0 - ANYWHERE) / reached(from))
                .collect(),
            first: first
                .into_iter()
                .map(|weight| (1.0 - NOTHING) * ((1.0 - ANYWHERE) * weight / all + anywhere))
                .collect(),
            anywhere: (1.0 - NOTHING) * anywhere,
        }
    }
}

/// The jumps within a sentence, with their probabilities.
#[derive(Debug)]
pub(super) struct SentenceJumps<'j> {
    jumps: &'j Jumps,
    /// What turns weights into probabilities, for each place that is left.
    scale: Vec<f64>,
    /// Probabilities of the first place.
    pub(super) first: Vec<f64>,
    anywhere: f64,
}

impl SentenceJumps<'_> {
    /// Where those who stand at `from` are one jump later.
    pub(super) fn forward(&self, from: &[f64], to: &mut [f64]) {
        let scaled: Vec<f64> = from.iter().zip(&self.scale).map(|(p, s)| p * s).collect();
        to.fill(self.anywhere * from.iter().sum::<f64>());
        let length = scaled.len();
        for (at, weight) in self.jumps.near.iter().enumerate() {
            // Jump `at + 1 - FAR`.
            match (at + 1).checked_sub(FAR) {
                Some(on) if on < length => add(&mut to[on..], &scaled[..length - on], *weight),
                None if FAR - 1 - at < length => {
                    let back = FAR - 1 - at;
                    add(&mut to[..length - back], &scaled[back..], *weight);
                }
                _ => {}
            }
        }
        let mut far = 0.0;
        for place in FAR..length {
            far = far * DECAY + scaled[place - FAR];
            to[place] += self.jumps.on * (1.0 - DECAY) * far;
        }
        let mut far = 0.0;
        for place in (0..length.saturating_sub(FAR)).rev() {
            far = far * DECAY + scaled[place + FAR];
            to[place] += self.jumps.back * (1.0 - DECAY) * far;
        }
    }

    /// What waits one jump on from each place, where `ahead` waits at the places themselves; the
    /// jumps are counted, so many of which set off from each place as `from` says.
    pub(super) fn backward(
        &self,
        from: &[f64],
        ahead: &[f64],
        waiting: &mut [f64],
        counts: &mut JumpCounts,
    ) {
        let length = ahead.len();
        waiting.fill(0.0);
        let leaving: Vec<f64> = from.iter().zip(&self.scale).map(|(p, s)| p * s).collect();
        let near = self.jumps.near.iter().zip(&mut counts.near);
        for (at, (weight, count)) in near.enumerate() {
            let (on, back) = ((at + 1).saturating_sub(FAR), (FAR - 1).saturating_sub(at));
            if on.max(back) < length {
                let end = length - on - back;
                let reached = &ahead[on..on + end];
                add(&mut waiting[back..back + end], reached, *weight);
                *count += weight * dot(&leaving[back..back + end], reached);
            }
        }
        let mut far = 0.0;
        for place in (0..length.saturating_sub(FAR)).rev() {
            far = far * DECAY + ahead[place + FAR];
            let weight = self.jumps.on * (1.0 - DECAY) * far;
            waiting[place] += weight;
            counts.on += weight * leaving[place];
        }
        let mut far = 0.0;
        for place in FAR..length {
            far = far * DECAY + ahead[place - FAR];
            let weight = self.jumps.back * (1.0 - DECAY) * far;
            waiting[place] += weight;
            counts.back += weight * leaving[place];
        }
        let anywhere = self.anywhere * ahead.iter().sum::<f64>();
        for (place, scale) in waiting.iter_mut().zip(&self.scale) {
            *place = *place * scale + anywhere;
        }
    }
}

fn add(sums: &mut [f64], values: &[f64], factor: f64) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value * factor;
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_jumps_lands_in_the_sentence() {
        for length in 1..20 {
            let jumps = Jumps::default();
            let jumps = jumps.within(length);
            let first: f64 = jumps.first.iter().sum();
            assert!((first - (1.0 - NOTHING)).abs() < 1e-9, "{length}: {first}");
            for place in 0..length {
                let mut from = vec![0.0; length];
                from[place] = 1.0;
                let mut to = vec![0.0; length];
                jumps.forward(&from, &mut to);
                let all: f64 = to.iter().sum();
                assert!((all - (1.0 - NOTHING)).abs() < 1e-9, "{place} of {length}");
            }
        }
    }

    #[test]
    fn looking_ahead_is_jumping_turned_round() {
        let jumps = Jumps::default();
        let jumps = jumps.within(13);
        let from: Vec<f64> = (0..13).map(|at| 1.0 / f64::from(at + 1)).collect();
        let ahead: Vec<f64> = (0..13).map(|at| f64::from(at * at % 7)).collect();
        let (mut to, mut waiting) = (vec![0.0; 13], vec![0.0; 13]);
        jumps.forward(&from, &mut to);
        let mut counts = JumpCounts::default();
        jumps.backward(&from, &ahead, &mut waiting, &mut counts);
        assert!((dot(&to, &ahead) - dot(&from, &waiting)).abs() < 1e-9);
        let counted = counts.near.iter().sum::<f64>() + counts.back + counts.on;
        let anywhere = jumps.anywhere * from.iter().sum::<f64>() * ahead.iter().sum::<f64>();
        assert!((counted + anywhere - dot(&to, &ahead)).abs() < 1e-9);
    }

    #[test]
    fn what_is_counted_becomes_likely() {
        let mut counts = JumpCounts::default();
        counts.near[FAR - 3] = 50.0;
        let jumps = Jumps::learned(&counts);
        assert!(jumps.weight(-2) > 0.8);
        assert!(jumps.weight(-40) < jumps.weight(-10));
    }
}

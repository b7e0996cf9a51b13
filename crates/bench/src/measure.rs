//! Times and medians.

use std::time::Instant;

/// Several measurements of one thing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sample(Vec<f64>);

impl Sample {
    /// Adds a measurement.
    pub(crate) fn add(&mut self, value: f64) {
        self.0.push(value);
        self.0.sort_by(f64::total_cmp);
    }

    /// The one in the middle, or between the two in the middle; 0 of none.
    pub(crate) fn median(&self) -> f64 {
        let at = |index: usize| self.0.get(index).copied().unwrap_or_default();
        let half = self.0.len() / 2;
        if self.0.len() % 2 == 1 {
            at(half)
        } else {
            f64::midpoint(at(half.wrapping_sub(1)), at(half))
        }
    }

    /// The smallest; 0 of none.
    pub(crate) fn least(&self) -> f64 {
        self.0.first().copied().unwrap_or_default()
    }

    /// The largest; 0 of none.
    pub(crate) fn most(&self) -> f64 {
        self.0.last().copied().unwrap_or_default()
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// What `turn` makes of each.
    pub(crate) fn map(&self, turn: impl Fn(f64) -> f64) -> Self {
        self.0.iter().map(|value| turn(*value)).collect()
    }

    /// All of them times `factor`.
    pub(crate) fn scaled(&self, factor: f64) -> Self {
        self.map(|value| value * factor)
    }
}

impl FromIterator<f64> for Sample {
    fn from_iter<T: IntoIterator<Item = f64>>(values: T) -> Self {
        let mut sample = Self::default();
        sample.0.extend(values);
        sample.0.sort_by(f64::total_cmp);
        sample
    }
}

/// Milliseconds since `began`.
pub(crate) fn ms_since(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e3
}

/// Repeats `work` and gives the milliseconds that each took.
pub(crate) fn repeat(times: usize, mut work: impl FnMut()) -> Sample {
    (0..times)
        .map(|_| {
            let began = Instant::now();
            work();
            ms_since(began)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(Sample::default().median(), 0.0);
        assert_eq!(Sample::from_iter([3.0, 1.0, 2.0]).median(), 2.0);
        assert_eq!(Sample::from_iter([4.0, 1.0, 2.0, 3.0]).median(), 2.5);
    }

    #[test]
    fn the_ends_are_found_in_any_order() {
        let mut sample = Sample::from_iter([3.0, 1.0]);
        sample.add(2.0);
        assert_eq!((sample.least(), sample.most(), sample.count()), (1.0, 3.0, 3));
    }
}

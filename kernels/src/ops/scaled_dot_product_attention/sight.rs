//! Which keys a query sees: the mask, and that nobody looks ahead.

use std::ops::Range;

use crate::array::{Result, refuse};
use crate::{Float, Mask};

/// What hides keys from queries.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a, T> {
    mask: Option<Mask<'a, T>>,
    /// Each head has a mask of its own.
    by_head: bool,
    causal: bool,
    queries: usize,
    keys: usize,
}

impl<'a, T: Float> Sight<'a, T> {
    /// Refuses a mask of any shape but `[queries, keys]`, alone or behind the leading axes of `q`.
    pub fn of(
        op: &str,
        mask: Option<Mask<'a, T>>,
        causal: bool,
        leading: &[usize],
        queries: usize,
        keys: usize,
    ) -> Result<Self> {
        let mut by_head = false;
        if let Some(mask) = mask {
            let shape = match mask {
                Mask::TakesPart(mask) => mask.shape,
                Mask::Added(mask) => mask.shape,
            };
            by_head = match shape {
                [before @ .., q, k] if [*q, *k] == [queries, keys] && (before.is_empty() || before == leading) => {
                    !before.is_empty()
                }
                _ => {
                    let full = [leading, &[queries, keys]].concat();
                    refuse!("{op}: mask has shape {shape:?}, expected {:?} or {full:?}", [queries, keys])
                }
            };
        }
        Ok(Sight { mask, by_head, causal, queries, keys })
    }

    /// How many keys, from the first on, somebody among these queries may see.
    pub fn reach(&self, queries: &Range<usize>) -> usize {
        if self.causal { self.keys.min(queries.end) } else { self.keys }
    }

    /// Whether none of these queries sees any of these keys.
    pub fn is_dark(&self, head: usize, queries: &Range<usize>, keys: &Range<usize>) -> bool {
        match self.mask {
            None => false,
            Some(Mask::TakesPart(mask)) => queries
                .clone()
                .all(|query| mask.data[self.row(head, query)][keys.clone()].iter().all(|&part| part == 0)),
            Some(Mask::Added(mask)) => queries
                .clone()
                .all(|query| mask.data[self.row(head, query)][keys.clone()].iter().all(|x| *x == T::NEG_INFINITY)),
        }
    }

    /// Adds `unit` times the mask to the scores of these queries by these keys, a row a query, rows `apart`. What is not
    /// seen becomes minus infinity.
    pub fn apply(
        &self,
        head: usize,
        queries: &Range<usize>,
        keys: &Range<usize>,
        unit: T,
        scores: &mut [T],
        apart: usize,
    ) {
        let looks_ahead = self.causal && keys.end > queries.start + 1;
        if self.mask.is_none() && !looks_ahead {
            return;
        }
        for (query, scores) in queries.clone().zip(scores.chunks_mut(apart)) {
            let scores = &mut scores[..keys.len()];
            match self.mask {
                None => {}
                Some(Mask::TakesPart(mask)) => {
                    let row = &mask.data[self.row(head, query)][keys.clone()];
                    for (score, part) in scores.iter_mut().zip(row) {
                        *score = if *part == 0 { T::NEG_INFINITY } else { *score };
                    }
                }
                Some(Mask::Added(mask)) => {
                    let row = &mask.data[self.row(head, query)][keys.clone()];
                    for (score, x) in scores.iter_mut().zip(row) {
                        *score += unit * *x;
                    }
                }
            }
            if self.causal {
                let seen = (query + 1).saturating_sub(keys.start).min(keys.len());
                scores[seen..].fill(T::NEG_INFINITY);
            }
        }
    }

    /// Where a query's row of the mask lies.
    fn row(&self, head: usize, query: usize) -> Range<usize> {
        let first = (if self.by_head { head * self.queries } else { 0 } + query) * self.keys;
        first..first + self.keys
    }
}

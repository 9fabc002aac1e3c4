//! The lengths of an array's axes, in a list that lives on the stack: a call on small arrays must not pay for a heap.

use std::fmt;
use std::ops::Deref;

use crate::array::{Result, refuse};

/// At most [`Shape::MOST`] lengths. Reads as a slice: `shape[0]`, `&shape[1..]`, `shape.iter()`.
#[derive(Clone, Copy)]
pub struct Shape {
    axes: [usize; Shape::MOST],
    count: usize,
}

impl Shape {
    /// As many axes as any array may have here.
    pub const MOST: usize = 8;

    /// The shape of a single number.
    pub const SCALAR: Shape = Shape { axes: [0; Shape::MOST], count: 0 };

    /// One after the other: `Shape::join("matmul", "y", &[leading, &[rows, cols]])`. Refuses more axes than
    /// [`Shape::MOST`].
    pub fn join(op: &str, name: &str, parts: &[&[usize]]) -> Result<Self> {
        let count = parts.iter().map(|part| part.len()).sum();
        if count > Shape::MOST {
            refuse!("{op}: {name} would have {count} axes, expected at most {}", Shape::MOST);
        }
        let mut shape = Shape { axes: [0; Shape::MOST], count };
        for (to, from) in shape.axes.iter_mut().zip(parts.iter().copied().flatten()) {
            *to = *from;
        }
        Ok(shape)
    }

    /// How many elements an array of this shape holds, or `None` where no address could count them.
    pub fn elements(&self) -> Option<usize> {
        if self.contains(&0) {
            // Whatever the other lengths come to.
            return Some(0);
        }
        self.iter().try_fold(1usize, |product, &axis| product.checked_mul(axis))
    }
}

impl From<&[usize]> for Shape {
    /// # Panics
    ///
    /// If there are more than [`Shape::MOST`] axes. The shape of a [`View`](crate::View) never has.
    fn from(axes: &[usize]) -> Self {
        let mut shape = Shape { count: axes.len(), ..Shape::SCALAR };
        shape.axes[..axes.len()].copy_from_slice(axes);
        shape
    }
}

impl<const N: usize> From<[usize; N]> for Shape {
    fn from(axes: [usize; N]) -> Self {
        const { assert!(N <= Shape::MOST) };
        Shape::from(&axes[..])
    }
}

impl Deref for Shape {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        &self.axes[..self.count]
    }
}

impl PartialEq for Shape {
    fn eq(&self, other: &Shape) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_as_a_slice_and_prints_as_one() {
        let shape = Shape::join("test", "y", &[&[2, 3], &[], &[4]]).unwrap();
        assert_eq!(*shape, [2, 3, 4]);
        assert_eq!(format!("{shape:?} {:?}", Shape::SCALAR), "[2, 3, 4] []");
        assert_eq!(shape, Shape::from([2, 3, 4]));
        assert_ne!(shape, Shape::from([2, 3]));
    }

    #[test]
    fn it_counts_without_overflow() {
        assert_eq!(Shape::SCALAR.elements(), Some(1));
        assert_eq!(Shape::from([1 << 40, 1 << 40, 0]).elements(), Some(0));
        assert_eq!(Shape::from([1 << 40, 1 << 40]).elements(), None);
    }

    #[test]
    fn nine_axes_are_refused_in_words() {
        let words = Shape::join("embedding", "y", &[&[1; 8], &[4]]).unwrap_err().to_string();
        assert_eq!(words, "embedding: y would have 9 axes, expected at most 8");
    }
}

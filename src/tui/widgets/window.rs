//! Which part of a long list is drawn: the selection stays in sight and a mark says where it is.

/// The rows of a list that are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first row shown.
    pub first: usize,
    /// How many rows are shown.
    pub rows: usize,
}

impl Window {
    /// The rows around `selected` out of `total` that fit into `height`; the selection stands in the middle wherever
    /// the list goes on in both directions.
    pub fn around(selected: usize, total: usize, height: u16) -> Self {
        let rows = usize::from(height).min(total);
        let first = selected.saturating_sub(rows / 2).min(total - rows);
        Self { first, rows }
    }

    /// The rows shown.
    pub fn range(self) -> std::ops::Range<usize> {
        self.first..self.first + self.rows
    }

    /// `3/12` when not everything is shown.
    pub fn mark(self, selected: usize, total: usize) -> Option<String> {
        (self.rows < total).then(|| format!("{}/{total}", (selected + 1).min(total)))
    }
}

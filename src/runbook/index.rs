//! Where to find the facts of a document: phases and rows by their ids, and what belongs to which phase.
//!
//! Lives here: places, as numbers into the document's lists. May not: hold a fact of its own.

use std::collections::BTreeMap;

use super::facts::Later;

/// Where to find things; derived from the facts and never compared on its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Index {
    /// The first phase of each id.
    pub(super) phases: Places,
    /// The first row of each id.
    pub(super) rows: Places,
    /// Per phase, its boxes in the order in which its items are numbered.
    pub(super) boxes: Lists,
    /// Per phase, its plain items.
    pub(super) plain: Lists,
    /// Per phase, its gate clauses.
    pub(super) gates: Lists,
    /// Per phase, its blockers.
    pub(super) blockers: Lists,
    /// Per phase, its evidence tokens.
    pub(super) tokens: Lists,
    /// Per phase, its steps.
    pub(super) steps: Lists,
    /// Per phase, its first row in an evidence table.
    pub(super) evidence: Vec<Option<usize>>,
    /// What is read when it is first asked for.
    pub(super) later: Later,
    /// Everything material, once it was asked for.
    pub(super) material: super::material::Memo,
    /// The error findings about each id.
    pub(super) errors: BTreeMap<String, Vec<usize>>,
    /// The error findings about the whole document.
    pub(super) document_errors: Vec<usize>,
}

/// The first place of each id in a list, in the order of the ids. The ids stay where they are: ten thousand phases would
/// cost ten thousand copies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Places(Vec<(u64, usize)>);

impl Places {
    /// The places of `count` ids.
    pub(super) fn of<'a>(count: usize, id: impl Fn(usize) -> &'a str) -> Self {
        let mut places: Vec<(u64, usize)> = (0..count).map(|at| (head(id(at)), at)).collect();
        places.sort_unstable_by(|one, other| {
            one.0.cmp(&other.0).then_with(|| id(one.1).cmp(id(other.1))).then(one.1.cmp(&other.1))
        });
        places.dedup_by(|later, first| later.0 == first.0 && id(later.1) == id(first.1));
        Self(places)
    }

    /// The first place of an id; `id` is the one that the places were made with.
    pub(super) fn get<'a>(&self, wanted: &str, id: impl Fn(usize) -> &'a str) -> Option<usize> {
        let led = head(wanted);
        let found = self.0.binary_search_by(|&(head, at)| head.cmp(&led).then_with(|| id(at).cmp(wanted)));
        found.ok().map(|found| self.0[found].1)
    }

    /// How many ids there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The places, by id.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|&(_, at)| at)
    }
}

/// The first eight bytes of an id as a number that sorts as they do. Few ids are longer, so that most comparisons need
/// not go to where the ids are.
fn head(id: &str) -> u64 {
    let mut head = [0; 8];
    let length = id.len().min(head.len());
    head[..length].copy_from_slice(&id.as_bytes()[..length]);
    u64::from_be_bytes(head)
}

/// Per phase, the places of what belongs to it; all of them in one list, phase after phase.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Lists {
    /// Per phase, where its places end.
    ends: Vec<usize>,
    places: Vec<usize>,
}

impl Lists {
    /// The lists of `phases` phases, when `owners` says for one place after the other to which it belongs.
    pub(super) fn of(phases: usize, owners: impl ExactSizeIterator<Item = Option<usize>> + Clone) -> Self {
        if owners.len() == 0 {
            return Self::default();
        }
        let mut ends = vec![0; phases];
        owners.clone().flatten().for_each(|phase| ends[phase] += 1);
        let mut total = 0;
        for end in &mut ends {
            (*end, total) = (total, total + *end);
        }
        // Each end is where its phase begins as yet, and moves on with every place.
        let mut places = vec![0; total];
        for (at, phase) in owners.enumerate().filter_map(|(at, phase)| Some((at, phase?))) {
            places[ends[phase]] = at;
            ends[phase] += 1;
        }
        Self { ends, places }
    }

    /// The places of a phase; none for a phase that is not there.
    pub(super) fn get(&self, phase: usize) -> &[usize] {
        let Some(&end) = self.ends.get(phase) else { return &[] };
        let start = phase.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.places[start..end]
    }

    /// Sorts the places of each phase; equals stay in order.
    pub(super) fn sort_each<K: Ord>(&mut self, key: impl Fn(usize) -> K) {
        let mut start = 0;
        for &end in &self.ends {
            let places = &mut self.places[start..end];
            if !places.is_sorted_by_key(|&at| key(at)) {
                places.sort_by_key(|&at| key(at));
            }
            start = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_found_where_it_stands_first_however_long_it_is() {
        let ids = ["R10", "R1", "warm-the-oven-2", "R1", "warm-the-oven", "warm-the-oven-2", "", "R1\0"];
        let places = Places::of(ids.len(), |at| ids[at]);
        for (at, id) in ids.iter().enumerate() {
            let first = ids.iter().position(|other| other == id);
            assert_eq!(places.get(id, |at| ids[at]), first, "{id:?} at {at}");
        }
        for unknown in ["R", "R2", "warm-the", "warm-the-oven-3", "\0"] {
            assert_eq!(places.get(unknown, |at| ids[at]), None, "{unknown:?}");
        }
        let sorted: std::collections::BTreeSet<&str> = ids.into_iter().collect();
        assert_eq!(places.iter().map(|at| ids[at]).collect::<Vec<_>>(), sorted.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn each_phase_has_its_own_places_in_order() {
        let owners = [Some(2), None, Some(0), Some(2), Some(2), Some(0)];
        let mut lists = Lists::of(4, owners.into_iter());
        assert_eq!([0, 1, 2, 3, 9].map(|phase| lists.get(phase)), [&[2, 5][..], &[], &[0, 3, 4], &[], &[]]);
        lists.sort_each(|at| (at == 0, at != 5));
        assert_eq!([0, 2].map(|phase| lists.get(phase)), [&[5, 2][..], &[3, 4, 0]]);
        assert_eq!(Lists::of(4, std::iter::empty()).get(0), [] as [usize; 0]);
    }
}

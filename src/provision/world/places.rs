//! Sets of nodes, by their places in the order of insertion: borrowed from an index wherever that is all there is to it.

use std::borrow::Cow;

use roaring::RoaringBitmap;

/// A set of places, in ascending order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Places<'g> {
    /// No place.
    #[default]
    None,
    /// One place: what nearly every name has.
    One(u32),
    /// Any number of places.
    Many(Cow<'g, RoaringBitmap>),
}

impl<'g> Places<'g> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::None => 0,
            Self::One(_) => 1,
            Self::Many(bitmap) => usize::try_from(bitmap.len()).unwrap_or(usize::MAX),
        }
    }

    pub(crate) fn contains(&self, place: u32) -> bool {
        match self {
            Self::None => false,
            Self::One(one) => *one == place,
            Self::Many(bitmap) => bitmap.contains(place),
        }
    }

    /// How many of them come before `place`.
    pub(crate) fn before(&self, place: u32) -> usize {
        match self {
            Self::None => 0,
            Self::One(one) => usize::from(*one < place),
            Self::Many(bitmap) => {
                let up_to = usize::try_from(bitmap.rank(place)).unwrap_or(usize::MAX);
                up_to - usize::from(bitmap.contains(place))
            }
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        let (one, many) = match self {
            Self::None => (None, None),
            Self::One(one) => (Some(*one), None),
            Self::Many(bitmap) => (None, Some(bitmap.iter())),
        };
        one.into_iter().chain(many.into_iter().flatten())
    }

    /// The places that pass.
    pub(crate) fn filter(&self, passes: impl Fn(u32) -> bool) -> Self {
        match self {
            Self::One(one) if passes(*one) => Self::One(*one),
            Self::None | Self::One(_) => Self::None,
            Self::Many(bitmap) => Self::of(bitmap.iter().filter(|place| passes(*place)).collect()),
        }
    }

    /// What is in both.
    pub(crate) fn and(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Many(one), Self::Many(two)) => Self::of(&*one & &**two),
            (Self::Many(many), Self::One(one)) if many.contains(*one) => Self::One(*one),
            (Self::One(one), other) if other.contains(one) => Self::One(one),
            _ => Self::None,
        }
    }

    /// What is in either.
    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, other) => other,
            (this, Self::None) => this,
            (Self::One(one), Self::One(two)) if one == two => Self::One(one),
            (this, other) => Self::of(this.into_bitmap() | other.into_bitmap()),
        }
    }

    /// What is in this and not in `gone`.
    pub(crate) fn without(self, gone: &RoaringBitmap) -> Self {
        match self {
            Self::One(one) if gone.contains(one) => Self::None,
            Self::Many(bitmap) if !bitmap.is_disjoint(gone) => Self::of(&*bitmap - gone),
            this => this,
        }
    }

    /// The set of a bitmap.
    pub(crate) fn of(bitmap: RoaringBitmap) -> Places<'g> {
        match bitmap.len() {
            0 => Self::None,
            1 => bitmap.min().map_or(Self::None, Self::One),
            _ => Self::Many(Cow::Owned(bitmap)),
        }
    }

    fn into_bitmap(self) -> RoaringBitmap {
        match self {
            Self::None => RoaringBitmap::new(),
            Self::One(one) => std::iter::once(one).collect(),
            Self::Many(bitmap) => bitmap.into_owned(),
        }
    }
}

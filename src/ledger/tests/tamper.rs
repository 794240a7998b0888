use proptest::prelude::*;

use super::{ledger, stored};
use crate::ledger::verify;

const ENTRIES: u64 = 6;

proptest! {
    #[test]
    fn no_byte_of_a_stored_entry_changes_unnoticed(
        (row, column, place, byte) in (0..ENTRIES, 0..3, any::<prop::sample::Index>(), 0_u8..128),
    ) {
        let mut rows = stored(&ledger(ENTRIES));
        let tampered = &mut rows[usize::try_from(row).unwrap()];
        let text = match column {
            0 => &mut tampered.entry,
            1 => &mut tampered.hash,
            _ => &mut tampered.sig,
        };
        let mut bytes = text.clone().into_bytes();
        let place = place.index(bytes.len());
        prop_assume!(bytes[place] != byte);
        bytes[place] = byte;
        *text = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(verify(&rows).unwrap_err().seq, row);
    }

    #[test]
    fn no_two_entries_change_places_unnoticed(first in 0..ENTRIES, second in 0..ENTRIES) {
        prop_assume!(first != second);
        let mut rows = stored(&ledger(ENTRIES));
        rows.swap(usize::try_from(first).unwrap(), usize::try_from(second).unwrap());
        prop_assert_eq!(verify(&rows).unwrap_err().seq, first.min(second));
    }
}

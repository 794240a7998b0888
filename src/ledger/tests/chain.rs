use super::{ana, bot, founding, ledger, note, seal_all, stored, stranger};
use crate::ledger::{
    Damage, EnrolError, EntryError, Fault, GENESIS, Head, KeyError, SealError, Stored, Verifier, export, hash, seal,
    verify,
};

#[test]
fn the_hash_is_that_of_an_rfc_6962_leaf() {
    // The hash of the empty leaf, as every Certificate Transparency log has it.
    assert_eq!(hash(""), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    assert_eq!(GENESIS, "0".repeat(64));
}

#[test]
fn each_entry_names_the_one_before_it() {
    let ledger = ledger(4);
    assert_eq!(ledger[0].entry.prev, GENESIS);
    for pair in ledger.windows(2) {
        assert_eq!(pair[1].entry.prev, hash(&pair[0].text));
        assert_eq!(pair[1].entry.seq, pair[0].entry.seq + 1);
    }
    assert_eq!(verify(&stored(&ledger)), Ok(Some(ledger[3].head())));
    assert_eq!(verify(&[]), Ok(None));
}

#[test]
fn only_the_authors_own_key_seals() {
    let refused = seal(None, founding(), &bot()).unwrap_err();
    let named = ana().fingerprint().to_owned();
    assert_eq!(refused, SealError::OtherKey { named, signing: bot().fingerprint().into() });
}

#[test]
fn sealing_on_the_last_place_there_is_is_refused_not_wrapped() {
    let head = Head { seq: u64::MAX, hash: GENESIS.into() };
    assert!(matches!(seal(Some(&head), note(1), &ana()), Err(SealError::Entry(EntryError::Json(_)))));
}

/// Puts another text in place of an entry's, with the hash that goes with it.
fn rewrite(row: &mut Stored, from: &str, to: &str) {
    assert!(row.entry.contains(from), "{}", row.entry);
    row.entry = row.entry.replacen(from, to, 1);
    row.hash = hash(&row.entry);
}

#[test]
fn the_first_bad_entry_is_named_with_what_is_wrong() {
    type Spoil = fn(&mut Vec<Stored>);
    type Expected = fn(&Fault) -> bool;
    let cases: [(&str, Spoil, u64, Expected); 16] = [
        ("a changed text", |rows| rows[3].entry.push(' '), 3, |what| *what == Fault::Hash),
        ("a changed hash", |rows| rows[2].hash = GENESIS.into(), 2, |what| *what == Fault::Hash),
        ("a hash in capitals", |rows| rows[2].hash = rows[2].hash.to_uppercase(), 2, |what| *what == Fault::Hash),
        (
            "a rehashed text",
            |rows| rewrite(&mut rows[3], "note 3", "note 9"),
            3,
            |what| *what == Fault::Signature(KeyError::WrongSignature),
        ),
        (
            "a text that is not canonical",
            |rows| rewrite(&mut rows[3], ",", ", "),
            3,
            |what| matches!(what, Fault::Entry(EntryError::Json(_))),
        ),
        (
            "another version",
            |rows| rewrite(&mut rows[3], "\"v\":1", "\"v\":2"),
            3,
            |what| matches!(what, Fault::Entry(EntryError::Newer { .. })),
        ),
        ("a missing entry", |rows| drop(rows.remove(2)), 2, |what| *what == Fault::Seq { found: 3 }),
        ("a row with another number", |rows| rows[3].seq = 9, 3, |what| *what == Fault::Seq { found: 9 }),
        ("no founding", |rows| drop(rows.remove(0)), 0, |what| *what == Fault::Seq { found: 1 }),
        ("an entry twice", |rows| rows.insert(2, rows[1].clone()), 2, |what| *what == Fault::Seq { found: 1 }),
        (
            "an entry in another's row",
            |rows| rows[3] = Stored { seq: 3, ..rows[5].clone() },
            3,
            |what| *what == Fault::Seq { found: 5 },
        ),
        (
            "an entry of another ledger",
            |rows| {
                let mut other = founding();
                other.body["environment"] = "other".into();
                rows[3] = stored(&seal_all(None, [other, note(1), note(2), note(3)])).remove(3);
            },
            3,
            |what| *what == Fault::Prev,
        ),
        (
            "another's signature",
            |rows| rows[3].sig = rows[2].sig.clone(),
            3,
            |what| *what == Fault::Signature(KeyError::WrongSignature),
        ),
        (
            "a cut signature",
            |rows| rows[3].sig.truncate(80),
            3,
            |what| matches!(what, Fault::Signature(KeyError::BadSignature(_))),
        ),
        (
            "a good signature by another enrolled key",
            |rows| rows[3].sig = bot().sign(rows[3].entry.as_bytes()).unwrap(),
            3,
            |what| matches!(what, Fault::Signer { signer } if signer == bot().fingerprint()),
        ),
        (
            "a stranger's entry, well sealed",
            |rows| {
                let head = Head { seq: 2, hash: rows[2].hash.clone() };
                let mut intruder = note(3);
                intruder.actor.key = stranger().fingerprint().into();
                rows[3] = stored(&seal_all(Some(head), [intruder])).remove(0);
            },
            3,
            |what| matches!(what, Fault::Enrol(EnrolError::NotEnrolled { .. })),
        ),
    ];
    let good = stored(&ledger(8));
    for (name, spoil, seq, expected) in cases {
        let mut rows = good.clone();
        spoil(&mut rows);
        let damage = verify(&rows).unwrap_err();
        assert_eq!(damage.seq, seq, "{name}: {damage}");
        assert!(expected(&damage.what), "{name}: {damage:?}");
        assert_eq!(Verifier::new().check_all(&rows), Err(damage.clone()), "{name}");
        assert_eq!(damage.is_newer(), name == "another version");
        assert!(damage.to_string().starts_with(&format!("entry {seq} of the ledger does not hold: ")));
    }
}

#[test]
fn checking_many_at_once_says_what_checking_one_by_one_says() {
    let ledger = ledger(200);
    let mut rows = stored(&ledger);
    let mut all = Verifier::new();
    let entries = all.check_all(&rows).unwrap();
    assert_eq!(entries, ledger.iter().map(|sealed| sealed.entry.clone()).collect::<Vec<_>>());
    let mut one_by_one = Verifier::new();
    assert!(rows.iter().all(|row| one_by_one.check(row).is_ok()));
    assert_eq!(all, one_by_one);

    rows[190].sig.clear();
    rows[150].sig.clear();
    let mut all = Verifier::new();
    assert_eq!(all.check_all(&rows).unwrap_err().seq, 150);
    assert_eq!(all.head(), Some(&ledger[149].head()), "what comes before the damage is followed");
}

#[test]
fn a_tail_is_verified_from_a_head_that_was_verified_before() {
    let ledger = ledger(6);
    let rows = stored(&ledger);
    let mut cheap = Verifier::new();
    assert!(cheap.check_after(Some(2), &rows[..3]).all(|checked| checked.is_ok()));
    let mut tail = Verifier::resume(cheap.head().cloned(), cheap.keyring().clone());
    assert!(tail.check_all(&rows[3..]).is_ok());
    assert_eq!(tail.head(), Some(&ledger[5].head()));

    let mut elsewhere = Verifier::resume(Some(Head { seq: 2, hash: GENESIS.into() }), cheap.keyring().clone());
    assert_eq!(elsewhere.check(&rows[3]), Err(Damage { seq: 3, what: Fault::Prev }));
}

#[test]
fn the_cheap_check_leaves_only_the_signature_out() {
    let mut rows = stored(&ledger(4));
    rows[3].sig.clear();
    let mut verifier = Verifier::new();
    assert!(verifier.check_after(Some(3), &rows).all(|checked| checked.is_ok()));
    let checked: Vec<_> = Verifier::new().check_after(Some(2), &rows).map(|checked| checked.is_ok()).collect();
    assert_eq!(checked, [true, true, true, false], "behind what is known the signature counts");
    rewrite(&mut rows[1], "\"bot\"", "\"bat\"");
    let mut verifier = Verifier::new();
    let checked: Vec<_> = verifier.check_after(Some(3), &rows).take(3).collect();
    assert!(matches!(checked[..], [Ok(_), Ok(_), Err(Damage { seq: 2, .. })]), "{checked:?}");
}

#[test]
fn an_exported_line_reads_back_and_holds_nothing_else() {
    let rows = stored(&ledger(3));
    for (seq, row) in (0..).zip(&rows) {
        let line = export::line(row).unwrap();
        assert!(!line.contains('\n') && line.starts_with(r#"{"entry":"{"#), "{line}");
        assert_eq!(export::read_line(seq, &line).as_ref(), Ok(row));
        assert!(export::read_line(seq, &line.replacen('{', r#"{"more":1,"#, 1)).is_err());
        assert!(export::read_line(seq, &line[..line.len() - 1]).is_err());
    }
}

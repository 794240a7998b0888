use proptest::prelude::*;
use serde_json::{Map, Number, Value, json};

use crate::ledger::canonical::{JsonError, MAX_DEPTH, MAX_SAFE, read, read_canonical, write};

#[test]
fn values_have_the_text_that_rfc_8785_gives_them() {
    for (given, canonical) in [
        // Keys go by UTF-16 code units: an emoji (D83D DE00) stands before U+FB33, though its code point is higher.
        (
            "{\"\u{fb33}\":6,\"\u{1f600}\":5,\"\u{20ac}\":4,\"b\":2,\"\u{e9}\":3,\"B\":1,\"\":0}",
            "{\"\":0,\"B\":1,\"b\":2,\"\u{e9}\":3,\"\u{20ac}\":4,\"\u{1f600}\":5,\"\u{fb33}\":6}",
        ),
        // Keys are ordered by what they mean, not by how they are escaped.
        (r#"{"\u0061b":2,"aa":1,"\n":0}"#, r#"{"\n":0,"aa":1,"ab":2}"#),
        (r#"{"b":{"d":1,"c":[3,{"f":1,"e":2}]},"a":null}"#, r#"{"a":null,"b":{"c":[3,{"e":2,"f":1}],"d":1}}"#),
        // Short escapes where there is one, else lowercase hex; nothing else is escaped.
        (r#""\u0008\u0009\u000a\u000c\u000d\u001F\u0000""#, r#""\b\t\n\f\r\u001f\u0000""#),
        (r#""\/ \" \\ \u007f \u00e9 \u2028 \ud83d\ude00""#, "\"/ \\\" \\\\ \u{7f} \u{e9} \u{2028} \u{1f600}\""),
        // Numbers as ECMAScript prints a double.
        ("[1.0,-0,-0.0,0e5,10e-1,1E2]", "[1,0,0,0,1,100]"),
        ("[0.000001,0.0000001,1.5e-9,5e-324]", "[0.000001,1e-7,1.5e-9,5e-324]"),
        ("[0.30000000000000004,0.1,123456789012345.6]", "[0.30000000000000004,0.1,123456789012345.6]"),
        ("[9007199254740991,-9007199254740991]", "[9007199254740991,-9007199254740991]"),
        (" [ true , false , null , { } , [ ] ] ", "[true,false,null,{},[]]"),
    ] {
        let text = write(&read(given).unwrap()).unwrap();
        assert_eq!(text, canonical, "{given}");
        assert_eq!(read_canonical(canonical).map(|value| write(&value)), Ok(Ok(text)));
    }
}

#[test]
fn what_two_readers_could_read_differently_is_refused() {
    for (text, why) in [
        (r#"{"a":1,"a":1}"#, "twice"),
        (r#"{"a":1,"\u0061":2}"#, "twice"),
        (r#"[{"x":{"k":1,"l":2,"k":3}}]"#, "twice"),
        ("9007199254740992", "2^53"),
        ("-9007199254740992", "2^53"),
        ("18446744073709551616", "2^53"),
        ("1e16", "2^53"),
        ("1e400", "out of range"),
        ("-1e400", "out of range"),
        ("NaN", "expected"),
        ("Infinity", "expected"),
        (r#""\ud800""#, "hex escape"),
        (r#""\ud800\u0041""#, "surrogate"),
        ("{} {}", "trailing"),
        ("{\"a\":1,}", "trailing comma"),
        ("", "EOF"),
    ] {
        let error = read(text).unwrap_err();
        assert!(matches!(error, JsonError::Unreadable(_)), "{text}: {error:?}");
        assert!(error.to_string().contains(why), "{text}: {error}");
    }
}

#[test]
fn another_spelling_of_the_same_value_is_not_canonical() {
    for text in [r#"{"b":1,"a":2}"#, r#"{ "a":1}"#, "[1.0]", "[1e2]", r#"["\u0061"]"#, "[-0]", "[1]\n"] {
        assert_eq!(read_canonical(text), Err(JsonError::NotCanonical), "{text}");
    }
}

#[test]
fn numbers_beyond_every_readers_reach_are_not_written() {
    for number in
        [json!(MAX_SAFE + 1), json!(-9_007_199_254_740_992_i64), json!(1e300), json!(-9_007_199_254_740_992.0)]
    {
        assert!(matches!(write(&json!({ "n": [number] })), Err(JsonError::Unwritable(_))), "{number}");
    }
    assert!(write(&json!([MAX_SAFE, -9_007_199_254_740_991_i64, 9_007_199_254_740_991.0])).is_ok());
}

#[test]
fn writing_and_reading_stop_at_the_same_depth() {
    let nested = |depth| (0..depth).fold(Value::Null, |inner, _| json!([inner]));
    let text = |depth: usize| "[".repeat(depth) + "null" + &"]".repeat(depth);
    assert_eq!(write(&nested(MAX_DEPTH)), Ok(text(MAX_DEPTH)));
    assert!(read(&text(MAX_DEPTH)).is_ok());
    assert!(matches!(write(&nested(MAX_DEPTH + 1)), Err(JsonError::Unwritable(_))));
    assert!(matches!(read(&text(MAX_DEPTH + 1)), Err(JsonError::Unreadable(_))));
}

fn values() -> impl Strategy<Value = Value> {
    let doubles = (any::<f64>(), -300_i32..15).prop_map(|(double, power)| {
        let scaled = if double.is_finite() { double.fract() * 10_f64.powi(power) } else { 0.5 };
        Number::from_f64(scaled).map_or(Value::Null, Value::Number)
    });
    let safe = i64::try_from(MAX_SAFE).unwrap();
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (-safe..=safe).prop_map(Value::from),
        doubles,
        any::<String>().prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let fields = prop::collection::vec((any::<String>(), inner.clone()), 0..6);
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(Value::Array),
            fields.prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.iter().rev().map(|(key, field)| (key.clone(), reversed(field))).collect(),
        Value::Array(items) => items.iter().map(reversed).collect(),
        leaf => leaf.clone(),
    }
}

proptest! {
    #[test]
    fn the_canonical_text_is_its_own_canonical_form(value in values()) {
        let text = write(&value).unwrap();
        let again = read_canonical(&text).unwrap();
        prop_assert_eq!(write(&again).unwrap(), text);
    }

    #[test]
    fn the_order_of_keys_does_not_matter(value in values()) {
        prop_assert_eq!(write(&value).unwrap(), write(&reversed(&value)).unwrap());
    }

    #[test]
    fn numbers_keep_every_bit(bits in any::<u64>()) {
        let double = f64::from_bits(bits);
        prop_assume!(double.is_finite() && double.abs() < 9e15);
        let text = write(&json!([double])).unwrap();
        let back = read_canonical(&text).unwrap()[0].as_f64().unwrap();
        // Only the sign of zero is lost, as RFC 8785 wants it.
        prop_assert_eq!((back + 0.0).to_bits(), (double + 0.0).to_bits(), "{}", text);
    }

    #[test]
    fn no_text_makes_the_reader_fail_otherwise_than_by_refusing(text in ".{0,60}") {
        if let Ok(value) = read(&text) {
            prop_assert_eq!(read_canonical(&write(&value).unwrap()).is_ok(), true);
        }
    }
}

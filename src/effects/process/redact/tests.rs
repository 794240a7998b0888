use proptest::prelude::*;

use super::*;

/// The stream in pieces that end at `cuts`, redacted, and how many places were.
fn redacted(secrets: &[String], stream: &[u8], cuts: &[usize]) -> (Vec<u8>, u64) {
    let mut redactor = Redactor::new(secrets);
    let mut out = Vec::new();
    let mut from = 0;
    for cut in cuts.iter().copied().chain([stream.len()]) {
        let to = cut.clamp(from, stream.len());
        redactor.feed(&stream[from..to], &mut out);
        from = to;
    }
    redactor.finish(&mut out);
    (out, redactor.redactions())
}

fn in_one(text: &str) -> String {
    Redactor::new(&[]).text(text)
}

fn contains(stream: &[u8], part: &str) -> bool {
    stream.windows(part.len()).any(|window| window == part.as_bytes())
}

/// Made here, so that no scanner takes this file for a leak.
fn made(prefix: &str, length: usize) -> String {
    let filler = "Zx9Kq3Lm7Pv2Rt5Yw8Bn4Cd6Fg1Hj0".chars().cycle();
    prefix.chars().chain(filler).take(prefix.len() + length).collect()
}

#[test]
fn credentials_are_known_by_how_they_look() {
    let capital = made("AKIA", 16).to_uppercase();
    let jwt = format!("{}.{}.{}", made("eyJ", 30), made("eyJ", 40), made("", 43));
    for (before, secret, after) in [
        ("key ", capital.as_str(), " was used"),
        ("", &made("ghp_", 36), "\n"),
        ("in a string\\n", &made("github_pat_", 82), "\\n"),
        ("<", &made("xoxb-", 40), ">"),
        ("", &made("glpat-", 20), ""),
        ("[", &jwt, "]"),
        ("> Authorization: ", "Basic dXNlcjpwYXNz and more", "\r\n"),
        ("curl -H 'authorization: ", "Bearer abcd", "' https://example.org"),
        ("sent Bearer ", "abcdefgh12345678", " to it"),
        ("PGPASSWORD=", "hunter2!", " psql"),
        ("the password: ", "correct", " horse"),
        ("{\"client_secret\": \"", "with \\\" a quote, and space", "\", \"next\": 1}"),
        ("{\\\"token\\\":\\\"", "nested\\", "\",\\\"next\\\":1}"),
        ("api-key := '", "0123", "'"),
        ("?user=ana&token=", "abcd", "&page=2"),
        ("+ login --password ", "hunter2", " --user ana"),
        ("postgres://ana:", "p@ss:word", "@db.example.org/main"),
        ("redis://:", "x", "@cache"),
        (
            "",
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n=\n------END RSA PRIVATE KEY-----",
            "\n-----BEGIN CERTIFICATE-----\nMIID\n",
        ),
    ] {
        let stream = format!("{before}{secret}{after}");
        assert_eq!(in_one(&stream), format!("{before}[redacted]{after}"), "{stream}");
    }
}

#[test]
fn what_only_resembles_a_credential_stays() {
    for text in [
        "http://localhost:8080/a@b",
        "https://ana@example.org/",
        "PWD=/home/ana",
        "use crate::token::Token; Secret::new(x)",
        "error: unexpected token: `}`",
        "the password is wrong",
        "max_tokens=4096",
        "ghp_short and AKIASHORT and xoxb-short",
        "eyJ is how such a token begins. A sentence ends.",
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n",
        "\"password\": \"\"",
        "test result: ok. 32 passed; 0 failed",
        "a bearer of news",
    ] {
        assert_eq!(in_one(text), text);
    }
}

#[test]
fn a_registered_value_is_found_in_every_spelling() {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    let secret = "pä ss/w\"ör\\d?&=1";
    let secrets = [secret.to_owned()];
    let basic = |before: &str| STANDARD.encode(format!("{before}{secret}:and more"));
    for spelled in [
        secret.to_owned(),
        serde_json::to_string(secret).unwrap(),
        "p%C3%A4%20ss%2Fw%22%C3%B6r%5Cd%3F%26%3D1".to_owned(),
        "p%c3%a4%20ss%2fw%22%c3%b6r%5cd%3f%26%3d1".to_owned(),
        "p%C3%A4+ss%2Fw%22%C3%B6r%5Cd%3F%26%3D1".to_owned(),
        STANDARD.encode(secret),
        URL_SAFE.encode(secret),
        basic(""),
        basic("u"),
        basic("us"),
        basic("usr"),
    ] {
        let stream = format!("it is {spelled} here");
        let (out, redactions) = redacted(&secrets, stream.as_bytes(), &[]);
        let out = String::from_utf8(out).unwrap();
        assert_eq!(redactions, 1, "{out}");
        assert!(out.starts_with("it is ") && out.contains("[redacted]") && out.ends_with(" here"), "{out}");
        // Of what surrounds an encoded value up to a group may be left.
        assert!(!spelled.contains(secret) || !out.contains("ss/w"), "{out}");
    }
}

#[test]
fn the_lines_of_a_registered_value_are_secrets_too() {
    let secrets = ["first half of it\nother half of it\n".to_owned()];
    let (out, redactions) = redacted(&secrets, b"1: first half of it\r\n2: other half of it\r\n", &[]);
    assert_eq!((out.as_slice(), redactions), (b"1: [redacted]\r\n2: [redacted]\r\n".as_slice(), 2));
}

#[test]
fn secrets_that_overlap_go_whole_and_count_once() {
    let secrets = ["abcdef".to_owned(), "defghi".to_owned(), "hij".to_owned()];
    assert_eq!(redacted(&secrets, b"-abcdefghij-", &[]), (b"-[redacted]-".to_vec(), 1));
}

#[test]
fn output_is_not_held_back_when_nothing_can_come_of_it() {
    let mut redactor = Redactor::new(&["zebra".to_owned()]);
    let mut out = Vec::new();
    redactor.feed(b"waiting for the other side...\nze", &mut out);
    assert_eq!(out, b"waiting for the other side...\n");
    redactor.feed(b"ro\n", &mut out);
    assert_eq!(out, b"waiting for the other side...\nzero\n");
}

#[test]
fn what_is_held_back_is_bounded() {
    for hostile in ["eyJ", "https://a:", "-----BEGIN ", "password=", "\\", "token      "] {
        let mut redactor = Redactor::new(&[]);
        let mut out = Vec::new();
        for _ in 0..4096 {
            redactor.feed(hostile.as_bytes(), &mut out);
            assert!(redactor.held.len() < 4096, "{hostile}: {}", redactor.held.len());
        }
    }
}

#[test]
fn a_mistaken_beginning_does_not_swallow_the_rest() {
    let body = "A".repeat(100 << 10);
    for (beginning, kept) in [("-----BEGIN PRIVATE KEY-----", 80 << 10), ("password=", 30 << 10)] {
        let out = in_one(&format!("{beginning}{body}"));
        assert!(out.contains("[redacted]") && out.len() > kept, "{beginning}: {}", out.len());
    }
}

#[test]
fn a_marker_never_makes_up_a_secret_with_its_neighbours() {
    for secrets in [vec!["[", "]"], vec!["red"], vec!["x["], vec!["*", "#", "<", "{", "[r"]] {
        let secrets: Vec<String> = secrets.into_iter().map(str::to_owned).collect();
        let (out, _) = redacted(&secrets, b"x[red]*#<{x[r", &[]);
        assert!(secrets.iter().all(|secret| !contains(&out, secret)), "{secrets:?}: {out:?}");
    }
}

#[test]
fn no_secret_is_shown_by_debugging() {
    assert!(!format!("{:?}", Redactor::new(&["hunter2".to_owned()])).contains("hunter2"));
}

/// Text in which secrets, what they are made of, and what patterns look for stand side by side.
fn streams() -> impl Strategy<Value = (Vec<String>, Vec<u8>)> {
    let secret = prop_oneof![
        "[ab]{1,6}",
        "[!-~]{1,12}",
        "[ \\[\\]redacted*\"\\\\%]{1,9}",
        "\\PC{1,8}",
        Just("first line\nother line".to_owned()),
    ];
    prop::collection::vec(secret, 1..4).prop_flat_map(|secrets| {
        let whole = prop::sample::select(secrets.clone());
        let part = (whole.clone(), any::<prop::sample::Index>()).prop_map(|(secret, at)| {
            let at = at.index(secret.len());
            secret.bytes().take(at).collect::<Vec<u8>>()
        });
        let known = prop::sample::select(vec![
            "password=",
            "\"token\": \"",
            "\\\"secret\\\":\\\"",
            "://a:b@c/",
            "Authorization: Bearer ",
            "--token ",
            "-----BEGIN PRIVATE KEY-----\n",
            "-----END PRIVATE KEY-----",
            "eyJhbGciOiJIUzI1NiJ9.eyJ",
            "ghp_0123456789012345678901234567890123456789",
            "\n",
            " ",
            "\"",
            "\\",
            "=",
            "-",
        ]);
        let piece = prop_oneof![
            4 => whole.prop_map(String::into_bytes),
            2 => part,
            3 => known.prop_map(|known| known.as_bytes().to_vec()),
            1 => prop::collection::vec(any::<u8>(), 0..20),
            1 => "[ab]{0,12}".prop_map(String::into_bytes),
        ];
        let stream = prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat());
        (Just(secrets), stream)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_secret_survives_and_no_chunking_matters(
        (secrets, stream) in streams(),
        mut cuts in prop::collection::vec(0usize..400, 0..12),
    ) {
        cuts.sort_unstable();
        let whole = redacted(&secrets, &stream, &[]);
        for secret in &secrets {
            prop_assert!(!contains(&whole.0, secret), "{secret:?} in {:?}", String::from_utf8_lossy(&whole.0));
        }
        prop_assert_eq!(&redacted(&secrets, &stream, &cuts), &whole);
        let bytewise: Vec<usize> = (0..stream.len()).collect();
        prop_assert_eq!(&redacted(&secrets, &stream, &bytewise), &whole);
    }
}

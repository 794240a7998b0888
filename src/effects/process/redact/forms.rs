//! The spellings in which a registered value turns up in output.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// A line of a value of several lines is a secret of its own from this length on: keys are printed line by line.
const LINE: usize = 8;

/// An encoded value shorter than this says too little, and would be found in what is not it.
const ENCODED: usize = 6;

/// `secret` as it is, without white space around it, line by line, as inside a JSON string, percent-encoded, and in
/// Base64 wherever it stands in what was encoded.
pub(super) fn of(secret: &str) -> Vec<Vec<u8>> {
    let mut forms = vec![secret.to_owned(), secret.trim().to_owned()];
    forms.extend(secret.lines().map(str::trim).filter(|line| line.len() >= LINE).map(str::to_owned));
    let plain = forms.clone();
    for value in &plain {
        if let Ok(json) = serde_json::to_string(value) {
            forms.push(json[1..json.len() - 1].to_owned());
        }
        // What stays as it is: in a URL, for `encodeURIComponent`, in a form.
        for (kept, space) in [("-_.~", "%20"), ("-_.!~*'()", "%20"), ("*-._", "+"), ("-_.~/", "%20")] {
            forms.push(percent(value, kept, space, false));
            forms.push(percent(value, kept, space, true));
        }
        forms.extend(base64(value));
    }
    forms.into_iter().filter(|form| !form.is_empty()).map(String::into_bytes).collect()
}

fn percent(value: &str, kept: &str, space: &str, upper: bool) -> String {
    let one = |byte: u8| match byte {
        b' ' => space.to_owned(),
        _ if byte.is_ascii_alphanumeric() || kept.as_bytes().contains(&byte) => char::from(byte).to_string(),
        _ if upper => format!("%{byte:02X}"),
        _ => format!("%{byte:02x}"),
    };
    value.bytes().map(one).collect()
}

/// The characters that depend on the value alone, for each of the three places that it can have among groups of three
/// bytes: `user:value` is Base64 that does not contain the Base64 of `value`.
fn base64(value: &str) -> Vec<String> {
    let mut found = Vec::new();
    for before in 0..3 {
        let mut bytes = vec![0; before];
        bytes.extend_from_slice(value.as_bytes());
        // A character holds six bits: the first ones hold bits of what stands before, the last may of what comes after.
        let (from, to) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let encoded = engine.encode(&bytes);
            found.extend(encoded.get(from..to).filter(|form| form.len() >= ENCODED).map(str::to_owned));
        }
    }
    found
}

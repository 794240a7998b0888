//! Credentials that are known by how they begin, wherever they stand.

use super::{Look, Tail};

/// A kind of token: how it begins, what it is made of, and how much of that there is at least.
#[derive(Debug)]
pub(super) struct Token {
    pub prefix: &'static [u8],
    alphabet: fn(u8) -> bool,
    least: usize,
}

const fn token(prefix: &'static str, alphabet: fn(u8) -> bool, least: usize) -> Token {
    Token { prefix: prefix.as_bytes(), alphabet, least }
}

/// Each with its issuer's length, or a little less.
pub(super) const TOKENS: &[Token] = &[
    // AWS access keys: of a user, temporary, of a role, of a group, of a bearer.
    token("AKIA", capital, 16),
    token("ASIA", capital, 16),
    token("AROA", capital, 16),
    token("AIDA", capital, 16),
    token("AGPA", capital, 16),
    token("ABIA", capital, 16),
    // GitHub.
    token("ghp_", word, 30),
    token("gho_", word, 30),
    token("ghu_", word, 30),
    token("ghs_", word, 30),
    token("ghr_", word, 30),
    token("github_pat_", word, 22),
    // GitLab.
    token("glpat-", dashed, 20),
    // Slack.
    token("xoxa-", dashed, 10),
    token("xoxb-", dashed, 10),
    token("xoxe-", dashed, 10),
    token("xoxe.", dashed, 10),
    token("xoxp-", dashed, 10),
    token("xoxr-", dashed, 10),
    token("xoxs-", dashed, 10),
    token("xapp-", dashed, 10),
    // Google, npm, Stripe.
    token("AIza", dashed, 35),
    token("npm_", word, 36),
    token("sk_live_", word, 16),
    token("rk_live_", word, 16),
];

impl Token {
    pub(super) fn look(&self, rest: &[u8]) -> Look {
        if rest.len() < self.prefix.len() {
            return if self.prefix.starts_with(rest) { Look::More } else { Look::No };
        }
        if !rest.starts_with(self.prefix) {
            return Look::No;
        }
        let len = self.prefix.len() + self.least;
        let body = &rest[self.prefix.len()..len.min(rest.len())];
        if !body.iter().all(|byte| (self.alphabet)(*byte)) {
            Look::No
        } else if rest.len() < len {
            Look::More
        } else {
            Look::Secret { skip: 0, len, tail: Some(Tail::of(self.alphabet)) }
        }
    }
}

/// The longest header of a JSON Web Token that is waited for.
const JWT_HEADER: usize = 2048;

/// The shortest: `{"alg":"none"}` in Base64.
const JWT_LEAST: usize = 18;

/// A JSON Web Token: Base64 of a JSON object, a dot, and more of the same.
pub(super) fn jwt(rest: &[u8]) -> Look {
    const BEGIN: &[u8] = b"eyJ";
    if rest.len() < BEGIN.len() {
        return if BEGIN.starts_with(rest) { Look::More } else { Look::No };
    }
    if !rest.starts_with(BEGIN) {
        return Look::No;
    }
    match rest.iter().take(JWT_HEADER).position(|byte| !dashed(*byte)) {
        Some(at) if rest[at] == b'.' && at >= JWT_LEAST => {
            Look::Secret { skip: 0, len: at + 1, tail: Some(Tail::of(|byte| dashed(byte) || byte == b'.')) }
        }
        None if rest.len() < JWT_HEADER => Look::More,
        _ => Look::No,
    }
}

/// A private key in PEM: `-----BEGIN …PRIVATE KEY…-----` to its end.
pub(super) fn pem(rest: &[u8]) -> Look {
    const BEGIN: &[u8] = b"-----BEGIN ";
    const LABEL: usize = 64;
    if rest.len() < BEGIN.len() {
        return if BEGIN.starts_with(rest) { Look::More } else { Look::No };
    }
    let Some(label) = rest.strip_prefix(BEGIN) else { return Look::No };
    let len = label.iter().take(LABEL).position(|byte| !(capital(*byte) || *byte == b' '));
    match len {
        Some(len) if label[..len].windows(11).any(|window| window == b"PRIVATE KEY") => {
            Look::Secret { skip: 0, len: BEGIN.len() + len, tail: Some(Tail::pem()) }
        }
        None if label.len() < LABEL => Look::More,
        _ => Look::No,
    }
}

fn capital(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn dashed(byte: u8) -> bool {
    word(byte) || byte == b'-'
}

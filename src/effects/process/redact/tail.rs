//! How far a secret goes that was found by its beginning: byte by byte, without looking ahead.

/// The most that follows the beginning of one secret: a mistaken match may not swallow a whole output.
const LIMIT: u32 = 64 << 10;

/// The same for a private key's block; one of 16384 bits has 13 KiB.
const PEM_LIMIT: u32 = 16 << 10;

/// What ends a private key's block.
const END: &[u8] = b"-----END ";

/// The rest of a secret.
#[derive(Debug)]
pub(super) struct Tail {
    kind: Kind,
    left: u32,
}

#[derive(Debug)]
enum Kind {
    /// As long as the bytes are of an alphabet.
    While(fn(u8) -> bool),
    /// Up to the quote that closes it, which has as many backslashes before it as the one that opened it; or up to the
    /// end of the line.
    Quoted { quote: u8, opened: usize, backslashes: usize },
    /// Up to and with `-----END …-----`: how much of the first part was seen, then how many of the last dashes.
    Pem { seen: usize, dashes: Option<usize> },
}

/// What became of a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is part of the secret, and the next may be.
    Yes,
    /// It is the secret's last.
    Last,
    /// It is not part of it.
    Not,
}

impl Tail {
    pub(super) fn of(alphabet: fn(u8) -> bool) -> Self {
        Self { kind: Kind::While(alphabet), left: LIMIT }
    }

    /// A value that a quote opened with this many backslashes before it: a string may be part of another string.
    pub(super) fn quoted(quote: u8, opened: usize) -> Self {
        Self { kind: Kind::Quoted { quote, opened, backslashes: 0 }, left: LIMIT }
    }

    pub(super) fn pem() -> Self {
        Self { kind: Kind::Pem { seen: 0, dashes: None }, left: PEM_LIMIT }
    }

    pub(super) fn take(&mut self, byte: u8) -> Taken {
        let Some(left) = self.left.checked_sub(1) else { return Taken::Not };
        self.left = left;
        match &mut self.kind {
            Kind::While(alphabet) => {
                if alphabet(byte) {
                    Taken::Yes
                } else {
                    Taken::Not
                }
            }
            Kind::Quoted { quote, opened, backslashes } => {
                // In a plain string two backslashes are one, and the quote after them closes it.
                let closes = *backslashes <= *opened || (*opened == 0 && backslashes.is_multiple_of(2));
                if matches!(byte, b'\n' | b'\r') || (byte == *quote && closes) {
                    return Taken::Not;
                }
                *backslashes = if byte == b'\\' { *backslashes + 1 } else { 0 };
                Taken::Yes
            }
            Kind::Pem { seen, dashes: None } if *seen == END.len() => {
                self.kind = Kind::Pem { seen: END.len(), dashes: Some(0) };
                Taken::Yes
            }
            Kind::Pem { seen, dashes: None } => {
                *seen = match byte {
                    _ if byte == END[*seen] => *seen + 1,
                    // A sixth dash: the last five are still a beginning.
                    b'-' if *seen == 5 => 5,
                    b'-' => 1,
                    _ => 0,
                };
                Taken::Yes
            }
            Kind::Pem { dashes: Some(dashes), .. } => {
                *dashes = if byte == b'-' { *dashes + 1 } else { 0 };
                if *dashes == 5 { Taken::Last } else { Taken::Yes }
            }
        }
    }
}

//! How large a world may be. What is over a limit is refused with a sentence, before it costs memory or time.

/// Bytes of a world file: 256 MiB.
pub const BYTES: u64 = 256 << 20;

/// Nodes of a world: two million.
pub const NODES: usize = 2_000_000;

/// Edges of a world: two hundred thousand.
pub const EDGES: usize = 200_000;

/// Provisioners that a world declares: one thousand.
pub const PROVISIONERS: usize = 1_000;

/// Different tags of all nodes: one million.
pub const TAGS: usize = 1_000_000;

/// Tags, and JSON values within attributes, edges and provisioners, together: eight million.
pub const VALUES: usize = 8_000_000;

/// Entries of one list of tags, and arguments of one command: one thousand.
pub const WORDS: usize = 1_000;

/// Bytes of a template as JSON, since what was accepted is an entry of the ledger: 32 KiB.
pub const TEMPLATE: usize = 32 << 10;

/// Bytes of an id, a label, a tag, a name: one thousand.
pub const TEXT: usize = 1_000;

/// Errors and findings that one reading lists each; the rest is counted.
pub const LISTED: usize = 100;

/// Offers of one requirement that a report lists; the rest is counted, and [`Quote::window`](crate::provision::Quote::window) has it.
pub const WINDOW: usize = 64;

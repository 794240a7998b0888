//! The one pass over the Markdown: blocks with their bytes, before anything is made of them.

use memchr::memchr;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{Mark, Span};

/// The blocks of a file, in order.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// Headings outside lists and quotes.
    pub(super) headings: Vec<RawHeading>,
    /// List items, a parent before its children.
    pub(super) items: Vec<RawItem>,
    /// Tables outside lists and quotes.
    pub(super) tables: Vec<RawTable>,
    /// What is code, HTML or a table: nothing inside is a line of the plan.
    pub(super) opaque: Vec<Opaque>,
    /// Fenced shell blocks with attributes, outside quotes: a quoted one is somebody else's.
    pub(super) fences: Vec<RawFence>,
    /// Fences and comments that are never closed.
    pub(super) unclosed: Vec<Unclosed>,
}

#[derive(Debug)]
pub(super) struct RawHeading {
    pub(super) level: u8,
    pub(super) span: Span,
    /// The words, with their marks.
    pub(super) words: Span,
}

#[derive(Debug)]
pub(super) struct RawItem {
    pub(super) parent: Option<usize>,
    /// The item before it in the same list.
    pub(super) previous: Option<usize>,
    pub(super) has_children: bool,
    /// The offset of its bullet or number.
    pub(super) start: usize,
    /// Where it ends, its children included.
    pub(super) end: usize,
    /// Its first paragraph, the box excluded.
    pub(super) words: Span,
    /// Its mark, and the bytes between the brackets.
    pub(super) mark: Option<(Mark, Span)>,
}

#[derive(Debug)]
pub(super) struct Opaque {
    pub(super) span: Span,
    pub(super) kind: OpaqueKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OpaqueKind {
    Code,
    Html,
    Table,
}

#[derive(Debug)]
pub(super) struct RawFence {
    pub(super) span: Span,
    /// What stands after the opening fence.
    pub(super) info: String,
    /// What stands between the fences, without the indentation of the block.
    pub(super) content: String,
    pub(super) closed: bool,
}

#[derive(Debug)]
pub(super) struct RawTable {
    pub(super) span: Span,
    pub(super) head: Vec<Span>,
    /// The cells of all rows, one after the other, and where each row begins among them.
    pub(super) cells: Vec<Span>,
    pub(super) starts: Vec<usize>,
}

impl RawTable {
    /// The cells of each row.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[Span]> {
        let ends = self.starts.iter().skip(1).copied().chain([self.cells.len()]);
        self.starts.iter().zip(ends).map(|(&start, end)| &self.cells[start..end])
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Unclosed {
    pub(super) at: usize,
    pub(super) what: &'static str,
}

/// Walks `text` from byte `from` on; every offset is one of the whole `text`.
pub(super) fn scan(text: &str, from: usize) -> Blocks {
    let mut walk =
        Walk { text, blocks: Blocks::default(), open: Vec::new(), lists: Vec::new(), quotes: 0, fence: None };
    let view = text.get(from..).unwrap_or_default();
    for (event, range) in Parser::new_ext(view, Options::ENABLE_TABLES).into_offset_iter() {
        walk.step(&event, range.start + from..range.end + from);
    }
    walk.blocks
}

/// The languages of blocks that a shell can run.
const SHELLS: [&str; 4] = ["sh", "bash", "shell", "zsh"];

struct Walk<'a> {
    text: &'a str,
    blocks: Blocks,
    /// The items that are open, with whether their first paragraph is still going on.
    open: Vec<(usize, bool)>,
    /// Per open list, its latest item.
    lists: Vec<Option<usize>>,
    quotes: usize,
    /// The shell block that is open.
    fence: Option<RawFence>,
}

impl Walk<'_> {
    fn step(&mut self, event: &Event, range: Span) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(TagEnd::Item) => {
                self.end_words(range.end);
                self.open.pop();
            }
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
            }
            Event::End(TagEnd::BlockQuote(_)) => self.quotes = self.quotes.saturating_sub(1),
            Event::End(TagEnd::Paragraph) => self.end_words(range.end),
            Event::Rule => self.end_words(range.start),
            Event::Text(text) => {
                if let Some(fence) = &mut self.fence {
                    fence.content.push_str(text);
                }
            }
            Event::End(TagEnd::CodeBlock) => self.blocks.fences.extend(self.fence.take()),
            // A comment inside a paragraph hides the lines it runs over.
            Event::InlineHtml(_) => {
                if let Some(line) = self.text[range.clone()].find('\n') {
                    self.opaque(range.start + line + 1..range.end, OpaqueKind::Html);
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag, range: Span) {
        match tag {
            Tag::Item => return self.item(&range),
            Tag::TableHead => return self.row(true),
            Tag::TableRow => return self.row(false),
            Tag::TableCell => return self.cell(range),
            Tag::Paragraph
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. } => return,
            _ => self.end_words(range.start),
        }
        match tag {
            Tag::Heading { level, .. } if self.at_top() => {
                let words = words_of_heading(self.text, &range);
                self.blocks.headings.push(RawHeading { level: *level as u8, span: range, words });
            }
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::List(_) => self.lists.push(None),
            Tag::CodeBlock(kind) => {
                if let CodeBlockKind::Fenced(info) = kind {
                    self.fenced(info, &range);
                }
                self.opaque(range, OpaqueKind::Code);
            }
            Tag::HtmlBlock => {
                let html = &self.text[range.clone()];
                if html.trim_start().starts_with("<!--") && !html.contains("-->") {
                    self.blocks.unclosed.push(Unclosed { at: range.start, what: "comment" });
                }
                self.opaque(range, OpaqueKind::Html);
            }
            Tag::Table(_) => {
                if self.at_top() {
                    let table =
                        RawTable { span: range.clone(), head: Vec::new(), cells: Vec::new(), starts: Vec::new() };
                    self.blocks.tables.push(table);
                }
                self.opaque(range, OpaqueKind::Table);
            }
            _ => {}
        }
    }

    fn opaque(&mut self, span: Span, kind: OpaqueKind) {
        self.blocks.opaque.push(Opaque { span, kind });
    }

    fn fenced(&mut self, info: &str, range: &Span) {
        let block = &self.text[range.clone()];
        let closed = fence_is_closed(block);
        if !closed {
            self.blocks.unclosed.push(Unclosed { at: range.start, what: "code fence" });
        }
        let lang = info.split(|c: char| c.is_whitespace() || c == '{').next().unwrap_or_default();
        if self.quotes == 0 && SHELLS.contains(&lang) && info.contains('{') {
            // Markdown takes backslashes out of the words after a fence, and JSON needs them.
            let line = block.trim_start().lines().next().unwrap_or_default();
            let info = line.trim_start_matches(['`', '~']).trim().to_owned();
            self.fence = Some(RawFence { span: range.clone(), info, content: String::new(), closed });
        }
    }

    fn at_top(&self) -> bool {
        self.open.is_empty() && self.quotes == 0
    }

    fn item(&mut self, range: &Span) {
        let parent = self.open.last().map(|&(item, _)| item);
        if let Some(parent) = parent {
            self.blocks.items[parent].has_children = true;
        }
        let at = self.blocks.items.len();
        let previous = self.lists.last_mut().and_then(|latest| latest.replace(at));
        let content = after_bullet(self.text, range);
        let mark = content.clone().and_then(|content| mark(self.text, &content));
        let from = match (&mark, content) {
            (Some((_, inside)), _) => inside.end + 1,
            (None, Some(content)) => content.start,
            (None, None) => range.end,
        };
        self.blocks.items.push(RawItem {
            parent,
            previous,
            has_children: false,
            start: range.start,
            end: range.end,
            words: from..from,
            mark,
        });
        self.open.push((at, true));
    }

    /// Ends the first paragraph of the innermost item; a box inside anything but a paragraph is none.
    fn end_words(&mut self, end: usize) {
        let Some((item, going)) = self.open.last_mut() else { return };
        if std::mem::take(going) {
            let item = &mut self.blocks.items[*item];
            item.words.end = end.max(item.words.start);
            if end < item.words.start {
                item.mark = None;
            }
        }
    }

    fn row(&mut self, head: bool) {
        if let (true, false, Some(table)) = (self.at_top(), head, self.blocks.tables.last_mut()) {
            table.starts.push(table.cells.len());
        }
    }

    fn cell(&mut self, range: Span) {
        if !self.at_top() {
            return;
        }
        let Some(table) = self.blocks.tables.last_mut() else { return };
        let row = if table.starts.is_empty() { &mut table.head } else { &mut table.cells };
        row.push(range);
    }
}

/// The words of a heading, without `#` marks or the line under it.
fn words_of_heading(text: &str, range: &Span) -> Span {
    let source = text[range.clone()].trim_end();
    let led = source.trim_start();
    let (words, start) = if led.starts_with('#') {
        let words = led.trim_start_matches('#');
        let start = range.start + source.len() - words.len();
        let trimmed = words.trim_end();
        let closed = trimmed.trim_end_matches('#');
        // Hashes close a heading only after a blank: `## C#` ends in its own.
        (if closed.is_empty() || closed.ends_with([' ', '\t']) { closed } else { trimmed }, start)
    } else {
        (source.rsplit_once('\n').map_or(source, |(words, _)| words), range.start)
    };
    let start = start + words.len() - words.trim_start().len();
    start..start + words.trim().len()
}

/// What follows the bullet or number of an item on its own line, leading blanks excluded.
fn after_bullet(text: &str, range: &Span) -> Option<Span> {
    let item = &text[range.clone()];
    let line = memchr(b'\n', item.as_bytes()).map_or(item, |end| &item[..end]);
    let led = line.trim_start();
    let rest = match led.strip_prefix(['-', '*', '+']) {
        Some(rest) => rest,
        None => led.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(['.', ')'])?,
    };
    let content = rest.trim_start();
    // Five blanks after the bullet make indented code of the rest.
    if rest.len() - content.len() > 4 {
        return None;
    }
    let start = range.start + line.len() - content.len();
    Some(start..start + content.len())
}

/// Odd marks that people use for "in progress", "cancelled", "important" and the like.
const ODD: [&str; 10] = ["", "-", "~", "!", "/", "N/A", "n/a", "NA", "?", ">"];

/// The mark at the start of an item, with the bytes between its brackets.
fn mark(text: &str, content: &Span) -> Option<(Mark, Span)> {
    let source = &text[content.clone()];
    let inner = source.strip_prefix('[')?;
    let (inside, rest) = inner.split_once(']')?;
    if !(rest.is_empty() || rest.starts_with([' ', '\t', '\r'])) {
        return None;
    }
    let mark = match inside {
        " " => Mark::Open,
        "x" | "X" => Mark::Checked,
        odd if ODD.contains(&odd) => Mark::Odd,
        // A tick of another alphabet, or an `x` with blanks: meant as a box, and no one can say as which.
        odd if odd.chars().count() == 1 && odd.chars().all(|c| !c.is_ascii() || c.is_ascii_whitespace()) => Mark::Odd,
        odd if odd.len() <= 3 && matches!(odd.trim(), "" | "x" | "X") => Mark::Odd,
        _ => return None,
    };
    let start = content.start + 1;
    Some((mark, start..start + inside.len()))
}

/// The words of an item without the box that opens them.
pub(super) fn without_mark(words: &str) -> &str {
    mark(words, &(0..words.len())).map_or(words, |(_, inside)| words[inside.end + 1..].trim_start())
}

/// Whether a fenced block ends in a fence as long as the one that opens it.
fn fence_is_closed(block: &str) -> bool {
    let led = block.trim_start();
    let Some(fence) = led.chars().next() else { return false };
    let length = led.len() - led.trim_start_matches(fence).len();
    let Some((_, last)) = led.trim_end().rsplit_once('\n') else { return false };
    let last = last.trim_start_matches([' ', '\t', '>']).trim_end();
    last.len() >= length && last.chars().all(|c| c == fence)
}

//! The front matter of an instruction or a skill: `key: value` lines between two lines `---` at the top.

/// What the front matter says of `key`, without quotation marks; `None` where there is nothing.
pub(super) fn says(text: &str, key: &str) -> Option<String> {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    if lines.next()?.trim_end() != "---" {
        return None;
    }
    let value = lines
        .take_while(|line| line.trim_end() != "---")
        .find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix(':'))?
        .trim();
    let bare = [('"', '"'), ('\'', '\'')]
        .into_iter()
        .find_map(|(open, close)| value.strip_prefix(open)?.strip_suffix(close))
        .unwrap_or(value);
    (!bare.trim().is_empty()).then(|| bare.to_owned())
}

/// The first heading, else the first line that says something after the front matter.
pub(super) fn title(text: &str) -> String {
    let mut lines = text.lines().peekable();
    if lines.peek().is_some_and(|line| line.trim_end() == "---") {
        lines.next();
        for line in lines.by_ref() {
            if line.trim_end() == "---" {
                break;
            }
        }
    }
    let line = lines.find(|line| !line.trim().is_empty()).unwrap_or_default();
    line.trim_start_matches('#').trim().to_owned()
}

//! What a shell block would run: prompts and recorded output are taken off.

/// The lines to run. In a block with a prompt only the prompted lines are, and the lines that they go on in after a
/// backslash; everything else is the output that somebody recorded.
pub(super) fn of(content: &str) -> Result<String, String> {
    if !content.lines().any(|line| prompted(line).is_some()) {
        return Ok(content.trim_end().to_owned());
    }
    let mut script: Vec<&str> = Vec::new();
    let mut goes_on = false;
    for line in content.lines().map(str::trim_end) {
        let run = match prompted(line) {
            Some(command) => command,
            None if goes_on => line.trim_start().strip_prefix("> ").unwrap_or(line),
            None => continue,
        };
        if run.contains("<<") && !run.contains("<<<") {
            return Err(
                "a here-document after a prompt cannot be told from output; write the block without prompts".to_owned()
            );
        }
        goes_on = run.ends_with('\\');
        script.push(run);
    }
    Ok(script.join("\n"))
}

/// What follows a prompt.
fn prompted(line: &str) -> Option<&str> {
    let led = line.trim_start();
    led.strip_prefix("$ ").map(str::trim_start).or_else(|| (led == "$").then_some(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_and_output_are_taken_off() {
        for (content, script) in [
            ("kettle on\n", "kettle on"),
            ("kettle on\n\n  kettle off\n", "kettle on\n\n  kettle off"),
            ("$ kettle on\n", "kettle on"),
            ("$ kettle on\n98 degrees\n$ kettle off\n", "kettle on\nkettle off"),
            ("$ kettle on \\\n    --slow\nwarming\n", "kettle on \\\n    --slow"),
            ("$ kettle on \\\n> --slow\n> quoted output\n", "kettle on \\\n--slow"),
            ("  $ kettle on\n  warm\n", "kettle on"),
            ("echo $ HOME\n", "echo $ HOME"),
            ("$HOME/kettle on\n", "$HOME/kettle on"),
            ("$ cat <<< tea\n", "cat <<< tea"),
            ("cat <<EOF\ntea\nEOF\n", "cat <<EOF\ntea\nEOF"),
            ("", ""),
        ] {
            assert_eq!(of(content).as_deref(), Ok(script), "{content}");
        }
        assert!(of("$ cat <<EOF\ntea\nEOF\n").is_err());
    }
}

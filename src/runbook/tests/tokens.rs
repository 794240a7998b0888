use super::*;

fn tokens(text: &str) -> Vec<(String, TokenKind)> {
    let document = document(text);
    for token in &document.tokens {
        assert_eq!(text[token.span.clone()], token.text);
        assert!(text.lines().nth(token.line - 1).unwrap().contains(&token.text));
    }
    document.tokens_of("R1").map(|token| (token.text.clone(), token.kind)).collect()
}

fn names(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn only_a_path_that_stays_in_the_workspace_can_be_checked() {
    for (text, kind) in [
        ("proof/tea.txt", TokenKind::Path),
        (".github/workflows/ci.yml", TokenKind::Path),
        ("proof/", TokenKind::Path),
        ("a/b/.env", TokenKind::Name),
        ("proof/zażółć.txt", TokenKind::Path),
        ("tea.txt", TokenKind::Name),
        ("R1.A", TokenKind::Name),
        ("ACTIVE/DONE/BLOCKED", TokenKind::Name),
        ("3/3", TokenKind::Name),
        ("/v1/ops/health.json", TokenKind::Name),
        ("./proof/tea.txt", TokenKind::Name),
        ("a//b.txt", TokenKind::Name),
        ("-x/a.txt", TokenKind::Name),
        ("cat proof/tea.txt", TokenKind::Name),
        ("c:\\proof\\tea.txt", TokenKind::Name),
        ("../proof/tea.txt", TokenKind::Pattern),
        ("proof/*", TokenKind::Pattern),
        ("proof/<run>/tea.txt", TokenKind::Pattern),
        ("proof/{run}.txt", TokenKind::Pattern),
        ("R1.A..R1.C", TokenKind::Pattern),
        ("s3://tea/proof.txt", TokenKind::ObjectStore),
        ("gs://tea/...", TokenKind::ObjectStore),
        ("s3://tea/<run>/proof.txt", TokenKind::Pattern),
        ("https://tea.example/a..b", TokenKind::Url),
        ("://tea", TokenKind::Name),
    ] {
        assert_eq!(TokenKind::of(text), kind, "{text}");
        assert_eq!(kind.is_checkable(), kind == TokenKind::Path);
    }
}

#[test]
fn tokens_stand_in_the_evidence_part_and_in_boxes_that_closing_needs() {
    let text = "\
## R1 - Kitchen
Objective: `not/this.txt`

DoD:
- [ ] see `dod/one.txt` and ``two ` ticks``
  on `dod/two.txt`

Sub-phase progress:
- [x] `R1.A` plumbing

Notes:
- [ ] `not/that.txt`

Evidence outputs:
- `evidence/a.txt`, `` `b` ``
- [ ] `evidence/c.txt`

  ```
  `not/code.txt`
  ```

| what |
|---|
| `evidence/d.txt` |

## R2 - Sign
Evidence: `evidence/e.txt`
";
    assert_eq!(
        names(text),
        [
            "dod/one.txt",
            "two ` ticks",
            "dod/two.txt",
            "R1.A",
            "evidence/a.txt",
            "`b`",
            "evidence/c.txt",
            "evidence/d.txt"
        ]
    );
    let document = document(text);
    assert_eq!(document.tokens_of("R2").map(|token| token.text.as_str()).collect::<Vec<_>>(), ["evidence/e.txt"]);
}

#[test]
fn the_row_of_an_evidence_table_names_evidence_too() {
    let text = "## R1 - Kitchen\n\n## Map\n| Phase | Evidence |\n|---|---|\n| R1 | `a/b.txt` and `c` |\n";
    assert_eq!(names(text), ["a/b.txt", "c"]);
}

#[test]
fn a_token_is_there_once_and_ends_on_its_line() {
    let text = "## R1 - Kitchen\n### Evidence outputs\n#### DoD\n- [ ] `a/b.txt` `open\n- `next/c.txt`\n";
    assert_eq!(names(text), ["a/b.txt"]);
    let text = "## R1 - Kitchen\nEvidence:\n- `` a `b`\n- ` `\n";
    assert_eq!(names(text), ["b"]);
}

#[test]
fn runs_of_backticks_without_an_end_are_read_in_a_moment() {
    let runs = (1..2_000).map(|length| format!("{} ", "`".repeat(length))).collect::<Vec<_>>().concat();
    assert_eq!(names(&format!("## R1 - A\nEvidence:\n- {runs}\n")), Vec::<String>::new());
}

use super::*;

#[test]
fn the_bundles_of_this_repository_have_no_finding() {
    let registry = own();
    assert_eq!(registry.findings, []);
    let count = |kind| registry.of(kind).len();
    assert_eq!(Kind::ALL.map(count), [5, 4, 3, 3]);
    assert_eq!(registry.hub_of("incident"), Some("hub.incident"));
    assert_eq!(registry.hub_of("Incident"), None);
}

#[test]
fn an_id_is_what_a_file_declares_and_not_what_it_is_called() {
    let registry = of(&[
        (
            "bundles/skills/kettle/SKILL.md",
            "---\nid: \"skill.boil\"\nversion: '3'\nname: kettle\n---\n\n# Boiling water\n",
        ),
        ("bundles/skills/cup/SKILL.md", "# No front matter, so no id\n"),
        ("bundles/instructions/tea.md", "---\nname: tea\n---\nid: not.here\n"),
    ]);
    let skill = &registry.of(Kind::Skill)[0];
    assert_eq!(
        (skill.id.as_str(), skill.version.as_deref(), skill.title.as_str()),
        ("skill.boil", Some("3"), "Boiling water")
    );
    assert_eq!(registry.of(Kind::Instruction), []);
    let without: Vec<_> = registry.findings.iter().map(|finding| finding.path.as_str()).collect();
    assert_eq!(without, ["bundles/instructions/tea.md", "bundles/skills/cup/SKILL.md"]);
}

#[test]
fn what_is_wrong_with_a_file_is_a_finding_and_the_rest_stays_usable() {
    let registry = of(&[
        ("bundles/hubs/a.json", r#"{"id": "hub.a", "spokes": ["spoke.a", "spoke.b"]}"#),
        ("bundles/hubs/b.json", r#"{"id": "hub.b", "spoke": []}"#),
        ("bundles/hubs/c.json", "{"),
        ("bundles/hubs/d.json", r#"{"id": "Hub D", "spokes": []}"#),
        ("bundles/spokes/a.json", r#"{"id": "spoke.a", "skills": ["skill.kettel"]}"#),
        ("bundles/spokes/a2.json", r#"{"id": "spoke.a"}"#),
        ("bundles/skills/kettle/SKILL.md", "---\nid: skill.kettle\n---\n"),
        (
            "bundles/categories.json",
            r#"{"categories": [{"category": "c", "hub": "hub.z"}, {"category": "c", "hub": "hub.a"}]}"#,
        ),
        ("bundles/notes.txt", "nobody reads this"),
    ]);
    let said: Vec<String> =
        registry.findings.iter().map(|finding| format!("{}: {}", finding.path, finding.message)).collect();
    for part in [
        "hubs/b.json: spoke: there is no such field; did you mean `spokes`?",
        "hubs/b.json: spokes: it is missing",
        "hubs/c.json: line 1, column 1: this is no JSON",
        "hubs/d.json: `Hub D` is no id",
        "hubs/a.json: it names the spoke `spoke.b`, which no file declares; did you mean `spoke.a`?",
        "spokes/a.json: it names the skill `skill.kettel`, which no file declares; did you mean `skill.kettle`?",
        "spokes/a2.json: the spoke `spoke.a` is declared in bundles/spokes/a.json already",
        "categories.json: the category `c` has two rules, and the first counts",
        "categories.json: it names the hub `hub.z`",
    ] {
        assert!(said.iter().any(|line| line.contains(part)), "no {part:?} in {said:#?}");
    }
    assert_eq!(registry.of(Kind::Hub).len(), 1);
    assert!(registry.file("bundles/notes.txt").is_none());
}

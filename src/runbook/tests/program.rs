use super::*;

const PROGRAM: &str = "\
# Tea rooms: in scope and out of risk

## 1) Scope Lock
In scope for this year:
- The kitchen
- The sign
  - and its lamp

Out of scope:
- The garden

## 2) Authority and Precedence
What decides:
1. `docs/lease.md`
2. `docs/menu.md`,
   as printed

When they differ:
- stop

## 3) Success Criteria (Program DoD)
All of it, or it is not finished:
- [ ] Ten guests are served.
- Nobody is burnt.

## 4) Non-Negotiable Guardrails
No phase bends these.
- No open fire.

## R1 - Kitchen
Scope:
- not of the program

## 5) Later
Scope:
- of something smaller

## 6) Risks and Controls
R1: The milk goes off  
Control: a fridge,
and a thermometer.

R2: The power fails

- A guest slips. Control: a mat.
- **R4** - Loss of control: the kettle
  - Mitigation: a lid

## 7) Immediate Next Action
Sign the lease.

Before opening:
- paint the sign,
- boil `R1`
";

fn texts(items: &[ProgramItem]) -> Vec<&str> {
    items.iter().map(|item| item.text.as_str()).collect()
}

#[test]
fn the_headings_outside_phases_tell_of_the_program() {
    let document = document(PROGRAM);
    let program = document.program();
    assert_eq!(texts(&program.scope_in), ["The kitchen", "The sign"]);
    assert_eq!(texts(&program.scope_out), ["The garden"]);
    assert_eq!(texts(&program.authorities), ["`docs/lease.md`", "`docs/menu.md`, as printed"]);
    assert_eq!(texts(&program.criteria), ["Ten guests are served.", "Nobody is burnt."]);
    assert_eq!(texts(&program.guardrails), ["No open fire."]);
    assert_eq!(texts(&program.next_actions), ["Sign the lease.", "paint the sign,", "boil `R1`"]);
    for item in program.scope_in.iter().chain(&program.authorities).chain(&program.next_actions) {
        let said = &PROGRAM[item.span.clone()];
        assert_eq!(said.split_whitespace().collect::<Vec<_>>().join(" "), item.text);
        assert!(PROGRAM.lines().nth(item.line - 1).unwrap().contains(said.lines().next().unwrap()));
    }
}

#[test]
fn a_risk_has_its_id_and_its_control() {
    let document = document(PROGRAM);
    let told = |risk: &Risk| (risk.id.clone(), risk.text.clone(), risk.control.clone());
    let risks: Vec<_> = document.program().risks.iter().map(told).collect();
    let risk = |id: Option<&str>, text: &str, control: Option<&str>| {
        (id.map(str::to_owned), text.to_owned(), control.map(str::to_owned))
    };
    assert_eq!(
        risks,
        [
            risk(Some("R1"), "The milk goes off", Some("a fridge, and a thermometer.")),
            risk(Some("R2"), "The power fails", None),
            risk(None, "A guest slips.", Some("a mat.")),
            risk(Some("R4"), "Loss of control: the kettle", Some("a lid")),
        ]
    );
    for risk in &document.program().risks {
        assert_eq!(&PROGRAM[risk.span.clone()], risk.text);
    }
}

#[test]
fn tables_tell_of_scope_and_risks_too() {
    let text = "\
## Scope

| Part | Owner | In this year |
|---|---|---|
| Kitchen | ana | yes |
| Garden | bo | no |

## Risks

| Risk | What could happen | Control |
|---|---|---|
| R1 | the milk goes off | a fridge |
| R2 | the power fails | |

## More risks

| What could happen | Mitigation |
|---|---|
| a guest slips | a mat |
";
    let document = document(text);
    let program = document.program();
    assert_eq!((texts(&program.scope_in), texts(&program.scope_out)), (vec!["Kitchen"], vec!["Garden"]));
    let told = |risk: &Risk| (risk.id.clone(), risk.text.clone(), risk.control.clone().unwrap_or_default());
    let risks: Vec<_> = program.risks.iter().map(told).collect();
    let id = |id: &str| Some(id.to_owned());
    assert_eq!(
        risks,
        [
            (id("R1"), "the milk goes off".to_owned(), "a fridge".to_owned()),
            (id("R2"), "the power fails".to_owned(), String::new()),
            (None, "a guest slips".to_owned(), "a mat".to_owned()),
        ]
    );
}

#[test]
fn authority_without_numbers_is_a_list_of_bullets_and_one_list_is_enough() {
    let document = document("## Authorities\n- a\n- b\n\n## Transition authority\n1. who may\n");
    assert_eq!(texts(&document.program().authorities), ["a", "b"]);
}

#[test]
fn sub_headings_tell_what_is_in_and_out_of_scope() {
    let document = document("## Scope\n- a\n\n### Out of scope\n- b\n\n### Details\n\n```\n- no\n```\n- c\n");
    let program = document.program();
    assert_eq!((texts(&program.scope_in), texts(&program.scope_out)), (vec!["a", "c"], vec!["b"]));
}

#[test]
fn a_plan_that_tells_of_no_program_has_none() {
    assert!(document(PLAN).program().is_empty());
    assert!(document("## R1 - Risks and guardrails\n- a\n").program().is_empty());
}

#[test]
fn the_shipped_migration_plan_tells_of_its_program() {
    let document = read(include_bytes!("../../../runbooks/substrate-migration.md")).unwrap();
    let program = document.program();
    let counts = [
        program.scope_in.len(),
        program.scope_out.len(),
        program.authorities.len(),
        program.criteria.len(),
        program.guardrails.len(),
        program.risks.len(),
    ];
    assert_eq!(counts, [4, 1, 4, 7, 6, 4]);
    assert!(program.risks.iter().all(|risk| risk.id.is_some() && risk.control.is_some()));
    assert!(program.next_actions.iter().any(|item| item.text.contains("`M1.H`")));
    assert_eq!(document.parts("M1").missing(), []);
    assert_eq!(document.parts("M2").missing(), [Part::Tasks, Part::Rollback]);
}

//! What holds of every world.

use proptest::prelude::*;

use super::domain::{agent, ask, seen, stamp};
use super::*;

const PATH: &str = "worlds/w.json";
const POLICIES: [&str; 6] = ["ANY", "EXISTING", "UPDATE|CLONE", "CREATE|EXISTING", "CREATE|CLONE", "UPDATE"];

/// A world of a few nodes that share few names and tags, so that requirements meet, miss and collide.
pub(super) fn worlds() -> impl Strategy<Value = World> {
    let node = (0..4_u8, 0..3_u8, any::<bool>());
    let edge = (0..5_u8, 0..4_u8, 0..5_u8, 0..3_u8, 0..6_usize, any::<[bool; 4]>());
    let lists = (prop::collection::vec(node, 2..6), prop::collection::vec(edge, 1..8), any::<[bool; 3]>());
    lists.prop_map(|(nodes, edges, switches)| {
        let count = nodes.len();
        let nodes = nodes.into_iter().enumerate().map(|(at, (label, tag, lit))| {
            json!({"id": format!("n{at}"), "label": format!("l{label}"), "tags": [format!("t{tag}")], "attrs": {"lit": lit}})
        });
        let edges = edges.into_iter().enumerate().map(|(at, (anchor, label, name, tag, policy, on))| {
            let anchor = format!("n{}", usize::from(anchor) % count);
            let mut asked = json!({"policy": POLICIES[policy], "hard": on[0], "template": {"label": format!("l{label}"), "tags": ["new"]}});
            if on[1] {
                asked["identifier"] = json!(if name == 4 { anchor.clone() } else { format!("l{name}") });
            }
            if on[2] {
                asked["criteria"] = json!({"has_tags": [format!("t{tag}")]});
            }
            let (kind, end) = if on[3] { ("dependency", "source") } else { ("affordance", "destination") };
            json!({"id": format!("e{at}"), "kind": kind, end: anchor, "label": format!("k{label}"), "requirement": asked})
        });
        let mut provisioners = vec![
            json!({"id": "mate", "type": "affordance", "node": "n1", "offers": [{"label": "k0"}, {"label": "hum"}]}),
            json!({"id": "near", "type": "graph", "layer": "LOCAL", "node": "n0"}),
            json!({"id": "t2", "type": "template", "layer": "AUTHOR"}),
        ];
        provisioners.retain(|one| switches[match one["id"].as_str() { Some("mate") => 0, Some("near") => 1, _ => 2 }]);
        let nodes: Vec<_> = nodes.collect();
        with(&json!(nodes), &edges.collect(), &json!(provisioners))
    })
}

fn bytes(report: &impl serde::Serialize) -> String {
    serde_json::to_string(report).expect("it serialises")
}

proptest! {
    #[test]
    fn ordering_is_total_and_the_same_world_gives_the_same_bytes(world in worlds()) {
        let again = world.clone();
        let report = offers(&overlay(&world, None));
        for row in &report.requirements {
            prop_assert!(row.offers.windows(2).all(|two| (two[0].cost, two[0].layer) <= (two[1].cost, two[1].layer)));
            prop_assert!(row.offers.iter().enumerate().all(|(at, offer)| offer.rank == at + 1));
        }
        prop_assert_eq!(bytes(&report), bytes(&offers(&overlay(&again, None))));
    }

    #[test]
    fn resolving_twice_gives_the_same_bytes_and_leaves_the_world_alone(world in worlds()) {
        let graph = overlay(&world, None);
        let before = bytes(&offers(&graph));
        let first = bytes(&resolve(&graph));
        prop_assert_eq!(&first, &bytes(&resolve(&graph)));
        prop_assert_eq!(&first, &bytes(&resolve(&overlay(&world.clone(), None))));
        prop_assert_eq!(before, bytes(&offers(&graph)));
    }

    #[test]
    fn a_policy_never_yields_a_forbidden_operation(world in worlds()) {
        let report = resolve(&overlay(&world, None));
        for row in &report.offers.requirements {
            prop_assert!(row.offers.iter().all(|offer| row.policy.allows(offer.operation)), "{row:?}");
        }
        for bound in &report.bindings {
            prop_assert!(row(&report.offers, &bound.edge).policy.allows(bound.operation));
        }
    }

    #[test]
    fn nothing_binds_its_own_anchor_unless_named_by_id(world in worlds()) {
        let report = resolve(&overlay(&world, None));
        for bound in &report.bindings {
            let edge = world.edge(&bound.edge).expect("the edge is there");
            let named = edge.requirement().and_then(|asked| asked.identifier.as_deref()) == Some(edge.anchor());
            prop_assert!(bound.provider.id != edge.anchor() || named, "{bound:?}");
        }
    }

    #[test]
    fn every_requirement_is_in_exactly_one_list_of_the_receipt(world in worlds()) {
        let report = resolve(&overlay(&world, None));
        let receipt = &report.receipt;
        prop_assert_eq!(receipt.satisfied, receipt.attached + receipt.updated + receipt.cloned + receipt.created);
        prop_assert_eq!(
            receipt.satisfied + receipt.unresolved.len() + receipt.waived.len() + receipt.shadowed.len(),
            world.edges().len()
        );
        prop_assert!(report.blocking.iter().all(|edge| receipt.unresolved.contains(edge)));
    }

    #[test]
    fn replay_equals_live_and_a_refused_accept_leaves_no_event(world in worlds(), picks in prop::collection::vec((0..8_usize, 0..4_usize), 0..12)) {
        let (mut live, mut log) = (State::default(), Vec::new());
        for (edge, rank) in picks {
            let graph = overlay(&world, live.worlds.get(PATH));
            let report = offers(&graph);
            let Some(row) = report.requirements.get(edge) else { continue };
            let offer = row.offers.get(rank);
            let command = Command::Accept {
                world: PATH.to_owned(),
                edge: row.edge.clone(),
                operation: offer.map_or(crate::hold::Operation::Existing, |offer| offer.operation),
                provider: offer.map_or(Some("nobody".to_owned()), |offer| offer.provider.clone()),
                provisioner: offer.map(|offer| offer.provisioner.clone()),
                sha256: Some(world.sha256.clone()),
            };
            let allowed = row.status == Status::Open && offer.is_some();
            let decided = ask(seen(&world), &agent(), |ask| decide(&live, &command, ask));
            prop_assert_eq!(decided.is_ok(), allowed, "{:?} {:?}", row, decided);
            for event in decided.unwrap_or_default() {
                apply(&mut live, &event, &stamp(log.len() as u64));
                log.push(event);
            }
        }
        let mut replayed = State::default();
        for (seq, event) in log.iter().enumerate() {
            let text = bytes(event);
            apply(&mut replayed, &serde_json::from_str(&text).expect("it is read"), &stamp(seq as u64));
        }
        prop_assert_eq!(&replayed, &live);
        let (one, two) = (overlay(&world, live.worlds.get(PATH)), overlay(&world, replayed.worlds.get(PATH)));
        prop_assert_eq!(bytes(&resolve(&one)), bytes(&resolve(&two)));
        prop_assert!(one.notice().is_none(), "every accepted offer fits its world again");
    }

    #[test]
    fn accepting_the_best_comes_to_what_resolving_promised(world in worlds()) {
        let mut promised = overlay(&world, None);
        let report = crate::provision::engine::run(&mut promised);
        let command = Command::AcceptBest { world: PATH.to_owned() };
        let mut state = State::default();
        let decided = ask(seen(&world), &agent(), |ask| decide(&state, &command, ask));
        for event in decided.iter().flatten() {
            apply(&mut state, event, &stamp(0));
        }
        let kept = overlay(&world, state.worlds.get(PATH));
        let nodes = |graph: &Graph<'_>| -> Vec<_> {
            graph.bindings().iter().map(|bound| (bound.edge, graph.at(bound.node).clone())).collect()
        };
        prop_assert_eq!(nodes(&kept), nodes(&promised));
        for one in &report.offers.affordances {
            let (now, then) = (kept.name_in(&one.destination, &one.label), promised.name_in(&one.destination, &one.label));
            prop_assert_eq!(now, then);
        }
        prop_assert!(kept.notice().is_none());
    }
}

//! The indexed engine selects what a naive one selects, on random worlds, offer for offer and step for step.

use proptest::prelude::*;

use super::naive::{Naive, told, told_resolved};
use super::*;

const POLICIES: [&str; 8] =
    ["ANY", "EXISTING", "UPDATE|CLONE", "CREATE|EXISTING", "CREATE|CLONE", "UPDATE", "UPDATE|EXISTING", "ANY"];
const LAYERS: [&str; 4] = ["LOCAL", "AUTHOR", "APPLICATION", "GLOBAL"];
const CRAFTS: [&str; 4] = ["graph", "template", "updating", "cloning"];

/// Few names, tags and values, so that requirements meet, miss and collide; parents, and provisioners that hang on nodes.
fn worlds() -> impl Strategy<Value = World> {
    let node = (0..5_u8, any::<[bool; 3]>(), 0..3_u8, 0..8_usize);
    let asked = (0..8_u8, 0..8_u8, 0..6_u8, 0..6_u8, 0..8_usize, any::<[bool; 2]>());
    let edge = (0..9_usize, 0..4_u8, asked, 0..10_u8, 0..9_usize);
    let hanging = (0..4_usize, 0..4_usize, 0..9_usize, any::<bool>());
    let companion = (0..9_usize, 0..4_usize, 0..5_u8, 0..3_u8);
    let lists = (
        prop::collection::vec(node, 2..9),
        prop::collection::vec(edge, 1..12),
        prop::collection::vec(hanging, 0..5),
        prop::collection::vec(companion, 0..3),
        0..16_u8,
    );
    lists.prop_map(|(nodes, edges, hanging, companions, off)| {
        let count = nodes.len();
        let id = |at: usize| format!("n{}", at % count);
        let node = |(at, (label, tags, value, parent)): (usize, (u8, [bool; 3], u8, usize))| {
            let tags: Vec<_> = (0..3).filter(|tag| tags[*tag]).map(|tag| format!("t{tag}")).collect();
            let label = if label == 4 { "n0".to_owned() } else { format!("l{label}") };
            let attrs = json!({"v": value, "deep": {"a": [value, 1]}});
            let mut node = json!({"id": id(at), "label": label, "tags": tags, "attrs": attrs});
            if parent < at {
                node["parent"] = json!(id(parent));
            }
            node
        };
        let nodes: Vec<_> = nodes.into_iter().enumerate().map(node).collect();
        let name = |one: u8| match one {
            0..=3 => Some(format!("l{one}")),
            4 => Some("n1".to_owned()),
            5 => Some("l0#1".to_owned()),
            _ => None,
        };
        let edges = edges.into_iter().enumerate().map(|(at, (anchor, label, asked, kind, end))| {
            let anchor = id(anchor);
            let (identifier, tag, value, template, policy, [hard, refers]) = asked;
            let mut requirement = json!({"policy": POLICIES[policy], "hard": hard});
            match identifier {
                6 => requirement["identifier"] = json!(anchor),
                one => requirement["identifier"] = json!(name(one)),
            }
            if tag < 5 {
                let tags = [vec!["t0"], vec!["t1"], vec!["t0", "t1"], vec!["t2", "new"], vec!["new"]];
                requirement["criteria"]["has_tags"] = json!(tags[usize::from(tag)]);
            }
            match value {
                0..=2 => requirement["criteria"]["attrs"] = json!({"v": value}),
                3 => requirement["criteria"]["attrs"] = json!({"deep": {"a": [1, 1]}}),
                _ => {}
            }
            match template {
                0 => requirement["template"] = json!({"label": "l0", "tags": ["new"]}),
                1 => requirement["template"] = json!({"tags": ["t0"], "attrs": {"v": 1}}),
                2 => requirement["template_ref"] = json!("l1"),
                3 => requirement["template_ref"] = json!("gone"),
                _ => {}
            }
            if refers {
                requirement["reference"] = json!(if hard { "l2".to_owned() } else { anchor.clone() });
            }
            let bare = json!({"policy": POLICIES[policy], "hard": hard});
            if requirement == bare || identifier == 7 && tag >= 5 && value > 3 && template > 3 {
                requirement["identifier"] = json!("l0");
            }
            let (edge, label) = (format!("e{at}"), format!("k{label}"));
            match kind {
                0 => json!({"id": edge, "kind": "choice", "source": "n0", "destination": id(end)}),
                1 => json!({"id": edge, "kind": "dependency", "source": anchor, "label": label,
                    "destination": id(end), "requirement": requirement}),
                2 => json!({"id": edge, "kind": "affordance", "destination": anchor, "label": label,
                    "source": id(end), "requirement": requirement}),
                3 | 4 => json!({"id": edge, "kind": "affordance", "destination": anchor, "label": label,
                    "requirement": requirement}),
                _ => json!({"id": edge, "kind": "dependency", "source": anchor, "label": label,
                    "requirement": requirement}),
            }
        });
        let hanging = hanging.into_iter().enumerate().map(|(at, (craft, layer, node, hangs))| {
            let mut one = json!({"id": format!("p{at}"), "type": CRAFTS[craft], "layer": LAYERS[layer]});
            if craft == 1 {
                one["templates"] = json!({"l1": {"label": format!("l{at}")}, "l3": {"tags": ["t2"]}, "l2": {}});
            }
            if hangs {
                one["node"] = json!(id(node));
            }
            one
        });
        let companions = companions.into_iter().enumerate().map(|(at, (node, layer, label, tag))| {
            let offers = json!([{"label": format!("k{label}"), "requires_tags": [format!("t{tag}")]},
                {"label": "hum", "target_tags": [format!("t{tag}"), "new"]}]);
            json!({"id": format!("c{at}"), "type": "affordance", "layer": LAYERS[layer], "node": id(node),
                "offers": offers})
        });
        let provisioners: Vec<_> = hanging.chain(companions).collect();
        let mut world = with(&json!(nodes), &edges.collect(), &json!(provisioners));
        let ids = ["p0", "p1", "default.graph", "c0"];
        world.off = (0..4).filter(|at| off == 1 << at).map(|at| ids[at].to_owned()).collect();
        world
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_indexed_engine_offers_what_the_naive_one_offers(world in worlds()) {
        let (graph, naive) = (overlay(&world, None), Naive::new(&world));
        prop_assert_eq!(told(&offers(&graph)), naive.offers());
        for (place, edge) in world.edges().iter().enumerate() {
            let best = graph.offers_for(&edge.id).and_then(|quote| quote.window(0, 1).pop());
            let selected = best.map(|one| format!("{}:{}:{}", one.operation.word(), one.provider.as_deref().unwrap_or("-"), one.provisioner));
            prop_assert_eq!(format!("{} {}", edge.id, selected.unwrap_or_default()), naive.selection(place));
        }
    }

    #[test]
    fn the_indexed_engine_resolves_as_the_naive_one_resolves(world in worlds()) {
        let mut naive = Naive::new(&world);
        prop_assert_eq!(told_resolved(&resolve(&overlay(&world, None))), naive.resolve());
        // What was accepted is laid over the file's nodes, and its index has to say so as well.
        let mut graph = overlay(&world, None);
        crate::provision::engine::run(&mut graph);
        prop_assert_eq!(told(&offers(&graph)), naive.offers());
    }
}

use super::*;

fn caller(kind: Kind, present: bool) -> Caller {
    Caller { id: "ana".into(), kind, present, presence: Presence::Tty, bare_key: None }
}

#[test]
fn ways_are_kept_in_order_of_cost_then_layer_then_registration() {
    let hold = Hold::new(Code::BoxOpen, "M1", "a box is open")
        .way(Offer::take(Operation::Create, "d", "work", 4))
        .way(Offer::take(Operation::Existing, "b", "far", 2).at(Layer::Global))
        .way(Offer::take(Operation::Existing, "a", "near", 1))
        .way(Offer::take(Operation::Existing, "c", "far, later", 3).at(Layer::Global));
    let order: Vec<_> = hold.ways.iter().map(|offer| offer.action).collect();
    assert_eq!(order, [Some(1), Some(2), Some(3), Some(4)]);
}

#[test]
fn the_best_is_never_one_that_needs_a_human() {
    let offers = [
        Offer::take(Operation::Existing, "attest", "attest it", 1).by(Who::Human),
        Offer::instruct(Operation::Existing, "ask", "ask ana").by(Who::Anyone),
        Offer::take(Operation::Create, "work", "do it", 2),
    ];
    let picked = best(&offers, &caller(Kind::Human, true)).and_then(|offer| offer.action);
    assert_eq!(picked, Some(2));
    assert_eq!(best(&offers[..2], &caller(Kind::Human, true)), None);
}

#[test]
fn authority_asks_for_the_kind_of_key_and_for_presence() {
    for (kind, present, human, in_person) in [
        (Kind::Human, true, true, true),
        (Kind::Human, false, true, false),
        (Kind::Agent, true, false, false),
        (Kind::Ci, true, false, false),
    ] {
        let caller = caller(kind, present);
        assert!(Who::Anyone.admits(&caller));
        assert_eq!(Who::Human.admits(&caller), human, "{kind:?} {present}");
        assert_eq!(Who::HumanPresent.admits(&caller), in_person, "{kind:?} {present}");
    }
}

#[test]
fn codes_are_unique_words() {
    let mut words: Vec<_> = Code::ALL.iter().map(|code| code.word()).collect();
    words.sort_unstable();
    let count = words.len();
    words.dedup();
    assert_eq!(words.len(), count);
}

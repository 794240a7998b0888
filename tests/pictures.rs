//! The pictures of the README are the screens as they are now.

#[allow(dead_code, reason = "the example's own way of writing them is not used here")]
#[path = "../examples/pictures.rs"]
mod pictures;

#[test]
fn the_pictures_are_not_stale() {
    let mut stale = Vec::new();
    for (name, svg) in pictures::all().unwrap() {
        if std::fs::read_to_string(pictures::path(name)).unwrap_or_default() != svg {
            stale.push(name);
        }
    }
    assert!(stale.is_empty(), "stale: {}; run `just pictures`", stale.join(", "));
}

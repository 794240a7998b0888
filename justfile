# What a change has to pass, in the order in which it fails fastest.
check:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    cargo test
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps

# Every test; arguments go to cargo: `just test --lib posture::`.
test *ARGS:
    cargo test {{ARGS}}

# Ten thousand races of two at one posture, some minutes long; another number: `just races 2000`.
races ROUNDS="10000":
    WAYHOLD_TEST_RACES={{ROUNDS}} cargo test --test cli posture_races -- --nocapture

# The benchmarks.
bench *ARGS:
    cargo bench {{ARGS}}

# The pictures of the README, rendered from the real screens.
pictures:
    cargo run --release --example pictures

# The JSON Schemas of the deploy requests, made from their fields.
schemas:
    cargo run --example schemas

# Wayhold's own findings on its own runbooks.
lint:
    cargo run -- lint runbooks/*.md

# A fuzz target, `read` or `edit`, with nightly and cargo-fuzz; more goes to libFuzzer: `just fuzz edit -max_total_time=600`.
fuzz TARGET="read" *ARGS:
    cargo +nightly run --manifest-path fuzz/Cargo.toml --example seeds -- fuzz/corpus/{{TARGET}}
    cargo +nightly fuzz run -s none {{TARGET}} -- -dict=fuzz/runbook.dict -max_len=4096 {{ARGS}}

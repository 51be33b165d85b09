# Loopbrug: the commands that people and CI use.

CARGO ?= cargo

.PHONY: demo test bench attack drill fmt lint doc postgres tools

## Build, load a simulated partnership (once) and serve it until Ctrl-C.
demo: postgres
	$(CARGO) build --release --locked
	./target/release/loopbrug demo

## Everything that has to hold: format, lints, documentation, all tests.
test: postgres tools fmt lint doc
	$(CARGO) test --workspace --locked

## The figures, one a line, on a private PostgreSQL of their own that is thrown away. BENCH="..." says
## what to measure and for how long; see BENCHMARKS.md.
bench: postgres
	$(CARGO) bench --locked --bench loopbrug -- $(BENCH)

## Disclosure control, attacked by somebody who asks everything: minutes. ATTACK="..." names attacks and sizes, such as
## ATTACK="bounds target 240"; see docs/disclosure.md.
attack:
	$(CARGO) bench --locked -p loopbrug-reporting --bench attack -- $(ATTACK)

## The program under fire, a quarter of an hour or less: see docs/reliability.md. DRILL="..." names some of the drills,
## with the number of their faults where that is not to be the usual one: DRILL="half-open program-killed=10".
## Its table goes to target/drill.md.
drill: postgres
	$(CARGO) test --locked --bench drill -- $(DRILL)

fmt:
	$(CARGO) fmt --all -- --check

lint:
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings

doc:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --document-private-items --locked

## PostgreSQL's server programs, installed where they are missing and it is known how.
postgres:
	@./.ci/ensure-postgres

## Tools of others that the tests run against the server, installed below target/ where they are missing.
tools:
	@./.ci/ensure-tools

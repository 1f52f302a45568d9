SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
export CHROMIUM ?= $(shell .ci/chromium find)
TARGET := $(or $(CARGO_TARGET_DIR),target)

.PHONY: help setup test test-rust test-web test-browser lint fmt bench generate docs api

help: ## This list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## npm packages and a browser for the tests
	@.ci/setup

test: setup ## All tests: Rust, web, browser
	@$(MAKE) --no-print-directory test-rust test-web CHROMIUM="$$(.ci/chromium find)"
	$(MAKE) --no-print-directory test-browser CHROMIUM="$$(.ci/chromium find)"

test-rust:
	cargo test

test-web: ## Types, style, unit tests and size of the page
	cargo build
	dist=$$(ls -td $(TARGET)/debug/build/stscript-*/out/web-dist | head -1)
	cd web
	npm run --silent check
	npm test
	npm run --silent budget -- "$$(cd .. && realpath "$$dist")"

test-browser: ## The real binary in a real browser
	cargo build --bin stscript --example embedded
	node --test --test-concurrency=1 --test-timeout=120000 tests/browser/*.test.mjs

lint: ## Warnings are errors
	cargo clippy --all-targets -- -D warnings
	cargo clippy --no-default-features --all-targets -- -D warnings
	cd web && npm run --silent check

fmt: ## Formats everything
	cargo fmt
	cd web && npm run --silent fmt

bench: ## Measures; docs/performance.md says how to read it
	cargo build --release
	cargo bench
	node benches/browser.mjs
	node --experimental-websocket benches/neighbours.mjs

generate: ## Writes all generated files: wire types, reference, definitions for editors
	# The page does not build before its types fit.
	STSCRIPT_WEB=skip STSCRIPT_UPDATE=1 cargo test --quiet --lib wire_types
	STSCRIPT_WEB=skip STSCRIPT_UPDATE=1 cargo test --quiet --test suite reference

docs: ## The documentation of the Rust library
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps

api: docs ## Writes docs/api.txt: what the Rust library promises
	node .ci/api.mjs

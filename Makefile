# The commands that README and CI name. Each says what it does; the work is in scripts/.

.PHONY: serve test check bench bench-large fuzz

# Installs what is missing, builds, and starts the server on http://127.0.0.1:9000.
serve:
	@scripts/serve

# Installs what tests need, and runs everything on SQLite and on PostgreSQL.
test:
	@scripts/test

# Format, lints, licences and sources of dependencies.
check:
	@scripts/check

# Ratios against peers and physical limits, side by side: about ten minutes after the build.
bench:
	@scripts/bench

# The same for what is too large for every day.
bench-large:
	@scripts/bench large

# A minute of fuzzing for each parser of foreign bytes (nightly compiler).
fuzz:
	@scripts/fuzz

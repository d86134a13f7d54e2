# The commands that README and CI name. Each says what it does; the work is in scripts/.

.PHONY: serve test check

# Installs what is missing, builds, and starts the server on http://127.0.0.1:9000.
serve:
	@scripts/serve

# Installs what tests need, and runs everything on SQLite and on PostgreSQL.
test:
	@scripts/test

# Format, lints, licences and sources of dependencies.
check:
	@scripts/check

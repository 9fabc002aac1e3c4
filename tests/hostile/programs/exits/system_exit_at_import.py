# Raises SystemExit(0) while it is imported.
# expect: error

raise SystemExit(0)

#!/usr/bin/env bash
# Every test: all of them on SQLite, then on PostgreSQL all that touch the database but the
# walks through every address and form, which ask the same of either. Installs what it needs when it may.
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/test_parts.sh || exit 1
failed=0
tests() {
  echo "== Tests on $1"
  TEST_DATABASE=$1 .venv/bin/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder -m "$2" || failed=1
}
tests sqlite "not audit"
tests postgres "not audit and not apart and not doors"
exit $failed

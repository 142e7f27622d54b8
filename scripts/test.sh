#!/usr/bin/env bash
# Every test, first on SQLite, then on PostgreSQL. Installs PostgreSQL and Chromium when it may.
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/test_parts.sh || exit 1
failed=0
for database in sqlite postgres; do
  echo "== Tests on $database"
  TEST_DATABASE=$database .venv/bin/python -m pytest -q -n 2 --dist loadfile || failed=1
done
exit $failed

#!/usr/bin/env bash
# Every bench, one after the other; each prints its figures beside the bound it is held to and fails beyond it.
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/test_parts.sh || exit 1
failed=0
for bench in benches/bench_*.py; do
  name=$(basename "$bench" .py)
  echo "== ${name#bench_}"
  .venv/bin/python -m "benches.$name" || failed=1
done
exit $failed

#!/usr/bin/env bash
# Compiles the locks, with hashes and without any index address; uv is used for this alone.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/python -m pip --disable-pip-version-check install --quiet uv
for name in requirements requirements-broker requirements-dev; do
  .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    "$name.in" -o "$name.txt"
done

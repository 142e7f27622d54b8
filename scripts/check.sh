#!/usr/bin/env bash
# The quick checks, all of them, before anything is handed on. Each prints only what it found.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
failed=()
rooms=(ground customers refunds trust incidents updates recovery desk board statuspage trustrepair)
run() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then printf '  %-22s well\n' "$name"; else printf '  %-22s NOT\n%s\n' "$name" "$output"; failed+=("$name"); fi
}
production() {
  local key
  key=$(python -c 'import secrets; print(secrets.token_urlsafe(48))')
  env DATABASE_URL=postgres://checks:checks@127.0.0.1/checks REDIS_URL=redis://127.0.0.1 SITE_URL=https://repair.example.com \
    EMAIL_URL=smtp+tls://checks:checks@127.0.0.1 SECRET_KEY="$key" LINK_KEY="${key}link" DEMO=0 "$@"
}

without_tests() {
  run "style" ruff check --quiet .
  run "format" ruff format --quiet --check .
  run "types" mypy .
  run "templates" djlint --quiet --lint templates
  run "floors" lint-imports --no-cache
  run "migrations" python manage.py makemigrations --check --dry-run
  run "settings" python manage.py check --fail-level WARNING
  run "settings, production" production python manage.py check --deploy --fail-level WARNING
  run "security" bandit --quiet --recursive --severity-level medium --skip B308,B703 "${rooms[@]}"
  run "unused code" vulture
  [ ${#failed[@]} -eq 0 ] || { echo "Not well: ${failed[*]}"; return 1; }
}

said=$(mktemp)
trap 'rm -f "$said"' EXIT
without_tests >"$said" 2>&1 &
beside=$!
run "quick tests" python -m pytest -q -n 2 -m quick -p no:cacheprovider
wait "$beside" || failed+=("what is said above")
cat "$said"
[ ${#failed[@]} -eq 0 ] || { echo "Not well: ${failed[*]}"; exit 1; }

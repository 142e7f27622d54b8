#!/bin/sh
# Installs what the tests need beside Python: a PostgreSQL server, Chromium and an IMAP server; for "audit" SpamAssassin and LibreOffice too.
# By apt when root; else says what is missing.
set -eu

server=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -n 1 || true)
[ -n "$server" ] || server=$(command -v initdb || true)
imap=$(PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v dovecot || true)
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)

missing=""
[ -n "$server" ] || missing=" postgresql postgresql-contrib"
[ -n "$browser" ] || missing="$missing chromium"
[ -n "$imap" ] || missing="$missing dovecot-imapd"
if [ "${1:-}" = audit ]; then
    command -v spamassassin >/dev/null || missing="$missing spamassassin"
    command -v soffice >/dev/null || missing="$missing libreoffice-calc-nogui"
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for the tests:$missing"
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
else
    echo "The tests need these packages, and only root may install them:$missing" >&2
    echo "Ask your administrator for: apt-get install$missing" >&2
    exit 1
fi

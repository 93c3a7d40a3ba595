#!/usr/bin/env bash
# Django's deployment checks in production settings, and the start that refuses wrong settings with a sentence.
set -euo pipefail
cd "$(dirname "$0")/.."
export MANABIYA_VAR=$(mktemp -d)
trap 'rm -rf "$MANABIYA_VAR"' EXIT
production=(env -u SECRET_KEY DJANGO_SETTINGS_MODULE=config.settings.production ALLOWED_HOSTS=learn.example.org
    BASE_URL=https://learn.example.org)

"${production[@]}" SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    python manage.py check --deploy --fail-level WARNING

expect() {
    local sentence=$1 output
    shift
    output=$("$@" 2>&1) && { echo "The start was not refused: $*" >&2; exit 1; }
    grep -qF "$sentence" <<<"$output" || { echo "Expected “$sentence”, got:" >&2; tail -n 3 <<<"$output" >&2; exit 1; }
    echo "refused: $sentence"
}
expect 'Set the environment variable SECRET_KEY' "${production[@]}" python manage.py check
expect "EMAIL_PORT is 'many'" "${production[@]}" SECRET_KEY=x EMAIL_PORT=many python manage.py check
expect 'DATABASE_URL starts with' "${production[@]}" SECRET_KEY=x DATABASE_URL=mongo://x/y python manage.py check
expect 'BASE_URL must begin with' "${production[@]}" SECRET_KEY=x BASE_URL=learn.example.org python manage.py check

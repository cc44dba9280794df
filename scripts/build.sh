#!/usr/bin/env bash
# Builds the named projects or solutions in Release, one after another; says something only when one fails.
set -uo pipefail
cd "$(dirname "$0")/.."
for project in "$@"; do
  if ! said=$(dotnet build "$project" -c Release -v q --nologo 2>&1 </dev/null); then
    printf '%s\n' "$said" >&2
    exit 1
  fi
done

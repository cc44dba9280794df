#!/usr/bin/env bash
# Builds the named projects (folders) in Release; prints only what went wrong.
set -euo pipefail
cd "$(dirname "$0")/.."
for project in "$@"; do
  dotnet build "$project" -c Release -v q --nologo -clp:NoSummary
done

#!/usr/bin/env bash
# Brings Aspire's own orchestrator (DCP) and dashboard: the pinned npm package, unpacked once for this user.
set -euo pipefail
cd "$(dirname "$0")/../AppHost"
if [ ! -x node_modules/@microsoft/aspire-cli-linux-x64/bin/aspire ]; then
  echo "Installing the Aspire bundle …"
  npm ci --silent --no-audit --no-fund </dev/null || { echo "The Aspire bundle (npm package @microsoft/aspire-cli-linux-x64) could not be installed: see npm's message above." >&2; exit 2; }
fi

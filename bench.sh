#!/usr/bin/env bash
# Measures the suite against its peers: ./bench.sh [name…] [--runs N]; ./bench.sh --help lists the names.
# Prints one table per benchmark and writes bench/results/<name>.json. Never fails because of a figure.
set -euo pipefail
cd "$(dirname "$0")"
export PATH="$PATH:/usr/sbin:/sbin"
scripts/prerequisites.sh sdk node brokers bench
for peers in bench/*/package.json; do
  folder=$(dirname "$peers")
  [ -d "$folder/node_modules" ] || (cd "$folder" && npm ci --silent --no-audit --no-fund)
done
scripts/bundle.sh
scripts/build.sh Ctas7.Aspire.sln
exec dotnet artifacts/bin/Benchmarks/release/Benchmarks.dll "$@"

#!/usr/bin/env bash
# Sets up and runs the whole suite: ./run.sh [root…] [--help]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
  cat <<'HELP'
./run.sh [root…] [options]     sets up and runs the whole suite until Ctrl-C

  root…                        folders to search for smart-crate.toml; without any, this repository
  --Ports:Gateway N            the gateway's HTTP port (15180)
  --Ports:WebSocket N          the gateway's WebSocket port (15181)
  --Replicas:CrateDiscovery N  how many replicas of crate-discovery: one scans, the others follow (1, to save memory)
  --data DIR                   where the brokers keep their data (.data)
  --ConnectionStrings:redis S      use this Redis instead of starting one
  --ConnectionStrings:rabbitmq S   use this RabbitMQ instead of starting one

It installs what is missing (redis-server, rabbitmq-server, the Aspire bundle), builds, starts everything and prints
where to look. Exit code 2: something is missing and cannot be installed, or a port is taken; one sentence says which.
HELP
  exit 0
fi

# Folders are meant from where the caller stands.
arguments=()
while [ $# -gt 0 ]; do
  case "$1" in
    --*=*) arguments+=("$1") ;;
    --*) arguments+=("$1"); [ $# -gt 1 ] && { arguments+=("$2"); shift; } ;;
    *) [ -d "$1" ] || { echo "run.sh: $1 is not a folder; give folders to search for smart-crate.toml, or nothing." >&2; exit 2; }
       arguments+=("--root" "$(cd "$1" && pwd)") ;;
  esac
  shift
done

cd "$here"
scripts/prerequisites.sh sdk node
given=" ${arguments[*]-} "
# A broker is wanted unless a connection string names one or a container engine can run it (the app host's own order of choice).
for broker in redis:redis-server:docker.io/library/redis:7 rabbitmq:rabbitmq-server:docker.io/library/rabbitmq:3; do
  IFS=: read -r name command image <<<"$broker"
  variable="ConnectionStrings__$name"
  case "$given" in *"ConnectionStrings:$name"*) continue ;; esac
  [ -n "${!variable:-}" ] && continue
  scripts/prerequisites.sh --check "$command" || scripts/container-image.sh "$image" || scripts/prerequisites.sh "$name"
done
scripts/bundle.sh
echo "Building …"
scripts/build.sh AppHost services/crate-discovery/Service services/realtime gateway
exec dotnet artifacts/bin/AppHost/release/AppHost.dll "${arguments[@]+"${arguments[@]}"}"

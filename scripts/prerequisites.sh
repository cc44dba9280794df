#!/usr/bin/env bash
# Installs what the suite needs and the machine lacks: prerequisites.sh PART…
#   PART: sdk (checked only) · node (checked only) · redis · rabbitmq · brokers (both) · browser (chromium) · bench (wrk, nginx, fd-find)
#   --check COMMAND: installs nothing; exit 0 when the command is there
# Exit 0 when everything is there; 2, with one sentence per missing part, when something cannot be installed.
set -u
export PATH="$PATH:/usr/sbin:/sbin"   # where Debian puts servers, and what an ordinary user's PATH lacks
missing=0
say() { printf '%s\n' "$*" >&2; }
lack() { say "$*"; missing=1; }

have() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/lib/rabbitmq/bin/$1" ]; }

if [ "${1:-}" = --check ]; then have "$2"; exit; fi

log=$(mktemp 2>/dev/null || echo /dev/null)
policy=/usr/sbin/policy-rc.d made=
cleanup() { [ -n "$made" ] && rm -f "$policy"; made=; [ "$log" = /dev/null ] || rm -f "$log"; }
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

updated=
install() { # COMMAND PACKAGE WHY
  have "$1" && return 0
  if ! command -v apt-get >/dev/null 2>&1; then lack "$2 is missing ($3) and this system has no apt-get: install $2 and run this again."; return 1; fi
  if [ "$(id -u)" -ne 0 ]; then lack "$2 is missing ($3) and installing it needs root: run 'sudo apt-get install $2' and run this again."; return 1; fi
  say "Installing $2 ($3) …"
  if [ -z "$updated" ]; then updated=1; apt-get -qq -o DPkg::Lock::Timeout=120 update >/dev/null 2>&1 || true; fi
  # A package's own service must not start: the app host runs the servers itself. policy-rc.d is Debian's way to say so.
  if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' > "$policy" && chmod +x "$policy" && made=1; fi
  DEBIAN_FRONTEND=noninteractive timeout 600 apt-get -qq -y -o DPkg::Lock::Timeout=120 --no-install-recommends install "$2" >"$log" 2>&1 </dev/null
  local code=$?
  [ -n "$made" ] && rm -f "$policy"; made=
  if [ $code -ne 0 ] || ! have "$1"; then lack "$2 could not be installed ($3): $(grep -m1 '^E:' "$log" || tail -n 1 "$log")"; return 1; fi
}

for part in "$@"; do
  case "$part" in
    sdk)
      if ! command -v dotnet >/dev/null 2>&1; then lack "The .NET 10 SDK is missing: install it, so that 'dotnet --version' prints 10.0.x."
      elif ! (cd "$(dirname "$0")/.." && dotnet --version) >/dev/null 2>&1; then lack "The .NET SDK here is too old: $(dotnet --version 2>/dev/null || echo none), wanted 10.0.100 or newer."; fi ;;
    node)
      if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then lack "Node.js 20 with npm is missing: install it, so that 'node --version' prints v20 or newer."
      elif [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then lack "Node.js $(node --version) is too old: version 20 or newer is wanted."; fi ;;
    redis|brokers) install redis-server redis-server "the cache and event history" ;;&
    rabbitmq|brokers) install rabbitmq-server rabbitmq-server "the message bus" ;;
    redis) ;;
    browser) install chromium chromium "the browser that the tests look with" ;;
    bench)
      install wrk wrk "the load generator"
      install nginx nginx "the proxy to compare with"
      install fdfind fd-find "the walk to compare with" ;;
    *) say "prerequisites.sh: unknown part '$part'"; exit 64 ;;
  esac
done
[ $missing -eq 0 ] || exit 2

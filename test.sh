#!/usr/bin/env bash
# Sets up what the tests need and runs them, fast ones first: ./test.sh [project…] (names under tests/, such as Toml.Tests)
# The last line is 'N passed, N failed, N skipped'; exit 0 only when nothing failed and something passed.
set -u
cd "$(dirname "$0")"
all=(Toml.Tests Contracts.Tests Grpc.AspNetCore.Tests ServiceDefaults.Tests CrateDiscovery.Tests Realtime.Tests Gateway.Tests Aspire.Hosting.Tests Suite.Tests)
wanted=("$@"); [ $# -gt 0 ] || wanted=("${all[@]}")
for name in "${wanted[@]}"; do
  [ -d "tests/$name" ] || { echo "test.sh: no tests/$name; there are: ${all[*]}" >&2; exit 64; }
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
child=
stop() { [ -n "$child" ] && kill "$child" 2>/dev/null && wait "$child"; exit 130; }
trap stop INT TERM HUP
stop_build_servers() { dotnet build-server shutdown >/dev/null 2>&1; }
trap stop_build_servers EXIT

setup() {
  scripts/prerequisites.sh sdk node brokers browser || return
  scripts/bundle.sh || return
  for package in tests/*/interop/package.json tests/*/package.json; do
    [ -f "$package" ] || continue
    (cd "$(dirname "$package")" && { [ -d node_modules ] || npm ci --silent --no-audit --no-fund </dev/null; }) || return
  done
  scripts/build.sh Ctas7.Aspire.sln
}

passed=0 failed=0 skipped=0
setup; code=$?
if [ $code -ne 0 ]; then
  echo "test.sh: the set-up failed; nothing was tested." >&2
  echo "0 passed, 1 failed, 0 skipped"
  [ "$code" -eq 2 ] && exit 2
  exit 1
fi

logs=$(mktemp -d)
run() { # PROJECT
  local log="$logs/$1.log" line start=$SECONDS
  # In the background and waited for, so that a signal ends the tests now; timeout passes it on to all of them.
  timeout --kill-after=20 900 dotnet test "tests/$1" -c Release --no-build --nologo --logger "console;verbosity=normal" >"$log" 2>&1 </dev/null &
  child=$!
  wait "$child"
  local code=$?
  child=
  local p f s
  p=$(sed -n 's/^ *Passed: *\([0-9]*\)$/\1/p' "$log" | tail -n 1); f=$(sed -n 's/^ *Failed: *\([0-9]*\)$/\1/p' "$log" | tail -n 1); s=$(sed -n 's/^ *Skipped: *\([0-9]*\)$/\1/p' "$log" | tail -n 1)
  p=${p:-0} f=${f:-0} s=${s:-0}
  # A host that crashed or hung counts as a failure even when every finished test passed.
  [ $code -ne 0 ] && [ "$f" -eq 0 ] && f=1
  [ $code -eq 0 ] && [ "$p" -eq 0 ] && [ "$s" -eq 0 ] && f=1
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  printf '%-28s %5d passed %3d failed %3d skipped  %4d s\n' "$1" "$p" "$f" "$s" $((SECONDS - start))
  grep -E '^ +Skipped |^ +\[SKIP\]' "$log" | head -n 20
  if [ "$f" -gt 0 ]; then
    [ $code -eq 124 ] && echo "  $1 did not end within 15 minutes."
    # What failed and why comes last, after the noise around it: whoever reads only an end has it.
    grep -vE '^ +(Passed|Failed) ' "$log" | tail -n 40
    awk '/^  Failed /{on=1; lines=0} /^  (Passed|Skipped) |^\[xUnit|^[a-z]+: /{on=0} on && lines++ < 25' "$log" | cut -c 1-600 | tee -a "$logs/failures"
  fi
}

for name in "${wanted[@]}"; do run "$name"; done
if [ $# -eq 0 ]; then
  start=$SECONDS
  if dotnet format Ctas7.Aspire.sln --no-restore --verify-no-changes >"$logs/format.log" 2>&1 </dev/null; then
    passed=$((passed + 1)); printf '%-28s %5d passed                       %4d s\n' "dotnet format" 1 $((SECONDS - start))
  else
    failed=$((failed + 1)); echo "dotnet format would change something:"; head -n 40 "$logs/format.log"
  fi
fi
if [ -s "$logs/failures" ]; then
  echo "What failed:"; head -n 80 "$logs/failures"
fi
rm -rf "$logs"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

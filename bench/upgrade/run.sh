#!/usr/bin/env bash
# Runs clusters of two versions on a small study: coordinator of one and worker of the other, both ways, with clients of both.
#
#   bench/upgrade/run.sh OLD [NEW]       two commits, or folders with a built program; NEW is this tree when left out
#
# Every run must end with all trials done and no attempt failed. Prints a line for each.
set -euo pipefail
cd "$(git rev-parse --show-toplevel)"
[ $# -ge 1 ] || { sed -n 2,6p "$0"; exit 2; }
work=$(mktemp -d)
pids=()
clean() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait || true
  for tree in "$work"/tree-*; do [ -d "$tree" ] && git worktree remove --force "$tree"; done
  rm -rf "$work"
}
trap clean EXIT

# The program of a version.
program() {
  if [ -x "$1/slimfront" ]; then echo "$1/slimfront"; return; fi
  git worktree add --quiet --detach "$work/tree-$2" "$1" >&2
  (cd "$work/tree-$2" && dotnet build src/Cli -c Release --nologo -v q >&2)
  echo "$work/tree-$2/artifacts/bin/Cli/release/slimfront"
}

old=$(program "$1" old)
if [ $# -ge 2 ]; then new=$(program "$2" new); else
  dotnet build src/Cli -c Release --nologo -v q >&2
  new=$PWD/artifacts/bin/Cli/release/slimfront
fi

export SLIMFRONT_TOKEN=upgrade
port=${PORT:-24700}
cat > "$work/study.yaml" <<'STUDY'
budget: { trials: 5 }
lag: 3
seed: 11
baselines: off
teacher: { family: plain-cnn, epochs: 2 }
training: { epochs: 2 }
fine-tune: { epochs: 1 }
space:
  student: plain-cnn
  student.plain-cnn.depth: ["2"]
  teaching: [none, distil]
  tickets: none
STUDY

start() { # name program port arguments...
  local name=$1 program=$2 at=$3
  shift 3
  "$program" node --port "$at" --http-port $((at + 1)) --seed "127.0.0.1:$port" --directory "$work/$name" "$@" \
    > "$work/$name.log" 2>&1 &
  pids+=($!)
  for _ in $(seq 600); do
    grep -q 'node ready' "$work/$name.log" && return
    kill -0 $! 2>/dev/null || break
    sleep 0.2
  done
  echo "$name did not start:" >&2; tail -5 "$work/$name.log" >&2; exit 1
}

failed=0
for mix in "old new new" "old new old" "new old new" "new old old"; do
  read -r coordinator worker client <<< "$mix"
  run="$coordinator-$worker-$client"
  start "c-$run" "${!coordinator}" "$port" --roles coordinator
  start "w-$run" "${!worker}" $((port + 2)) --roles worker --devices cpu
  begun=$(date +%s)
  if "${!client}" search "$work/study.yaml" --cluster "http://127.0.0.1:$((port + 1))" --run "$work/run-$run" \
    > "$work/out-$run" 2>&1; then
    line=$(grep -E 'finished|trials,' "$work/out-$run" | tail -1)
  else
    failed=1
    line="FAILED: $(tail -1 "$work/out-$run")"
  fi
  bad=$(grep -cE 'ended: (Failed|Lost)' "$work/w-$run.log" || true)
  [ "$bad" -eq 0 ] || failed=1
  printf '%-12s %-12s %-12s %4s s  %s failed attempts  %s\n' "coordinator $coordinator" "worker $worker" "client $client" \
    $(($(date +%s) - begun)) "$bad" "$line"
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  pids=()
  port=$((port + 10))
done
exit $failed

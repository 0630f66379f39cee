#!/usr/bin/env bash
# Imports every ONNX file of a folder, writes it again, imports that, and prints a table of differences from ONNX Runtime.
# table.sh PROGRAM FOLDER     (PROGRAM: artifacts/bin/Cli/release/slimfront)
set -uo pipefail
program=$1
folder=$2
again=$(mktemp -d)
trap 'rm -rf "$again"' EXIT
value() { sed -n "s/.*$1.*/\1/p" <<<"$2" | head -n 1; }
echo "| network | nodes in the file, after constants, here | parameters | MACs | difference | largest answer | difference of the file written again |"
echo "|---|---|---|---|---|---|---|"
for file in "$folder"/*.onnx; do
  name=$(basename "$file" .onnx)
  if ! first=$("$program" import "$file" --out "$again/$name.onnx" 2>&1); then
    echo "| $name | $(cut -c1-220 <<<"$first") | | | | | |"
    continue
  fi
  second=$("$program" import "$again/$name.onnx" 2>&1)
  difference='largest difference from ONNX Runtime \([0-9.e+-]*\)'
  echo "| $name | $(value 'nodes *\([0-9]*\) in the file' "$first"), $(value 'file, \([0-9]*\) after' "$first"), $(value 'out, \([0-9]*\) here' "$first") | $(value 'size *\([0-9,]*\) param' "$first") | $(value 'meters, \([0-9,]*\) MACs' "$first") | $(value "$difference" "$first") | $(value 'answers up to \([0-9.]*\)' "$first") | $(value "$difference" "$second") |"
  rm -f "$again/$name.onnx"
done

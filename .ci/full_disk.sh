#!/usr/bin/env bash
# What happens when the disk is full: an error that says so, exit code 3, and nothing lost.
# usage: full_disk.sh SHUYU DISK EXAMPLES      (DISK: an empty, mounted file system of about 4 MB; EXAMPLES: the sample texts)
set -euo pipefail

shuyu=$1 disk=$2 examples=$3
db=$disk/shuyu.db
log=$(mktemp)
big=$(mktemp --suffix=.txt)
trap 'rm -f "$log" "$big"' EXIT

# fill KB: leaves about that much room.
fill() {
    rm -f "$disk/filler"
    local room
    room=$(df --output=avail -k "$disk" | tail -1)
    head -c $(((room - $1) * 1024)) /dev/zero > "$disk/filler" || true
}

fail() {
    echo "FAIL  $1"
    cat "$log"
    exit 1
}

# refused WHAT ARGUMENTS…: runs shuyu, which must give up with exit code 3 and a reason.
refused() {
    local what=$1 code=0
    shift
    "$shuyu" -d "$db" "$@" > /dev/null 2> "$log" || code=$?
    [ "$code" = 3 ] || fail "$what: exit code $code instead of 3"
    [ -s "$log" ] || fail "$what: no message"
    if grep -q 'panicked' "$log"; then fail "$what: a panic"; fi
    echo "ok    $what: $(head -1 "$log")"
}

# What a curator would miss: texts, entries, and the file exported before.
state() {
    "$shuyu" -d "$db" texts --json
    "$shuyu" -d "$db" export --to tsv -o -
    sha256sum < "$disk/old.tbx"
}

# unharmed WHAT: with room again, everything is as it was, and no half-written file is left.
unharmed() {
    rm -f "$disk/filler"
    "$shuyu" -d "$db" status > /dev/null 2> "$log" || fail "$1: status fails afterwards"
    [ "$(state 2> "$log")" = "$before" ] || fail "$1: something was lost or half done"
    local files
    files=$(find "$disk" -type f ! -name 'shuyu.db-wal' ! -name 'shuyu.db-shm' -printf '%f\n' | sort)
    [ "$files" = "$expected_files" ] || fail "$1: files left behind: $files"
}

"$shuyu" -q -d "$db" add "$examples/harbour-forum.zh.txt"
"$shuyu" -q -d "$db" accept 蓝色走廊 --en "Blue Corridor"
"$shuyu" -q -d "$db" export --to tbx -o "$disk/old.tbx"
before=$(state)
expected_files=$(printf 'old.tbx\nshuyu.db')

# Different sentences, as the same ones might be stored only once.
for number in {1..30000}; do
    echo "第 $number 号浮标今天报告的水温比昨天高，浪高 $((number % 7)) 米。"
done > "$big"

fill 0
refused "add on a full disk" add "$examples/zaiton-declaration.zh.txt"
unharmed "add on a full disk"

fill 0
refused "accept on a full disk" accept 红树林 --en mangrove
unharmed "accept on a full disk"

fill 0
refused "export on a full disk" export --to tbx -o "$disk/old.tbx"
unharmed "export on a full disk"

# With a little room the work begins, and breaks off in the middle.
fill 300
refused "add of a large text with 300 KB left" add "$big"
unharmed "add of a large text with 300 KB left"

"$shuyu" -q -d "$db" add "$examples/zaiton-declaration.zh.txt"
echo "ok    with room again, the text goes in"

# Every command that changes something, on a termbase with work for it. Its inputs lie elsewhere.
inputs=$(mktemp -d)
trap 'rm -rf "$log" "$big" "$inputs"' EXIT
base=$inputs/shuyu.db
echo 守望相助是我们的传统，各方坚持守望相助、互联互通。 > "$inputs/speech.zh.txt"
"$shuyu" -q -d "$base" add "$inputs/speech.zh.txt"
"$shuyu" -q -d "$base" extract --limit 5 > /dev/null
"$shuyu" -q -d "$base" accept 蓝色走廊 --en "Blue Corridor"
"$shuyu" -q -d "$base" set 蓝碳 --en "blue carbon"
"$shuyu" -q -d "$base" backup "$inputs/copy.db"
"$shuyu" -q -d "$base" backup "$inputs/other.db"
for number in {1..400}; do printf '海洋项目%d\tocean project %d\n' "$number" "$number"; done > "$inputs/list.tsv"
"$shuyu" -q -d "$inputs/other.db" accept --input "$inputs/list.tsv"
"$shuyu" -q -d "$inputs/other.db" dump -o "$inputs/facts.jsonl"
{ echo term,english; tr '\t' , < "$inputs/list.tsv"; } > "$inputs/list.csv"
printf 'a\nq\n' > "$inputs/answers"
printf '#!/bin/sh\nsed "s/^note = \"\"/note = \"edited\"/" "$1" > "$1.new" && mv "$1.new" "$1"\n' > "$inputs/editor"
export EDITOR="sh $inputs/editor" TMPDIR=$inputs
unset VISUAL
for attempt in \
    "accept --input $inputs/list.tsv" "edit 蓝碳" "import $inputs/list.csv" "merge 蓝色走廊 蓝碳" "undo" \
    "sync $inputs/other.db --pull" "load $inputs/facts.jsonl" "review --input $inputs/answers" \
    "backup" "restore $inputs/copy.db"
do
    rm -f "$disk/filler"
    cp "$base" "$db"
    before=$(state)
    expected_files=$(find "$disk" -type f ! -name 'shuyu.db-wal' ! -name 'shuyu.db-shm' -printf '%f\n' | sort)
    fill 0
    # shellcheck disable=SC2086  # words
    refused "${attempt%% *} on a full disk" $attempt
    unharmed "${attempt%% *} on a full disk"
done

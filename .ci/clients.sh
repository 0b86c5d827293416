#!/usr/bin/env bash
# Lets the tools that translators use read what shuyu wrote.
# usage: clients.sh SHUYU SHARED PYTHON OUT TEXT…
#   SHUYU   the program; SHARED  the folder with clients/ and schemas/; PYTHON  one with lxml, saxonche, translate-toolkit and tbxtools
#   OUT     a folder to work in; TEXT  the texts to build from
# Accepts the first 200 candidates of the texts, each with an English, and checks every export. Exit 1 when a check fails.
set -euo pipefail

shuyu=$1 shared=$2 python=$3 out=$4
shift 4
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
clients=$shared/clients schemas=$shared/schemas
mkdir -p "$out"
failed=0

# expect WHAT COMMAND…: shows the command's figures, and counts it when it fails.
expect() {
    local what=$1 answer
    shift
    if answer=$("$@" 2>&1); then
        printf 'ok    %-45s %s\n' "$what" "$(head -1 <<< "$answer" | cut -c1-110)"
    else
        failed=$((failed + 1))
        printf 'FAIL  %s\n' "$what"
        head -12 <<< "$answer" | cut -c1-200 | sed 's/^/      /'
    fi
}

# The converter writes a file for the check after it.
upgrade_and_validate() {
    "$python" "$clients/tbx_upgrade.py" "$1" "$out/upgraded.tbx" > "$out/upgrade.log" 2>&1 || { cat "$out/upgrade.log"; return 1; }
    validate_tbx "$out/upgraded.tbx"
}

# The verdict is the script's last line; sorted backwards, it is the first one.
validate_tbx() {
    bash "$clients/tbx_valid.sh" "$1" "$schemas" "$python" | sort -r
}

# What two files say of entries, read into termbases of their own, is the same.
same_entries() {
    local file dumps=()
    for file in "$1" "$2"; do
        rm -f "$out/read.db"
        "$shuyu" -q -d "$out/read.db" import "$file"
        "$shuyu" -d "$out/read.db" dump > "$file.jsonl"
        dumps+=("$file.jsonl")
    done
    diff "${dumps[@]}" && wc -l < "${dumps[0]}"
}

# OmegaT opens the project as it was written, inserts a unit and has every pair of the glossary.
omegat_opens() {
    local term
    rm -rf "$out/opened" && cp -r "$1" "$out/opened"
    term=$(awk -F '\t' '!/^#/ { print $1; exit }' "$1/glossary/glossary.utf8")
    printf '%s\n' "$term" > "$out/opened/source/a.txt"
    GLOSS_FILE=$out/opened/glossary/glossary.utf8 timeout 120 omegat "$out/opened" --mode=console-translate \
        --config-dir="$out/omegat" --script="$clients/omegat_glossary.groovy" > "$out/omegat.log" 2>&1
    sed -n 's/^GLOSS //p' "$out/omegat.log" | head -1
    grep -q "^GLOSS pairs $2$" "$out/omegat.log" && ! grep -qxF "$term" "$out/opened/target/a.txt"
}

# OmegaT cuts a text by our rules as we do. usage: omegat_cuts LANG TEXT RULES
omegat_cuts() {
    sed 's/\r$//' "$2" > "$out/cut.txt"
    cargo run -q -p tmx --example sentences -- "$1" < "$out/cut.txt" > "$out/cut.ours"
    CUT_LANG=$1 CUT_TEXT=$out/cut.txt CUT_RULES=$3 CUT_OUT=$out/cut.omegat timeout 120 omegat "$out/opened" \
        --mode=console-translate --config-dir="$out/omegat" --script="$here/omegat_segments.groovy" > "$out/omegat.log" 2>&1
    diff "$out/cut.ours" "$out/cut.omegat" && echo "segments $(wc -l < "$out/cut.ours")"
}

# usage: toolkit_counts MODULE CLASS FILE COUNT
toolkit_counts() {
    "$python" -c '
import importlib, sys
module, name, path, count = sys.argv[1:]
units = getattr(importlib.import_module("translate.storage." + module), name).parsefile(path).units
pairs = sum(1 for unit in units if unit.source and unit.target)
print("pairs", pairs)
sys.exit(pairs != int(count))' "$@"
}

echo "texts: $*"
"$shuyu" -q build "$@" -o "$out"

# The same work on a list of proposals that nobody has looked at yet.
if grep -q '<termEntry' "$out/glossary.tbx"; then
    expect "proposals: TBX is valid" validate_tbx "$out/glossary.tbx"
    expect "proposals: OmegaT reads them" bash "$clients/omegat_glossary.sh" "$out/glossary.tbx"
fi

# Columns of terms.tsv: term, frequency, documents, score, type, pinyin, suggested English.
awk -F '\t' -v OFS='\t' '
    NR == 1 { next }
    NR > 201 { exit }
    {
        sub(/\r$/, "")
        split($7, english, / *; */)
        print $1, english[1] == "" ? "candidate " NR - 1 : english[1]
    }' "$out/terms.tsv" > "$out/accepted.tsv"
pairs=$(wc -l < "$out/accepted.tsv")
echo "accepted with an English: $pairs"
[ "$pairs" -gt 0 ] || { echo "FAIL  no candidates in $out/terms.tsv"; exit 1; }

"$shuyu" -q -d "$out/shuyu.db" accept --input "$out/accepted.tsv"
"$shuyu" -q -d "$out/shuyu.db" export --to tbx -o "$out/export.tbx"
"$shuyu" -q -d "$out/shuyu.db" export --to tmx -o "$out/export.tmx"
"$shuyu" -q build "$@" -o "$out"

for name in glossary.tbx export.tbx; do
    file=$out/$name
    expect "$name: OmegaT reads $pairs pairs" bash "$clients/omegat_glossary.sh" "$file" zh-CN en "$pairs"
    expect "$name: Translate Toolkit of Debian" /usr/bin/python3 "$clients/tt_count.py" "$file"
    expect "$name: Translate Toolkit of PyPI" "$python" "$clients/tt_count.py" "$file"
    expect "$name: valid TBX v2 Basic" validate_tbx "$file"
    expect "$name: upgrades to valid TBX v3" upgrade_and_validate "$file"
done
for dialect in core min basic linguist; do
    for style in dca dct; do
        file=$out/v3-$dialect-$style.tbx
        "$shuyu" -q -d "$out/shuyu.db" export --to tbx --tbx-version 3 --dialect "$dialect" --style "$style" -o "$file"
        expect "$dialect $style: valid TBX v3" validate_tbx "$file"
        expect "$dialect $style: says what v2 says" same_entries "$out/export.tbx" "$file"
    done
done
expect "upgraded v2 says what v2 says" same_entries "$out/export.tbx" "$out/upgraded.tbx"

for format in omegat:project weblate:weblate.csv utx:list.utx multiterm:termbase.xml; do
    "$shuyu" -q -d "$out/shuyu.db" export --to "${format%:*}" -o "$out/${format#*:}"
done
expect "OmegaT opens the project" omegat_opens "$out/project" "$pairs"
"$shuyu" -q export --to srx -o "$out/rules.srx"
for name in harbour-forum.zh.txt harbour-forum.en.txt; do
    case $name in *.en.*) lang=en ;; *) lang=zh-CN ;; esac
    expect "OmegaT cuts $name as we do" omegat_cuts "$lang" "$here/../examples/$name" "$out/rules.srx"
done
expect "Translate Toolkit reads the CSV for Weblate" toolkit_counts csvl10n csvfile "$out/weblate.csv" "$pairs"
expect "Translate Toolkit reads UTX" toolkit_counts utx UtxFile "$out/list.utx" "$pairs"
expect "MultiTerm XML is well formed" xmllint --noout "$out/termbase.xml"

for name in memory.tmx export.tmx; do
    file=$out/$name
    expect "$name: OmegaT applies every unit" bash "$clients/omegat_tmx.sh" "$file"
    expect "$name: Translate Toolkit of Debian" /usr/bin/python3 "$clients/tt_count.py" "$file"
    expect "$name: Translate Toolkit of PyPI" "$python" "$clients/tt_count.py" "$file"
    expect "$name: valid TMX 1.4" "$python" "$clients/tmx_valid.py" "$file" "$schemas"
done

echo "failed checks: $failed"
[ "$failed" = 0 ]

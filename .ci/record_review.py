#!/usr/bin/env python3
"""Records a review as text: drives `shuyu review` in a terminal of 80 by 24 (tmux) and prints what stands there.

python3 .ci/record_review.py SHUYU SCRIPT TEXT... > docs/review.md

Each line of SCRIPT is `KEYS<TAB>WHAT FOR`: KEYS are sent one by one, apart from `{words}`, which are typed as they are; ENTER, TAB
and SPACE are keys too. Lines without a tab are copied. Needs tmux and a UTF-8 locale.
"""

import os
import re
import subprocess
import sys
import tempfile
import time

SESSION = f"review{os.getpid()}"
NAMED = {"ENTER": "Enter", "TAB": "Tab", "SPACE": "Space"}


def tmux(*words: str) -> str:
    return subprocess.run(["tmux", "-u", *words], check=True, capture_output=True, text=True).stdout


def screen() -> str:
    """What stands on the screen, once it no longer changes."""
    before, same = None, 0
    for _ in range(200):
        time.sleep(0.1)
        now = tmux("capture-pane", "-p", "-t", SESSION)
        same = same + 1 if now == before else 0
        before = now
        if same == 4 and now.strip():
            return now
    raise SystemExit("the screen does not come to rest")


def send(keys: str) -> None:
    for word in re.findall(r"\{[^}]*\}|[^ ]+", keys):
        if word in NAMED:
            tmux("send-keys", "-t", SESSION, NAMED[word])
        else:
            tmux("send-keys", "-t", SESSION, "-l", "--", word.strip("{}") if len(word) > 2 else word)
        screen()


def main() -> None:
    shuyu, script, *texts = [os.path.abspath(word) for word in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SHUYU_DB": os.path.join(folder, "shuyu.db"), "SHUYU_USER": "anna"}
        names = [os.path.basename(text) for text in texts]
        for text, name in zip(texts, names):
            os.symlink(text, os.path.join(folder, name))
        for words in (["add", *names], ["extract"]):
            subprocess.run([shuyu, "-q", *words], check=True, env=environment, cwd=folder, stdout=subprocess.DEVNULL)
        start = f"exec env SHUYU_DB={environment['SHUYU_DB']} SHUYU_USER=anna PS1='$ ' PATH={os.path.dirname(shuyu)}:$PATH sh"
        tmux("new-session", "-d", "-s", SESSION, "-x", "80", "-y", "24", "-c", folder, start)
        try:
            for line in open(script, encoding="utf-8"):
                keys, tab, purpose = line.rstrip("\n").partition("\t")
                if not tab:
                    print(keys)
                    continue
                send(keys)
                shown = re.sub(r"\n{3,}", "\n\n", screen().rstrip("\n"))
                print(f"{purpose}\n\n```text\n{shown}\n```\n")
        finally:
            tmux("kill-session", "-t", SESSION)


main()

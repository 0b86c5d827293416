"""Checks that every crate may be used under one of the licences that .deny.toml allows.

usage: licences.py DENY_TOML METADATA_JSON      (METADATA_JSON: the output of `cargo metadata --format-version 1`)
Looks at every crate of the lock file, on whatever platform and for whatever purpose. Exit 1 when one fits no allowed licence.
"""

import json
import re
import sys
import tomllib
from collections import Counter


def permitted(expression, allowed):
    """Whether an SPDX expression (or the older `MIT/Apache-2.0`) can be met with allowed licences alone."""
    tokens = re.findall(r"[()]|[^\s()]+", expression.replace("/", " OR "))

    def choice():
        met = combination()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            met |= combination()
        return met

    def combination():
        met = single()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            met &= single()
        return met

    def single():
        token = tokens.pop(0)
        if token == "(":
            met = choice()
            tokens.pop(0)
            return met
        met = token in allowed
        # An exception is a licence of its own as far as the list goes.
        if tokens and tokens[0] == "WITH":
            tokens.pop(0)
            met = f"{token} WITH {tokens.pop(0)}" in allowed
        return met

    return choice() and not tokens


def main():
    with open(sys.argv[1], "rb") as file:
        allowed = set(tomllib.load(file)["licenses"]["allow"])
    with open(sys.argv[2], encoding="utf-8") as file:
        packages = json.load(file)["packages"]
    refused = []
    for package in packages:
        licence = package["license"]
        try:
            fits = bool(licence) and permitted(licence, allowed)
        except IndexError:
            fits = False
        if not fits:
            refused.append(f"{package['name']} {package['version']}: {licence or 'no licence given'}")
    for licence, count in Counter(package["license"] for package in packages).most_common():
        print(f"{count:5} {licence}")
    for line in refused:
        print(f"NOT ALLOWED  {line}")
    print(f"licences of {len(packages)} crates checked, {len(refused)} not allowed")
    sys.exit(bool(refused))


main()

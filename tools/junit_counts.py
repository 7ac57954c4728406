"""Prints 'PASSED FAILED' of a JUnit report that ctest wrote. What was skipped has not passed.

On the lines after that stands what tests that passed warn of: their lines that begin with 'WARN: '.
"""

import sys
import xml.etree.ElementTree as ElementTree


def main(path: str) -> None:
    passed = failed = 0
    warnings = []
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        unhappy = {"failure", "error", "skipped"} & {child.tag for child in case}
        if unhappy or case.get("status") not in ("run", None):
            failed += 1
            print(f"FAILED: {case.get('name')}", file=sys.stderr)
        else:
            passed += 1
            lines = (case.findtext("system-out") or "").splitlines()
            warnings += [line for line in lines if line.startswith("WARN: ")]
    print(passed, failed)
    for warning in warnings:
        print(warning)


main(sys.argv[1])

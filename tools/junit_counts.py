"""Prints 'PASSED FAILED' of a JUnit report that ctest wrote. What was skipped has not passed."""

import sys
import xml.etree.ElementTree as ElementTree


def main(path: str) -> None:
    passed = failed = 0
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        unhappy = {"failure", "error", "skipped"} & {child.tag for child in case}
        if unhappy or case.get("status") not in ("run", None):
            failed += 1
            print(f"FAILED: {case.get('name')}", file=sys.stderr)
        else:
            passed += 1
    print(passed, failed)


main(sys.argv[1])

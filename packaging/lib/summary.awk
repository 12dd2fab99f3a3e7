# SPDX-License-Identifier: GPL-3.0-or-later
# Reads the JUnit file of one ctest run whose tests are QtTest programs and prints "PASSED FAILED SKIPPED" on the last
# line; before it one line for each thing that a person has to know.
#
#   awk -v data=1 -v data_tests="a_test b_test" -f summary.awk junit.xml
#
# data=1: the real data are here, so a skip in one of data_tests (those with the label data; the JUnit file does not
# tell labels), or one that says that the data are absent, is a failure.
#
# Counts test functions (each data row one), not programs: PASS lines without initTestCase and cleanupTestCase, which
# every QtTest program prints; failures and skips from its Totals line. A program without such a line counts as one.

function attribute(line, name,    at, rest) {
  at = index(line, " " name "=\"")
  if (!at) return ""
  rest = substr(line, at + length(name) + 3)
  return substr(rest, 1, index(rest, "\"") - 1)
}

function finish(    bad) {
  if (test == "") return
  bad = (status == "run") ? 0 : 1
  if (status == "disabled") {
    skipped++
  } else if (!totals) {
    # Crashed, timed out, not built, or not a QtTest program.
    if (bad) { failed++; print "failed: " test " (no totals: crashed, timed out or not built)" } else passed++
  } else {
    passed += passes
    failed += fails
    skipped += skips
    if (fails) print "failed: " test " (" fails " of its functions)"
    else if (bad) { failed++; print "failed: " test " (its functions passed, the program did not)" }
  }
  if (data && skips && (index(" " data_tests " ", " " test " ") || absent)) {
    failed++
    print "failed: " test " skipped although the real data are here"
  }
}

/<testcase / {
  finish()
  test = attribute($0, "name")
  status = attribute($0, "status")
  totals = 0; passes = 0; fails = 0; skips = 0; absent = 0
}
/^PASS   : / && !/::(initTestCase|cleanupTestCase)\(\)/ { passes++ }
/the real data folder is absent/ { absent = 1 }
/Totals: [0-9]+ passed, [0-9]+ failed, [0-9]+ skipped/ {
  line = $0
  sub(/.*Totals: /, "", line)
  split(line, part, " ")
  totals = 1
  fails += part[3]
  skips += part[5]
}
END {
  finish()
  printf "%d %d %d\n", passed, failed, skipped
}

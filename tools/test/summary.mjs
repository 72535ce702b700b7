// What a test runner says of itself at its end, as { passed, failed }.

const sum = (text, pattern) => [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);

/** doctest: "[doctest] test cases: 12 | 11 passed | 1 failed | 0 skipped", colours off. */
export function doctestSummary(output) {
  const lines = [...output.matchAll(/^\[doctest\] test cases:\s*\d+\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed/gm)];
  return { passed: lines.reduce((n, line) => n + Number(line[1]), 0), failed: lines.reduce((n, line) => n + Number(line[2]), 0) };
}

/** node --test with the spec ("ℹ pass 3") or the tap ("# pass 3") reporter. */
export function nodeTestSummary(output) {
  return { passed: sum(output, /^(?:#|ℹ) pass (\d+)$/gm), failed: sum(output, /^(?:#|ℹ) (?:fail|cancelled) (\d+)$/gm) };
}

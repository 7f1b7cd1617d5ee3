package dev.gatehouse.approval.bundle;

import java.util.List;

/**
 * What came of checking something that may be forged.
 *
 * @param checks in the order in which they were made
 */
public record CheckReport(List<Check> checks) {
    /** Copies the checks. */
    public CheckReport {
        checks = List.copyOf(checks);
    }

    /** What came of one check. */
    public enum Result {
        /** It holds, down to a key that was given. */
        HOLDS,
        /** it holds, but only by a key that it brings itself. */
        NOT_ANCHORED,
        /** It does not hold. */
        FAILS
    }

    /**
     * One check.
     *
     * @param subject what was checked, in one or two words
     * @param result what came of it
     * @param sentence what was found
     */
    public record Check(String subject, Result result, String sentence) {}

    /** Whether nothing fails. */
    public boolean holds() {
        return checks.stream().noneMatch(check -> check.result() == Result.FAILS);
    }

    /** Whether everything holds by keys that were given. */
    public boolean isAnchored() {
        return checks.stream().allMatch(check -> check.result() == Result.HOLDS);
    }
}

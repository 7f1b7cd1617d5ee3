package dev.gatehouse.approval.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.bundle.CheckReport;
import java.util.Locale;

/** A report for people and for programs. */
final class VerifyText {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SUBJECT_WIDTH = 14;

    private VerifyText() {}

    static String lines(CheckReport report) {
        StringBuilder text = new StringBuilder();
        for (CheckReport.Check check : report.checks()) {
            String mark = switch (check.result()) {
                case HOLDS -> "ok  ";
                case NOT_ANCHORED -> "own ";
                case FAILS -> "FAIL";
            };
            text.append(mark)
                    .append("  ")
                    .append(String.format(Locale.ROOT, "%-" + SUBJECT_WIDTH + "s", check.subject()))
                    .append(' ')
                    .append(printable(check.sentence()))
                    .append('\n');
        }
        long failing = report.checks().stream()
                .filter(check -> check.result() == CheckReport.Result.FAILS)
                .count();
        return text.append(
                        !report.holds()
                                ? "NOT VERIFIED: " + failing + " of "
                                        + report.checks().size() + " checks fail"
                                : report.isAnchored()
                                        ? "VERIFIED"
                                        : "CONSISTENT, BUT NOT VERIFIED BY A KEY OF YOURS: see the lines marked 'own'")
                .append('\n')
                .toString();
    }

    static String json(CheckReport report) {
        ObjectNode root = JSON.createObjectNode();
        root.put("result", !report.holds() ? "failed" : report.isAnchored() ? "verified" : "not_anchored");
        ArrayNode checks = root.putArray("checks");
        report.checks()
                .forEach(check -> checks.addObject()
                        .put("subject", check.subject())
                        .put("result", check.result().name().toLowerCase(Locale.ROOT))
                        .put("sentence", check.sentence()));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can always be written", e);
        }
    }

    /** What a forged document says must not move the cursor of the terminal that shows it. */
    private static String printable(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return safe.toString();
    }
}

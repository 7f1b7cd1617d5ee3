package dev.gatehouse.audit.report;

import dev.gatehouse.audit.report.SplitsReport.Check;
import dev.gatehouse.audit.report.SplitsReport.Duplicates;
import dev.gatehouse.audit.report.SplitsReport.Entities;
import dev.gatehouse.audit.report.SplitsReport.Leak;
import dev.gatehouse.audit.report.SplitsReport.LeakSide;
import dev.gatehouse.audit.report.SplitsReport.Repeats;
import dev.gatehouse.audit.report.SplitsReport.Time;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Takes what would show fewer people than the minimum out of a report of splits. */
final class SplitsDisclosure {
    private static final String NOTE =
            "Counts of fewer rows than may be shown outside are withheld, and the first and last times, which are those of single"
                    + " rows.";

    /** What a check counts that is no rows of people. */
    private static final String OF_COLUMNS = "id_columns";

    private static final Pattern COUNTED = Pattern.compile("^[0-9]+ .*");
    private static final Pattern NO_DIGIT = Pattern.compile("[^0-9]+");

    private final SplitsReport report;
    private final int minimum;

    private SplitsDisclosure(SplitsReport report, int minimum) {
        this.report = report;
        this.minimum = minimum;
    }

    static SplitsReport of(SplitsReport report, int minimum) {
        return new SplitsDisclosure(report, minimum).report();
    }

    private SplitsReport report() {
        DriftReport drift = report.drift().forDisclosure(minimum);
        Map<String, String> replaced = new LinkedHashMap<>();
        for (int i = 0; i < drift.reasons().size(); i++) {
            replaced.put(report.drift().reasons().get(i), drift.reasons().get(i));
        }
        List<Check> checks = new ArrayList<>();
        for (Check each : report.checks()) {
            Check shown = shown(each);
            replaced.put(each.detail(), shown.detail());
            checks.add(shown);
        }
        Duplicates duplicates = duplicates(report.duplicates());
        Entities entities = entities(report.entities());
        List<Leak> leakage = report.leakage().stream()
                        .flatMap(leak -> Stream.of(leak.training(), leak.evaluation()))
                        .anyMatch(this::few)
                ? List.of()
                : report.leakage();
        List<String> notes =
                new ArrayList<>(report.notes().stream().filter(this::isOfMany).toList());
        boolean less = !checks.equals(report.checks())
                || duplicates == null
                || entities != report.entities()
                || report.time() != null
                || leakage.size() < report.leakage().size()
                || notes.size() < report.notes().size();
        if (less) {
            notes.add(NOTE);
        }
        return new SplitsReport(
                report.kind(),
                report.format(),
                report.verdict(),
                report.reasons().stream()
                        .map(reason -> replace(reason, replaced))
                        .toList(),
                report.planDigest(),
                report.dataDigest(),
                report.referenceDigest(),
                report.cellsDigest(),
                report.engine(),
                report.confidence(),
                report.rows(),
                checks,
                duplicates,
                entities,
                null,
                leakage,
                report.identifiers(),
                drift,
                notes);
    }

    private static String replace(String reason, Map<String, String> replaced) {
        String shown = reason;
        for (Map.Entry<String, String> each : replaced.entrySet()) {
            shown = shown.replace(each.getKey(), each.getValue());
        }
        return shown;
    }

    private boolean few(long... counts) {
        return LongStream.of(counts).anyMatch(count -> count > 0 && count < minimum);
    }

    private boolean few(LeakSide side) {
        return few(side.positives(), side.negatives());
    }

    private Check shown(Check check) {
        Time time = report.time();
        // What a check says beside its own count.
        boolean few = switch (check.check()) {
            case OF_COLUMNS -> false;
            case "shared_row_excess" ->
                few(check.count(), repeated(report.duplicates().training()));
            case "time_overlap_share" ->
                few(check.count(), time == null ? 0 : time.training().outOfOrder());
            case "shared_entity_share" ->
                few(
                        check.count(),
                        report.entities() == null
                                ? 0
                                : report.entities().shared().distinct());
            default -> few(check.count());
        };
        if (!few) {
            return check;
        }
        String withheld = "fewer than " + minimum + " rows, which are withheld";
        return new Check(check.check(), 0, Estimate.undefined(withheld), check.judged(), withheld);
    }

    private static long repeated(Repeats of) {
        return of.rows() - of.single();
    }

    private Duplicates duplicates(Duplicates of) {
        boolean few = few(
                of.whole().training(),
                of.whole().evaluation(),
                of.features().training(),
                of.features().evaluation(),
                repeated(of.training()),
                repeated(of.evaluation()),
                orNone(of.contradicting()),
                orNone(of.training().contradicting()),
                orNone(of.evaluation().contradicting()));
        return few ? null : of;
    }

    private static long orNone(Long count) {
        return count == null ? 0 : count;
    }

    private Entities entities(Entities of) {
        return of == null
                        || few(
                                of.shared().distinct(),
                                of.shared().training(),
                                of.shared().evaluation(),
                                of.trainingMissing(),
                                of.evaluationMissing())
                ? null
                : of;
    }

    /** Notes that begin with a count are about rows. */
    private boolean isOfMany(String note) {
        return !COUNTED.matcher(note).matches()
                || !few(NO_DIGIT.splitAsStream(note)
                        .filter(number -> !number.isEmpty())
                        .mapToLong(Long::parseLong)
                        .toArray());
    }
}

package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.DriftCells.TypeBreak;
import dev.gatehouse.audit.plan.DriftCheck;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.report.DriftReport.Quality;
import dev.gatehouse.audit.report.Verdict;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is counted about the values themselves. Shares are exact, so that limits on them are point rules. */
final class QualityChecks {
    /** Categories that a finding names. */
    private static final int MAX_NAMED = 5;

    private final DriftPlan plan;
    private final DriftCells cells;
    private final List<Quality> found = new ArrayList<>();

    private QualityChecks(DriftPlan plan, DriftCells cells) {
        this.plan = plan;
        this.cells = cells;
    }

    static List<Quality> of(DriftPlan plan, DriftCells cells, List<Sampled> columns) {
        QualityChecks checks = new QualityChecks(plan, cells);
        checks.typeBreaks();
        columns.forEach(checks::column);
        checks.duplicates();
        checks.time();
        return checks.found;
    }

    private void typeBreaks() {
        for (TypeBreak each : cells.typeBreaks()) {
            String check = switch (each.kind()) {
                case COLUMN_MISSING -> "column_missing";
                case COLUMN_NEW -> "column_new";
                default -> "type_break";
            };
            String examples = each.examples().entrySet().stream()
                    .map(kind -> kind.getKey() + " " + kind.getValue())
                    .collect(Collectors.joining(", "));
            found.add(new Quality(
                    check,
                    each.column(),
                    each.rows(),
                    null,
                    null,
                    null,
                    each.detail() + (examples.isEmpty() ? "" : " (" + examples + ")")));
        }
        BigDecimal limit = plan.checkLimits().get(DriftCheck.TYPE_BREAKS);
        if (limit != null) {
            int breaks = cells.typeBreaks().size();
            found.add(new Quality(
                    DriftCheck.TYPE_BREAKS.id(),
                    null,
                    breaks,
                    null,
                    limit,
                    enough() ? breaks > limit.intValue() ? Verdict.FAIL : Verdict.PASS : Verdict.INSUFFICIENT,
                    breaks + " columns are missing, new or of another type; at most " + limit.toPlainString()
                            + " are allowed"));
        }
    }

    private void column(Sampled column) {
        missing(column);
        if (column.isNumber()) {
            range(column);
            count("not_a_number", column, column.column().notNumbers(), "current rows hold NaN");
            count("infinite", column, column.column().infinite(), "current rows hold an infinite value");
        } else {
            categories(column);
        }
        constant(column);
    }

    private void missing(Sampled column) {
        long before = column.missing(true);
        long now = column.missing(false);
        long rowsBefore = cells.rows(true);
        long rowsNow = cells.rows(false);
        if (rowsNow == 0 || rowsBefore == 0) {
            return;
        }
        double change = (double) now / rowsNow - (double) before / rowsBefore;
        share(
                DriftCheck.MISSING_SHARE_INCREASE,
                column.name(),
                now,
                change,
                change > 0,
                now + " of " + rowsNow + " current rows have no value, and " + before + " of " + rowsBefore
                        + " of the reference");
        if (now == rowsNow) {
            found.add(new Quality("all_missing", column.name(), now, 1.0, null, null, "no current row has a value"));
        }
    }

    private void range(Sampled column) {
        long rows = column.rowsCurrent();
        if (rows == 0 || column.rowsReference() == 0) {
            return;
        }
        long below = column.sum(column.column().below(), false);
        long above = column.sum(column.column().above(), false);
        share(
                DriftCheck.OUT_OF_RANGE_SHARE,
                column.name(),
                below + above,
                (double) (below + above) / rows,
                below + above > 0,
                below + " current values are below the reference's least, " + above + " above its greatest");
    }

    private void count(String check, Sampled column, long[] beside, String what) {
        long count = column.sum(beside, false);
        long rows = cells.rows(false);
        if (count > 0) {
            found.add(new Quality(check, column.name(), count, (double) count / rows, null, null, count + " " + what));
        }
    }

    private void categories(Sampled column) {
        List<String> texts = column.column().texts();
        long[] reference = column.reference();
        long[] current = column.current();
        long rows = column.rowsCurrent();
        long fresh = 0;
        long vanishedRows = 0;
        List<String> newOnes = new ArrayList<>();
        List<String> vanished = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            if (reference[i] == 0 && current[i] > 0) {
                fresh += current[i];
                newOnes.add(texts.get(i));
            } else if (reference[i] > 0 && current[i] == 0) {
                vanishedRows += reference[i];
                vanished.add(texts.get(i));
            }
        }
        if (rows > 0 && column.rowsReference() > 0) {
            share(
                    DriftCheck.NEW_CATEGORY_SHARE,
                    column.name(),
                    fresh,
                    (double) fresh / rows,
                    fresh > 0,
                    newOnes.isEmpty()
                            ? "no category is new"
                            : fresh + " current rows have a category that the reference lacks: " + named(newOnes));
        }
        if (!vanished.isEmpty() && rows > 0) {
            found.add(new Quality(
                    "vanished_categories",
                    column.name(),
                    vanished.size(),
                    null,
                    null,
                    null,
                    "categories of " + vanishedRows + " reference rows have no current row: " + named(vanished)));
        }
    }

    private static String named(List<String> categories) {
        return categories.stream()
                        .limit(MAX_NAMED)
                        .map(each -> "'" + each + "'")
                        .collect(Collectors.joining(", "))
                + (categories.size() > MAX_NAMED ? " and " + (categories.size() - MAX_NAMED) + " more" : "");
    }

    private void constant(Sampled column) {
        int values = 0;
        int before = 0;
        for (int i = 0; i < column.current().length; i++) {
            values += column.current()[i] > 0 ? 1 : 0;
            before += column.reference()[i] > 0 ? 1 : 0;
        }
        boolean single = column.column().exact() || !column.isNumber();
        if (single
                && values == 1
                && !(column.column().hasOthers() && column.current()[column.current().length - 1] > 0)) {
            found.add(new Quality(
                    "constant_column",
                    column.name(),
                    column.rowsCurrent(),
                    null,
                    null,
                    null,
                    "all current rows with a value have the same; the reference has "
                            + (before == 1 ? "one value too" : before + " values")));
        }
    }

    private void duplicates() {
        long searched = cells.current().searched();
        if (searched == 0) {
            return;
        }
        long duplicates = cells.current().duplicates();
        double before = cells.reference().searched() == 0
                ? 0
                : (double) cells.reference().duplicates() / cells.reference().searched();
        share(
                DriftCheck.DUPLICATE_SHARE,
                null,
                duplicates,
                (double) duplicates / searched,
                duplicates > 0,
                duplicates + " of the " + (searched < cells.current().rows() ? "first " : "") + searched
                        + " current rows equal an earlier one in all columns; of the reference "
                        + String.format(Locale.ROOT, "%.2f", 100 * before) + " %");
    }

    private void time() {
        long without = cells.current().withoutTime() + cells.current().unreadableTime();
        if (without > 0) {
            found.add(new Quality(
                    "rows_without_time",
                    null,
                    without,
                    (double) without / cells.current().rows(),
                    null,
                    null,
                    without + " current rows have no time that can be read; they are left out"));
        }
        List<String> empty = cells.chunks().stream()
                .filter(chunk -> chunk.rows() == 0 && !chunk.reference())
                .map(DriftCells.Chunk::label)
                .toList();
        if (!empty.isEmpty() && cells.chunks(false).length > 1) {
            found.add(new Quality(
                    "empty_chunk", null, empty.size(), null, null, null, "no current row falls into " + named(empty)));
        }
    }

    /** A share with a limit is always told, one without only where something was found. */
    private void share(DriftCheck check, String column, long count, double share, boolean something, String detail) {
        BigDecimal limit = plan.checkLimits().get(check);
        if (limit == null && !something) {
            return;
        }
        Verdict verdict = limit == null
                ? null
                : !enough() ? Verdict.INSUFFICIENT : share > limit.doubleValue() ? Verdict.FAIL : Verdict.PASS;
        found.add(new Quality(check.id(), column, count, share, limit, verdict, detail));
    }

    private boolean enough() {
        return cells.rows(true) >= plan.minimumRows() && cells.rows(false) >= plan.minimumRows();
    }
}

package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.AuditPlan.Task;
import dev.gatehouse.audit.report.AuditReport;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Rows reduced to cells one by one in decimal arithmetic, for every kind of plan. Every distinct score has a bin of its own;
 * every row must be complete.
 */
public final class Counted {
    private final AuditPlan plan;
    private final Rows rows;

    private Counted(AuditPlan plan, Rows rows) {
        this.plan = plan;
        this.rows = rows;
    }

    public static Cells cells(AuditPlan plan, Rows rows) {
        return new Counted(plan, rows).count();
    }

    /** The report on the rows' cells. */
    public static AuditReport report(AuditPlan plan, Rows rows) {
        return FairnessAudit.evaluate(plan, cells(plan, rows), "by hand", null);
    }

    private Cells count() {
        List<Cells.Attribute> attributes = dictionaries(plan.protectedAttributes());
        List<Cells.Attribute> strata = dictionaries(plan.strata());
        List<String> classes = classes();
        boolean scored = plan.scoreColumn() != null || plan.task() == Task.REGRESSION;
        BigDecimal unit = plan.weight() == null ? null : Rows.weightUnit(column(plan.weight()));
        BigDecimal median = plan.needsMedian() ? median() : null;
        TreeMap<int[], TreeMap<long[], long[]>> groups = new TreeMap<>(Arrays::compare);
        for (List<String> row : rows.rows) {
            long[] key = {-1, -1, -1, 0};
            if (plan.task() == Task.REGRESSION) {
                key[3] = micros(number(row, plan.decision().column())
                        .subtract(number(row, plan.label().column())));
            } else {
                key[0] = plan.label() == null
                        ? -1
                        : code(text(row, plan.label().column()), plan.label().positive(), classes);
                key[1] = decision(row, classes, median);
                if (scored) {
                    key[3] = micros(number(row, plan.scoreColumn()));
                }
                if (median != null) {
                    key[2] = number(row, plan.scoreColumn()).compareTo(median) > 0 ? 1 : 0;
                }
            }
            int[] codes = new int[attributes.size() + strata.size()];
            for (int i = 0; i < codes.length; i++) {
                Cells.Attribute column = i < attributes.size() ? attributes.get(i) : strata.get(i - attributes.size());
                codes[i] = column.values().indexOf(text(row, column.name()));
            }
            long[] counts = groups.computeIfAbsent(codes, c -> new TreeMap<>(Arrays::compare))
                    .computeIfAbsent(key, k -> new long[3]);
            BigDecimal weight = plan.weight() == null ? BigDecimal.ONE : number(row, plan.weight());
            counts[0]++;
            long units = unit == null
                    ? 1
                    : weight.divide(unit).setScale(0, RoundingMode.HALF_UP).longValueExact();
            counts[1] += units;
            counts[2] += units * units;
        }
        List<Cells.Group> named = new ArrayList<>();
        List<Cells.Cell> cells = new ArrayList<>();
        groups.forEach((codes, inGroup) -> {
            List<Integer> boxed = Arrays.stream(codes).boxed().toList();
            inGroup.forEach((key, counts) -> cells.add(new Cells.Cell(
                    named.size(),
                    (int) key[0],
                    (int) key[1],
                    (int) key[2],
                    key[3],
                    counts[0],
                    0,
                    counts[1],
                    counts[2])));
            named.add(new Cells.Group(
                    boxed.subList(0, attributes.size()), boxed.subList(attributes.size(), boxed.size())));
        });
        Cells.Grid grid = scored && !cells.isEmpty() ? new Cells.Grid(new BigDecimal("0.000001"), true, median) : null;
        return new Cells(attributes, strata, classes, grid, unit, named, cells, Map.of());
    }

    private List<Cells.Attribute> dictionaries(List<String> columns) {
        return columns.stream()
                .map(column -> new Cells.Attribute(column, List.copyOf(new TreeSet<>(column(column)))))
                .toList();
    }

    private List<String> classes() {
        if (plan.task() != Task.MULTICLASS) {
            return plan.task() == Task.BINARY ? Cells.BINARY : List.of();
        }
        TreeSet<String> classes = new TreeSet<>(column(plan.decision().column()));
        if (plan.label() != null) {
            classes.addAll(column(plan.label().column()));
        }
        return List.copyOf(classes);
    }

    private int decision(List<String> row, List<String> classes, BigDecimal median) {
        if (plan.decision() instanceof Decision.ByScore byScore) {
            BigDecimal score = number(row, byScore.column());
            return byScore.threshold() == null
                    ? score.compareTo(median) > 0 ? 1 : 0
                    : score.compareTo(byScore.threshold()) >= 0 ? 1 : 0;
        }
        Decision.ByColumn byColumn = (Decision.ByColumn) plan.decision();
        return code(text(row, byColumn.column()), byColumn.positive(), classes);
    }

    private static int code(String value, String positive, List<String> classes) {
        return positive == null ? classes.indexOf(value) : value.equals(positive) ? 1 : 0;
    }

    private BigDecimal median() {
        List<BigDecimal> scores = column(plan.scoreColumn()).stream()
                .map(BigDecimal::new)
                .sorted()
                .toList();
        int n = scores.size();
        return scores.get((n - 1) / 2).add(scores.get(n / 2)).divide(BigDecimal.valueOf(2));
    }

    private String text(List<String> row, String column) {
        return row.get(rows.header.indexOf(column));
    }

    private BigDecimal number(List<String> row, String column) {
        return new BigDecimal(text(row, column));
    }

    private List<String> column(String column) {
        return rows.rows.stream().map(row -> text(row, column)).toList();
    }

    private static long micros(BigDecimal value) {
        return value.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }
}

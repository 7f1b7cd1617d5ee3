package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.plan.AuditPlan;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rows of a data set, to be written as a file or reduced to cells by hand. */
public final class Rows {
    private static final BigDecimal MICRO = new BigDecimal("0.000001");

    public final List<String> header;
    public final List<List<String>> rows = new ArrayList<>();

    private Rows(String... header) {
        this.header = List.of(header);
    }

    public static Rows withColumns(String... header) {
        return new Rows(header);
    }

    public Rows row(Object... values) {
        rows.add(Arrays.stream(values).map(String::valueOf).toList());
        return this;
    }

    public Rows times(int count, Object... values) {
        for (int i = 0; i < count; i++) {
            row(values);
        }
        return this;
    }

    public Rows shuffled(long seed) {
        Rows shuffled = new Rows(header.toArray(String[]::new));
        shuffled.rows.addAll(rows);
        Collections.shuffle(shuffled.rows, new Random(seed));
        return shuffled;
    }

    public String csv() {
        StringBuilder text = new StringBuilder(line(header));
        rows.forEach(row -> text.append(line(row)));
        return text.toString();
    }

    public Path writeTo(Path file) {
        try {
            return Files.write(file, csv().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The plan's cells, counted row by row in decimal arithmetic; every row must be complete. Written from the cells' definition
     * alone, without the engine's queries.
     */
    public Cells cells(AuditPlan plan) {
        boolean multiclass = plan.task() == AuditPlan.Task.MULTICLASS;
        boolean regression = plan.task() == AuditPlan.Task.REGRESSION;
        List<String> columns = new ArrayList<>(plan.protectedAttributes());
        columns.addAll(plan.strata());
        List<List<String>> values = columns.stream()
                .map(column -> List.copyOf(new TreeSet<>(column(column))))
                .toList();
        TreeMap<List<Integer>, Integer> groups = new TreeMap<>(Rows::compare);
        rows.forEach(row -> groups.put(codes(row, columns, values), 0));
        int index = 0;
        for (Map.Entry<List<Integer>, Integer> group : groups.entrySet()) {
            group.setValue(index++);
        }
        TreeSet<String> classes = new TreeSet<>();
        if (multiclass) {
            classes.addAll(column(plan.decision().column()));
            if (plan.label() != null) {
                classes.addAll(column(plan.label().column()));
            }
        }
        List<BigDecimal> scores = rows.stream().map(row -> score(plan, row)).toList();
        BigDecimal unit = plan.weight() == null ? null : weightUnit(column(plan.weight()));
        boolean scored = !scores.isEmpty() && scores.get(0) != null;
        BigDecimal step = scored ? step(scores) : null;
        BigDecimal median = scored && plan.needsMedian() ? median(scores) : null;
        Map<List<Number>, Cells.Cell> cells = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            List<String> row = rows.get(i);
            BigDecimal score = scores.get(i);
            int label = plan.label() == null || regression
                    ? -1
                    : outcome(at(row, plan.label().column()), plan.label().positive(), classes);
            int above = median == null ? -1 : score.compareTo(median) > 0 ? 1 : 0;
            int decision = decision(plan, row, above, classes);
            long bin = 0;
            long offset = 0;
            if (scored) {
                bin = score.divide(step, MathContext.DECIMAL128)
                        .setScale(0, RoundingMode.FLOOR)
                        .longValueExact();
                offset = micros(score.subtract(step.multiply(BigDecimal.valueOf(bin))));
            }
            long weight = 1;
            long squared = 1;
            if (plan.weight() != null) {
                weight = Math.max(
                        1, nearest(new BigDecimal(at(row, plan.weight())), unit).longValueExact());
                squared = weight * weight;
            }
            int group = groups.get(codes(row, columns, values));
            Cells.Cell one = new Cells.Cell(group, label, decision, above, bin, 1, weight * offset, weight, squared);
            cells.merge(List.of(group, label, decision, above, bin), one, Rows::sum);
        }
        List<Cells.Attribute> named = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            named.add(new Cells.Attribute(columns.get(i), values.get(i)));
        }
        int width = plan.protectedAttributes().size();
        boolean exact = step != null && step.compareTo(MICRO) == 0;
        return new Cells(
                named.subList(0, width),
                named.subList(width, named.size()),
                multiclass ? List.copyOf(classes) : regression ? List.of() : List.of("negative", "positive"),
                step == null ? null : new Cells.Grid(step, exact, median),
                unit,
                groups.keySet().stream()
                        .map(codes -> new Cells.Group(codes.subList(0, width), codes.subList(width, codes.size())))
                        .toList(),
                List.copyOf(cells.values()),
                Map.of());
    }

    /** The score, or the error of a regression, rounded to 10⁻⁶; null when the plan has none. */
    private BigDecimal score(AuditPlan plan, List<String> row) {
        if (plan.task() == AuditPlan.Task.REGRESSION) {
            return rounded(at(row, plan.decision().column()))
                    .subtract(rounded(at(row, plan.label().column())));
        }
        return plan.scoreColumn() == null ? null : rounded(at(row, plan.scoreColumn()));
    }

    private int decision(AuditPlan plan, List<String> row, int above, TreeSet<String> classes) {
        if (plan.decision() instanceof AuditPlan.Decision.ByScore byScore) {
            return byScore.threshold() == null
                    ? above
                    : new BigDecimal(at(row, byScore.column())).compareTo(byScore.threshold()) >= 0 ? 1 : 0;
        }
        return plan.decision() instanceof AuditPlan.Decision.ByColumn byColumn
                ? outcome(at(row, byColumn.column()), byColumn.positive(), classes)
                : -1;
    }

    private static int outcome(String value, String positive, TreeSet<String> classes) {
        return positive == null ? classes.headSet(value).size() : value.equals(positive) ? 1 : 0;
    }

    private static BigDecimal median(List<BigDecimal> scores) {
        List<BigDecimal> sorted = scores.stream().sorted().toList();
        BigDecimal sum = sorted.get((sorted.size() - 1) / 2).add(sorted.get(sorted.size() / 2));
        return sum.divide(BigDecimal.valueOf(2), MathContext.UNLIMITED);
    }

    /** The power of ten of which the greatest weight is 10⁶ to 10⁷. */
    static BigDecimal weightUnit(List<String> weights) {
        BigDecimal greatest =
                weights.stream().map(BigDecimal::new).max(BigDecimal::compareTo).orElseThrow();
        BigDecimal unit = BigDecimal.ONE;
        while (greatest.compareTo(unit.movePointRight(6)) < 0) {
            unit = unit.movePointLeft(1);
        }
        return unit;
    }

    private static BigDecimal rounded(String number) {
        return nearest(new BigDecimal(number), MICRO).multiply(MICRO);
    }

    private static long micros(BigDecimal number) {
        return nearest(number, MICRO).longValueExact();
    }

    private String at(List<String> row, String column) {
        return row.get(header.indexOf(column));
    }

    private List<String> column(String column) {
        return rows.stream().map(row -> at(row, column)).toList();
    }

    private List<Integer> codes(List<String> row, List<String> attributes, List<List<String>> values) {
        List<Integer> codes = new ArrayList<>();
        for (int i = 0; i < attributes.size(); i++) {
            codes.add(values.get(i).indexOf(at(row, attributes.get(i))));
        }
        return codes;
    }

    private static int compare(List<Integer> left, List<Integer> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = left.get(i).compareTo(right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** 10⁻⁶ for at most 1,024 distinct scores, else the smallest 1, 2 or 5 · 10^k that cuts their range in at most 1,024. */
    private static BigDecimal step(List<BigDecimal> scores) {
        TreeSet<BigDecimal> distinct = new TreeSet<>(scores);
        if (distinct.size() <= 1_024) {
            return MICRO;
        }
        BigDecimal range = distinct.last().subtract(distinct.first());
        for (int k = -6; ; k++) {
            for (int digit : new int[] {1, 2, 5}) {
                BigDecimal step = BigDecimal.valueOf(digit).scaleByPowerOfTen(k);
                if (range.compareTo(step.multiply(BigDecimal.valueOf(1_024))) <= 0) {
                    return step;
                }
            }
        }
    }

    /** How many steps, rounded to the nearest, upward from the middle. */
    private static BigDecimal nearest(BigDecimal value, BigDecimal step) {
        return value.divide(step, MathContext.DECIMAL128)
                .add(new BigDecimal("0.5"))
                .setScale(0, RoundingMode.FLOOR);
    }

    private static Cells.Cell sum(Cells.Cell a, Cells.Cell b) {
        return new Cells.Cell(
                a.group(),
                a.label(),
                a.decision(),
                a.above(),
                a.bin(),
                a.n() + b.n(),
                a.offset() + b.offset(),
                a.weight() + b.weight(),
                a.squaredWeight() + b.squaredWeight());
    }

    private static String line(List<String> fields) {
        return String.join(
                        ",",
                        fields.stream()
                                .map(f -> f.matches("[^\",\\r\\n]*") ? f : '"' + f.replace("\"", "\"\"") + '"')
                                .toList())
                + "\n";
    }
}

package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.plan.AuditPlan;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
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

    /** The plan's cells, counted row by row in decimal arithmetic; every row must be complete. */
    public Cells cells(AuditPlan plan) {
        List<String> attributes = plan.protectedAttributes();
        List<List<String>> values = attributes.stream()
                .map(a -> List.copyOf(new TreeSet<>(column(a))))
                .toList();
        AuditPlan.Decision.ByScore byScore = plan.decision() instanceof AuditPlan.Decision.ByScore s ? s : null;
        BigDecimal step = byScore == null ? null : step(column(byScore.column()));
        TreeMap<List<Integer>, Integer> groups = new TreeMap<>(Rows::compare);
        Map<List<Number>, Cells.Cell> cells = new LinkedHashMap<>();
        for (List<String> row : rows) {
            groups.put(codes(row, attributes, values), 0);
        }
        int index = 0;
        for (Map.Entry<List<Integer>, Integer> group : groups.entrySet()) {
            group.setValue(index++);
        }
        for (List<String> row : rows) {
            int label = plan.label() == null
                    ? -1
                    : at(row, plan.label().column()).equals(plan.label().positive()) ? 1 : 0;
            String decided = at(row, plan.decision().column());
            int decision;
            long bin = 0;
            long offset = 0;
            if (byScore != null) {
                BigDecimal score = new BigDecimal(decided);
                decision = score.compareTo(byScore.threshold()) >= 0 ? 1 : 0;
                BigDecimal micros = nearest(score, new BigDecimal("0.000001"));
                bin = nearest(micros.movePointLeft(6), step).longValueExact();
                offset = micros.subtract(step.multiply(BigDecimal.valueOf(bin)).movePointRight(6))
                        .longValueExact();
            } else {
                decision = decided.equals(((AuditPlan.Decision.ByColumn) plan.decision()).positive()) ? 1 : 0;
            }
            int group = groups.get(codes(row, attributes, values));
            Cells.Cell one = new Cells.Cell(group, label, decision, -1, bin, 1, offset, 1, 1);
            cells.merge(List.of(group, label, decision, bin), one, Rows::sum);
        }
        List<Cells.Attribute> named = new ArrayList<>();
        for (int i = 0; i < attributes.size(); i++) {
            named.add(new Cells.Attribute(attributes.get(i), values.get(i)));
        }
        return new Cells(
                named,
                List.of(),
                List.of("negative", "positive"),
                step == null
                        ? null
                        : new Cells.Grid(step, step.unscaledValue().equals(BigInteger.ONE) && step.scale() == 6, null),
                false,
                groups.keySet().stream()
                        .map(codes -> new Cells.Group(codes, List.of()))
                        .toList(),
                List.copyOf(cells.values()),
                Map.of());
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
    private static BigDecimal step(List<String> scores) {
        BigDecimal micro = new BigDecimal("0.000001");
        TreeSet<BigDecimal> distinct = new TreeSet<>();
        scores.forEach(score -> distinct.add(nearest(new BigDecimal(score), micro)));
        if (distinct.size() <= 1_024) {
            return micro;
        }
        BigDecimal range = distinct.last().subtract(distinct.first()).movePointLeft(6);
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

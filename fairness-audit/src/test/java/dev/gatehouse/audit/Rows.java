package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.CellQuery;
import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.plan.AuditPlan;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
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
        Map<List<Object>, Cells.Cell> cells = new LinkedHashMap<>();
        for (List<String> row : rows) {
            List<String> values = plan.protectedAttributes().stream()
                    .map(a -> row.get(header.indexOf(a)))
                    .toList();
            Integer label = plan.label() == null
                    ? null
                    : (Integer)
                            (row.get(header.indexOf(plan.label().column()))
                                            .equals(plan.label().positive())
                                    ? 1
                                    : 0);
            String decided = row.get(header.indexOf(plan.decision().column()));
            int decision;
            Long bin = null;
            BigInteger micros = BigInteger.ZERO;
            BigInteger squared = BigInteger.ZERO;
            if (plan.decision() instanceof AuditPlan.Decision.ByScore byScore) {
                BigDecimal score = new BigDecimal(decided);
                decision = score.compareTo(byScore.threshold()) >= 0 ? 1 : 0;
                micros = rounded(score, CellQuery.MICROS_PER_UNIT);
                bin = rounded(new BigDecimal(micros, 6), CellQuery.BINS_PER_UNIT)
                        .longValueExact();
                squared = micros.multiply(micros);
            } else {
                decision = decided.equals(((AuditPlan.Decision.ByColumn) plan.decision()).positive()) ? 1 : 0;
            }
            Cells.Cell one = new Cells.Cell(values, label, decision, bin, 1, bin == null ? 0 : 1, micros, squared);
            cells.merge(Arrays.asList(values, label, decision, bin), one, Rows::sum);
        }
        return new Cells(plan.protectedAttributes(), List.copyOf(cells.values()), Map.of());
    }

    private static BigInteger rounded(BigDecimal score, long steps) {
        return score.multiply(BigDecimal.valueOf(steps))
                .add(new BigDecimal("0.5"))
                .setScale(0, RoundingMode.FLOOR)
                .toBigIntegerExact();
    }

    private static Cells.Cell sum(Cells.Cell a, Cells.Cell b) {
        return new Cells.Cell(
                a.values(),
                a.label(),
                a.decision(),
                a.bin(),
                a.n() + b.n(),
                a.unitRows() + b.unitRows(),
                a.scoreMicros().add(b.scoreMicros()),
                a.squaredMicros().add(b.squaredMicros()));
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

package dev.gatehouse.audit.cells;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.Digests;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows reduced to integer counts: all that an audit computes with. Whoever may see them can recompute the report without
 * the rows; they hold small groups unmerged, so they fall under the attributes' access rules.
 *
 * @param attributes the protected attributes, in the order of {@link Cell#values()}
 * @param cells one a combination that occurs, sorted; counts add up to the rows used
 * @param leftOut rows left out by reason: {@code missing_label}, {@code missing_decision}, {@code missing_score}, {@code
 *     score_not_a_number}, {@code score_out_of_range}, {@code missing_attribute:NAME}, {@code value_too_long:NAME}; a row
 *     counts once, under the first that applies
 */
public record Cells(List<String> attributes, List<Cell> cells, Map<String, Long> leftOut) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final Comparator<Cell> ORDER = Comparator.comparing(Cell::values, Cells::compareValues)
            .thenComparing(Cell::label, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Cell::decision)
            .thenComparing(Cell::bin, Comparator.nullsFirst(Comparator.naturalOrder()));

    /**
     * The rows with one combination of attribute values, label, decision and score bin.
     *
     * @param values a value for each attribute
     * @param label 1 positive, 0 negative, null when the plan names no label
     * @param decision 1 positive, 0 negative
     * @param bin the score rounded to 10⁻⁶, times {@link CellQuery#BINS_PER_UNIT}, rounded to the nearest; null when there is no score
     * @param n rows; at least 1
     * @param unitRows those of them whose score lies in [0, 1]
     * @param scoreMicros the sum of the scores in 10⁻⁶; 0 when there is no score
     * @param squaredMicros the sum of the squared scores of {@code unitRows} in 10⁻¹²
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Cell(
            List<String> values,
            Integer label,
            int decision,
            Long bin,
            long n,
            long unitRows,
            BigInteger scoreMicros,
            BigInteger squaredMicros) {
        public Cell {
            values = List.copyOf(values);
            if (n < 1 || unitRows < 0 || unitRows > n) {
                throw new AuditException("a cell has " + n + " rows, " + unitRows + " of them with a score in [0, 1]");
            }
            if (decision < 0 || decision > 1 || (label != null && (label < 0 || label > 1))) {
                throw new AuditException("a cell's label and decision are 0 or 1");
            }
        }
    }

    public Cells {
        attributes = List.copyOf(attributes);
        int width = attributes.size();
        if (cells.size() > CellQuery.MAX_CELLS) {
            throw tooMany();
        }
        if (cells.stream().anyMatch(cell -> cell.values().size() != width)) {
            throw new AuditException("every cell has one value for each of the attributes " + attributes);
        }
        cells = cells.stream().sorted(ORDER).toList();
        leftOut = Collections.unmodifiableMap(new TreeMap<>(leftOut));
    }

    /**
     * Reads what {@link CellQuery#over} returned for the same plan, to its end; the caller closes it.
     *
     * @throws AuditException when there are more than {@link CellQuery#MAX_CELLS} cells or a code is unknown
     * @throws SQLException from the result
     */
    public static Cells read(AuditPlan plan, ResultSet result) throws SQLException {
        List<String> attributes = plan.protectedAttributes();
        int width = attributes.size();
        List<Cell> cells = new ArrayList<>();
        Map<String, Long> leftOut = new TreeMap<>();
        int read = 0;
        while (result.next()) {
            if (++read > CellQuery.MAX_CELLS) {
                throw tooMany();
            }
            int reason = result.getInt(1);
            long n = result.getLong(width + 5);
            if (reason != 0) {
                leftOut.merge(LeftOut.id(reason, attributes), n, Long::sum);
                continue;
            }
            List<String> values = new ArrayList<>(width);
            for (int i = 0; i < width; i++) {
                values.add(result.getString(i + 2));
            }
            Integer label = plan.label() == null ? null : (Integer) result.getInt(width + 2);
            long bin = result.getLong(width + 4);
            Long binOrNone = result.wasNull() ? null : (Long) bin;
            cells.add(new Cell(
                    values,
                    label,
                    result.getInt(width + 3),
                    binOrNone,
                    n,
                    result.getLong(width + 6),
                    integer(result.getObject(width + 7)),
                    integer(result.getObject(width + 8))));
        }
        return new Cells(attributes, cells, leftOut);
    }

    /** Reads {@link #toJson()} back. */
    public static Cells parse(byte[] json) {
        try {
            return JSON.readValue(json, Cells.class);
        } catch (IOException e) {
            throw new AuditException("not stored cells: " + e.getMessage(), e);
        }
    }

    /** UTF-8 JSON, the same bytes for equal cells whichever engine counted them. */
    public byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cells are plain JSON", e);
        }
    }

    /** {@code sha256:} and the lower-case hex SHA-256 of {@link #toJson()}. */
    public String digest() {
        return Digests.sha256(toJson());
    }

    private static BigInteger integer(Object sum) {
        if (sum == null) {
            return BigInteger.ZERO;
        }
        if (sum instanceof BigInteger integer) {
            return integer;
        }
        return new BigDecimal(sum.toString()).toBigIntegerExact();
    }

    private static int compareValues(List<String> left, List<String> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = left.get(i).compareTo(right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static AuditException tooMany() {
        return new AuditException("the audit has more than " + CellQuery.MAX_CELLS
                + " cells (groups × label × decision × score bins): name fewer protected attributes, or attributes with"
                + " fewer values");
    }
}

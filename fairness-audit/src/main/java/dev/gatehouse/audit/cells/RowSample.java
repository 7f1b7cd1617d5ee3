package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.util.List;

/**
 * Some rows of a data set, column by column: every row when there are few, else a random choice that depends on nothing but the
 * rows' positions and the seed.
 *
 * @param rows how many rows the data set has
 * @param columns as asked for, all of the same length; their rows are in the data set's order
 */
public record RowSample(long rows, List<Column> columns) {

    /**
     * One column: numbers when every value that is there is one, else texts.
     *
     * @param numbers NaN where the value is missing, or infinite; null for texts
     * @param texts null where the value is missing or blank; null for numbers
     */
    public record Column(String name, double[] numbers, String[] texts) {
        public Column {
            if ((numbers == null) == (texts == null)) {
                throw new AuditException("the column '" + name + "' holds numbers or texts, one of the two");
            }
        }

        public boolean isNumeric() {
            return numbers != null;
        }

        public int size() {
            return numbers != null ? numbers.length : texts.length;
        }
    }

    public RowSample {
        columns = List.copyOf(columns);
        for (Column column : columns) {
            if (column.size() != columns.get(0).size()) {
                throw new AuditException("the columns of a sample have different lengths");
            }
        }
    }

    /** How many rows were chosen. */
    public int size() {
        return columns.isEmpty() ? 0 : columns.get(0).size();
    }

    /** @throws AuditException when the sample has no such column */
    public Column column(String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AuditException("the sample has no column '" + name + "'"));
    }
}

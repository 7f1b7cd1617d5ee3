package dev.gatehouse.audit.cells;

import java.util.List;

/**
 * Rows of one sample in PostgreSQL.
 *
 * @param source an item for FROM without its alias: a {@linkplain DatabaseCells#quote quoted} relation name or a subquery in
 *     parentheses, all of whose columns have different names; SQL of the caller's, never a user's text
 * @param order columns of the source that say in which order the rows are, at least one; they are not counted. Rows that are equal in
 *     all of them have no order, so their place may differ from count to count
 * @param binder sets the source's {@code ?} parameters; called for each statement that reads it
 */
public record DatabaseSample(String source, List<String> order, DatabaseCells.Binder binder) {
    public DatabaseSample {
        order = List.copyOf(order);
        if (source.isBlank() || order.isEmpty()) {
            throw new IllegalArgumentException("a sample has a source and an order");
        }
    }
}

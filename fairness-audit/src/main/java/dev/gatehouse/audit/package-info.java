/**
 * Rows and an audit plan in; a fairness and performance report with intervals and a verdict out.
 *
 * <p>{@link dev.gatehouse.audit.FairnessAudit} is the entry: it reduces rows once to integer {@link
 * dev.gatehouse.audit.cells.Cells} (DuckDB for files, or the same queries in PostgreSQL by {@link dev.gatehouse.audit.cells.DatabaseCells}) and
 * computes every metric, interval and test from the cells.
 */
package dev.gatehouse.audit;

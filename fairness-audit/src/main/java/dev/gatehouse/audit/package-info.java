/** Rows and an audit plan in; a fairness or performance report with intervals and a verdict out. */
package dev.gatehouse.audit;

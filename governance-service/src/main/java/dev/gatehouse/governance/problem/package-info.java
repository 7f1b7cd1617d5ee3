/** Refusals: one list of problem types, one place that turns exceptions into RFC 9457 answers. */
package dev.gatehouse.governance.problem;

/**
 * How a model comes to its scores, by scoring rows with changed features: {@link dev.gatehouse.audit.explain.ModelExplainer} is the
 * way in. It knows the model only as a function from rows to scores.
 */
package dev.gatehouse.audit.explain;

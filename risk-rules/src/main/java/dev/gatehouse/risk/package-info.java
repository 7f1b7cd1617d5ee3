/**
 * Facts and policy packs in; tier, legal classes, obligations and reasons out.
 *
 * <p>{@link dev.gatehouse.risk.PolicyPack} is a checked pack, {@link dev.gatehouse.risk.RiskAssessor} applies a set of them to
 * the facts of one use case, {@link dev.gatehouse.risk.Assessment} is the answer. Everything here is immutable, takes the date
 * as an argument and gives the same answer for the same facts, packs and date.
 */
package dev.gatehouse.risk;

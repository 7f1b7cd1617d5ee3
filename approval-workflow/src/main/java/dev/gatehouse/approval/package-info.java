/**
 * Releases, gates, votes, permits and the ledger: the rules by which a board lets a model version serve.
 *
 * <p>Packages point one way only: {@code canonical} ← {@code signing} ← {@code condition} ← {@code release} ← {@code permit} ←
 * {@code route}; {@code gate}, {@code dossier} and {@code ledger} stand beside them on {@code canonical}. Nothing here knows a clock,
 * a database or a network; time comes in as an {@link java.time.Instant}.
 */
package dev.gatehouse.approval;

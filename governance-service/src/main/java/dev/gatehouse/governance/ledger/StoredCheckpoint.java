package dev.gatehouse.governance.ledger;

import dev.gatehouse.approval.canonical.Digest;
import java.time.Instant;

/**
 * A published checkpoint.
 *
 * @param size leaves under it
 * @param root RFC 6962 tree hash
 * @param note the signed note, word for word
 * @param at when it was signed
 */
public record StoredCheckpoint(long size, Digest root, String note, Instant at) {}

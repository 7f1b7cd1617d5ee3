package dev.gatehouse.governance.files;

import java.time.Instant;

/**
 * A stored file.
 *
 * @param sha256 64 lower-case hex digits
 * @param sizeBytes how long it is
 * @param uploadedAt when it came
 */
public record StoredFile(String sha256, long sizeBytes, Instant uploadedAt) {}

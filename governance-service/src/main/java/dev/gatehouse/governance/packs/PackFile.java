package dev.gatehouse.governance.packs;

import java.time.Instant;

/**
 * A file of a pack that is kept here.
 *
 * @param digest {@code sha256:} and 64 hexadecimal digits, of its bytes
 * @param pack id of the pack
 * @param version as the file says
 * @param title as the file says
 * @param kind {@code LAW} or {@code HOUSE}
 * @param active whether assessments use it now
 * @param shipped whether it came with the service
 * @param uploadedAt since when it is kept
 * @param uploadedBy name of who brought it in
 */
public record PackFile(
        String digest,
        String pack,
        String version,
        String title,
        String kind,
        boolean active,
        boolean shipped,
        Instant uploadedAt,
        String uploadedBy) {}

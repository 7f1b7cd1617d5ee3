package dev.gatehouse.governance.activation;

import java.util.List;
import java.util.UUID;

/**
 * A model whose result would change.
 *
 * @param model its name
 * @param title for people
 * @param owner who answers for it
 * @param statusBefore {@code ASSESSED}, {@code BLOCKED} or {@code PROHIBITED}; {@code FAILED} when a rule of either set of packs cannot
 *     be applied to its facts
 * @param tierBefore while BLOCKED the least it can be; null when FAILED
 * @param statusAfter as {@code statusBefore}
 * @param tierAfter as {@code tierBefore}
 * @param direction {@code STRICTER}, {@code EASIER} or {@code OTHER}
 * @param changes a sentence each
 * @param setAside stored answers that the packs would not accept any more, a sentence each
 * @param permits that admit traffic to its versions now
 */
public record ModelChange(
        String model,
        String title,
        String owner,
        String statusBefore,
        String tierBefore,
        String statusAfter,
        String tierAfter,
        String direction,
        List<String> changes,
        List<String> setAside,
        List<AffectedPermit> permits) {

    /** A permit of a model whose result changes. */
    public record AffectedPermit(UUID id, String environment, String route, String version) {}
}

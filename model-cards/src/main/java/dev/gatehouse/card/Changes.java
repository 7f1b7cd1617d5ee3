package dev.gatehouse.card;

import java.util.ArrayList;
import java.util.List;

/**
 * What is different from the card of the version before.
 *
 * @param previousVersion the version before
 * @param previousDigest digest of its card, {@code sha256:<hex>}
 * @param list the differences, in the order of the card's sections
 */
public record Changes(String previousVersion, String previousDigest, List<CardDiff.Change> list) {
    /** Most differences that a card lists; the comparison of both cards has all. */
    public static final int MAX_LISTED = 200;
    /** Longest value that a card quotes of a difference, in UTF-16 characters. */
    public static final int MAX_QUOTED_CHARS = 300;

    public Changes {
        previousVersion = Require.text(previousVersion, "previousVersion");
        previousDigest = Require.text(previousDigest, "previousDigest");
        list = Require.list(list, "list");
    }

    /** The changes since an earlier card as a card lists them: at most {@value #MAX_LISTED}, the rest counted, long values cut. */
    public static Changes since(String previousVersion, String previousDigest, CardDiff diff) {
        List<CardDiff.Change> all = diff.changes();
        List<CardDiff.Change> listed = new ArrayList<>();
        all.stream()
                .limit(MAX_LISTED)
                .map(change -> change.cutTo(MAX_QUOTED_CHARS))
                .forEach(listed::add);
        if (all.size() > MAX_LISTED) {
            listed.add(
                    new CardDiff.Change("All sections", "Further differences", null, (all.size() - MAX_LISTED) + ""));
        }
        return new Changes(previousVersion, previousDigest, listed);
    }
}

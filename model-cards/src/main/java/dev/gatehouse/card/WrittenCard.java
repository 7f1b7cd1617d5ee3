package dev.gatehouse.card;

import java.util.Arrays;

/**
 * A card with the bytes it was written as. What is attached, printed as digest and compared are these bytes, never a new writing of the
 * content: a later version of Gatehouse may write the same content otherwise.
 */
public final class WrittenCard {
    private final CardContent content;
    private final byte[] json;
    private final String digest;

    WrittenCard(CardContent content, byte[] json) {
        this.content = content;
        this.json = json.clone();
        this.digest = Resources.sha256(this.json);
    }

    /** Writes a card for the first time. */
    public static WrittenCard of(CardContent content) {
        return new WrittenCard(content, CardJson.write(content));
    }

    /** What it says, in the present format. */
    public CardContent content() {
        return content;
    }

    /** Its bytes, a copy. */
    public byte[] json() {
        return json.clone();
    }

    /** The bytes' digest, {@code sha256:<hex>}. */
    public String digest() {
        return digest;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WrittenCard card && Arrays.equals(json, card.json);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return content.details().model() + " " + content.details().version() + " " + digest;
    }
}

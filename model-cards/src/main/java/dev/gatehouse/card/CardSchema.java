package dev.gatehouse.card;

/** The published JSON Schema (draft 2020-12) of a card in the format {@value CardContent#FORMAT}. */
public final class CardSchema {
    private CardSchema() {}

    /** The schema's bytes, UTF-8. */
    public static byte[] json() {
        return Resources.bytes("model-card.schema.json");
    }
}

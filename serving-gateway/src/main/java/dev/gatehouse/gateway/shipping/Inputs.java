package dev.gatehouse.gateway.shipping;

import dev.gatehouse.approval.payload.RequestRows;
import java.util.ArrayList;
import java.util.List;

/**
 * What one row asked, in the order of the signature's features; each is in one of the two arrays, or in none where the row has no value.
 *
 * @param numbers may be NaN or infinite
 * @param texts at most {@value #MAX_TEXT_CHARS} characters of each; null where the row has none
 */
record Inputs(Double[] numbers, String[] texts) {
    /** One more than audits tell categories apart by. */
    static final int MAX_TEXT_CHARS = 201;

    /** Most inputs of a request, over all its rows: a request may have few bytes and many rows without a value. */
    static final int MAX_OF_REQUEST = 2_000_000;

    /** Those of each row. */
    static List<Inputs> of(RequestRows request, List<String> features) {
        List<Inputs> rows = new ArrayList<>(request.count());
        for (int row = 0; row < request.count(); row++) {
            Double[] numbers = new Double[features.size()];
            String[] texts = null;
            for (int i = 0; i < numbers.length; i++) {
                Object value = request.value(row, features.get(i));
                if (value instanceof Double number) {
                    numbers[i] = number;
                } else if (value != null) {
                    texts = texts == null ? new String[numbers.length] : texts;
                    texts[i] = storable(value.toString());
                }
            }
            rows.add(new Inputs(numbers, texts));
        }
        return rows;
    }

    /** PostgreSQL stores neither U+0000 nor half of a surrogate pair. */
    private static String storable(String text) {
        StringBuilder kept = new StringBuilder(Math.min(text.length(), MAX_TEXT_CHARS));
        text.codePoints()
                .limit(MAX_TEXT_CHARS)
                .map(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}

package dev.gatehouse.card;

/**
 * A data set that trained or evaluated the model.
 *
 * @param name the data set's name
 * @param source where the rows come from
 * @param licence under what terms
 * @param rows number of rows, at least 0
 * @param split how the rows were divided, such as 'stratified hold-out, 30 %'
 * @param seed the split's seed, as text (it may exceed what a JSON number carries exactly)
 * @param digest digest of the data, {@code sha256:<hex>}
 * @param note what a reader must know of it: period, collection, known gaps
 */
public record Dataset(
        String name,
        Field<String> source,
        Field<String> licence,
        Field<Long> rows,
        Field<String> split,
        Field<String> seed,
        Field<String> digest,
        Field<String> note) {
    public Dataset {
        name = Require.text(name, "name");
        source = Require.field(source);
        licence = Require.field(licence);
        rows = Require.field(rows);
        if (rows.provided().orElse(0L) < 0) {
            throw new IllegalArgumentException(
                    "rows must not be negative: " + rows.provided().get());
        }
        split = Require.field(split);
        seed = Require.field(seed);
        digest = Require.field(digest);
        note = Require.field(note);
    }
}

package dev.gatehouse.audit.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.gatehouse.audit.plan.AuditException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a sample, such as a model's training rows, looked like, feature by feature: a document that can be given away in place of the
 * rows, so that live rows can be held against it. It holds no row, and no value of a category or bin of numbers that fewer rows than
 * {@code minimum} have; the ends of bins are rounded or lie between values.
 *
 * @param kind {@code statistics}
 * @param format {@value #FORMAT}; documents of another format are not read
 * @param rows of the sample
 * @param minimum the fewest rows of a bin or named category
 * @param dataDigest {@code sha256:…} of the sample's bytes; null when it is not known
 * @param engine what counted the rows, with its version
 * @param label the feature that is the label; null for none
 * @param score the feature that is the model's score; null for none
 * @param features in the order of the data, label and score behind them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Statistics(
        String kind,
        Integer format,
        long rows,
        int minimum,
        String dataDigest,
        String engine,
        String label,
        String score,
        List<Feature> features) {

    /** The format that this version writes and reads. */
    public static final int FORMAT = 1;

    /** The fewest rows of a bin or named category. */
    public static final int MINIMUM = 5;

    /** The largest number of bins of a feature. */
    public static final int MAX_BINS = 256;

    private static final String KIND = "statistics";

    /**
     * One feature. The rows of bins, {@code others}, {@code missing} and {@code strange} add up to all.
     *
     * @param kind {@code number} or {@code category}
     * @param missing rows without a value
     * @param strange rows whose value is no finite number, or is not told because fewer than the minimum have one; 0 for categories
     * @param others rows of categories that are not named; 0 for numbers, and never below the minimum else
     * @param otherValues about how many different categories those are
     * @param bins of numbers ascending; of categories by name
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Feature(
            String name, String kind, long missing, long strange, long others, long otherValues, List<Bin> bins) {
        public Feature {
            check(bins != null, "a feature has no bins");
            bins = List.copyOf(bins);
            check(name != null && !name.isEmpty(), "a feature has no name");
            boolean number = "number".equals(kind);
            check(number || "category".equals(kind), "'" + name + "' is of an unknown kind");
            check(bins.size() <= (number ? MAX_BINS : 1_000), "'" + name + "' has too many bins");
            check(
                    missing >= 0 && strange >= 0 && others >= 0 && otherValues >= 0,
                    "'" + name + "' has a count below 0");
            check(number ? others == 0 : strange == 0, "'" + name + "' has what its kind has not");
            for (int i = 0; i < bins.size(); i++) {
                Bin bin = bins.get(i);
                Bin before = i == 0 ? null : bins.get(i - 1);
                check(bin.rows > 0, "'" + name + "' has an empty bin");
                if (number) {
                    check(
                            bin.value == null && bin.from != null && bin.to != null && bin.from <= bin.to,
                            "a bin of '" + name + "' has no ends");
                    check(
                            before == null || before.to <= bin.from && before.from < bin.to,
                            "the bins of '" + name + "' are not in order");
                } else {
                    check(
                            bin.value != null
                                    && bin.from == null
                                    && bin.to == null
                                    && (before == null || before.value.compareTo(bin.value) < 0),
                            "the categories of '" + name + "' are not in order");
                }
            }
        }

        long sum() {
            return bins.stream().mapToLong(Bin::rows).sum() + missing + strange + others;
        }
    }

    /**
     * Rows of a bin. A number belongs to the bin with that number alone, where there is one, else to that with from ≤ number &lt; to;
     * the last bin holds its end too.
     *
     * @param from null for categories
     * @param to equal to {@code from} where the bin is one number; null for categories
     * @param value the category; null for numbers
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Bin(Double from, Double to, String value, long rows) {
        public Bin {
            check((from == null || Double.isFinite(from)) && (to == null || Double.isFinite(to)), "a bin does not end");
        }
    }

    public Statistics {
        check(features != null, "there are no features");
        features = List.copyOf(features);
        check(KIND.equals(kind) && format == FORMAT && rows >= 0 && minimum >= 1, "the head is not complete");
        Set<String> names = new HashSet<>();
        for (Feature feature : features) {
            check(names.add(feature.name), "'" + feature.name + "' is there twice");
            check(feature.sum() == rows, "the rows of '" + feature.name + "' do not add up");
        }
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AuditException("not sound statistics: " + message);
        }
    }

    /**
     * Reads a document.
     *
     * @throws AuditException when the bytes are no statistics, are of another format, or contradict themselves
     */
    public static Statistics parse(byte[] json) {
        return ReportText.read(json, Statistics.class, KIND, FORMAT);
    }

    /** The document as UTF-8 JSON, names in snake_case. */
    public byte[] toJson() {
        return ReportText.write(this);
    }
}

package dev.gatehouse.audit.explain;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names and numbers in notes and titles. */
final class Wordings {
    private static final int MOST_NAMED = 10;
    private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);

    private Wordings() {}

    /** At most {@value #MOST_NAMED} names, in quotes, and how many more there are. */
    static String list(Collection<String> names) {
        String some =
                names.stream().limit(MOST_NAMED).map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        return names.size() <= MOST_NAMED ? some : some + " and " + (names.size() - MOST_NAMED) + " more";
    }

    /** A number in three digits, without an exponent as long as it is readable so. */
    static String number(float number) {
        return number == 0 ? "0" : plain(new BigDecimal(number).round(THREE_DIGITS));
    }

    /** A number as the model was given it. */
    static String exact(float number) {
        return number == 0 ? "0" : plain(new BigDecimal(Float.toString(number)));
    }

    private static String plain(BigDecimal number) {
        BigDecimal bare = number.stripTrailingZeros();
        int exponent = bare.precision() - bare.scale() - 1;
        return (exponent < -6 || exponent > 12 ? bare.toString() : bare.toPlainString()).replace('-', '−');
    }
}

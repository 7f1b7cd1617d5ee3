package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * How texts become integers, and the integers of a row one key: each text's code is its place in a dictionary, and the key is the
 * number whose digits, in mixed radix, are the codes, label, decision and above.
 */
final class Coding {
    private static final long LARGEST_KEY = 1L << 62;

    private final Fields fields;
    private final List<List<String>> values;
    private final BiFunction<String, List<String>, String> place;
    /** The radix of each digit: groups, label, decision, above. */
    private final long[] radices;

    private final long[] strides;

    /**
     * @param values the dictionary of each of {@link Fields#texts()}; that of a binary label or decision begins with the positive
     *     value
     * @param place the dialect's expression for the place of a text, from 1, in a list of texts; NULL when it is not there
     */
    Coding(Fields fields, List<List<String>> values, BiFunction<String, List<String>, String> place) {
        this.fields = fields;
        this.values = values;
        this.place = place;
        int groups = fields.groupColumns();
        this.radices = new long[groups + 3];
        this.strides = new long[groups + 3];
        for (int i = 0; i < groups; i++) {
            radices[i] = Math.max(1, values.get(i).size());
        }
        radices[groups] = fields.labelText() < 0 ? 1 : classes(fields.labelText());
        radices[groups + 1] =
                fields.decisionText() >= 0 ? classes(fields.decisionText()) : fields.isRegression() ? 1 : 2;
        radices[groups + 2] = fields.median() ? 2 : 1;
        long stride = 1;
        for (int i = radices.length - 1; i >= 0; i--) {
            strides[i] = stride;
            if (radices[i] > LARGEST_KEY / stride) {
                throw new AuditException(
                        "protected: the columns " + fields.texts().subList(0, groups)
                                + " have too many values to be combined: name fewer of them, or group their values");
            }
            stride *= radices[i];
        }
    }

    /** SQL for the code of a text, in terms of the source's columns; NULL when it is missing or too long. */
    String code(int text) {
        List<String> dictionary = values.get(text);
        return dictionary.isEmpty() ? "CAST(NULL AS INTEGER)" : place.apply("t" + text, dictionary) + " - 1";
    }

    /**
     * SQL for the key of a used row, in terms of codes.
     *
     * @param above SQL that is 1 or 0; null when it is not asked
     * @param decision SQL that is 1 or 0; null when the decision is a text or there is none
     */
    String key(String above, String decision) {
        boolean wide = radices[0] * (double) strides[0] > Integer.MAX_VALUE;
        List<String> digits = new ArrayList<>();
        int groups = fields.groupColumns();
        for (int i = 0; i < groups; i++) {
            digits.add(digit("c" + i, i, wide));
        }
        if (fields.labelText() >= 0) {
            digits.add(digit(outcome(fields.labelText()), groups, wide));
        }
        if (fields.decisionText() >= 0) {
            digits.add(digit(outcome(fields.decisionText()), groups + 1, wide));
        } else if (decision != null) {
            digits.add(digit(decision, groups + 1, wide));
        }
        if (above != null) {
            digits.add(digit(above, groups + 2, wide));
        }
        return String.join(" + ", digits);
    }

    /** The codes of a key's attributes and strata. */
    int[] group(long key) {
        int[] codes = new int[fields.groupColumns()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = at(key, i);
        }
        return codes;
    }

    int label(long key) {
        return fields.labelText() < 0 ? -1 : at(key, fields.groupColumns());
    }

    int decision(long key) {
        return fields.isRegression() ? -1 : at(key, fields.groupColumns() + 1);
    }

    int above(long key) {
        return fields.median() ? at(key, fields.groupColumns() + 2) : -1;
    }

    /** The dictionary of one of {@link Fields#texts()}. */
    List<String> values(int text) {
        return values.get(text);
    }

    private int at(long key, int digit) {
        return (int) (key / strides[digit] % radices[digit]);
    }

    private long classes(int text) {
        return fields.isMulticlass() ? Math.max(1, values.get(text).size()) : 2;
    }

    /** Of two classes the positive one is first in the dictionary and 1 in the cells. */
    private String outcome(int text) {
        return fields.isMulticlass() ? "c" + text : "(1 - c" + text + ")";
    }

    private String digit(String expression, int digit, boolean wide) {
        String number = wide ? "CAST(" + expression + " AS BIGINT)" : expression;
        return strides[digit] == 1 ? number : number + " * " + strides[digit];
    }
}

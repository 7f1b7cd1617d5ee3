package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.util.List;

/** Why a row was left out, as the cell query codes it; the first reason that applies counts. */
enum LeftOut {
    MISSING_LABEL(1, "missing_label"),
    MISSING_DECISION(2, "missing_decision"),
    MISSING_SCORE(3, "missing_score"),
    SCORE_NOT_A_NUMBER(4, "score_not_a_number"),
    SCORE_OUT_OF_RANGE(5, "score_out_of_range"),
    MISSING_PREDICTION(6, "missing_prediction"),
    VALUE_NOT_A_NUMBER(7, "value_not_a_number"),
    VALUE_OUT_OF_RANGE(8, "value_out_of_range"),
    MISSING_WEIGHT(9, "missing_weight"),
    WEIGHT_NOT_A_NUMBER(10, "weight_not_a_number"),
    WEIGHT_OUT_OF_RANGE(11, "weight_out_of_range"),
    ZERO_WEIGHT(12, "zero_weight");

    /** A row with a larger weight is left out; one whose weight rounds to less than 10⁻⁶ counts as {@link #ZERO_WEIGHT}. */
    static final int MAX_WEIGHT = 1_000_000;

    /** At least as many as there are codes. */
    static final int MAX_REASONS = 1_000;

    private static final String MISSING_ATTRIBUTE = "missing_attribute:";
    private static final String MISSING_STRATUM = "missing_stratum:";
    private static final String TOO_LONG = "value_too_long:";
    private static final int FIRST_MISSING = 100;
    private static final int FIRST_TOO_LONG = 200;

    private final int code;
    private final String id;

    LeftOut(int code, String id) {
        this.code = code;
        this.id = id;
    }

    int code() {
        return code;
    }

    /** @param key index among the keys of {@link Fields} */
    static int missing(int key) {
        return FIRST_MISSING + key;
    }

    /** @param key index among the keys of {@link Fields} */
    static int tooLong(int key) {
        return FIRST_TOO_LONG + key;
    }

    /** The reason's name in reports, such as {@code missing_attribute:race}. */
    static String id(int code, Fields fields) {
        List<String> keys = fields.keys();
        int attributes = fields.attributes().size();
        if (code >= FIRST_TOO_LONG && code < FIRST_TOO_LONG + keys.size()) {
            return TOO_LONG + keys.get(code - FIRST_TOO_LONG);
        }
        if (code >= FIRST_MISSING && code < FIRST_MISSING + keys.size()) {
            int key = code - FIRST_MISSING;
            return (key < attributes ? MISSING_ATTRIBUTE : MISSING_STRATUM) + keys.get(key);
        }
        for (LeftOut reason : values()) {
            if (reason.code == code) {
                return reason.id;
            }
        }
        throw new AuditException("the cell query returned the unknown reason " + code);
    }

    static boolean isId(String id) {
        for (LeftOut reason : values()) {
            if (reason.id.equals(id)) {
                return true;
            }
        }
        return id.startsWith(MISSING_ATTRIBUTE) || id.startsWith(MISSING_STRATUM) || id.startsWith(TOO_LONG);
    }
}

package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
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

    /** A row with a larger weight is left out. */
    static final int MAX_WEIGHT = AuditPlan.MAX_WEIGHT;

    /** A row with a smaller weight is left out as {@link #ZERO_WEIGHT}. */
    static final String SMALLEST_WEIGHT = "0.000000000001";

    /** No code is larger; as a reason it is unknown. */
    static final int MAX_CODE = 999;

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

    /** @param text index among {@link Fields#texts()}; label and decision have codes of their own */
    static int missing(Fields fields, int text) {
        if (text == fields.labelText()) {
            return MISSING_LABEL.code;
        }
        return text == fields.decisionText() ? MISSING_DECISION.code : FIRST_MISSING + text;
    }

    /** @param text index among {@link Fields#texts()} */
    static int tooLong(int text) {
        return FIRST_TOO_LONG + text;
    }

    /** The reason's name in reports, such as {@code missing_attribute:race}. */
    static String id(int code, Fields fields) {
        List<String> texts = fields.texts();
        if (code >= FIRST_TOO_LONG && code < FIRST_TOO_LONG + texts.size()) {
            return TOO_LONG + texts.get(code - FIRST_TOO_LONG);
        }
        if (code >= FIRST_MISSING && code < FIRST_MISSING + fields.groupColumns()) {
            int text = code - FIRST_MISSING;
            return (text < fields.attributes().size() ? MISSING_ATTRIBUTE : MISSING_STRATUM) + texts.get(text);
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

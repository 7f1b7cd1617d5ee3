package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.util.List;

/** Why a row was left out, as the cell query codes it; the first reason that applies counts. */
enum LeftOut {
    MISSING_LABEL(1, "missing_label"),
    MISSING_DECISION(2, "missing_decision"),
    MISSING_SCORE(3, "missing_score"),
    SCORE_NOT_A_NUMBER(4, "score_not_a_number"),
    SCORE_OUT_OF_RANGE(5, "score_out_of_range");

    private static final int FIRST_MISSING_ATTRIBUTE = 100;
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

    static int missingAttribute(int index) {
        return FIRST_MISSING_ATTRIBUTE + index;
    }

    static int valueTooLong(int index) {
        return FIRST_TOO_LONG + index;
    }

    /** The reason's name in reports, such as {@code missing_attribute:race}. */
    static String id(int code, List<String> attributes) {
        if (code >= FIRST_TOO_LONG && code < FIRST_TOO_LONG + attributes.size()) {
            return "value_too_long:" + attributes.get(code - FIRST_TOO_LONG);
        }
        if (code >= FIRST_MISSING_ATTRIBUTE && code < FIRST_MISSING_ATTRIBUTE + attributes.size()) {
            return "missing_attribute:" + attributes.get(code - FIRST_MISSING_ATTRIBUTE);
        }
        for (LeftOut reason : values()) {
            if (reason.code == code) {
                return reason.id;
            }
        }
        throw new AuditException("the cell query returned the unknown reason " + code);
    }
}

package dev.gatehouse.approval.permit;

import java.util.Locale;

/** Why a permit does not admit a route or a call: the reason codes that a gateway answers with. */
public enum RefusalCode {
    /** The permit is forged, altered, or for something else. */
    PERMIT_INVALID,
    /** The permit is suspended. */
    PERMIT_SUSPENDED,
    /** The permit or its conditions have expired. */
    PERMIT_EXPIRED,
    /** The permit was revoked or superseded, or is not valid yet. */
    NOT_PERMITTED,
    /** The permit has a kind of condition that the gateway does not enforce. */
    CONDITION_NOT_SUPPORTED,
    /** The call's purpose is not among those that the permit allows, or is missing. */
    PURPOSE_NOT_ALLOWED,
    /** The caller is not among those that the permit allows. */
    CALLER_NOT_ALLOWED;

    /** The code in answers: {@code permit_invalid} … */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.gatehouse.approval.permit;

/** Whether an envelope is a permit to believe. Whether it admits something is asked of the permit. */
public sealed interface PermitCheck {
    /**
     * A trusted key signed it and it can be read.
     *
     * @param permit what it says
     * @param keyId the key that signed it
     */
    record Valid(Permit permit, String keyId) implements PermitCheck {}

    /**
     * It must not be believed; the reason code is {@link RefusalCode#PERMIT_INVALID}.
     *
     * @param reason one sentence
     */
    record Invalid(String reason) implements PermitCheck {}
}

package dev.gatehouse.audit.plan;

/** A plan, data file, model file or query result that cannot be audited. The message says what is wrong and where. */
public final class AuditException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public AuditException(String message) {
        super(message);
    }

    public AuditException(String message, Throwable cause) {
        super(message, cause);
    }
}

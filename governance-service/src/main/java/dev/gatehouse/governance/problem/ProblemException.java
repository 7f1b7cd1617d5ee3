package dev.gatehouse.governance.problem;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A refusal that the caller is told in full: what is wrong, where, and what to do. Never carries text of another exception that
 * could tell how the service is built.
 */
public class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final transient Map<String, Object> members;

    /**
     * A refusal.
     *
     * @param type which kind
     * @param detail a sentence for this very case
     */
    public ProblemException(ProblemType type, String detail) {
        this(type, detail, Map.of());
    }

    /**
     * A refusal with extension members (RFC 9457 §3.2).
     *
     * @param members name to JSON-able value; shown beside {@code detail}
     */
    public ProblemException(ProblemType type, String detail, Map<String, Object> members) {
        super(detail);
        this.type = type;
        this.members = new LinkedHashMap<>(members);
    }

    /** Which kind. */
    public ProblemType type() {
        return type;
    }

    /** Extension members, in order. */
    public Map<String, Object> members() {
        return members;
    }
}

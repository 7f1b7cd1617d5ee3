package dev.gatehouse.governance.identity;

/** The realm roles that endpoints ask for. */
public final class Roles {

    /** Registers models and versions, runs audits, submits releases, deploys. */
    public static final String ENGINEER = "engineer";

    /** Owns audit plans and validation evidence. */
    public static final String VALIDATOR = "validator";

    /** Votes, for the functions named by the {@code function-*} roles. */
    public static final String BOARD = "board";

    /** Watches routes and may suspend any permit. */
    public static final String OPERATOR = "operator";

    /** Downloads cards, reports and evidence. */
    public static final String COMPLIANCE = "compliance";

    /** A serving gateway: pulls snapshots. */
    public static final String GATEWAY = "gateway";

    private Roles() {}
}

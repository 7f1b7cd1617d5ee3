package dev.gatehouse.governance.identity;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

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

    private static final String FUNCTION_PREFIX = "function-";

    private Roles() {}

    /** The board functions among realm roles: {@code function-legal} stands for {@code legal}. */
    static Set<String> functions(Collection<String> roles) {
        Set<String> functions = new TreeSet<>();
        for (String role : roles) {
            if (role.startsWith(FUNCTION_PREFIX)) {
                functions.add(role.substring(FUNCTION_PREFIX.length()));
            }
        }
        return functions;
    }
}

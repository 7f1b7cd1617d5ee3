package dev.gatehouse.approval.release;

import java.util.Set;

/**
 * Who casts a vote, as the identity provider knows them now.
 *
 * @param subject {@code sub} of the account
 * @param functions functions the person may act for
 * @param serviceAccount whether the account belongs to a machine
 */
public record Voter(String subject, Set<String> functions, boolean serviceAccount) {
    /** Copies the functions. */
    public Voter {
        functions = Set.copyOf(functions);
    }
}

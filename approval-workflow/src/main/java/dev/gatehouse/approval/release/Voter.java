package dev.gatehouse.approval.release;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who casts a vote, as the identity provider knows them now.
 *
 * @param subject {@code sub} of the account
 * @param functions functions the person may act for
 * @param serviceAccount whether the account belongs to a machine
 * @param excludedAs parts that the person took in what is decided and that the tier excludes from voting, such as
 *     {@code evidence-givers}; developers and submitters are excluded under every tier, by the submission itself
 */
public record Voter(String subject, Set<String> functions, boolean serviceAccount, Set<String> excludedAs) {
    /** Copies the sets. */
    public Voter {
        functions = Set.copyOf(functions);
        excludedAs = Collections.unmodifiableSortedSet(new TreeSet<>(excludedAs));
    }

    /** Somebody who took no excluded part. */
    public Voter(String subject, Set<String> functions, boolean serviceAccount) {
        this(subject, functions, serviceAccount, Set.of());
    }
}

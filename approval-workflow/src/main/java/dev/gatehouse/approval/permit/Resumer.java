package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.canonical.Identifiers;

/**
 * One of the two people who resume a permit.
 *
 * @param person {@code sub}
 * @param boardMember whether they are on the board
 * @param machine whether this is a service account
 * @param contributed whether they made the version or submitted its release
 */
public record Resumer(String person, boolean boardMember, boolean machine, boolean contributed) {
    /** @throws dev.gatehouse.approval.canonical.InvalidDocumentException if there is no person */
    public Resumer {
        Identifiers.requireParty(person, "person");
    }
}

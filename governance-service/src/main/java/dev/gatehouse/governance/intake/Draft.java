package dev.gatehouse.governance.intake;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An intake form that is not finished.
 *
 * @param id of the form, made when it is first shown
 * @param answers as typed
 * @param editing the model that is edited; empty for a new one
 * @param savedIn the window that saved it last
 * @param updatedAt when
 */
record Draft(UUID id, Texts texts, Answers answers, Optional<Editing> editing, UUID savedIn, Instant updatedAt) {

    /** The texts of the form, as typed. */
    record Texts(String name, String title, String owner, String intendedUse, String outOfScopeUse) {

        static final Texts EMPTY = new Texts("", "", "", "", "");
    }

    /** The model that is edited, and the revision of it that was read. */
    record Editing(String model, int revision) {}
}

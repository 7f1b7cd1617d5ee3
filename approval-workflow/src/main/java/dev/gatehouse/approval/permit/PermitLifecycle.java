package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.release.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The life of an issued permit. Each state's methods are the only ways out of it: closing takes one person, opening takes two. */
public sealed interface PermitLifecycle {
    /** Longest reason in characters. */
    int MAX_REASON_CHARS = 1_000;

    /** The state's stored name. */
    PermitState state();

    /** It admits what it says. */
    record Active() implements PermitLifecycle {
        @Override
        public PermitState state() {
            return PermitState.ACTIVE;
        }

        /** Closes the gate at once; one person's act. */
        public Suspended suspend(String reason, String by, Instant at) {
            return new Suspended(reason, by, at);
        }

        /** Ends the permit for good; one person's act. */
        public Revoked revoke(String reason, String by, Instant at) {
            return new Revoked(reason, by, at);
        }

        /** Another permit takes its place. */
        public Superseded supersede(UUID byPermit, Instant at) {
            return new Superseded(byPermit, at);
        }
    }

    /**
     * It admits nothing until it is resumed.
     *
     * @param reason why, 1 to {@value #MAX_REASON_CHARS} characters
     * @param by {@code sub} of who closed it
     * @param at when
     */
    record Suspended(String reason, String by, Instant at) implements PermitLifecycle {
        /** @throws InvalidDocumentException if there is no reason or no person */
        public Suspended {
            requireAct(reason, by);
        }

        @Override
        public PermitState state() {
            return PermitState.SUSPENDED;
        }

        /**
         * The first of two people asks to open the gate again. Nothing opens yet.
         *
         * @param permit the permit itself
         * @param first who asks; may be who suspended it
         * @param currentDossier digest of the dossier as it is now
         * @param window how long after the suspension the policy lets a permit be resumed
         * @param now when
         */
        public ResumeOutcome askToResume(
                Permit permit, Resumer first, Digest currentDossier, Duration window, Instant now) {
            List<Refusal> refusals = new ArrayList<>();
            addPerson(refusals, first);
            addPermit(refusals, permit, currentDossier, window, now);
            return refusals.isEmpty() ? new ResumeOutcome.Waiting(first) : new ResumeOutcome.Refused(refusals);
        }

        /**
         * Opens the gate again.
         *
         * @param permit the permit itself
         * @param first who asked
         * @param second who agrees; another person. One of the two is on the board
         * @param currentDossier digest of the dossier as it is now
         * @param window how long after the suspension the policy lets a permit be resumed
         * @param now when
         */
        public ResumeOutcome resume(
                Permit permit, Resumer first, Resumer second, Digest currentDossier, Duration window, Instant now) {
            List<Refusal> refusals = new ArrayList<>(refusalsOf(first, second));
            addPermit(refusals, permit, currentDossier, window, now);
            return refusals.isEmpty() ? new ResumeOutcome.Resumed(new Active()) : new ResumeOutcome.Refused(refusals);
        }

        /** Why these two people do not open the gate together, whatever the permit says; empty if they do. */
        public static List<Refusal> refusalsOf(Resumer first, Resumer second) {
            List<Refusal> refusals = new ArrayList<>();
            if (first.person().equals(second.person())) {
                refusals.add(new Refusal(
                        "two_people_needed", "Resuming a permit takes two people; one of them was named twice."));
            }
            if (!first.boardMember() && !second.boardMember()) {
                refusals.add(new Refusal(
                        "board_member_needed", "One of the two who resume a permit must be a member of the board."));
            }
            addPerson(refusals, second);
            return refusals;
        }

        /** Why this person does not ask to open the gate of that permit, whatever its dossier says; empty if they do. */
        public static List<Refusal> refusalsOf(Permit permit, Resumer first) {
            List<Refusal> refusals = new ArrayList<>();
            addPerson(refusals, first);
            addBasis(refusals, permit);
            return refusals;
        }

        private static void addPerson(List<Refusal> refusals, Resumer person) {
            if (person.machine()) {
                refusals.add(new Refusal("service_account", "A permit is resumed by people, not by a machine."));
            }
            if (person.contributed()) {
                refusals.add(new Refusal(
                        "contributor", "Who made the version or submitted its release does not resume its permit."));
            }
        }

        private static void addBasis(List<Refusal> refusals, Permit permit) {
            if (permit.basis() == Basis.EMERGENCY) {
                refusals.add(
                        new Refusal(
                                "emergency_not_resumable",
                                "Emergency use that was stopped is asked for anew, by two people, once its finding is closed."));
            }
        }

        private void addPermit(
                List<Refusal> refusals, Permit permit, Digest currentDossier, Duration window, Instant now) {
            addBasis(refusals, permit);
            if (!currentDossier.equals(permit.dossierDigest())) {
                refusals.add(new Refusal(
                        "dossier_changed",
                        "The dossier has changed since the board approved it; a new release is needed."));
            }
            if (now.isAfter(at.plus(window))) {
                refusals.add(new Refusal(
                        "resume_window_passed",
                        "A permit can be resumed until " + at.plus(window) + "; a new release is needed."));
            }
            if (!now.isBefore(permit.effectiveExpiry())) {
                refusals.add(new Refusal(
                        "permit_expired",
                        "The permit expired at " + permit.effectiveExpiry() + "; a new release is needed."));
            }
        }

        /** Ends the permit for good; one person's act. */
        public Revoked revoke(String reason, String by, Instant at) {
            return new Revoked(reason, by, at);
        }

        /** Another permit takes its place. */
        public Superseded supersede(UUID byPermit, Instant at) {
            return new Superseded(byPermit, at);
        }
    }

    /**
     * It admits nothing any more. Final.
     *
     * @param reason why, 1 to {@value #MAX_REASON_CHARS} characters
     * @param by {@code sub} of who revoked it
     * @param at when
     */
    record Revoked(String reason, String by, Instant at) implements PermitLifecycle {
        /** @throws InvalidDocumentException if there is no reason or no person */
        public Revoked {
            requireAct(reason, by);
        }

        @Override
        public PermitState state() {
            return PermitState.REVOKED;
        }
    }

    /**
     * Another permit took its place. Final.
     *
     * @param byPermit the other permit
     * @param at when
     */
    record Superseded(UUID byPermit, Instant at) implements PermitLifecycle {
        @Override
        public PermitState state() {
            return PermitState.SUPERSEDED;
        }
    }

    private static void requireAct(String reason, String by) {
        Identifiers.requireParty(by, "person");
        if (reason.isBlank() || reason.length() > MAX_REASON_CHARS) {
            throw new InvalidDocumentException("the act needs a reason of 1 to " + MAX_REASON_CHARS + " characters");
        }
    }
}

package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.condition.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What a permit says. A value of this type proves nothing: only {@link PermitIssuer} signs permits, and only {@link PermitVerifier} says
 * which to believe.
 *
 * @param permitId the permit's own id
 * @param model name of the model
 * @param version name of the model version
 * @param environment where it may serve
 * @param route the route on which it may serve
 * @param artifact digest of the approved artifact
 * @param tier risk tier at approval
 * @param binding the least that must tie the artifact to what answers
 * @param basis who granted it: the board, or two people in an emergency
 * @param conditions limits
 * @param dossierDigest the dossier that they read
 * @param votes the votes of the board, or of the two people; pseudonymous
 * @param issuedAt when it was signed
 * @param notBefore first instant at which it is valid
 * @param expiresAt first instant at which it is no longer valid
 */
public record Permit(
        UUID permitId,
        String model,
        String version,
        String environment,
        String route,
        Digest artifact,
        Tier tier,
        Binding binding,
        Basis basis,
        Conditions conditions,
        Digest dossierDigest,
        List<PermitVote> votes,
        Instant issuedAt,
        Instant notBefore,
        Instant expiresAt) {
    /** Longest validity. */
    public static final Duration MAX_VALIDITY = Duration.ofDays(3 * 366);
    /** Most votes on a permit. */
    public static final int MAX_VOTES = 100;

    /** @throws InvalidDocumentException if a field is out of its range, or the conditions admit nothing */
    public Permit {
        Objects.requireNonNull(permitId, "permitId");
        Identifiers.requireName(model, "model");
        Identifiers.requireName(version, "version");
        Identifiers.requireName(environment, "environment");
        Identifiers.requireName(route, "route");
        Objects.requireNonNull(artifact, "artifact");
        Objects.requireNonNull(tier, "tier");
        Objects.requireNonNull(binding, "binding");
        Objects.requireNonNull(basis, "basis");
        Objects.requireNonNull(dossierDigest, "dossierDigest");
        Objects.requireNonNull(issuedAt, "issuedAt");
        votes = List.copyOf(votes);
        if (votes.isEmpty() || votes.size() > MAX_VOTES) {
            throw new InvalidDocumentException(
                    "a permit names " + votes.size() + " votes; 1 to " + MAX_VOTES + " are expected");
        }
        if (!notBefore.isBefore(expiresAt) || expiresAt.isAfter(notBefore.plus(MAX_VALIDITY))) {
            throw new InvalidDocumentException("a permit from " + notBefore + " to " + expiresAt
                    + " is valid for no time, or for more than " + MAX_VALIDITY.toDays() + " days");
        }
        if (conditions.admitsNothing()) {
            throw new InvalidDocumentException("a permit whose conditions admit nothing cannot exist");
        }
    }

    /** The instant from which on nothing is admitted: the permit's end or its condition's, whichever is earlier. */
    public Instant effectiveExpiry() {
        return conditions.expiresAt().filter(expiresAt::isAfter).orElse(expiresAt);
    }

    /** Whether this permit admits nothing that these limits do not admit. */
    public boolean isWithin(Conditions limits) {
        Conditions tightened = conditions.tighten(limits);
        boolean inTime =
                limits.expiresAt().filter(end -> effectiveExpiry().isAfter(end)).isEmpty();
        return inTime
                && tightened.trafficCap().equals(conditions.trafficCap())
                && tightened.purposes().equals(conditions.purposes())
                && tightened.callers().equals(conditions.callers())
                && tightened.callersPurposes().equals(conditions.callersPurposes())
                && tightened.segments().equals(conditions.segments())
                && tightened.humanReview().equals(conditions.humanReview());
    }

    /**
     * Whether this permit, already verified, lets a gateway open a route.
     *
     * @param deployment what the gateway is about to serve
     * @param enforced kinds of condition that the gateway enforces; another kind closes the route, it is never ignored
     * @param now the gateway's time
     */
    public Admission admits(Deployment deployment, Set<Conditions.Kind> enforced, Instant now) {
        List<Admission.Reason> against = new ArrayList<>();
        differs(against, "artifact", artifact.toString(), deployment.artifact().toString());
        differs(against, "environment", environment, deployment.environment());
        differs(against, "route", route, deployment.route());
        differs(against, "model", model, deployment.model());
        differs(against, "version", version, deployment.version());
        if (!deployment.binding().isAtLeast(binding)) {
            against.add(new Admission.Reason(
                    RefusalCode.PERMIT_INVALID,
                    "The permit asks for the binding " + binding.text() + "; the route has only "
                            + deployment.binding().text() + "."));
        }
        addTimes(against, now);
        Set<Conditions.Kind> unsupported = new TreeSet<>(conditions.kinds());
        unsupported.removeAll(enforced);
        if (!unsupported.isEmpty()) {
            against.add(new Admission.Reason(
                    RefusalCode.CONDITION_NOT_SUPPORTED,
                    "The permit has conditions that this gateway does not enforce: " + unsupported + "."));
        }
        return Admission.of(against);
    }

    /**
     * What a call is for: the purpose that it states, or the one purpose that the permit binds the caller to, if it does and the call states
     * none.
     *
     * @param stated the purpose that the caller names; empty if none
     */
    public Optional<String> purposeOf(String caller, Optional<String> stated) {
        if (stated.isPresent() || conditions.callersPurposes().isEmpty()) {
            return stated;
        }
        Set<String> own = conditions.callersPurposes().getOrDefault(caller, Set.of());
        return own.size() == 1 ? Optional.of(own.iterator().next()) : Optional.empty();
    }

    /**
     * Whether this permit, on a route that it opened, admits one call.
     *
     * @param caller the caller's client id
     * @param purpose what the call is for, see {@link #purposeOf}; empty if that is not known
     * @param now the gateway's time
     */
    public Admission admitsCall(String caller, Optional<String> purpose, Instant now) {
        List<Admission.Reason> against = new ArrayList<>(0);
        addTimes(against, now);
        if (conditions.callers().isPresent() && !conditions.callers().get().contains(caller)) {
            against.add(new Admission.Reason(
                    RefusalCode.CALLER_NOT_ALLOWED, "The permit does not allow the caller '" + caller + "'."));
        }
        if (isNotAmong(conditions.purposes().orElse(null), purpose)) {
            against.add(new Admission.Reason(
                    RefusalCode.PURPOSE_NOT_ALLOWED,
                    purpose.map(named -> "The permit does not allow the purpose '" + named + "'.")
                            .orElse("The permit is limited to purposes and the call names none.")));
        } else if (isNotAmong(conditions.callersPurposes().get(caller), purpose)) {
            against.add(new Admission.Reason(
                    RefusalCode.PURPOSE_NOT_ALLOWED,
                    purpose.map(named -> "The permit does not allow the caller '" + caller + "' the purpose '" + named
                                    + "'.")
                            .orElse("The permit binds the caller '" + caller
                                    + "' to several purposes and the call names none.")));
        }
        return Admission.of(against);
    }

    /** @param allowed null where nothing is limited */
    private static boolean isNotAmong(Set<String> allowed, Optional<String> purpose) {
        return allowed != null && purpose.filter(allowed::contains).isEmpty();
    }

    private void addTimes(List<Admission.Reason> against, Instant now) {
        if (now.isBefore(notBefore)) {
            against.add(new Admission.Reason(
                    RefusalCode.NOT_PERMITTED, "The permit is not valid before " + notBefore + "."));
        }
        if (!now.isBefore(effectiveExpiry())) {
            against.add(new Admission.Reason(
                    RefusalCode.PERMIT_EXPIRED, "The permit expired at " + effectiveExpiry() + "."));
        }
    }

    private static void differs(List<Admission.Reason> against, String what, String permitted, String actual) {
        if (!permitted.equals(actual)) {
            against.add(new Admission.Reason(
                    RefusalCode.PERMIT_INVALID,
                    "The permit is for the " + what + " " + permitted + ", not for " + actual + "."));
        }
    }
}

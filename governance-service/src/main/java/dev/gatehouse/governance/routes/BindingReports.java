package dev.gatehouse.governance.routes;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** What gateways report of model servers that serve other bytes than the permitted ones: the permit is suspended, so every gateway closes. */
@ApplicationScoped
public class BindingReports {

    /** How far a gateway's clock may be ahead. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private final Versions versions;
    private final Permits permits;
    private final Clock clock;

    @Inject
    BindingReports(Versions versions, Permits permits, Clock clock) {
        this.versions = versions;
        this.permits = permits;
        this.clock = clock;
    }

    /**
     * A gateway's observation.
     *
     * @param environment of the gateway
     * @param route on which it serves the permit
     * @param upstream base URL that it asked
     * @param reported digest that the model server named
     * @param observedAt when, by the gateway's clock
     */
    record Observation(String environment, String route, URI upstream, Digest reported, Instant observedAt) {}

    /** What became of an observation. */
    enum Outcome {
        /** The permit is suspended because of it. */
        SUSPENDED,
        /** The permit admits nothing already. */
        CLOSED_ALREADY,
        /** It is older than the permit's last act, by the gateway's clock: look again and report anew. */
        IGNORED
    }

    /** @param permit as it stands afterwards */
    record Answer(Outcome outcome, IssuedPermit permit) {}

    /**
     * Takes an observation in. It counts only for what is deployed now; one from before the permit's last act is of the past, and a permit
     * that admits nothing stays as it is.
     *
     * @throws ProblemException {@code unknown-permit}, or {@code invalid-value} if the observation is of something else than what is
     *     deployed under the permit, reports no other digest, or the binding is only declared
     */
    @Transactional
    Answer take(UUID id, Observation seen) {
        IssuedPermit permit = permits.named(id);
        Permit says = permits.content(id);
        RouteEntity route = RouteEntity.named(seen.environment(), seen.route())
                .filter(r -> r.servesUnder(id))
                .orElseThrow(() -> invalid(
                        "route",
                        "no route '" + seen.route() + "' of '" + seen.environment() + "' serves under this permit"));
        ModelVersion version = versions.byId(id.equals(route.permitId) ? route.versionId : route.fallbackVersionId);
        if (says.binding() == Binding.DECLARED) {
            throw invalid("permit", "its binding is declared; nothing is held against what a model server reports");
        }
        if (!URI.create(version.upstream()).equals(seen.upstream())) {
            throw invalid("upstream", "the model server of " + version.label() + " is " + version.upstream());
        }
        if (seen.reported().equals(says.artifact())) {
            throw invalid("reportedDigest", "it is the permitted digest");
        }
        if (seen.observedAt().isAfter(clock.instant().plus(CLOCK_SKEW))) {
            throw invalid("observedAt", "it lies in the future; check the gateway's clock");
        }
        if (!permit.isActive()) {
            return new Answer(Outcome.CLOSED_ALREADY, permit);
        }
        if (!seen.observedAt().isAfter(permit.stateChangedAt())) {
            return new Answer(Outcome.IGNORED, permit);
        }
        boolean suspended = permits.bindingMismatch(
                id,
                says.artifact(),
                seen.reported(),
                "The model server " + version.upstream() + " reported the digest " + seen.reported()
                        + " instead of the permitted " + says.artifact() + ".");
        return new Answer(suspended ? Outcome.SUSPENDED : Outcome.CLOSED_ALREADY, permits.named(id));
    }

    private static ProblemException invalid(String field, String why) {
        return new ProblemException(ProblemType.INVALID_VALUE, field + ": " + why + ".");
    }
}

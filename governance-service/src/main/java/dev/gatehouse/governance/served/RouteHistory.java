package dev.gatehouse.governance.served;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.governance.emergency.Emergencies;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.pages.ConditionWords;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.permits.StoredPermits;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.releases.Releases;
import dev.gatehouse.governance.routes.Routes;
import dev.gatehouse.governance.served.ServedThen.Deployment;
import dev.gatehouse.governance.served.ServedThen.Part;
import dev.gatehouse.governance.served.ServedThen.Target;
import dev.gatehouse.governance.served.ServedThen.Word;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks back on a route: what was deployed on it and when, from the acts of the ledger, and what each permit was worth at a moment, from the
 * acts on it. An answer is read in one snapshot of the database, so that its parts are of one state.
 */
@ApplicationScoped
public class RouteHistory {

    private static final String NO_FALLBACK = "none";

    private final Routes routes;
    private final Versions versions;
    private final Permits permits;
    private final StoredPermits stored;
    private final Releases releases;
    private final Emergencies emergencies;
    private final RequestsThen requests;
    private final Ledger ledger;
    private final People people;
    private final ObjectMapper json;
    private final EntityManager database;

    @Inject
    RouteHistory(
            Routes routes,
            Versions versions,
            Permits permits,
            StoredPermits stored,
            Releases releases,
            Emergencies emergencies,
            RequestsThen requests,
            Ledger ledger,
            People people,
            ObjectMapper json,
            EntityManager database) {
        this.routes = routes;
        this.versions = versions;
        this.permits = permits;
        this.stored = stored;
        this.releases = releases;
        this.emergencies = emergencies;
        this.requests = requests;
        this.ledger = ledger;
        this.people = people;
        this.json = json;
        this.database = database;
    }

    /**
     * What the route served at that instant.
     *
     * @throws ProblemException {@code unknown-route} if nothing was ever deployed on it
     */
    public ServedThen at(String environment, String route, Instant at) {
        return inOneSnapshot(() -> then(environment, route, at));
    }

    /**
     * Every deployment on the route, newest first.
     *
     * @throws ProblemException {@code unknown-route} if there is none
     */
    public List<Deployment> deployments(String environment, String route) {
        return inOneSnapshot(() -> {
            routes.named(environment, route);
            return everOn(environment, route);
        });
    }

    /** The same in the caller's transaction; empty if there is none. */
    public List<Deployment> everOn(String environment, String route) {
        List<Deployment> newestFirst = new ArrayList<>(oldestFirst(environment, route));
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private <T> T inOneSnapshot(Supplier<T> question) {
        return QuarkusTransaction.requiringNew().call(() -> {
            database.createNativeQuery("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                    .executeUpdate();
            return question.get();
        });
    }

    private List<Deployment> oldestFirst(String environment, String route) {
        Map<String, String> names = people.known().stream()
                .collect(Collectors.toMap(People.Known::pseudonym, People.Known::displayName, (a, b) -> a));
        return ledger.about("route/" + environment + "/" + route).stream()
                .filter(entry -> entry.act().equals(Routes.DEPLOYED))
                .map(entry -> deployment(entry, names))
                .toList();
    }

    private Deployment deployment(Ledger.Entry entry, Map<String, String> names) {
        JsonNode says = read(entry.payload());
        String fallback = says.path("fallback").asText(NO_FALLBACK);
        return new Deployment(
                says.path("version").asText(),
                UUID.fromString(says.path("permit").asText()),
                fallback.equals(NO_FALLBACK) ? null : UUID.fromString(fallback),
                entry.at(),
                names.getOrDefault(entry.actor(), "a person since forgotten"),
                entry.index(),
                entry.hash());
    }

    private ServedThen then(String environment, String route, Instant at) {
        routes.named(environment, route);
        List<Deployment> all = oldestFirst(environment, route);
        Deployment deployment = all.stream()
                .filter(act -> !act.at().isAfter(at))
                .reduce((one, later) -> later)
                .orElse(null);
        Deployment next =
                all.stream().filter(act -> act.at().isAfter(at)).findFirst().orElse(null);
        List<Target> targets = deployment == null
                ? List.of()
                : Stream.of(
                                Optional.of(target(Part.PRIMARY, deployment.permit(), at)),
                                Optional.ofNullable(deployment.fallback())
                                        .map(permit -> target(Part.FALLBACK, permit, at)))
                        .flatMap(Optional::stream)
                        .toList();
        return new ServedThen(
                environment,
                route,
                at,
                ServedWords.of(deployment, targets, next),
                targets.stream().anyMatch(Target::admits),
                deployment,
                targets,
                requests.around(environment, route, at),
                requests.before(environment, route, at).orElse(null),
                next);
    }

    private Target target(Part part, UUID id, Instant at) {
        IssuedPermit permit = permits.named(id);
        // Of permits that ended before acts were kept, only their end is on record.
        StoredPermits.Act last = stored.history(id).stream()
                .filter(act -> !act.at().isAfter(at) && stateAfter(act).isPresent())
                .reduce((one, later) -> later)
                .orElseGet(() -> new StoredPermits.Act("issued", null, null, permit.issuedAt()));
        String state = stateAfter(last).orElseThrow();
        boolean expired = state.equals("ACTIVE") && !at.isBefore(permit.expiresAt());
        return new Target(
                part,
                permit.model() + "/" + permit.version(),
                "sha256:" + versions.byId(permit.versionId()).artifactSha256(),
                id,
                permit.basis(),
                permit.release(),
                expired ? "EXPIRED" : state,
                expired ? permit.expiresAt() : last.at(),
                expired ? null : last.by(),
                expired ? null : last.reason(),
                permit.issuedAt(),
                permit.expiresAt(),
                ConditionWords.of(permits.content(id).conditions()),
                permit.isEmergency() ? emergencyWords(id) : votes(permit.release()),
                ledger.about("permit/" + id).stream()
                        .filter(entry -> entry.act().equals("permit.issued"))
                        .map(Ledger.Entry::index)
                        .findFirst()
                        .orElse(null));
    }

    /** The state in which an act leaves a permit; empty for one that changes none. */
    private static Optional<String> stateAfter(StoredPermits.Act act) {
        return Optional.ofNullable(
                switch (act.act()) {
                    case "issued", "resumed" -> "ACTIVE";
                    case "suspended" -> "SUSPENDED";
                    case "revoked" -> "REVOKED";
                    case "superseded" -> "SUPERSEDED";
                    default -> null;
                });
    }

    private List<Word> votes(UUID release) {
        return releases.named(release).votes().stream()
                .filter(vote -> !vote.lapsed())
                .map(vote -> new Word(vote.voter(), vote.function(), vote.decision(), vote.rationale(), vote.castAt()))
                .toList();
    }

    private List<Word> emergencyWords(UUID permit) {
        return emergencies
                .ofPermit(permit)
                .map(asked -> List.of(
                        new Word(
                                asked.requestedBy(),
                                asked.capacity(),
                                "requested",
                                asked.reason(),
                                asked.requestedAt()),
                        new Word(
                                asked.decidedBy(),
                                asked.decidedAs(),
                                "confirmed",
                                asked.rationale(),
                                asked.decidedAt())))
                .orElse(List.of());
    }

    private JsonNode read(String payload) {
        try {
            return json.readTree(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a leaf's payload does not parse", e);
        }
    }
}

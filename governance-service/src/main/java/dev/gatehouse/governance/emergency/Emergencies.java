package dev.gatehouse.governance.emergency;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.permit.EmergencyDecision;
import dev.gatehouse.approval.permit.EmergencyOutcome;
import dev.gatehouse.approval.permit.EmergencyRequest;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.approval.release.Voter;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Directory;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.identity.SecondPerson;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.releases.EmergencyDossiers;
import dev.gatehouse.risk.ApprovalPolicy;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Use cases on emergency use: one person asks, a second of another function confirms, and a permit with a share, an end and a finding follows. */
@ApplicationScoped
public class Emergencies {

    /** First half of the advisory lock that keeps two acts on one model apart; the second half is the model's key. */
    private static final int LOCK = 0x454D4552;

    private final Versions versions;
    private final Gates gates;
    private final EmergencyDossiers dossiers;
    private final Permits permits;
    private final EmergencyRules rules;
    private final Directory directory;
    private final People people;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;
    private final EntityManager database;

    @Inject
    Emergencies(
            Versions versions,
            Gates gates,
            EmergencyDossiers dossiers,
            Permits permits,
            EmergencyRules rules,
            Directory directory,
            People people,
            Ledger ledger,
            Caller caller,
            Clock clock,
            EntityManager database) {
        this.versions = versions;
        this.gates = gates;
        this.dossiers = dossiers;
        this.permits = permits;
        this.rules = rules;
        this.directory = directory;
        this.people = people;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
        this.database = database;
    }

    /**
     * Asks for emergency use. Nothing opens yet.
     *
     * @throws ProblemException {@code unknown-model}, {@code unknown-version}, or {@code emergency-refused} with every reason
     */
    @Transactional
    EmergencyView request(EmergencyToRequest asked) {
        ModelVersion version = versions.named(asked.model(), asked.version());
        lock(version.modelId());
        Gates.GateBook book = gates.of(version, asked.environment());
        ApprovalPolicy.EmergencyUse policy = EmergencyRules.policy(version, book);
        Instant now = clock.instant();
        EmergencyEntity entity = new EmergencyEntity();
        entity.id = UUID.randomUUID();
        entity.versionId = version.id();
        entity.model = version.model();
        entity.versionName = version.version();
        entity.environment = asked.environment();
        entity.route = asked.route();
        entity.reason = asked.reason();
        entity.trafficCap = asked.trafficCap().orElse(policy.trafficCap());
        // As the database keeps it, so that the dossier says the same when it is compiled again.
        entity.until =
                asked.until().map(end -> end.truncatedTo(ChronoUnit.MILLIS)).orElse(null);
        entity.capacity = capacity();
        entity.functions = caller.functions().toArray(String[]::new);
        entity.contributors = version.developers().toArray(String[]::new);
        entity.requestedBy = caller.sub();
        entity.requestedAt = now;
        entity.state = EmergencyEntity.State.OPEN;
        entity.dossierDigest = dossier(version, entity, book).digest().toString();
        List<Refusal> refusals = new ArrayList<>(rules.standing(entity));
        List<Long> sameArtifact =
                versions.ofArtifact(version).stream().map(ModelVersion::id).toList();
        if (EmergencyEntity.openOf(sameArtifact, entity.environment).stream().anyMatch(e -> !lapsed(e))) {
            refusals.add(new Refusal(
                    "request_waits", "Somebody has asked for it already; the request can still be confirmed."));
        }
        refusals.addAll(entity.request(caller.isServiceAccount(), Set.of(), Set.of())
                .refusals(EmergencyRules.limits(policy, now)));
        EmergencyRules.requireNone(refusals);
        entity.persistAndFlush();
        ledger.record(
                "emergency.requested",
                subject(entity.id),
                Map.of("version", version.label(), "environment", entity.environment, "dossier", entity.dossierDigest),
                Map.of("reason", entity.reason));
        return view(entity);
    }

    /**
     * Confirms a request as the second person: the permit, its finding and the acts are one transaction.
     *
     * @param dossier digest of the dossier that the caller read
     * @throws ProblemException {@code unknown-emergency}, {@code wrong-state} if it is decided, {@code emergency-refused} with every reason,
     *     or {@code identity-provider-unreachable}
     */
    EmergencyView confirm(UUID id, String function, String rationale, String dossier) {
        // In a transaction of its own: a confirmation that is refused must not take the new dossier back with it.
        EmergencyEntity asked = QuarkusTransaction.requiringNew().call(() -> {
            EmergencyEntity entity = held(id);
            requireOpen(entity);
            renewDossier(entity);
            return entity;
        });
        // Before anything is held: nobody waits while the identity provider does not answer.
        Map<String, Directory.Holding> holdings = directory.holdings(List.of(asked.requestedBy, caller.sub()));
        return QuarkusTransaction.requiringNew().call(() -> {
            ModelVersion version = versions.byId(asked.versionId);
            lock(version.modelId());
            return confirm(held(id), version, function, rationale, Digest.parse(dossier), holdings);
        });
    }

    private EmergencyView confirm(
            EmergencyEntity entity,
            ModelVersion version,
            String function,
            String rationale,
            Digest dossier,
            Map<String, Directory.Holding> holdings) {
        requireOpen(entity);
        Gates.GateBook book = gates.of(version, entity.environment);
        ApprovalPolicy.EmergencyUse policy = EmergencyRules.policy(version, book);
        Directory.Holding requester = holdings.get(entity.requestedBy);
        List<Refusal> refusals = new ArrayList<>(rules.standing(entity));
        EmergencyRules.lost(entity, requester).ifPresent(refusals::add);
        EmergencyRules.requireNone(refusals);
        Instant now = clock.instant();
        // Neither a token of this morning nor a role of this minute alone is enough.
        Set<String> functions = new HashSet<>(caller.functions());
        functions.retainAll(holdings.get(caller.sub()).functions());
        EmergencyOutcome outcome = entity.request(false, contributors(entity, version), requester.functions())
                .confirm(
                        new EmergencyRequest.Confirmation(
                                new Voter(caller.sub(), functions, caller.isServiceAccount()),
                                function,
                                rationale,
                                dossier),
                        EmergencyRules.limits(policy, now),
                        now);
        if (outcome instanceof EmergencyOutcome.Refused refused) {
            throw EmergencyRules.refused(refused.reasons());
        }
        EmergencyDecision decision = ((EmergencyOutcome.Confirmed) outcome).decision();
        Map<String, String> pseudonyms =
                Map.of(entity.requestedBy, people.pseudonym(entity.requestedBy), caller.sub(), people.rememberCaller());
        IssuedPermit permit = permits.issueEmergency(
                decision, version.id(), EmergencyRules.terms(version, book, policy, pseudonyms, now));
        entity.state = EmergencyEntity.State.CONFIRMED;
        entity.decidedBy = caller.sub();
        entity.decidedAs = function;
        entity.decidedAt = now;
        entity.rationale = rationale;
        entity.permitId = permit.id();
        ledger.record(
                "emergency.confirmed",
                subject(entity.id),
                Map.of("permit", permit.id().toString(), "function", function, "dossier", entity.dossierDigest),
                Map.of("rationale", rationale));
        rules.openFinding(version, entity, permit, book);
        return view(entity);
    }

    /** Whether the caller may be the second person that the request waits for, by what their token says and who they are. */
    @Transactional
    public SecondPerson second(UUID id) {
        EmergencyEntity entity = entity(id);
        if (entity.state != EmergencyEntity.State.OPEN || lapsed(entity)) {
            return SecondPerson.refused("The request waits for nobody.");
        }
        if (!caller.has(Roles.BOARD)) {
            return SecondPerson.refused("You are no member of the board.");
        }
        Voter voter = new Voter(caller.sub(), caller.functions(), caller.isServiceAccount());
        EmergencyRequest request =
                entity.request(false, contributors(entity, versions.byId(entity.versionId)), Set.of());
        return SecondPerson.of(
                caller.functions(),
                function -> request.refusalsOf(voter, function).stream()
                        .map(Refusal::sentence)
                        .toList());
    }

    /** Those who made the version when it was asked for, and the caller if they have made it by now. */
    private Set<String> contributors(EmergencyEntity entity, ModelVersion version) {
        Set<String> contributors = new HashSet<>(Arrays.asList(entity.contributors));
        if (version.isMadeBy(caller.sub(), caller.username())) {
            contributors.add(caller.sub());
        }
        return contributors;
    }

    /**
     * Refuses a request: any member of the board, or who asked for it.
     *
     * @throws ProblemException {@code unknown-emergency}, {@code forbidden}, or {@code wrong-state} if it is decided
     */
    @Transactional
    EmergencyView refuse(UUID id, String reason) {
        EmergencyEntity entity = held(id);
        if (!caller.has(Roles.BOARD) && !entity.requestedBy.equals(caller.sub())) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "A request is refused by a member of the board, or taken back by who asked.");
        }
        requireOpen(entity);
        entity.state = EmergencyEntity.State.REFUSED;
        entity.decidedBy = caller.sub();
        entity.decidedAt = clock.instant();
        entity.rationale = reason;
        ledger.record("emergency.refused", subject(id), Map.of(), Map.of("reason", reason));
        return view(entity);
    }

    /**
     * A request.
     *
     * @throws ProblemException {@code unknown-emergency}
     */
    @Transactional
    public EmergencyView named(UUID id) {
        return view(entity(id));
    }

    /** Whether the caller asked for it. */
    @Transactional
    boolean askedByCaller(UUID id) {
        return entity(id).requestedBy.equals(caller.sub());
    }

    /** Requests, newest first, after the one with that id. */
    @Transactional
    public List<EmergencyView> newest(Optional<UUID> after, int limit) {
        return EmergencyEntity.newest(after.map(Emergencies::entity), limit).stream()
                .map(this::view)
                .toList();
    }

    /**
     * Those that can still be confirmed, the oldest first.
     *
     * @param model whose; empty for all
     */
    @Transactional
    public List<EmergencyView> waiting(String model, int limit) {
        return EmergencyEntity.undecided(clock.instant().minus(EmergencyRequest.CONFIRM_WITHIN), model, limit).stream()
                .map(this::view)
                .toList();
    }

    /** The request that led to a permit. */
    @Transactional
    public Optional<EmergencyView> ofPermit(UUID permit) {
        return EmergencyEntity.ofPermit(permit).map(this::view);
    }

    /** The dossier that a request shows, or that its permit names. */
    @Transactional
    public Dossier dossier(UUID id) {
        return dossiers.stored(entity(id).dossierDigest);
    }

    /** If what the dossier shows has changed since, who confirms reads the new one. */
    private void renewDossier(EmergencyEntity entity) {
        if (entity.state != EmergencyEntity.State.OPEN) {
            return;
        }
        ModelVersion version = versions.byId(entity.versionId);
        String before = entity.dossierDigest;
        entity.dossierDigest = dossier(version, entity, gates.of(version, entity.environment))
                .digest()
                .toString();
        if (!before.equals(entity.dossierDigest)) {
            ledger.record(
                    "emergency.dossier-changed",
                    subject(entity.id),
                    Map.of("before", before, "dossier", entity.dossierDigest));
        }
    }

    private Dossier dossier(ModelVersion version, EmergencyEntity entity, Gates.GateBook book) {
        return dossiers.compile(
                version,
                new EmergencyDossiers.Use(
                        entity.environment,
                        entity.route,
                        entity.reason,
                        entity.trafficCap.stripTrailingZeros(),
                        Optional.ofNullable(entity.until)),
                book.evaluation().unmet());
    }

    /** In which capacity the caller asks: a role, else the first of their board functions. */
    private String capacity() {
        for (String role : List.of(Roles.OPERATOR, Roles.ENGINEER)) {
            if (caller.has(role)) {
                return role;
            }
        }
        return caller.functions().stream().findFirst().orElse(Roles.BOARD);
    }

    private boolean lapsed(EmergencyEntity e) {
        return clock.instant().isAfter(e.requestedAt.plus(EmergencyRequest.CONFIRM_WITHIN));
    }

    private EmergencyView view(EmergencyEntity e) {
        boolean open = e.state == EmergencyEntity.State.OPEN;
        return new EmergencyView(
                e.id,
                e.model,
                e.versionName,
                e.environment,
                e.route,
                e.reason,
                e.trafficCap.stripTrailingZeros().toPlainString(),
                e.until,
                e.dossierDigest,
                open && lapsed(e) ? "LAPSED" : e.state.name(),
                people.displayName(e.requestedBy),
                e.capacity,
                e.requestedAt,
                e.requestedAt.plus(EmergencyRequest.CONFIRM_WITHIN),
                e.decidedBy == null ? null : people.displayName(e.decidedBy),
                e.decidedAs,
                e.decidedAt,
                e.rationale,
                e.permitId);
    }

    private void lock(long modelId) {
        database.createNativeQuery("SELECT CAST(pg_advisory_xact_lock(:space, :model) AS text)")
                .setParameter("space", LOCK)
                .setParameter("model", (int) modelId)
                .getSingleResult();
    }

    private static void requireOpen(EmergencyEntity entity) {
        if (entity.state != EmergencyEntity.State.OPEN) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE, "The request is " + entity.state + "; only an open one can be decided.");
        }
    }

    private static EmergencyEntity entity(UUID id) {
        EmergencyEntity entity = EmergencyEntity.findById(id);
        if (entity == null) {
            throw unknown(id);
        }
        return entity;
    }

    private static EmergencyEntity held(UUID id) {
        return EmergencyEntity.held(id).orElseThrow(() -> unknown(id));
    }

    private static ProblemException unknown(UUID id) {
        return new ProblemException(
                ProblemType.UNKNOWN_EMERGENCY,
                "There is no request for emergency use with the id " + id
                        + ". GET /api/v1/emergency-permits lists them.");
    }

    private static String subject(UUID id) {
        return "emergency/" + id;
    }
}

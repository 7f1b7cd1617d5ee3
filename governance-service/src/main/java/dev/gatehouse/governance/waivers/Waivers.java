package dev.gatehouse.governance.waivers;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.gate.GateStatus;
import dev.gatehouse.approval.gate.Waiver;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.identity.SecondPerson;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Waivers from their request to their end. What is closed, and what policy lets be waived, whoever calls says. */
@ApplicationScoped
public class Waivers {

    private final Versions versions;
    private final People people;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Waivers(Versions versions, People people, Ledger ledger, Caller caller, Clock clock) {
        this.versions = versions;
        this.people = people;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    /** The confirmed waivers of a version that hold in an environment now. */
    @Transactional
    public List<Waiver> inForce(long versionId, String environment) {
        Instant now = clock.instant();
        return WaiverEntity.confirmedOf(versionId).stream()
                .filter(w -> w.environment.equals(environment))
                .map(Waivers::domain)
                .filter(w -> now.isBefore(w.until()))
                .toList();
    }

    /** Every waiver of a version, oldest first, whatever became of it. */
    @Transactional
    public List<GrantedWaiver> of(long versionId) {
        return WaiverEntity.allOf(versionId).stream().map(this::view).toList();
    }

    /**
     * The waiver of that id.
     *
     * @throws ProblemException {@code unknown-waiver}
     */
    @Transactional
    public GrantedWaiver named(UUID id) {
        return view(WaiverEntity.<WaiverEntity>findByIdOptional(id).orElseThrow(() -> unknown(id)));
    }

    /**
     * Asks for a waiver; it opens nothing before somebody of another function confirms it.
     *
     * @param status the gate without any waiver
     * @param policy what may be waived, by cause
     * @throws ProblemException {@code waiver-refused} with every reason
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public GrantedWaiver request(
            ModelVersion version, NewWaiver wanted, GateStatus status, Map<Waiver.Cause, Waiver.Limit> policy) {
        if (caller.isServiceAccount()) {
            throw new ProblemException(ProblemType.FORBIDDEN, "People ask for waivers; a service account cannot.");
        }
        List<WaiverEntity> earlier = WaiverEntity.allOf(version.id()).stream()
                .filter(w -> w.gate.equals(wanted.gate()) && w.environment.equals(wanted.environment()))
                .toList();
        if (earlier.stream().anyMatch(w -> w.state == WaiverEntity.State.REQUESTED && !over(w))) {
            throw new ProblemException(
                    ProblemType.DUPLICATE, "A waiver of '" + wanted.gate() + "' in this environment waits already.");
        }
        refuseIfAny(Waiver.refusals(
                status,
                policy,
                wanted.trafficCap(),
                end(wanted.until()),
                spent(version, wanted.gate(), wanted.environment(), status),
                clock.instant()));
        // Nobody decides on what is past its day any more; it makes room for this one.
        earlier.stream()
                .filter(w -> w.state == WaiverEntity.State.REQUESTED)
                .forEach(w -> endAs(w, "Its day passed before anybody decided on it."));
        WaiverEntity.flush();
        WaiverEntity entity = new WaiverEntity();
        entity.id = UUID.randomUUID();
        entity.versionId = version.id();
        entity.gate = wanted.gate();
        entity.environment = wanted.environment();
        entity.cause = status.cause().orElseThrow();
        entity.reason = wanted.reason();
        entity.evidence = status.evidence().map(Digest::toString).orElse(null);
        entity.trafficCap = wanted.trafficCap().orElse(null);
        entity.until = wanted.until();
        entity.state = WaiverEntity.State.REQUESTED;
        entity.requestedAt = clock.instant();
        entity.requestedBy = caller.sub();
        entity.requestedAs = callersFunctions().toArray(String[]::new);
        entity.persistAndFlush();
        record("waiver.requested", entity, wanted.reason());
        return view(entity);
    }

    /**
     * Confirms a waiver, as a second person of another function.
     *
     * @param status the gate without any waiver, as it is now
     * @param policy what may be waived now, by cause
     * @throws ProblemException {@code unknown-waiver}, {@code wrong-state}, {@code waiver-refused} with every reason
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public GrantedWaiver confirm(
            ModelVersion version,
            UUID id,
            String function,
            String rationale,
            GateStatus status,
            Map<Waiver.Cause, Waiver.Limit> policy) {
        WaiverEntity entity = undecided(version, id);
        List<String> refusals =
                new java.util.ArrayList<>(Waiver.decisionRefusals(asked(entity), decides(version), function));
        if (!status.open() && !status.cause().equals(Optional.of(entity.cause))) {
            refusals.add(
                    "The gate is closed for another reason now than when the waiver was asked for: " + status.why());
        }
        refusals.addAll(Waiver.refusals(
                status,
                policy,
                Optional.ofNullable(entity.trafficCap),
                end(entity.until),
                spent(version, entity.gate, entity.environment, status),
                clock.instant()));
        refuseIfAny(refusals);
        decide(entity, WaiverEntity.State.CONFIRMED, function, rationale);
        record("waiver.confirmed", entity, rationale);
        return view(entity);
    }

    /**
     * Refuses a waiver, as a second person of another function.
     *
     * @throws ProblemException {@code unknown-waiver}, {@code wrong-state}, {@code waiver-refused}
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public GrantedWaiver refuse(ModelVersion version, UUID id, String function, String rationale) {
        WaiverEntity entity = undecided(version, id);
        refuseIfAny(Waiver.decisionRefusals(asked(entity), decides(version), function));
        decide(entity, WaiverEntity.State.REFUSED, function, rationale);
        record("waiver.refused", entity, rationale);
        return view(entity);
    }

    /** Whether the caller may be the second person that the waiver waits for, and for which functions of theirs. */
    @Transactional
    public SecondPerson second(UUID id) {
        WaiverEntity entity = WaiverEntity.<WaiverEntity>findByIdOptional(id).orElseThrow(() -> unknown(id));
        if (entity.state != WaiverEntity.State.REQUESTED || over(entity)) {
            return SecondPerson.refused("The waiver waits for nobody.");
        }
        if (!caller.has(Roles.BOARD)) {
            return SecondPerson.refused("You are no member of the board.");
        }
        Waiver.Party decides = decides(versions.byId(entity.versionId));
        return SecondPerson.of(
                caller.functions(), function -> Waiver.decisionRefusals(asked(entity), decides, function));
    }

    /**
     * Takes a waiver back, one person's act: a confirmed one closes its gate again, a requested one is given up.
     *
     * @throws ProblemException {@code unknown-waiver}, {@code wrong-state}
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public GrantedWaiver revoke(ModelVersion version, UUID id, String reason) {
        WaiverEntity entity = held(version, id);
        if (entity.state != WaiverEntity.State.REQUESTED && entity.state != WaiverEntity.State.CONFIRMED) {
            throw new ProblemException(ProblemType.WRONG_STATE, "The waiver is " + entity.state + " already.");
        }
        endAs(entity, reason);
        WaiverEntity.flush();
        return view(entity);
    }

    private void endAs(WaiverEntity entity, String reason) {
        entity.state = WaiverEntity.State.REVOKED;
        entity.endedAt = clock.instant();
        entity.endedBy = caller.sub();
        entity.endReason = reason;
        record("waiver.revoked", entity, reason);
    }

    private void decide(WaiverEntity entity, WaiverEntity.State state, String function, String rationale) {
        entity.state = state;
        entity.decidedAt = clock.instant();
        entity.decidedBy = caller.sub();
        entity.decidedAs = function;
        entity.rationale = rationale;
        WaiverEntity.flush();
    }

    /**
     * What the gate was waived on before for the same cause, by waivers that were confirmed: of every version with the same artifact, since
     * another name makes nothing new of it.
     */
    private Set<Optional<Digest>> spent(ModelVersion version, String gate, String environment, GateStatus status) {
        Set<Optional<Digest>> spent = new HashSet<>();
        WaiverEntity.allOf(versions.ofArtifact(version).stream()
                        .map(ModelVersion::id)
                        .toList())
                .stream()
                .filter(w -> w.gate.equals(gate) && w.environment.equals(environment))
                .filter(w -> w.decidedAt != null && w.state != WaiverEntity.State.REFUSED)
                .filter(w -> status.cause().equals(Optional.of(w.cause)))
                .forEach(w -> spent.add(Optional.ofNullable(w.evidence).map(Digest::parse)));
        return spent;
    }

    private static Waiver.Party asked(WaiverEntity entity) {
        return new Waiver.Party(entity.requestedBy, Set.of(entity.requestedAs), false, false);
    }

    private Waiver.Party decides(ModelVersion version) {
        return new Waiver.Party(
                caller.sub(),
                caller.functions(),
                caller.isServiceAccount(),
                version.isMadeBy(caller.sub(), caller.username()));
    }

    /** The functions that the caller acts for; an engineer stands for engineering and a validator for validation, seated or not. */
    private Set<String> callersFunctions() {
        Set<String> functions = new TreeSet<>(caller.functions());
        if (caller.has(Roles.ENGINEER)) {
            functions.add("engineering");
        }
        if (caller.has(Roles.VALIDATOR)) {
            functions.add("validation");
        }
        return functions;
    }

    private static void refuseIfAny(List<String> refusals) {
        if (!refusals.isEmpty()) {
            throw new ProblemException(
                    ProblemType.WAIVER_REFUSED, String.join(" ", refusals), Map.of("refusals", refusals));
        }
    }

    private WaiverEntity undecided(ModelVersion version, UUID id) {
        WaiverEntity entity = held(version, id);
        if (entity.state != WaiverEntity.State.REQUESTED) {
            throw new ProblemException(ProblemType.WRONG_STATE, "The waiver is " + entity.state + " already.");
        }
        return entity;
    }

    private static WaiverEntity held(ModelVersion version, UUID id) {
        return WaiverEntity.held(id).filter(w -> w.versionId == version.id()).orElseThrow(() -> unknown(id));
    }

    private static ProblemException unknown(UUID id) {
        return new ProblemException(
                ProblemType.UNKNOWN_WAIVER,
                "There is no waiver with the id " + id + " here. The list of the version's waivers names them.");
    }

    private void record(String act, WaiverEntity entity, String words) {
        ledger.record(
                act,
                "waiver/" + entity.id,
                Map.of(
                        "gate",
                        entity.gate,
                        "environment",
                        entity.environment,
                        "cause",
                        entity.cause.name(),
                        "until",
                        entity.until.toString(),
                        "trafficCap",
                        entity.trafficCap == null ? "none" : entity.trafficCap.toPlainString()),
                Map.of("reason", words));
    }

    private static Instant end(LocalDate until) {
        return until.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private boolean over(WaiverEntity entity) {
        return !clock.instant().isBefore(end(entity.until));
    }

    private static Waiver domain(WaiverEntity w) {
        return new Waiver(w.id.toString(), w.gate, w.cause, Optional.ofNullable(w.trafficCap), end(w.until));
    }

    private GrantedWaiver view(WaiverEntity w) {
        boolean open = w.state == WaiverEntity.State.REQUESTED || w.state == WaiverEntity.State.CONFIRMED;
        return new GrantedWaiver(
                w.id,
                w.versionId,
                w.gate,
                w.environment,
                w.cause.name().toLowerCase(Locale.ROOT),
                w.reason,
                w.trafficCap == null ? null : w.trafficCap.stripTrailingZeros().toPlainString(),
                w.until,
                open && over(w) ? "EXPIRED" : w.state.name(),
                w.requestedAt,
                people.displayName(w.requestedBy),
                List.of(w.requestedAs),
                w.decidedAt,
                w.decidedBy == null ? null : people.displayName(w.decidedBy),
                w.decidedAs,
                w.rationale,
                w.endedAt,
                w.endedBy == null ? null : people.displayName(w.endedBy),
                w.endReason);
    }
}

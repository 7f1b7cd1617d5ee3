package dev.gatehouse.governance.models;

import dev.gatehouse.governance.findings.Findings;
import dev.gatehouse.governance.findings.NewFinding;
import dev.gatehouse.governance.findings.Severity;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.packs.ActivePacks;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.RiskAssessor;
import dev.gatehouse.risk.Tier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Use cases on overrides: one person asks for another tier than the assessed one, another confirms it, one takes it back. A confirmed one
 * takes effect at once and lapses by itself after its last day.
 */
@ApplicationScoped
public class Overrides {

    /** Longest time from the request to the last day of effect. */
    public static final int MAX_YEARS = 1;

    static final String FINDING = "override";

    private final ActivePacks packs;
    private final Assessments assessments;
    private final AssessmentArchive archive;
    private final Findings findings;
    private final People people;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Overrides(
            ActivePacks packs,
            Assessments assessments,
            AssessmentArchive archive,
            Findings findings,
            People people,
            Ledger ledger,
            Caller caller,
            Clock clock) {
        this.packs = packs;
        this.assessments = assessments;
        this.archive = archive;
        this.findings = findings;
        this.people = people;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * Asks for another tier.
     *
     * @param tier LOW, MEDIUM or HIGH
     * @param until last day of its effect, today at the earliest, {@value #MAX_YEARS} year ahead at the latest
     * @throws ProblemException {@code unknown-model}, {@code invalid-value} for the day, {@code duplicate} while another request waits,
     *     {@code override-refused} if it could have no effect
     */
    @Transactional
    public RequestedOverride request(String name, Tier tier, String reason, LocalDate until) {
        requirePerson();
        ModelEntity model = Models.entity(name);
        LocalDate today = assessments.today();
        if (until.isBefore(today) || until.isAfter(today.plusYears(MAX_YEARS))) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "until: choose a day from " + today + " to " + today.plusYears(MAX_YEARS) + ".");
        }
        if (OverrideEntity.in(OverrideEntity.State.REQUESTED, model.id).isPresent()) {
            throw new ProblemException(
                    ProblemType.DUPLICATE,
                    "An override of '" + name + "' waits for its second person. Let it be confirmed or revoked first.");
        }
        requireEffect(packs.assessor(), model, tier);
        OverrideEntity entity = new OverrideEntity();
        entity.id = UUID.randomUUID();
        entity.modelId = model.id;
        entity.tier = tier;
        entity.reason = reason;
        entity.until = until;
        entity.state = OverrideEntity.State.REQUESTED;
        entity.requestedAt = clock.instant();
        entity.requestedBy = caller.sub();
        entity.persistAndFlush();
        record("override.requested", model, entity, reason);
        return view(model, entity);
    }

    /**
     * Confirms another person's request: the override takes effect and the model is assessed anew. One that lowers the tier opens a
     * finding for the owner.
     *
     * @throws ProblemException {@code unknown-model}, {@code unknown-override}, {@code wrong-state}, {@code four-eyes} for who asked for
     *     it, {@code override-refused} if it would have no effect any more
     */
    @Transactional
    public RequestedOverride confirm(String name, UUID id) {
        requirePerson();
        RiskAssessor assessor = packs.held();
        ModelEntity model = ModelEntity.held(name).orElseThrow(() -> Models.unknown(name));
        OverrideEntity entity = held(model, id);
        if (state(entity) != RequestedOverride.State.REQUESTED) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    "The override is " + state(entity) + "; only a waiting one can be confirmed.");
        }
        if (entity.requestedBy.equals(caller.sub())) {
            throw new ProblemException(
                    ProblemType.FOUR_EYES,
                    "You asked for this override. Another person with the role validator or compliance confirms it.");
        }
        Tier assessed = requireEffect(assessor, model, entity.tier);
        OverrideEntity.in(OverrideEntity.State.CONFIRMED, model.id)
                .ifPresent(before ->
                        end(model, before, OverrideEntity.State.REPLACED, "Replaced by override " + id + "."));
        // The earlier one must have left its place before the next takes it.
        OverrideEntity.flush();
        entity.state = OverrideEntity.State.CONFIRMED;
        entity.confirmedAt = clock.instant();
        entity.confirmedBy = caller.sub();
        OverrideEntity.flush();
        record("override.confirmed", model, entity, entity.reason);
        Assessment now = store(assessor, model);
        if (entity.tier.compareTo(assessed) < 0) {
            open(model, entity, assessed, now);
        }
        return view(model, entity);
    }

    /**
     * Takes an override back, at once and by one person. Its requester may do so while it waits; otherwise it takes the second line.
     *
     * @throws ProblemException {@code unknown-model}, {@code unknown-override}, {@code wrong-state} if it has ended, {@code forbidden}
     */
    @Transactional
    public RequestedOverride revoke(String name, UUID id, String reason) {
        RiskAssessor assessor = packs.held();
        ModelEntity model = ModelEntity.held(name).orElseThrow(() -> Models.unknown(name));
        OverrideEntity entity = held(model, id);
        boolean waits = entity.state == OverrideEntity.State.REQUESTED;
        if (!waits && entity.state != OverrideEntity.State.CONFIRMED) {
            throw new ProblemException(ProblemType.WRONG_STATE, "The override is " + entity.state + " already.");
        }
        boolean own = waits && entity.requestedBy.equals(caller.sub());
        if (!own && !caller.has(Roles.VALIDATOR) && !caller.has(Roles.COMPLIANCE)) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "An override is revoked by the role validator or compliance, and while it waits by who asked for it.");
        }
        end(model, entity, OverrideEntity.State.REVOKED, reason);
        OverrideEntity.flush();
        if (!waits) {
            store(assessor, model);
        }
        return view(model, entity);
    }

    /**
     * Every override of a model, newest first.
     *
     * @throws ProblemException {@code unknown-model}
     */
    @Transactional
    public List<RequestedOverride> of(String name) {
        ModelEntity model = Models.entity(name);
        return OverrideEntity.allOf(model.id).stream().map(o -> view(model, o)).toList();
    }

    private void end(ModelEntity model, OverrideEntity entity, OverrideEntity.State state, String reason) {
        entity.state = state;
        entity.endedAt = clock.instant();
        entity.endedBy = caller.sub();
        entity.endReason = reason;
        record(state == OverrideEntity.State.REVOKED ? "override.revoked" : "override.replaced", model, entity, reason);
        findings.closeFor(model.id, FINDING, cause(entity), "The override has ended: " + reason);
    }

    private Assessment store(RiskAssessor assessor, ModelEntity model) {
        Assessment now = assessments
                .of(assessor, assessments.useCase(model), assessments.today())
                .assessment();
        AssessmentEntity stored = archive.store(model, now, clock.instant());
        ledger.record("model.reassessed", "model/" + model.name, Map.of("assessment", stored.digest));
        return now;
    }

    private void open(ModelEntity model, OverrideEntity entity, Tier assessed, Assessment now) {
        Severity severity = assessed == Tier.HIGH ? Severity.HIGH : Severity.MEDIUM;
        LocalDate due = assessments.due(now, severity);
        findings.open(new NewFinding(
                model.id,
                model.name,
                FINDING,
                severity,
                "The tier is lowered from " + assessed + " to " + entity.tier + " by override",
                List.of(
                        "Until " + entity.until + ".",
                        "Reason given: " + entity.reason,
                        "Asked for by " + people.displayName(entity.requestedBy) + ", confirmed by "
                                + people.displayName(entity.confirmedBy) + "."),
                model.owner,
                due.isAfter(entity.until) ? entity.until : due,
                cause(entity)));
    }

    /** The tier that packs and facts give today. */
    private Tier requireEffect(RiskAssessor assessor, ModelEntity model, Tier wanted) {
        UseCase useCase = assessments.useCase(model);
        UseCase plain = new UseCase(
                useCase.id(), useCase.model(), useCase.title(), useCase.owner(), useCase.facts(), Optional.empty());
        Assessment assessed =
                assessments.of(assessor, plain, assessments.today()).assessment();
        assessed.refusesOverride(wanted).ifPresent(why -> {
            throw new ProblemException(
                    ProblemType.OVERRIDE_REFUSED, "The tier cannot be overridden to " + wanted + ": " + why + ".");
        });
        return assessed.tier();
    }

    private void requirePerson() {
        if (caller.isServiceAccount()) {
            throw new ProblemException(ProblemType.FORBIDDEN, "People decide on tiers; a service account cannot.");
        }
    }

    private void record(String act, ModelEntity model, OverrideEntity entity, String reason) {
        ledger.record(
                act,
                "model/" + model.name,
                Map.of(
                        "override", entity.id.toString(),
                        "tier", entity.tier.name(),
                        "until", entity.until.toString()),
                Map.of("reason", reason));
    }

    private static String cause(OverrideEntity entity) {
        return "override/" + entity.id;
    }

    private static OverrideEntity held(ModelEntity model, UUID id) {
        return OverrideEntity.held(model.id, id)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_OVERRIDE,
                        "'" + model.name + "' has no override with the id " + id + ". GET /api/v1/models/" + model.name
                                + "/overrides lists them."));
    }

    private RequestedOverride.State state(OverrideEntity entity) {
        boolean open = entity.state == OverrideEntity.State.REQUESTED || entity.state == OverrideEntity.State.CONFIRMED;
        return open && entity.until.isBefore(assessments.today())
                ? RequestedOverride.State.LAPSED
                : RequestedOverride.State.valueOf(entity.state.name());
    }

    private RequestedOverride view(ModelEntity model, OverrideEntity o) {
        return new RequestedOverride(
                o.id,
                model.name,
                o.tier.name(),
                o.reason,
                o.until,
                state(o),
                o.requestedAt,
                people.displayName(o.requestedBy),
                o.requestedBy,
                o.confirmedAt,
                o.confirmedBy == null ? null : people.displayName(o.confirmedBy),
                o.endedAt,
                o.endedBy == null ? null : people.displayName(o.endedBy),
                o.endReason);
    }
}

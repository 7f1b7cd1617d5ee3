package dev.gatehouse.governance.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.governance.findings.Severity;
import dev.gatehouse.governance.packs.ActivePacks;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.AssessmentChange;
import dev.gatehouse.risk.InvalidFactsException;
import dev.gatehouse.risk.Obligations;
import dev.gatehouse.risk.RiskAssessor;
import dev.gatehouse.risk.Tier;
import dev.gatehouse.risk.TierOverride;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Use cases on assessments: what the packs say of a model now or on another day, what they said, and saying it anew. */
@ApplicationScoped
public class Assessments {

    /** Time to see to a finding where no active pack sets one. */
    private static final Period FINDING_DUE_BY_DEFAULT = Period.ofDays(30);

    private static final LocalDate FIRST_DAY = LocalDate.of(1990, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(2199, 12, 31);

    private final ActivePacks packs;
    private final AssessmentArchive archive;
    private final Clock clock;
    private final ObjectMapper json;

    @Inject
    Assessments(ActivePacks packs, AssessmentArchive archive, Clock clock, ObjectMapper json) {
        this.packs = packs;
        this.archive = archive;
        this.clock = clock;
        this.json = json;
    }

    /** The day that it is now, in UTC. */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /**
     * The day that a text such as {@code 2027-12-02} names; today for none.
     *
     * @param text may be null or empty
     * @throws ProblemException {@code invalid-value} if it is no day of 1990 to 2199
     */
    public LocalDate day(String text) {
        if (text == null || text.isEmpty()) {
            return today();
        }
        try {
            LocalDate day = LocalDate.parse(text);
            if (!day.isBefore(FIRST_DAY) && !day.isAfter(LAST_DAY)) {
                return day;
            }
        } catch (DateTimeParseException e) {
            // Refused below, as a day out of range is.
        }
        throw new ProblemException(
                ProblemType.INVALID_VALUE,
                "on: write a day from " + FIRST_DAY + " to " + LAST_DAY + ", such as 2027-12-02.");
    }

    /**
     * What the active packs say of facts that somebody only asks about; nothing is stored.
     *
     * @throws ProblemException {@code invalid-facts}
     */
    public Assessment asked(Map<String, Object> facts, LocalDate on) {
        return strictly(packs.assessor(), facts, on, Optional.empty());
    }

    /**
     * What the active packs say of a model on a day; nothing is stored.
     *
     * @throws ProblemException {@code unknown-model}
     */
    @Transactional
    public Assessment on(String model, LocalDate on) {
        return of(packs.assessor(), useCase(Models.entity(model)), on).assessment();
    }

    /** The assessment as it would be stored: canonical JSON. */
    public JsonNode document(Assessment assessment) {
        return archive.document(assessment);
    }

    /** What some packs say of a model's stored facts. An answer that these packs do not accept, or do not ask for, counts as missing. */
    public Assessed of(RiskAssessor assessor, UseCase useCase, LocalDate on) {
        try {
            return new Assessed(assessor.assess(useCase.facts(), on, useCase.override()), List.of());
        } catch (InvalidFactsException e) {
            return withoutRefused(assessor, useCase, on, e);
        }
    }

    /** The next models by name, after a cursor, with what an assessment needs; at most {@code limit}. */
    @Transactional
    public List<UseCase> useCases(String cursor, int limit) {
        return useCases(ModelEntity.after(cursor, limit));
    }

    /** The models of those names with what an assessment needs, in no order. */
    @Transactional
    public List<UseCase> useCases(Collection<String> names) {
        return useCases(ModelEntity.named(names));
    }

    private List<UseCase> useCases(List<ModelEntity> models) {
        Map<Long, TierOverride> overrides =
                OverrideEntity.confirmedOf(models.stream().map(m -> m.id).toList());
        return models.stream()
                .map(m -> useCase(m, Optional.ofNullable(overrides.get(m.id))))
                .toList();
    }

    /** The next models by name, after a cursor, with what they are today and on another day; at most {@code limit}. */
    @Transactional
    public List<Outlook> outlook(LocalDate on, String cursor, int limit) {
        RiskAssessor assessor = packs.assessor();
        LocalDate today = today();
        return useCases(cursor, limit).stream()
                .map(useCase -> outlook(assessor, useCase, today, on))
                .toList();
    }

    /**
     * The assessments that were stored of a model, newest first.
     *
     * @param before id of the last one of the page before
     * @throws ProblemException {@code unknown-model}
     */
    @Transactional
    public List<StoredAssessment> history(String model, long before, int limit) {
        return AssessmentEntity.before(Models.entity(model).id, before, limit).stream()
                .map(archive::view)
                .toList();
    }

    /**
     * The bytes of a stored assessment.
     *
     * @throws ProblemException {@code unknown-model}, or {@code not-found} for the digest
     */
    @Transactional
    public byte[] stored(String model, String digest) {
        return AssessmentEntity.of(Models.entity(model).id, digest)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND,
                        "'" + model + "' has no assessment " + digest + ". GET /api/v1/models/" + model
                                + "/assessments lists them."))
                .document
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A stored assessment as it can be printed.
     *
     * @param document the bytes; their SHA-256 is the digest
     * @param at when it was stored, for the first time where the same came out again
     */
    public record Kept(byte[] document, Instant at) {}

    /**
     * The stored assessment of that digest.
     *
     * @throws ProblemException as {@link #stored}
     */
    @Transactional
    public Kept kept(String model, String digest) {
        byte[] document = stored(model, digest);
        return new Kept(document, AssessmentEntity.firstStored(Models.entity(model).id, digest));
    }

    /**
     * Assesses a model anew, today, and stores that if the result or the packs are others than before. Within the caller's transaction
     * nobody else edits the model or activates packs.
     *
     * @return empty when nothing is to be stored
     * @throws ProblemException {@code unknown-model}
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<Reassessed> reassess(String name) {
        RiskAssessor assessor = packs.held();
        ModelEntity model = ModelEntity.held(name).orElseThrow(() -> Models.unknown(name));
        UseCase useCase = useCase(model);
        Assessed now = of(assessor, useCase, today());
        AssessmentEntity before = AssessmentEntity.latestOf(model.id).orElseThrow();
        Optional<Assessment> again = archive.rederive(before);
        Optional<AssessmentChange> change = again.isPresent()
                ? AssessmentChange.between(again.get(), now.assessment())
                : archive.roughChange(before, now.assessment());
        if (again.isPresent() && change.isEmpty() && archive.sameByPacks(before, now.assessment())) {
            return Optional.empty();
        }
        AssessmentEntity stored = archive.store(model, now.assessment(), clock.instant());
        return Optional.of(new Reassessed(useCase, now.assessment(), stored.digest, change, now.setAside()));
    }

    /** The last day to see to a finding of that severity, opened today, as the tier says. */
    public LocalDate due(Assessment assessment, Severity severity) {
        Map<String, Period> periods = assessment
                .obligations()
                .map(Obligations::findingDue)
                .orElseGet(() -> tierAlone(assessment).findingDue());
        return today().plus(periods.getOrDefault(severity.text(), FINDING_DUE_BY_DEFAULT));
    }

    /**
     * From which severity on an overdue finding suspends the permits of a model. While its tier is not settled that is the strictest that a
     * tier, or the last settled assessment of the model, says: a fact that is missing must not keep open what it could close.
     *
     * @return empty when no overdue finding does
     * @throws ProblemException {@code unknown-model}
     */
    @Transactional
    public Optional<String> overdueFindingsLapse(String model) {
        LocalDate today = today();
        Optional<Obligations> settled = on(model, today).obligations();
        if (settled.isPresent()) {
            return settled.get().approval().overdueFindingsLapse();
        }
        RiskAssessor assessor = packs.assessor();
        return Stream.concat(
                        Stream.of(Tier.LOW, Tier.MEDIUM, Tier.HIGH)
                                .map(tier -> assessor.tierObligations(tier, today)
                                        .approval()
                                        .overdueFindingsLapse()),
                        AssessmentEntity.latestSettledOf(Models.entity(model).id)
                                .map(archive::overdueFindingsLapse)
                                .stream())
                .flatMap(Optional::stream)
                // The mildest severity that already suspends is the strictest rule.
                .max(Comparator.comparing(Severity::of));
    }

    /** The models with an active permit whose use a rule prohibits by their newest assessment; by name. */
    @Transactional
    public List<String> prohibitedServing() {
        return AssessmentEntity.prohibitedServing(clock.instant());
    }

    /** Assesses facts as they are stated, refusing what is wrong with them. */
    Assessment strictly(
            RiskAssessor assessor, Map<String, Object> facts, LocalDate on, Optional<TierOverride> override) {
        try {
            return assessor.assess(facts, on, override);
        } catch (InvalidFactsException e) {
            throw new ProblemException(
                    ProblemType.INVALID_FACTS,
                    e.problems().size()
                            + (e.problems().size() == 1 ? " fact" : " facts")
                            + " cannot be used; 'faults' says which and why. GET /api/v1/facts lists all.",
                    Map.of(
                            "faults",
                            e.problems().stream()
                                    .map(p -> Map.of("field", "facts." + p.fact(), "reason", p.reason()))
                                    .toList()));
        }
    }

    UseCase useCase(ModelEntity model) {
        return useCase(
                model,
                Optional.ofNullable(
                        OverrideEntity.confirmedOf(List.of(model.id)).get(model.id)));
    }

    private UseCase useCase(ModelEntity m, Optional<TierOverride> override) {
        return new UseCase(m.id, m.name, m.title, m.owner, facts(m.facts), override);
    }

    private Assessed withoutRefused(
            RiskAssessor assessor, UseCase useCase, LocalDate on, InvalidFactsException refusal) {
        Set<String> asked = assessor.facts().stream().map(f -> f.name()).collect(Collectors.toSet());
        Map<String, Object> facts = new HashMap<>(useCase.facts());
        facts.keySet().retainAll(asked);
        List<String> setAside = refusal.problems().stream()
                .filter(p -> asked.contains(fact(p)))
                .map(p -> "Stated anew is needed: " + p)
                .toList();
        refusal.problems().forEach(p -> facts.remove(fact(p)));
        try {
            return new Assessed(assessor.assess(facts, on, useCase.override()), setAside);
        } catch (InvalidFactsException e) {
            throw new IllegalStateException("facts of " + useCase.model() + " are refused one after another", e);
        }
    }

    /** The name of the fact that a problem is about, without the key of a map's entry. */
    private static String fact(InvalidFactsException.Problem problem) {
        int key = problem.fact().indexOf('[');
        return key < 0 ? problem.fact() : problem.fact().substring(0, key);
    }

    /** What the tier by itself asks for; a prohibited use is seen to as fast as one of the highest tier. */
    private Obligations tierAlone(Assessment assessment) {
        Tier tier = assessment.tier() == Tier.PROHIBITED ? Tier.HIGH : assessment.tier();
        return packs.assessor().tierObligations(tier, assessment.on());
    }

    private Outlook outlook(RiskAssessor assessor, UseCase useCase, LocalDate today, LocalDate on) {
        Assessment now;
        Assessment then;
        try {
            now = of(assessor, useCase, today).assessment();
            then = of(assessor, useCase, on).assessment();
        } catch (IllegalStateException e) {
            // The engine names the rule that fails on these facts. One such model must not hide the others.
            return new Outlook(
                    useCase.model(),
                    useCase.title(),
                    useCase.owner(),
                    "FAILED",
                    null,
                    "FAILED",
                    null,
                    null,
                    List.of("Cannot be assessed: " + e.getMessage()));
        }
        Optional<AssessmentChange> change = AssessmentChange.between(now, then);
        return new Outlook(
                useCase.model(),
                useCase.title(),
                useCase.owner(),
                now.status().name(),
                now.tier().name(),
                then.status().name(),
                then.tier().name(),
                change.map(c -> c.direction().name()).orElse(null),
                change.map(AssessmentChange::sentences).orElse(List.of()));
    }

    private Map<String, Object> facts(String text) {
        try {
            return json.readValue(text, new TypeReference<Map<String, Object>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored facts do not parse", e);
        }
    }
}

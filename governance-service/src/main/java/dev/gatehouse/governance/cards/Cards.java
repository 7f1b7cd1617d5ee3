package dev.gatehouse.governance.cards;

import dev.gatehouse.approval.gate.GateStatus;
import dev.gatehouse.audit.plan.PlanKind;
import dev.gatehouse.card.CardContent;
import dev.gatehouse.card.CardDiff;
import dev.gatehouse.card.CardJson;
import dev.gatehouse.card.Completeness;
import dev.gatehouse.card.FrameworkCompleteness;
import dev.gatehouse.card.OverLimitException;
import dev.gatehouse.card.Requirement;
import dev.gatehouse.card.WrittenCard;
import dev.gatehouse.governance.audits.AuditPlans;
import dev.gatehouse.governance.audits.AuditRun;
import dev.gatehouse.governance.audits.Audits;
import dev.gatehouse.governance.files.StoredFiles;
import dev.gatehouse.governance.findings.Findings;
import dev.gatehouse.governance.gates.CardFigure;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.gates.GivenEvidence;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.packs.ActivePacks;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.waivers.Waivers;
import dev.gatehouse.risk.Obligations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Use cases on model cards: compile one as evidence, say how complete it is, compare two. */
@ApplicationScoped
public class Cards {

    /** The gate that a card is evidence for. */
    static final String GATE = "model-card";

    /** Of the evidence that a compiled card is. */
    private static final String KIND = "card";

    /** Kinds of evidence that validation gives, and in which capacity. */
    private static final Set<String> BY_VALIDATION = Set.of("validation-report", "checklist");

    private static final Set<String> VALIDATION = Set.of("validator", "validation");

    private final ActivePacks packs;
    private final Models models;
    private final Versions versions;
    private final StoredFiles files;
    private final AuditPlans plans;
    private final Audits audits;
    private final Gates gates;
    private final Findings findings;
    private final Waivers waivers;
    private final CardTexts texts;
    private final People people;

    @Inject
    Cards(
            ActivePacks packs,
            Models models,
            Versions versions,
            StoredFiles files,
            AuditPlans plans,
            Audits audits,
            Gates gates,
            Findings findings,
            Waivers waivers,
            CardTexts texts,
            People people) {
        this.packs = packs;
        this.models = models;
        this.versions = versions;
        this.files = files;
        this.plans = plans;
        this.audits = audits;
        this.gates = gates;
        this.findings = findings;
        this.waivers = waivers;
        this.texts = texts;
        this.people = people;
    }

    /**
     * Compiles the card and gives it as evidence for its gate, as the caller.
     *
     * @throws ProblemException {@code gates-unmet} while the tier is not settled, {@code wrong-state} if the audit's report cannot be read,
     *     {@code document-too-large} if there is more to say than a card takes
     */
    @Transactional
    GivenEvidence compile(String modelName, String versionName) {
        ModelVersion version = versions.named(modelName, versionName);
        Gates.GateBook book = gates.of(version);
        WrittenCard card = written(version, book);
        return gates.giveCard(
                version,
                GATE,
                "Model card of " + version.label(),
                card.json(),
                Completeness.of(card.content()).stream()
                        .map(f -> figure(f, book.obligations().cardCompleteness()))
                        .toList());
    }

    private WrittenCard written(ModelVersion version, Gates.GateBook book) {
        try {
            return WrittenCard.of(content(version, book));
        } catch (OverLimitException e) {
            throw new ProblemException(
                    ProblemType.DOCUMENT_TOO_LARGE,
                    "The card of " + version.label() + " cannot be compiled: " + e.getMessage());
        }
    }

    /**
     * How complete the card would be if it were compiled now, and how complete the one is that was compiled last.
     *
     * @param version of the model
     * @param asked least percentage by framework id that the packs ask for now
     * @param frameworks all frameworks with all that each asks, as of now
     * @param gate how the card's gate stands; empty while the tier is not settled or where it has no such gate
     * @param content that would be compiled now
     * @param compiled the card that was compiled last; empty: none was
     */
    record Standing(
            ModelVersion version,
            Map<String, Integer> asked,
            List<FrameworkCompleteness> frameworks,
            Optional<GateStatus> gate,
            CardContent content,
            Optional<CompiledCard> compiled) {}

    /** A card as it was compiled. */
    record CompiledCard(WrittenCard card, GivenEvidence evidence) {}

    /** Nothing is stored. */
    @Transactional
    Standing standing(String modelName, String versionName) {
        ModelVersion version = versions.named(modelName, versionName);
        Gates.GateBook book = gates.of(version);
        CardContent content = content(version, book);
        return new Standing(
                version,
                book.assessment()
                        .obligations()
                        .<Map<String, Integer>>map(Obligations::cardCompleteness)
                        .orElse(Map.of()),
                Completeness.of(content),
                book.evaluation().statuses().stream()
                        .filter(status -> status.id().equals(GATE))
                        .findFirst(),
                content,
                find(version));
    }

    private CardContent content(ModelVersion version, Gates.GateBook book) {
        Optional<AuditPlans.FixedPlan> plan = plans.currentPlan(version.modelId(), PlanKind.FAIRNESS);
        List<String> validators = new ArrayList<>();
        plan.ifPresent(fixed -> validators.add(people.displayName(fixed.fixedBy())));
        gates.evidenceOf(version).stream()
                .filter(e ->
                        BY_VALIDATION.contains(e.kind()) && e.givenAs().stream().anyMatch(VALIDATION::contains))
                .forEach(e -> validators.add(people.displayName(e.givenBy())));
        return new CardAssembly(
                        models.named(version.model()),
                        version,
                        book,
                        packs.assessor().facts(),
                        plan,
                        plan.flatMap(fixed -> lastRun(version, fixed)),
                        lastRun(version, PlanKind.DRIFT),
                        lastRun(version, PlanKind.PERFORMANCE),
                        plan.map(fixed -> files.datasetName(fixed.dataset())),
                        validators.stream().distinct().toList(),
                        findings.openOf(version.model()),
                        waivers.of(version.id()),
                        texts.byText(version),
                        earlier(version))
                .content();
    }

    private Optional<AuditRun> lastRun(ModelVersion version, PlanKind kind) {
        return plans.currentPlan(version.modelId(), kind).flatMap(fixed -> lastRun(version, fixed));
    }

    /** The run that a gate would look at: the last one on the plan that validation fixed, since it was fixed. */
    private Optional<AuditRun> lastRun(ModelVersion version, AuditPlans.FixedPlan plan) {
        return audits.completedRunsOf(version.id()).stream()
                .filter(run -> run.plan().equals(plan.digest()) && !run.runAt().isBefore(plan.fixedAt()))
                .reduce((former, latter) -> latter);
    }

    private Optional<CardAssembly.Earlier> earlier(ModelVersion version) {
        List<ModelVersion> before = versions.of(version.model()).stream()
                .takeWhile(other -> other.id() != version.id())
                .toList();
        for (int i = before.size() - 1; i >= 0; i--) {
            Optional<CompiledCard> card = find(before.get(i));
            if (card.isPresent()) {
                return Optional.of(new CardAssembly.Earlier(
                        before.get(i).version(), card.get().card()));
            }
        }
        return Optional.empty();
    }

    private static CardFigure figure(FrameworkCompleteness framework, Map<String, Integer> asked) {
        List<Requirement> missing = framework.requirements().stream()
                .filter(r -> r.state() == Requirement.State.MISSING)
                .toList();
        return new CardFigure(
                framework.framework().id(),
                framework.framework().title(),
                framework.percent(),
                asked.get(framework.framework().id()),
                missing.stream()
                        .limit(CardFigure.MAX_NAMED)
                        .map(r -> new CardFigure.Missing(r.title(), r.citation(), r.remedy()))
                        .toList(),
                missing.size());
    }

    /** The differences of two compiled cards of a model. */
    record Comparison(CompiledCard before, CompiledCard after, CardDiff diff) {}

    /**
     * What the card of a version says differently from the card of another one.
     *
     * @param with name of the other version of the model, the earlier side
     * @throws ProblemException {@code unknown-version}, or {@code not-found} while one of them has no card
     */
    @Transactional
    Comparison compare(String model, String version, String with) {
        CompiledCard before = compiled(versions.named(model, with));
        CompiledCard after = compiled(versions.named(model, version));
        return new Comparison(
                before,
                after,
                CardDiff.between(before.card().content(), after.card().content()));
    }

    /** The versions of a model that have a compiled card, newest first. */
    @Transactional
    List<ModelVersion> withCard(Model model) {
        Set<Long> ids = gates.versionsWith(KIND, model.id());
        List<ModelVersion> found = new ArrayList<>();
        versions.of(model.name()).stream()
                .filter(version -> ids.contains(version.id()))
                .forEach(version -> found.add(0, version));
        return found;
    }

    /** @throws ProblemException {@code not-found} while none is */
    CompiledCard compiled(ModelVersion version) {
        return find(version)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND,
                        "No card of " + version.label() + " is compiled yet: POST /api/v1/models/" + version.model()
                                + "/versions/" + version.version() + "/card."));
    }

    private Optional<CompiledCard> find(ModelVersion version) {
        return gates.evidenceOf(version).stream()
                .filter(e -> e.kind().equals(KIND))
                .reduce((former, latter) -> latter)
                .map(e -> new CompiledCard(CardJson.read(e.content().getBytes(StandardCharsets.UTF_8)), e));
    }
}

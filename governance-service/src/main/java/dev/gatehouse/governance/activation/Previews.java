package dev.gatehouse.governance.activation;

import dev.gatehouse.governance.activation.ModelChange.AffectedPermit;
import dev.gatehouse.governance.models.Assessed;
import dev.gatehouse.governance.models.Assessments;
import dev.gatehouse.governance.models.UseCase;
import dev.gatehouse.governance.packs.ActivePacks;
import dev.gatehouse.governance.packs.PackProposal;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.AssessmentChange;
import dev.gatehouse.risk.AssessmentChange.Direction;
import dev.gatehouse.risk.RiskAssessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares the active packs with the proposed ones over the inventory. Computed at each reading; nothing is stored. */
@ApplicationScoped
public class Previews {

    /** Most models compared at once. */
    public static final int MAX_MODELS = 1_000;

    private final ActivePacks packs;
    private final Assessments assessments;
    private final AffectedPermits permits;

    @Inject
    Previews(ActivePacks packs, Assessments assessments, AffectedPermits permits) {
        this.packs = packs;
        this.assessments = assessments;
        this.permits = permits;
    }

    /**
     * What would change for the next models.
     *
     * @param cursor name after which they come; empty for the first
     * @param limit how many are compared, 1 to {@value #MAX_MODELS}
     * @throws ProblemException {@code invalid-pack} if the proposal cannot be combined with the packs that are active now
     */
    @Transactional
    public Preview of(PackProposal proposal, LocalDate on, String cursor, int limit) {
        RiskAssessor now = packs.assessor();
        RiskAssessor then = packs.with(proposal);
        List<UseCase> found = assessments.useCases(cursor, limit + 1);
        List<UseCase> compared = found.stream().limit(limit).toList();
        Map<UseCase, Difference> changed = new LinkedHashMap<>();
        for (UseCase useCase : compared) {
            difference(useCase, now, then, on).ifPresent(difference -> changed.put(useCase, difference));
        }
        Map<Long, List<AffectedPermit>> affected = permits.of(List.copyOf(changed.keySet()));
        List<ModelChange> items = new ArrayList<>();
        changed.forEach((useCase, difference) -> items.add(difference.of(useCase, affected.get(useCase.id()))));
        return new Preview(
                on,
                compared.size(),
                count(items, Direction.STRICTER),
                count(items, Direction.EASIER),
                count(items, Direction.OTHER),
                items,
                found.size() > limit ? compared.get(limit - 1).model() : null);
    }

    /** What differs between two assessments of a model; the assessments are null when a rule fails on its facts. */
    private record Difference(
            Assessment before, Assessment after, Direction direction, List<String> changes, List<String> setAside) {

        ModelChange of(UseCase useCase, List<AffectedPermit> permits) {
            return new ModelChange(
                    useCase.model(),
                    useCase.title(),
                    useCase.owner(),
                    status(before),
                    tier(before),
                    status(after),
                    tier(after),
                    direction.name(),
                    changes,
                    setAside,
                    permits);
        }

        private static String status(Assessment assessment) {
            return assessment == null ? "FAILED" : assessment.status().name();
        }

        private static String tier(Assessment assessment) {
            return assessment == null ? null : assessment.tier().name();
        }
    }

    private Optional<Difference> difference(UseCase useCase, RiskAssessor now, RiskAssessor then, LocalDate on) {
        try {
            Assessment before = assessments.of(now, useCase, on).assessment();
            Assessed after = assessments.of(then, useCase, on);
            return AssessmentChange.between(before, after.assessment())
                    .map(change -> new Difference(
                            before, after.assessment(), change.direction(), change.sentences(), after.setAside()));
        } catch (IllegalStateException e) {
            // The engine names the rule that fails on these facts. One such model must not hide the others.
            return Optional.of(new Difference(
                    null, null, Direction.OTHER, List.of("Cannot be assessed: " + e.getMessage()), List.of()));
        }
    }

    private static int count(List<ModelChange> items, Direction direction) {
        return (int) items.stream()
                .filter(i -> i.direction().equals(direction.name()))
                .count();
    }
}

package dev.gatehouse.governance.activation;

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
import java.util.List;
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
        List<ModelChange> items = new ArrayList<>();
        for (UseCase useCase : compared) {
            change(useCase, now, then, on).ifPresent(items::add);
        }
        return new Preview(
                on,
                compared.size(),
                count(items, Direction.STRICTER),
                count(items, Direction.EASIER),
                count(items, Direction.OTHER),
                items,
                found.size() > limit ? compared.get(limit - 1).model() : null);
    }

    private Optional<ModelChange> change(UseCase useCase, RiskAssessor now, RiskAssessor then, LocalDate on) {
        Assessment before;
        Assessed after;
        try {
            before = assessments.of(now, useCase, on).assessment();
            after = assessments.of(then, useCase, on);
        } catch (IllegalStateException e) {
            // The engine names the rule that fails on these facts. One such model must not hide the others.
            return Optional.of(new ModelChange(
                    useCase.model(),
                    useCase.title(),
                    useCase.owner(),
                    "FAILED",
                    null,
                    "FAILED",
                    null,
                    Direction.OTHER.name(),
                    List.of("Cannot be assessed: " + e.getMessage()),
                    List.of(),
                    permits.of(useCase)));
        }
        return AssessmentChange.between(before, after.assessment())
                .map(change -> new ModelChange(
                        useCase.model(),
                        useCase.title(),
                        useCase.owner(),
                        before.status().name(),
                        before.tier().name(),
                        after.assessment().status().name(),
                        after.assessment().tier().name(),
                        change.direction().name(),
                        change.sentences(),
                        after.setAside(),
                        permits.of(useCase)));
    }

    private static int count(List<ModelChange> items, Direction direction) {
        return (int) items.stream()
                .filter(i -> i.direction().equals(direction.name()))
                .count();
    }
}

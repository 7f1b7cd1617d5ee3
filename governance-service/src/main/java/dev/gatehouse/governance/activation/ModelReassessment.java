package dev.gatehouse.governance.activation;

import dev.gatehouse.governance.activation.ModelChange.AffectedPermit;
import dev.gatehouse.governance.findings.Findings;
import dev.gatehouse.governance.findings.NewFinding;
import dev.gatehouse.governance.findings.Severity;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.Assessments;
import dev.gatehouse.governance.models.Reassessed;
import dev.gatehouse.governance.models.UseCase;
import dev.gatehouse.risk.AssessmentChange;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reassesses one model, in a transaction of its own: the new assessment, its finding and their leaves commit together. */
@ApplicationScoped
class ModelReassessment {

    private static final String FINDING = "reassessment";
    /** Time to see why a model cannot be assessed: until then its tier is unknown. */
    private static final int FAILURE_DUE_DAYS = 7;

    private final Assessments assessments;
    private final AffectedPermits permits;
    private final Findings findings;
    private final Ledger ledger;

    @Inject
    ModelReassessment(Assessments assessments, AffectedPermits permits, Findings findings, Ledger ledger) {
        this.assessments = assessments;
        this.permits = permits;
        this.findings = findings;
        this.ledger = ledger;
    }

    /** Whether the model's result is another than before. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    boolean reassess(String model, String cause, String title) {
        Optional<Reassessed> found = assessments.reassess(model);
        if (found.isEmpty()) {
            return false;
        }
        Reassessed reassessed = found.get();
        ledger.recordOwn(
                "model.reassessed", "model/" + model, Map.of("assessment", reassessed.digest(), "cause", cause));
        if (reassessed.change().isEmpty()) {
            return false;
        }
        findings.open(finding(reassessed, reassessed.change().get(), cause, title));
        return true;
    }

    /** Leaves a finding that the model could not be reassessed. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void failed(UseCase useCase, String cause, String title, String why) {
        findings.open(new NewFinding(
                useCase.id(),
                useCase.model(),
                FINDING,
                Severity.HIGH,
                "The model could not be reassessed",
                List.of(title + ".", why),
                useCase.owner(),
                assessments.today().plusDays(FAILURE_DUE_DAYS),
                cause));
    }

    private NewFinding finding(Reassessed reassessed, AssessmentChange change, String cause, String title) {
        UseCase useCase = reassessed.useCase();
        List<String> detail = new ArrayList<>();
        detail.add(title + ".");
        for (AffectedPermit permit : permits.of(useCase)) {
            detail.add("Active permit affected: " + permit.id() + " of version " + permit.version() + ", route "
                    + permit.environment() + "/" + permit.route() + ".");
        }
        detail.addAll(change.sentences());
        detail.addAll(reassessed.setAside());
        Severity severity = severity(change.direction());
        return new NewFinding(
                useCase.id(),
                useCase.model(),
                FINDING,
                severity,
                title(change.direction()),
                detail,
                useCase.owner(),
                assessments.due(reassessed.assessment(), severity),
                cause);
    }

    private static Severity severity(AssessmentChange.Direction direction) {
        return switch (direction) {
            case STRICTER -> Severity.HIGH;
            case OTHER -> Severity.MEDIUM;
            case EASIER -> Severity.LOW;
        };
    }

    private static String title(AssessmentChange.Direction direction) {
        return switch (direction) {
            case STRICTER -> "The model is held to more than before";
            case OTHER -> "What the model is held to has changed";
            case EASIER -> "The model is held to less than before";
        };
    }
}

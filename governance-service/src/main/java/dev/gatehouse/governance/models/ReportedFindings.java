package dev.gatehouse.governance.models;

import dev.gatehouse.governance.findings.Finding;
import dev.gatehouse.governance.findings.Findings;
import dev.gatehouse.governance.findings.NewFinding;
import dev.gatehouse.governance.findings.Severity;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Use cases on findings that people report on a model, each due as its tier says; and those whose cause has gone by itself. */
@ApplicationScoped
public class ReportedFindings {

    private static final String KIND = "reported";

    private final Assessments assessments;
    private final Findings findings;
    private final Caller caller;

    @Inject
    ReportedFindings(Assessments assessments, Findings findings, Caller caller) {
        this.assessments = assessments;
        this.findings = findings;
        this.caller = caller;
    }

    /**
     * What a person reports.
     *
     * @param model name of the model
     * @param owner a sign-in name or a function; empty: the model's owner
     * @param dueOn the last day to see to it; empty: as the tier says, which is also the latest
     * @param cause a name of the reporter's own; reporting again under it changes nothing; empty: a new one
     */
    record Report(
            String model,
            Severity severity,
            String title,
            List<String> detail,
            Optional<String> owner,
            Optional<LocalDate> dueOn,
            Optional<String> cause) {}

    /** @param fresh whether it was opened just now */
    record Reported(Finding finding, boolean fresh) {}

    /**
     * Opens a finding in the caller's name.
     *
     * @throws ProblemException {@code unknown-model}, {@code invalid-value} for a day that has passed or is later than the tier lets
     */
    @Transactional
    Reported report(Report report) {
        if (caller.isServiceAccount()) {
            throw new ProblemException(ProblemType.FORBIDDEN, "People report findings; a service account cannot.");
        }
        ModelEntity model = Models.entity(report.model());
        String cause =
                "report/" + report.cause().orElseGet(() -> UUID.randomUUID().toString());
        Optional<Finding> earlier = findings.of(model.id, KIND, cause);
        if (earlier.isPresent()) {
            return new Reported(earlier.get(), false);
        }
        LocalDate today = assessments.today();
        LocalDate latest = assessments.due(assessments.on(model.name, today), report.severity());
        LocalDate due = report.dueOn().orElse(latest);
        if (due.isBefore(today) || due.isAfter(latest)) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "dueOn: a " + report.severity().text() + " finding of this model is due by " + latest
                            + " at the latest, and not before today.");
        }
        UUID id = findings.report(new NewFinding(
                model.id,
                model.name,
                KIND,
                report.severity(),
                report.title(),
                report.detail(),
                report.owner().orElse(model.owner),
                due,
                cause));
        return new Reported(findings.named(id), true);
    }
}

package dev.gatehouse.governance.gates;

import dev.gatehouse.approval.gate.Gate;
import dev.gatehouse.approval.gate.GateStatus;
import dev.gatehouse.approval.gate.GateStatus.Reason;
import dev.gatehouse.governance.findings.Finding;
import dev.gatehouse.risk.ApprovalPolicy;
import java.util.List;
import java.util.stream.Collectors;

/** The gate that open findings close, as gravely as the tier says. */
final class FindingsGate {

    /** The gate's id; no pack's gate may have it. */
    static final String ID = "findings";

    private static final int MAX_NAMED = 5;

    private FindingsGate() {}

    /** @param open the open findings of the model */
    static GateStatus status(String model, List<Finding> open, ApprovalPolicy policy) {
        List<Finding> blocking =
                open.stream().filter(finding -> blocks(finding, policy)).toList();
        Gate.Remedy remedy = new Gate.Remedy(
                "Remedy and close what is named: POST /api/v1/findings/{finding}/remediations, then …/closing.",
                blocking.size() == 1
                        ? "/ui/findings/" + blocking.get(0).id()
                        : "/ui/findings?state=OPEN&model=" + model,
                blocking.size() == 1
                        ? "/api/v1/findings/" + blocking.get(0).id()
                        : "/api/v1/findings?state=OPEN&model=" + model);
        if (blocking.isEmpty()) {
            return GateStatus.standing(
                    ID,
                    "No finding stands in the way",
                    Reason.MET,
                    open.isEmpty()
                            ? "No finding is open."
                            : open.size() + (open.size() == 1 ? " open finding" : " open findings")
                                    + ", none so grave that it closes this gate.",
                    remedy);
        }
        String named = blocking.stream()
                .limit(MAX_NAMED)
                .map(finding -> finding.severity() + " '" + finding.title() + "' (" + finding.id()
                        + (finding.overdue() ? ", overdue since " + finding.dueOn() : "") + ")")
                .collect(Collectors.joining("; "));
        return GateStatus.standing(
                ID,
                "No finding stands in the way",
                Reason.OPEN_FINDINGS,
                blocking.size() + (blocking.size() == 1 ? " finding" : " findings")
                        + " that this tier does not let pass: " + named
                        + (blocking.size() > MAX_NAMED ? "; and more" : "") + ".",
                remedy);
    }

    private static boolean blocks(Finding finding, ApprovalPolicy policy) {
        return ApprovalPolicy.asGrave(finding.severity(), policy.findingsBlock())
                // What would suspend a permit at once must not lead to one.
                || (finding.overdue() && ApprovalPolicy.asGrave(finding.severity(), policy.overdueFindingsLapse()));
    }
}

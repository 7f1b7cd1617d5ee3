package dev.gatehouse.governance.gates;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Obligations.GateRequirement;
import java.util.List;
import java.util.Optional;

/**
 * What a validation report speaks of.
 *
 * @param artifact {@code sha256:…} of the model artifact
 * @param data {@code sha256:…} of each data set, at least one
 */
record ReportSubject(String artifact, List<String> data) {

    /** The digests of the data; none for evidence that is no validation report. */
    static String[] data(GateRequirement requirement, Optional<ReportSubject> subject, ModelVersion version) {
        boolean report = requirement.evidenceKind().equals("validation-report");
        if (!report) {
            if (subject.isPresent()) {
                throw invalid("'artifact' and 'data' are for validation reports; '" + requirement.id() + "' takes a "
                        + requirement.evidenceKind() + ".");
            }
            return new String[0];
        }
        ReportSubject named = subject.filter(s ->
                        s.artifact() != null && s.data() != null && !s.data().isEmpty())
                .orElseThrow(
                        () -> invalid("A validation report names 'artifact' and 'data', the digests (sha256:…) of what"
                                + " it looked at."));
        if (!digest("artifact", named.artifact()).equals(new Digest(version.artifactSha256()))) {
            throw invalid("artifact: the report speaks of " + named.artifact() + "; this version's artifact is sha256:"
                    + version.artifactSha256() + ".");
        }
        return named.data().stream()
                .map(each -> digest("data", each).toString())
                .distinct()
                .sorted()
                .toArray(String[]::new);
    }

    private static Digest digest(String field, String text) {
        try {
            return Digest.parse(text);
        } catch (InvalidDocumentException e) {
            throw invalid(field + ": write a digest as 'sha256:' and 64 lower-case hexadecimal digits.");
        }
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemType.INVALID_VALUE, detail);
    }
}

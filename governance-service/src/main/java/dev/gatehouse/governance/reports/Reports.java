package dev.gatehouse.governance.reports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.approval.permit.PermitVerifier;
import dev.gatehouse.approval.signing.SigningKeys;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.card.OverLimitException;
import dev.gatehouse.card.document.Document;
import dev.gatehouse.card.document.DocumentHtml;
import dev.gatehouse.card.document.DocumentPdf;
import dev.gatehouse.governance.audits.AuditReports;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.Assessments;
import dev.gatehouse.governance.packs.ActivePacks;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.releases.ProvenRelease;
import dev.gatehouse.governance.releases.ReleaseProofs;
import dev.gatehouse.governance.releases.Releases;
import dev.gatehouse.governance.served.RouteHistory;
import dev.gatehouse.governance.served.ServedThen;
import dev.gatehouse.risk.Fact;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Prints the documents that people take away. The same stored things give the same bytes: what a file states as its time comes from what it
 * tells, never from the clock. Nothing is held in the database while a document is printed.
 */
@ApplicationScoped
public class Reports {

    /** Most documents that are printed at once: each takes memory and a processor for about half a second. */
    static final int MAX_AT_ONCE = 8;

    private final AuditReports audits;
    private final Assessments assessments;
    private final Releases releases;
    private final ReleaseProofs proofs;
    private final RouteHistory history;
    private final ActivePacks packs;
    private final People people;
    private final SigningKeys keys;
    private final Ledger ledger;
    private final ObjectMapper json;
    private final Semaphore places = new Semaphore(MAX_AT_ONCE);

    @Inject
    Reports(
            AuditReports audits,
            Assessments assessments,
            Releases releases,
            ReleaseProofs proofs,
            RouteHistory history,
            ActivePacks packs,
            People people,
            SigningKeys keys,
            Ledger ledger,
            ObjectMapper json) {
        this.audits = audits;
        this.assessments = assessments;
        this.releases = releases;
        this.proofs = proofs;
        this.history = history;
        this.packs = packs;
        this.people = people;
        this.keys = keys;
        this.ledger = ledger;
        this.json = json;
    }

    /** A document and the instant that its file states as that of its creation. */
    private record Told(Document document, Instant at) {
        byte[] pdf() {
            return DocumentPdf.render(document, at);
        }

        byte[] html() {
            return DocumentHtml.render(document).getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * A document as it is sent.
     *
     * @param bytes the file
     * @param form in which it is
     * @param name a safe name for it
     */
    record Printed(byte[] bytes, Form form, String name) {}

    /** The two forms of a document. */
    enum Form {
        PDF(Told::pdf),
        HTML(Told::html);

        private final Function<Told, byte[]> print;

        Form(Function<Told, byte[]> print) {
            this.print = print;
        }

        String extension() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws ProblemException {@code not-found} */
        static Form of(String extension) {
            return Arrays.stream(values())
                    .filter(form -> form.extension().equals(extension))
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(
                            ProblemType.NOT_FOUND, "A document comes as document.pdf or document.html."));
        }
    }

    // ---------------------------------------------------------------- downloads

    /**
     * The report of an audit run.
     *
     * @param disclosed for readers outside: what would show fewer people than the disclosure minimum is withheld
     * @throws ProblemException {@code not-found}, {@code wrong-state} for a report of an earlier version of the service,
     *     {@code document-too-large} or {@code too-many-downloads}
     */
    Printed audit(UUID run, boolean disclosed, Form form) {
        AuditReports.Reported reported = audits.reported(run);
        String name =
                reported.plan().kind().id() + "-audit-" + reported.version().model() + "-"
                        + reported.version().version() + "-" + run + (disclosed ? "-disclosure" : "");
        return printed(
                () -> told(reported, disclosed),
                "/api/v1/audits/" + run + "/report",
                form,
                name,
                "download/audit/" + run,
                Map.of(
                        "report",
                        reported.run().reportDigest(),
                        "form",
                        form.extension(),
                        "disclosure",
                        Boolean.toString(disclosed)));
    }

    /**
     * A stored risk assessment of a model.
     *
     * @throws ProblemException {@code unknown-model}, {@code not-found} for the digest, {@code document-too-large} or
     *     {@code too-many-downloads}
     */
    Printed assessment(String model, String digest, Form form) {
        Assessments.Kept kept = assessments.kept(model, digest);
        String hex = digest.substring(digest.indexOf(':') + 1);
        return printed(
                () -> told(model, digest, kept),
                "/api/v1/models/" + model + "/assessments/" + digest,
                form,
                "risk-assessment-" + model + "-" + hex.substring(0, Math.min(12, hex.length())),
                "download/assessment/" + model,
                Map.of("assessment", digest, "form", form.extension()));
    }

    /**
     * The approval record of a release, whatever became of it.
     *
     * @throws ProblemException {@code unknown-release}, {@code ledger-behind}, {@code document-too-large} or {@code too-many-downloads}
     */
    Printed approval(UUID release, Form form) {
        ProvenRelease proven = proofs.of(release);
        Dossier dossier = releases.dossierOf(proven.release().dossierDigest());
        return printed(
                () -> told(proven, dossier),
                "/api/v1/releases/" + release + "/dossier",
                form,
                "approval-record-" + proven.release().model() + "-"
                        + proven.release().version() + "-" + release,
                "download/release/" + release,
                Map.of(
                        "dossier",
                        proven.release().dossierDigest(),
                        "checkpoint",
                        proven.checkpoint().root().toString(),
                        "form",
                        form.extension()));
    }

    /**
     * What a route served at a moment.
     *
     * @throws ProblemException {@code unknown-route}, {@code document-too-large} or {@code too-many-downloads}
     */
    Printed served(String environment, String route, Instant at, Form form) {
        ServedThen then = history.at(environment, route, at);
        return printed(
                () -> new Told(ServedDocument.of(then, asJson(then)), at),
                "/api/v1/environments/" + environment + "/routes/" + route + "/served?at=" + at,
                form,
                "served-" + environment + "-" + route + "-"
                        + at.truncatedTo(ChronoUnit.SECONDS).toString().replace(":", ""),
                "download/route/" + environment + "/" + route,
                Map.of("at", at.toString(), "form", form.extension()));
    }

    private byte[] asJson(ServedThen then) {
        try {
            return json.writeValueAsBytes(then);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer is always JSON", e);
        }
    }

    /** @param whole where everything is that it says, in JSON */
    private Printed printed(
            Supplier<Told> told, String whole, Form form, String name, String subject, Map<String, String> content) {
        if (!places.tryAcquire()) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_DOWNLOADS,
                    MAX_AT_ONCE + " documents are being printed; ask again in some seconds.");
        }
        byte[] bytes;
        try {
            bytes = form.print.apply(told.get());
        } catch (OverLimitException e) {
            throw new ProblemException(
                    ProblemType.DOCUMENT_TOO_LARGE,
                    "This cannot be printed: " + e.limit() + ". Its JSON has everything: GET " + whole + ".");
        } finally {
            places.release();
        }
        ledger.recordNow("report.downloaded", subject, content);
        return new Printed(bytes, form, name + "." + form.extension());
    }

    // ---------------------------------------------------------------- for evidence bundles

    /** The report of an audit run as its download is; empty for a report of an earlier version of the service, or one over a limit. */
    public Optional<byte[]> auditPdf(UUID run) {
        return unless(ProblemType.WRONG_STATE, () -> told(audits.reported(run), false));
    }

    /**
     * The assessment of that digest as its download is; empty if the model has none, which a dossier of an earlier version of the service
     * may name, or if it is over a limit.
     */
    public Optional<byte[]> assessmentPdf(String model, String digest) {
        return unless(ProblemType.NOT_FOUND, () -> told(model, digest, assessments.kept(model, digest)));
    }

    /** The approval record as its download is while no other act follows; empty if it is over a limit. */
    public Optional<byte[]> approvalPdf(ProvenRelease proven, Dossier dossier) {
        return unless(null, () -> told(proven, dossier));
    }

    private static Optional<byte[]> unless(ProblemType absent, Supplier<Told> told) {
        try {
            return Optional.of(told.get().pdf());
        } catch (OverLimitException e) {
            return Optional.empty();
        } catch (ProblemException e) {
            if (e.type() == absent) {
                return Optional.empty();
            }
            throw e;
        }
    }

    // ---------------------------------------------------------------- what they say

    private Told told(AuditReports.Reported reported, boolean disclosed) {
        String fixedBy = people.displayName(reported.plan().fixedBy());
        return new Told(
                reported.report() instanceof AuditReport
                        ? AuditReportDocument.of(reported, disclosed, fixedBy)
                        : TabledReportDocument.of(reported, disclosed, fixedBy),
                reported.run().runAt());
    }

    private Told told(String model, String digest, Assessments.Kept kept) {
        Map<String, Fact> asked = packs.of(AssessmentDocument.packs(kept))
                .map(assessor -> assessor.facts().stream()
                        .collect(Collectors.toMap(Fact::name, fact -> fact, (one, other) -> one)))
                .orElse(Map.of());
        return new Told(AssessmentDocument.of(model, digest, kept, asked), kept.at());
    }

    private Told told(ProvenRelease proven, Dossier dossier) {
        Optional<PermitCheck> check = Optional.ofNullable(proven.release().permit())
                .map(IssuedPermit::envelope)
                .map(envelope -> PermitVerifier.verify(envelope.getBytes(StandardCharsets.UTF_8), keys.trusted()));
        return new Told(ApprovalDocument.of(proven, dossier, check), ApprovalDocument.asOf(proven));
    }
}

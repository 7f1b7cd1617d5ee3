package dev.gatehouse.governance.cards;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.card.ApprovalAnnex;
import dev.gatehouse.card.CardContent;
import dev.gatehouse.card.CardHtml;
import dev.gatehouse.card.CardJson;
import dev.gatehouse.card.CardPdf;
import dev.gatehouse.governance.audits.Audits;
import dev.gatehouse.governance.findings.Findings;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.gates.GivenEvidence;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.releases.ReleaseView;
import dev.gatehouse.governance.releases.Releases;
import dev.gatehouse.governance.waivers.Waivers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Use cases on model cards: compile one as evidence, and print it with the board's decision once there is one. */
@ApplicationScoped
public class Cards {

    /** The gate that a card is evidence for. */
    static final String GATE = "model-card";

    private final Models models;
    private final Versions versions;
    private final Audits audits;
    private final Gates gates;
    private final Findings findings;
    private final Waivers waivers;
    private final Releases releases;
    private final Ledger ledger;

    @Inject
    Cards(
            Models models,
            Versions versions,
            Audits audits,
            Gates gates,
            Findings findings,
            Waivers waivers,
            Releases releases,
            Ledger ledger) {
        this.models = models;
        this.versions = versions;
        this.audits = audits;
        this.gates = gates;
        this.findings = findings;
        this.waivers = waivers;
        this.releases = releases;
        this.ledger = ledger;
    }

    @Transactional
    GivenEvidence compile(String modelName, String versionName, CardTexts texts) {
        ModelVersion version = versions.named(modelName, versionName);
        CardContent content = new CardAssembly(
                        models.named(modelName),
                        version,
                        gates.of(version),
                        audits.completedRunsOf(version.id()),
                        findings.openOf(modelName),
                        waivers.of(version.id()),
                        texts)
                .content();
        return gates.give(version, GATE, "Model card of " + version.label(), CardJson.write(content), Set.of("card"));
    }

    /** A card as it was compiled last, and what the board decided on it. */
    record IssuedCard(CardContent content, Optional<ApprovalAnnex> annex, Instant at) {}

    /** The card as PDF. */
    @Transactional
    public byte[] pdf(String model, String version) {
        IssuedCard card = issued(model, version);
        ledger.record("card.downloaded", "version/" + model + "/" + version, Map.of("form", "pdf"));
        return CardPdf.render(card.content(), card.annex(), card.at());
    }

    /** The card as one HTML page. */
    @Transactional
    public String html(String model, String version) {
        IssuedCard card = issued(model, version);
        return CardHtml.render(card.content(), card.annex());
    }

    /** The card's content as canonical JSON. */
    @Transactional
    public byte[] json(String model, String version) {
        return CardJson.write(issued(model, version).content());
    }

    /**
     * The card of one release as PDF: content that its dossier holds, with that release's own decision if there was one. The same release
     * gives the same bytes.
     *
     * @param content canonical JSON of the card's content
     * @param compiledAt when it was compiled
     */
    @Transactional
    public byte[] issuedWith(ReleaseView release, byte[] content, Instant compiledAt) {
        Optional<ReleaseView> permitted = Optional.of(release).filter(r -> r.permit() != null);
        return CardPdf.render(
                CardJson.readContent(content),
                permitted.map(this::annex),
                permitted.map(ReleaseView::decidedAt).orElse(compiledAt));
    }

    private IssuedCard issued(String modelName, String versionName) {
        ModelVersion version = versions.named(modelName, versionName);
        GivenEvidence evidence = gates.evidenceOf(version).stream()
                .filter(e -> e.kind().equals("card"))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND,
                        "No card of " + version.label() + " is compiled yet: POST /api/v1/models/" + modelName
                                + "/versions/" + versionName + "/card."));
        CardContent content = CardJson.readContent(evidence.content().getBytes(StandardCharsets.UTF_8));
        Optional<ReleaseView> approved =
                releases.of(version).stream().filter(r -> r.permit() != null).findFirst();
        return new IssuedCard(
                content,
                approved.map(this::annex),
                approved.map(ReleaseView::decidedAt).orElse(evidence.givenAt()));
    }

    private ApprovalAnnex annex(ReleaseView release) {
        IssuedPermit permit = release.permit();
        Optional<Ledger.Entry> leaf =
                ledger.about("permit/" + permit.id()).stream().findFirst();
        return new ApprovalAnnex(
                permit.id().toString(),
                release.environment(),
                release.decidedAt(),
                permit.expiresAt(),
                release.votes().stream()
                        .filter(v -> !v.lapsed())
                        .map(v -> new ApprovalAnnex.Vote(
                                v.function(), v.voter(), v.decision().replace('_', ' '), v.castAt(), v.rationale()))
                        .toList(),
                release.votes().stream()
                        .filter(v -> !v.lapsed())
                        .flatMap(v -> conditions(v.conditions()).stream())
                        .distinct()
                        .toList(),
                release.dossierDigest(),
                leaf.map(Ledger.Entry::index).map(String::valueOf).orElse(null),
                leaf.map(Ledger.Entry::index)
                        .flatMap(ledger::checkpointCovering)
                        .map(checkpoint -> checkpoint.root().toString())
                        .orElse(null));
    }

    private static List<String> conditions(JsonNode conditions) {
        return conditions.properties().stream()
                .filter(e -> !e.getValue().isNull())
                .map(e -> e.getKey() + ": "
                        + (e.getValue().isTextual()
                                ? e.getValue().asText()
                                : e.getValue().toString()))
                .toList();
    }
}

package dev.gatehouse.governance.cards;

import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.approval.permit.PermitVerifier;
import dev.gatehouse.approval.signing.SigningKeys;
import dev.gatehouse.card.ApprovalAnnex;
import dev.gatehouse.card.CardHtml;
import dev.gatehouse.card.CardJson;
import dev.gatehouse.card.CardPdf;
import dev.gatehouse.card.HuggingFaceCard;
import dev.gatehouse.card.MlBom;
import dev.gatehouse.card.OverLimitException;
import dev.gatehouse.card.WrittenCard;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.pages.ConditionWords;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.releases.ReleaseView;
import dev.gatehouse.governance.releases.Releases;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The forms of a compiled card, with the board's decision once there is one. Every handing out is in the ledger. */
@ApplicationScoped
public class CardForms {

    static final String PDF = "application/pdf";
    static final String HTML = "text/html;charset=UTF-8";
    static final String JSON = "application/json";
    static final String CYCLONE_DX = "application/vnd.cyclonedx+json";
    static final String MARKDOWN = "text/markdown;charset=UTF-8";

    /** What a card comes as. */
    enum Form {
        PDF("pdf", "pdf", CardForms.PDF, card -> CardPdf.render(card.card(), card.annex(), card.at())),
        HTML("html", "html", CardForms.HTML, card -> utf8(CardHtml.render(card.card(), card.annex()))),
        /** The card's bytes as they were written when it was compiled. */
        JSON("json", "json", CardForms.JSON, card -> card.card().json()),
        /** A CycloneDX ML-BOM. */
        CYCLONE_DX("cdx", "cdx.json", CardForms.CYCLONE_DX, card -> MlBom.write(card.card(), card.annex(), card.at())),
        /** The README of a Hugging Face repository. */
        HUGGING_FACE(
                "md",
                "md",
                CardForms.MARKDOWN,
                card -> utf8(HuggingFaceCard.write(card.card().content())));

        private final String code;
        private final String extension;
        private final String mediaType;
        private final Function<IssuedCard, byte[]> print;

        Form(String code, String extension, String mediaType, Function<IssuedCard, byte[]> print) {
            this.code = code;
            this.extension = extension;
            this.mediaType = mediaType;
            this.print = print;
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * A card as it was compiled last, and what the board decided on it.
     *
     * @param at when it was decided, or compiled while nothing is
     */
    private record IssuedCard(WrittenCard card, Optional<ApprovalAnnex> annex, Instant at) {}

    private final Cards cards;
    private final Versions versions;
    private final Releases releases;
    private final SigningKeys keys;
    private final Ledger ledger;

    @Inject
    CardForms(Cards cards, Versions versions, Releases releases, SigningKeys keys, Ledger ledger) {
        this.cards = cards;
        this.versions = versions;
        this.releases = releases;
        this.keys = keys;
        this.ledger = ledger;
    }

    /**
     * The card to be read where it is asked for.
     *
     * @throws ProblemException {@code not-found} while no card is compiled, or {@code document-too-large}
     */
    @Transactional
    Response shown(String model, String version, Form form) {
        return answer(model, version, form).build();
    }

    /**
     * The card as a file to keep; names of models and versions are safe in its name.
     *
     * @throws ProblemException as {@link #shown}
     */
    @Transactional
    Response download(String model, String version, Form form) {
        return answer(model, version, form)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"model-card-" + model + "-" + version + "." + form.extension + "\"")
                .build();
    }

    private Response.ResponseBuilder answer(String modelName, String versionName, Form form) {
        ModelVersion version = versions.named(modelName, versionName);
        Cards.CompiledCard compiled = cards.compiled(version);
        ledger.record("card.downloaded", "version/" + version.label(), Map.of("form", form.code));
        Optional<ReleaseView> approved =
                releases.of(version).stream().filter(r -> r.permit() != null).findFirst();
        IssuedCard issued = new IssuedCard(
                compiled.card(),
                approved.map(this::annex),
                approved.map(ReleaseView::decidedAt).orElse(compiled.evidence().givenAt()));
        try {
            return Response.ok(form.print.apply(issued), form.mediaType);
        } catch (OverLimitException e) {
            throw new ProblemException(
                    ProblemType.DOCUMENT_TOO_LARGE,
                    "The card cannot be printed: " + e.limit() + ". Its JSON has everything: GET /api/v1/models/"
                            + modelName + "/versions/" + versionName
                            + "/card. For a card that prints, shorten its texts and compile it again.");
        }
    }

    /**
     * The card of one release as PDF: content that its dossier holds, with that release's own decision if there was one. The same release
     * gives the same bytes. Empty if the card is larger than what is printed.
     *
     * @param content canonical JSON of the card's content
     * @param compiledAt when it was compiled
     */
    @Transactional
    public Optional<byte[]> issuedWith(ReleaseView release, byte[] content, Instant compiledAt) {
        Optional<ReleaseView> permitted = Optional.of(release).filter(r -> r.permit() != null);
        try {
            return Optional.of(CardPdf.render(
                    CardJson.read(content),
                    permitted.map(this::annex),
                    permitted.map(ReleaseView::decidedAt).orElse(compiledAt)));
        } catch (OverLimitException e) {
            return Optional.empty();
        }
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
                conditions(permit),
                release.dossierDigest(),
                leaf.map(Ledger.Entry::index).map(String::valueOf).orElse(null),
                leaf.map(Ledger.Entry::index)
                        .flatMap(ledger::checkpointCovering)
                        .map(checkpoint -> checkpoint.root().toString())
                        .orElse(null));
    }

    /** What the permit says that was signed: what submitter, waivers and votes asked for, put together. */
    private List<String> conditions(IssuedPermit permit) {
        PermitCheck check = PermitVerifier.verify(permit.envelope().getBytes(StandardCharsets.UTF_8), keys.trusted());
        return check instanceof PermitCheck.Valid valid
                ? ConditionWords.of(valid.permit().conditions())
                : List.of("Not known: no key of the service verifies the stored permit.");
    }
}

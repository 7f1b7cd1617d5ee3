package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.junit.jupiter.api.Test;

class CardPdfTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] APPROVED =
            CardPdf.render(WrittenCard.of(Cards.rich()), Optional.of(Cards.annex()), Cards.ISSUED);
    private static final byte[] DRAFT = draft(Cards.rich());

    @Test
    void anApprovedCardIsArchivableAndAccessible() throws Exception {
        assertThat(PdfReading.violations(APPROVED)).isEmpty();
    }

    @Test
    void aDraftWithItsWatermarkIsArchivableAndAccessible() throws Exception {
        assertThat(PdfReading.violations(DRAFT)).isEmpty();
    }

    @Test
    void aCardOfWhichNothingIsKnownIsArchivableAndAccessible() throws Exception {
        byte[] pdf = draft(Cards.sparse());
        assertThat(PdfReading.violations(pdf)).isEmpty();
        assertThat(PdfReading.text(pdf))
                .contains("Notprovided:Purpose;Intendeduse;Outofscope;Restrictionsonuse;Limitsofuse;")
                .contains("PerformancebygroupNotprovided:Factors;Groups.");
    }

    @Test
    void theValidatorSeesAFileThatHasLostItsConformance() throws Exception {
        try (PDDocument document = Loader.loadPDF(APPROVED)) {
            document.getDocumentCatalog().setLanguage(null);
            document.getDocumentCatalog().setMarkInfo(null);
            ByteArrayOutputStream broken = new ByteArrayOutputStream();
            document.save(broken);
            assertThat(PdfReading.violations(broken.toByteArray())).isNotEmpty();
        }
    }

    @Test
    void everyStringOfContentAndAnnexIsInTheText() throws Exception {
        String text = PdfReading.text(APPROVED);
        List<String> strings = strings(CardJson.write(Cards.rich()));
        strings.addAll(strings(CardJson.write(Cards.annex())));
        assertThat(strings).hasSizeGreaterThan(150);
        strings.remove(CardParts.text(CardParts.WITH_MARKDOWN));
        for (String string : strings) {
            assertThat(text).as(string).contains(PdfReading.dense(string));
        }
    }

    @Test
    void theTagsTellExactlyWhatTheTemplateSaysAndNothingIsCutOff() throws Exception {
        assertExact(Cards.rich(), Optional.of(Cards.annex()), APPROVED);
        assertExact(Cards.rich(), Optional.empty(), DRAFT);
        assertExact(Cards.sparse(), Optional.empty(), draft(Cards.sparse()));
    }

    private static void assertExact(CardContent content, Optional<ApprovalAnnex> annex, byte[] pdf) throws Exception {
        Frame frame = CardPage.frame(WrittenCard.of(content), annex);
        PdfReading.assertTold(pdf, PdfReading.texts(frame.printed(Cards.ISSUED)));
        assertThat(PdfReading.outsideTheMargins(pdf)).isEmpty();
    }

    @Test
    void aFileOfTooManyPagesIsRefused() {
        Frame frame = CardPage.frame(WrittenCard.of(Cards.sparse()), Optional.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PdfFile.render(frame, frame.printed(Cards.ISSUED), Cards.ISSUED, 2))
                .withMessageMatching(
                        "the document has \\d+ pages; at most 2 are set\\. Its longest section is '.+'\\. Leave rows .*");
    }

    @Test
    void numbersLimitsAndDatesAreInTheTextAsTheyAreWorded() throws Exception {
        String text = PdfReading.text(APPROVED);
        Cards.metrics().stream()
                .filter(metric -> metric.estimate().value() != null)
                .forEach(metric -> assertThat(text)
                        .contains(Wording.number(metric.estimate().value(), metric.limit()))
                        .contains(PdfReading.dense(Wording.interval(metric.estimate(), metric.limit())))
                        .contains(PdfReading.dense(Wording.limit(metric.limit()))));
        Cards.groups().forEach(group -> assertThat(text).contains(Wording.count(group.n())));
        assertThat(text).contains("0.7996").contains("2December2027").contains("20May2027,20:11:04UTC");
    }

    @Test
    void chartsKeepTheirWordsAsText() throws Exception {
        assertThat(PdfReading.text(APPROVED))
                .contains("limit:atleast0.80")
                .contains("meanpredictedscore")
                .contains("0.80×35–44=0.705");
    }

    @Test
    void theSameCardHasTheSameBytes() {
        assertThat(CardPdf.render(WrittenCard.of(Cards.rich()), Optional.of(Cards.annex()), Cards.ISSUED))
                .isEqualTo(APPROVED);
        assertThat(CardPdf.render(
                        WrittenCard.of(Cards.rich()), Optional.of(Cards.annex()), Cards.ISSUED.plusSeconds(1)))
                .isNotEqualTo(APPROVED);
    }

    @Test
    void cardsPrintedAtTheSameTimeHaveTheBytesThatTheyHaveAlone() {
        List<WrittenCard> cards =
                List.of(WrittenCard.of(Cards.rich()), WrittenCard.of(Cards.sparse()), WrittenCard.of(Cards.rich()));
        List<byte[]> alone = cards.stream()
                .map(card -> CardPdf.render(card, Optional.empty(), Cards.ISSUED))
                .toList();
        List<byte[]> together = cards.parallelStream()
                .map(card -> CardPdf.render(card, Optional.empty(), Cards.ISSUED))
                .toList();
        for (int i = 0; i < alone.size(); i++) {
            assertThat(together.get(i)).isEqualTo(alone.get(i));
        }
    }

    @Test
    void theMachineReadableCardIsAttachedByteForByte() throws Exception {
        assertThat(PdfReading.attachment(APPROVED)).isEqualTo(CardJson.write(Cards.rich()));
        assertThat(PdfReading.text(APPROVED)).contains(Resources.sha256(CardJson.write(Cards.rich())));
    }

    @Test
    void onlyADraftIsWatermarked() throws Exception {
        try (PDDocument draft = Loader.loadPDF(DRAFT);
                PDDocument issued = Loader.loadPDF(APPROVED)) {
            assertThat(draft.getPages())
                    .allSatisfy(page -> assertThat(page.getContents().readAllBytes())
                            .asString()
                            .contains("/Artifact BMC\nq\n/"));
            assertThat(PdfReading.translucent(draft)).isTrue();
            assertThat(PdfReading.translucent(issued)).isFalse();
        }
        assertThat(PdfReading.text(DRAFT)).contains("DRAFT").doesNotContain("APPROVED");
        assertThat(PdfReading.text(APPROVED)).contains("APPROVED").doesNotContain("DRAFT");
    }

    @Test
    void bookmarksLeadToEverySection() throws Exception {
        try (PDDocument document = Loader.loadPDF(APPROVED)) {
            List<String> titles = new ArrayList<>();
            for (PDOutlineItem item :
                    document.getDocumentCatalog().getDocumentOutline().children()) {
                assertThat(item.findDestinationPage(document)).isNotNull();
                titles.add(item.getTitle());
            }
            assertThat(titles)
                    .hasSize(23)
                    .startsWith("Cover", "1 Summary", "2 Model details")
                    .endsWith("21 Approval", "22 About this document");
        }
    }

    @Test
    void titleLanguageAndDatesAreTheCards() throws Exception {
        try (PDDocument document = Loader.loadPDF(APPROVED)) {
            assertThat(document.getDocumentCatalog().getLanguage()).isEqualTo("en");
            assertThat(document.getDocumentInformation().getTitle())
                    .isEqualTo("Model card: Credit default scorer, version 2");
            assertThat(document.getDocumentInformation().getCreationDate().toInstant())
                    .isEqualTo(Cards.ISSUED);
        }
    }

    @Test
    void markupIsShownAsText() throws Exception {
        String hostile =
                "</td><script>alert(1)</script> & <svg onload=\"x\"> <bookmark/> ]]> {{7*7}} <img src='https://example.org/x.png'/>";
        CardContent content = CardContent.of(ModelDetails.named("m", "1", hostile))
                .intendedUse(Field.of(hostile, hostile))
                .metrics(Field.of(
                        List.of(new Metric(hostile, Estimate.undefined(hostile), null, null, hostile)), hostile))
                .comparisons(Field.of(
                        List.of(Cards.ratio(hostile, hostile, hostile, Estimate.of(0.9), null, Verdict.PASS)), hostile))
                .build();
        byte[] pdf = draft(content);
        assertThat(PdfReading.text(pdf)).contains(PdfReading.dense(hostile));
        assertThat(PdfReading.violations(pdf)).isEmpty();
        assertExact(content, Optional.empty(), pdf);
    }

    @Test
    void aLongTitleEndsOnTheCoverAndStandsWholeInTheText() throws Exception {
        for (String title : List.of(
                "Probability of default of applicants for a credit line "
                        .repeat(4)
                        .substring(0, 200),
                "W".repeat(200),
                "Wide words of a title ".repeat(100).strip())) {
            CardContent content = CardContent.of(ModelDetails.named("m", "1", title))
                    .text(CardText.SUMMARY, Field.of("W".repeat(2_000), "written by Priya"))
                    .legalClasses(Field.of(List.of(new LegalClass("W".repeat(300), null, null, null)), "assessment"))
                    .build();
            byte[] pdf = draft(content);
            assertThat(PdfReading.text(pdf)).contains("Title" + PdfReading.dense(title) + "registration");
            assertThat(PdfReading.outsideTheMargins(pdf)).isEmpty();
            int cover = Golden.picture(pdf, 1).getRGB(4, 4);
            for (int page = 2; page <= PdfReading.pageOf(pdf, "Summary"); page++) {
                BufferedImage picture = Golden.picture(pdf, page);
                for (int y = 0; y < picture.getHeight(); y++) {
                    assertThat(picture.getRGB(4, y)).as("page %d", page).isNotEqualTo(cover);
                }
            }
        }
    }

    @Test
    void theCoverShowsTheSummaryWithoutItsMarksAndItsSectionWithThem() throws Exception {
        CardContent content = CardContent.of(ModelDetails.named("m", "1", "t"))
                .text(
                        CardText.SUMMARY,
                        Field.of(
                                "# Aim\n\nRanks *applications*, see [the memo](https://example.org/a).\n\n- **first**\n- a_b",
                                "written by Priya"))
                .build();
        Frame frame = CardPage.frame(WrittenCard.of(content), Optional.empty());
        assertThat(frame.cover().lead())
                .isEqualTo("Aim: Ranks applications, see \"the memo\" (https://example.org/a). first a_b");
        assertThat(frame.html())
                .contains("<p>Ranks <em>applications</em>, see <a href=", "<strong>first</strong>")
                .contains("Source: written by Priya");
        assertExact(content, Optional.empty(), draft(content));
    }

    @Test
    void longNamesManyGroupsAndForeignScriptsAreSet() throws Exception {
        String unbroken = "x".repeat(400);
        String long5000 = "Überprüfung der Wirkung bei jungen Antragstellern. ".repeat(833);
        List<GroupResult> groups = IntStream.rangeClosed(1, 70)
                .mapToObj(i -> Cards.group(
                        "region", "Bezirk " + i + " Ωμέγα Жанна", 100L + i, 0.5 + i / 200.0, 0.4, 0.95, 0.05))
                .toList();
        List<Comparison> ratios = IntStream.rangeClosed(2, 201)
                .mapToObj(i -> Cards.ratio(
                        "region",
                        "Bezirk " + i + " Ωμέγα Жанна",
                        "Bezirk 1",
                        Estimate.of(0.7 + i / 100.0, 0.6, 1.9),
                        false,
                        Verdict.PASS))
                .toList();
        CardContent content = CardContent.of(
                        ModelDetails.named(unbroken, "1.0-ß", "Πιστωτικός κίνδυνος / Кредитный риск " + unbroken))
                .intendedUse(Field.of(long5000, "Ελένη Παπαδοπούλου, Сергей Иванов, Zoë Łukasz"))
                .groups(Field.of(groups, "run"))
                .comparisons(Field.of(ratios, "run"))
                .findings(
                        Field.of(List.of(new Finding("F-1", "HIGH", unbroken, true, unbroken, LocalDate.EPOCH)), "run"))
                .build();
        byte[] pdf = draft(content);
        String text = PdfReading.text(pdf);
        assertThat(text)
                .contains("Bezirk70ΩμέγαЖанна")
                .contains("ΕλένηΠαπαδοπούλου,СергейИванов,ZoëŁukasz")
                .contains("Πιστωτικόςκίνδυνος/Кредитныйриск");
        assertThat(PdfReading.violations(pdf)).isEmpty();
        assertExact(content, Optional.empty(), pdf);
    }

    @Test
    void aCharacterWithoutAGlyphIsReplacedWhereAReaderSeesIt() throws Exception {
        CardContent content = CardContent.of(ModelDetails.named("m", "1", "Owned by 张伟 😀"))
                .factors(Field.of(
                        List.of(new Factor("sex 张", List.of("שלום", "e\u0301", "a\u202Eb", "\uE000"), "\u0007")), "x"))
                .build();
        byte[] pdf = draft(content);
        assertThat(PdfReading.text(pdf))
                .contains("Ownedby□□□")
                .contains("sex□")
                .contains("□□□□,é,a")
                .contains("standsforacharacterthatthefonts");
        assertExact(content, Optional.empty(), pdf);
        assertThat(PdfReading.violations(pdf)).isEmpty();
        assertThat(new String(PdfReading.attachment(pdf), java.nio.charset.StandardCharsets.UTF_8))
                .contains("张伟 😀");
    }

    /** Every text in a card's JSON but format, language, enum words and instants, which the card words in its own way. */
    private static List<String> strings(byte[] json) throws Exception {
        List<String> found = new ArrayList<>();
        collect(JSON.readTree(json), "", found);
        return found;
    }

    private static void collect(JsonNode node, String name, List<String> found) {
        Set<String> worded = Set.of(
                "format",
                "language",
                "state",
                "kind",
                "verdict",
                "approvedAt",
                "validUntil",
                "at",
                "fact",
                "assessedOn",
                "effectiveFrom",
                "due",
                "expires");
        if (node.isTextual() && !worded.contains(name)) {
            found.add(node.textValue());
        } else if (node.isObject()) {
            node.properties().forEach(member -> collect(member.getValue(), member.getKey(), found));
        } else if (node.isArray()) {
            node.forEach(element -> collect(element, name, found));
        }
    }

    private static byte[] draft(CardContent content) {
        return CardPdf.render(WrittenCard.of(content), Optional.empty(), Cards.ISSUED);
    }
}

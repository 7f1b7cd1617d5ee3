package dev.gatehouse.card;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.junit.jupiter.api.Test;

class CardPdfTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] APPROVED = CardPdf.render(Cards.rich(), Optional.of(Cards.annex()), Cards.ISSUED);
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
        assertThat(PdfReading.text(pdf)).contains("Intendedusenotprovided").contains("Factorsandgroupsnotprovided");
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
        for (String string : strings) {
            assertThat(text).as(string).contains(PdfReading.dense(string));
        }
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
        assertThat(CardPdf.render(Cards.rich(), Optional.of(Cards.annex()), Cards.ISSUED))
                .isEqualTo(APPROVED);
        assertThat(CardPdf.render(Cards.rich(), Optional.of(Cards.annex()), Cards.ISSUED.plusSeconds(1)))
                .isNotEqualTo(APPROVED);
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
            assertThat(translucent(draft)).isTrue();
            assertThat(translucent(issued)).isFalse();
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
                    .hasSize(18)
                    .startsWith("Cover", "1 Summary", "2 Model details")
                    .endsWith("16 Approval", "17 About this card");
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
    }

    @Test
    void longNamesManyGroupsAndForeignScriptsAreSet() throws Exception {
        String unbroken = "x".repeat(400);
        String long5000 = "Überprüfung der Wirkung. ".repeat(200);
        List<GroupResult> groups = IntStream.rangeClosed(1, 70)
                .mapToObj(i -> Cards.group(
                        "region", "Bezirk " + i + " Ωμέγα Жанна", 100L + i, 0.5 + i / 200.0, 0.4, 0.95, 0.05))
                .toList();
        List<Comparison> ratios = IntStream.rangeClosed(2, 70)
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
        assertThat(PdfReading.violations(pdf)).isEmpty();
        assertThat(new String(PdfReading.attachment(pdf), java.nio.charset.StandardCharsets.UTF_8))
                .contains("张伟 😀");
    }

    private static boolean translucent(PDDocument document) {
        return StreamSupport.stream(document.getPages().spliterator(), false)
                .flatMap(page -> StreamSupport.stream(
                                page.getResources().getExtGStateNames().spliterator(), false)
                        .map(name -> page.getResources().getExtGState(name).getNonStrokingAlphaConstant()))
                .anyMatch(alpha -> alpha != null && alpha < 1);
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
        return CardPdf.render(content, Optional.empty(), Cards.ISSUED);
    }
}

package dev.gatehouse.card.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatehouse.card.Attachment;
import dev.gatehouse.card.Frame;
import dev.gatehouse.card.Golden;
import dev.gatehouse.card.PdfReading;
import dev.gatehouse.card.Tone;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentPdfTest {
    private static final String RENDERED = "21 November 2026, 21:30:00 UTC";

    static Stream<Document> kinds() {
        return Stream.of(Documents.auditReport(), Documents.riskAssessment(), Documents.approvalRecord());
    }

    static Stream<Document> documents() {
        return Stream.concat(kinds(), kinds().map(OddDocuments::of));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyKindIsArchivableAndAccessibleAndSaysExactlyWhatTheDocumentSays(Document document) throws Exception {
        byte[] pdf = DocumentPdf.render(document, Documents.ISSUED);
        keep(document, pdf);
        assertThat(PdfReading.violations(pdf)).isEmpty();
        assertThat(PdfReading.outsideTheMargins(pdf)).isEmpty();
        PdfReading.assertTold(pdf, Told.of(document, RENDERED));
    }

    private static void keep(Document document, byte[] pdf) throws Exception {
        Path folder = Files.createDirectories(Path.of("target/documents"));
        String odd = document.title().length() > 100 ? "odd " : "";
        Files.write(folder.resolve((odd + document.kind()).replace(' ', '-') + ".pdf"), pdf);
    }

    @Test
    void theSameDocumentHasTheSameBytesAndAnotherInstantOthers() {
        byte[] pdf = DocumentPdf.render(Documents.approvalRecord(), Documents.ISSUED);
        assertThat(DocumentPdf.render(Documents.approvalRecord(), Documents.ISSUED))
                .isEqualTo(pdf);
        assertThat(DocumentPdf.render(Documents.approvalRecord(), Documents.ISSUED.plusSeconds(1)))
                .isNotEqualTo(pdf);
    }

    @Test
    void titleAttachmentsAndWatermarkAreTheDocuments() throws Exception {
        byte[] pdf = DocumentPdf.render(Documents.approvalRecord(), Documents.ISSUED);
        assertThat(PdfReading.attachments(pdf).keySet()).containsExactly("dossier.json", "permit.json");
        assertThat(PdfReading.attachments(pdf).get("dossier.json"))
                .isEqualTo("{\"release\":41}".getBytes(StandardCharsets.UTF_8));
        try (PDDocument read = Loader.loadPDF(pdf)) {
            assertThat(read.getDocumentInformation().getTitle())
                    .isEqualTo("Approval record: credit-default · version 2 · release 41");
            assertThat(read.getDocumentCatalog().getLanguage()).isEqualTo("en");
            assertThat(PdfReading.translucent(read)).isFalse();
        }
        Document draft = state(Documents.approvalRecord(), new Document.State("Draft", Tone.WARN, "DRAFT"));
        try (PDDocument read = Loader.loadPDF(DocumentPdf.render(draft, Documents.ISSUED))) {
            assertThat(PdfReading.translucent(read)).isTrue();
        }
    }

    @Test
    void thePageSaysTheSameAsTheFile() {
        String page = DocumentHtml.render(OddDocuments.of(Documents.auditReport()));
        assertThat(page)
                .doesNotContain("<script", "<img", "javascript:alert(1)\"")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "张伟 😀", "Nothing to report.");
        assertThat(page.replace("http://www.w3.org/", "").replace("https://example.org/x.png", ""))
                .doesNotContain("http:", "https:", "@import", "url(", "<link");
    }

    @Test
    void whatIsTooMuchIsRefusedWithTheRemedy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sections(IntStream.range(0, Frame.MAX_SECTIONS + 1)
                        .mapToObj(i -> Documents.section("s" + i, "S"))
                        .toList()))
                .withMessageStartingWith("a document has at most 100 sections, not 101. ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sections(List.of(Documents.section("one", "S"), Documents.section("one", "T"))))
                .withMessage("section id 'one' is used twice; every one must differ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sections(List.of()))
                .withMessageContaining("at least one section");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Block.Text("x".repeat(60_001)))
                .withMessage(
                        "text has 60001 characters; a document takes at most 60000 there. Shorten it or attach it.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Block.Points(Collections.nCopies(5_001, "x")))
                .withMessage("points: 5001 entries; a document takes at most 5000 there. Attach the rest as a file.");
        Block.Text wide = new Block.Text("<".repeat(60_000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sections(List.of(new Document.Section("s", "S", Collections.nCopies(20, wide)))))
                .withMessageContaining("longer than 4000000 characters by the end of section 'S'");
        Block.Text tall = new Block.Text("a\n".repeat(30_000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sections(List.of(Documents.section("s", "S", tall))))
                .withMessageContaining(
                        "more than 20000 paragraphs, line ends, points and rows by the end of section 'S', which has 30");
    }

    @Test
    void aPartThatCannotBeSetIsRefusedWhereItIsMade() {
        List<Block.Column> columns = List.of(Block.Column.text("A", 60), Block.Column.number("B", 40));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Block.Table("T", columns, List.of(List.of(Block.Cell.of("only one")))))
                .withMessage("row 1 of 'T' has 1 cells; the table has 2 columns");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Block.Table("T", columns.subList(0, 1), List.of()))
                .withMessage("columns of 'T': their widths add up to 60, not to 100 percent");
        for (String svg : Arrays.asList(
                null,
                "<p>no drawing</p>",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" alt=\"a\"><script>x</script></svg>",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" alt=\"a\"><rect onload=\"x\"/></svg>",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" alt=\"a\"><rect></svg>",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" alt=\" \"></svg>",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\" \"></svg>",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"></svg>")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Block.Figure(svg))
                    .withMessageContaining("a figure");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Attachment("../etc/passwd", "d", "application/json", new byte[0]))
                .withMessageContaining("plain file name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Attachment("a.json", "d", "text", new byte[0]))
                .withMessageContaining("media type");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DocumentPdf.render(
                        state(Documents.approvalRecord(), new Document.State("Draft", Tone.WARN, "<b>")),
                        Documents.ISSUED))
                .withMessageContaining("watermark");
    }

    /** As charts of audits come: recoloured by a page's style sheet, told by their label. */
    @Test
    void aDrawingThatIsToldByItsLabelHasItAsAlternativeTextOnPaper() throws Exception {
        Block.Figure figure = new Block.Figure("""
                <svg xmlns="http://www.w3.org/2000/svg" width="90" height="60" viewBox="0 0 90 60" role="img" aria-label="A &amp; B $1" \
                font-family="Inter, sans-serif"><title>A</title><rect x="1" y="1" width="20" height="9" fill="#1b2430" class="chart-ink"/>\
                <line x1="1" y1="20" x2="80" y2="20" stroke="#b3261e" class="chart-fail" stroke-width="1" stroke-dasharray="4 3"/>\
                <circle cx="9" cy="30" r="2.8" fill="#2d5f8b" class="chart-series"/><polygon points="1,40 9,40 5,44" fill="#1b2430"/>\
                <polyline points="1,50 9,55 30,50" fill="none" stroke="#1b2430" class="chart-ink" stroke-width="1.2"/>\
                <text x="40" y="40" font-size="8.5" fill="#5a6573" class="chart-muted" text-anchor="middle">age</text></svg>""");
        assertThat(figure.svg()).contains(" alt=\"A &amp; B $1\" aria-label=\"A &amp; B $1\"", "class=\"chart-ink\"");
        assertThat(new Block.Figure(figure.svg())).isEqualTo(figure);
        byte[] pdf = sections(List.of(Documents.section("s", "S", figure)));
        assertThat(PdfReading.violations(pdf)).isEmpty();
    }

    @Test
    void theFileSaysTheSameOnEveryJavaRuntime() throws Exception {
        Golden.assertFingerprint(DocumentPdf.render(Documents.auditReport(), Documents.ISSUED), "audit-report");
    }

    private static byte[] sections(List<Document.Section> sections) {
        Document like = Documents.approvalRecord();
        return DocumentPdf.render(
                new Document(
                        like.kind(),
                        like.title(),
                        like.subtitle(),
                        null,
                        "en",
                        like.state(),
                        null,
                        null,
                        sections,
                        null,
                        "End."),
                Documents.ISSUED);
    }

    private static Document state(Document like, Document.State state) {
        return new Document(
                like.kind(),
                like.title(),
                like.subtitle(),
                like.lead(),
                like.language(),
                state,
                like.marks(),
                like.tiles(),
                like.sections(),
                like.attachments(),
                like.closing());
    }
}

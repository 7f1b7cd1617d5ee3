package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Html.Cell;
import dev.gatehouse.audit.report.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What the pages of all kinds of audits share: head, contents, verdict and provenance. */
final class PageFrame {
    private static final String STYLE = style();

    private PageFrame() {}

    /** Everything up to the contents. */
    static void begin(Html page, String title, String heading, String of, String more) {
        page.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
                        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
                        + " 'unsafe-inline'\"/>\n<title>")
                .text(title)
                .raw("</title>\n<style>\n" + STYLE + "</style></head>\n<body>\n")
                .raw("<a class=\"skip\" href=\"#verdict\">Skip to the verdict</a>\n<header><h1>")
                .text(heading)
                .raw("</h1>\n<p class=\"quiet\">Of <bdi>")
                .text(of)
                .raw("</bdi>")
                .text(more)
                .raw("</p></header>\n");
    }

    /** @param sections texts by the id of their heading, in order */
    static void contents(Html page, Map<String, String> sections) {
        page.raw("<nav aria-label=\"Contents\"><ul>\n");
        sections.forEach((id, text) ->
                page.raw("<li><a href=\"#" + id + "\">").text(text).raw("</a></li>\n"));
        page.raw("</ul></nav>\n");
    }

    static void verdict(Html page, Verdict verdict, String meaning) {
        page.raw("<div class=\"verdict " + kind(verdict) + "\"><span class=\"sign\" aria-hidden=\"true\">"
                        + sign(verdict) + "</span><div><strong>")
                .text(Wording.verdict(verdict))
                .raw("</strong>")
                .text(meaning)
                .raw("</div></div>\n");
    }

    /** The class that colours a verdict. */
    static String kind(Verdict verdict) {
        if (verdict == null) {
            return "";
        }
        return switch (verdict) {
            case PASS -> "pass";
            case FAIL -> "fail";
            case INSUFFICIENT -> "insufficient";
        };
    }

    static String sign(Verdict verdict) {
        if (verdict == null) {
            return "–";
        }
        return switch (verdict) {
            case PASS -> "✓";
            case FAIL -> "✗";
            case INSUFFICIENT -> "?";
        };
    }

    static void fact(Html page, String name, String value) {
        page.raw("<div><dt>").text(name).raw("</dt><dd>").text(value).raw("</dd></div>\n");
    }

    /** @param digests what is told, by its name */
    static void provenance(Html page, Map<String, String> digests, byte[] canonicalPlan) {
        page.raw("<section aria-labelledby=\"provenance\"><h2 id=\"provenance\">Where it comes from</h2>\n");
        page.element(
                "p",
                "Whoever has the same data and plan can make this report again; whoever has the cells, without the rows.");
        List<List<Cell>> rows = digests.entrySet().stream()
                .map(each -> List.of(Cell.name(each.getKey()), new Cell(each.getValue(), null, "word")))
                .toList();
        page.table("Digests (SHA-256) and engine", List.of("What", "Digest or version"), rows);
        page.raw("<h3>The plan, canonical</h3>\n<pre>")
                .text(new String(canonicalPlan, StandardCharsets.UTF_8))
                .raw("</pre>\n");
        page.close("section");
    }

    private static String style() {
        try (InputStream in = PageFrame.class.getResourceAsStream("audit-page.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the page's style sheet cannot be read from the jar", e);
        }
    }
}

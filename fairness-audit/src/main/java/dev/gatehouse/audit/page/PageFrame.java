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

    /**
     * Everything up to the contents.
     *
     * @param heading the kind of audit
     * @param of what was audited
     * @param more behind it, such as what it was compared with
     */
    static void begin(Html page, String heading, String of, String more, Verdict verdict) {
        page.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
                        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
                        + " 'unsafe-inline'\"/>\n<title>")
                .text(heading + " of " + of + ": " + Wording.verdict(verdict))
                .raw("</title>\n<style>\n" + STYLE + "</style></head>\n<body>\n")
                .raw("<a class=\"skip\" href=\"#verdict\">Skip to the verdict</a>\n<header><h1>")
                .text(heading)
                .raw("</h1>\n<p class=\"quiet\">Of <bdi>")
                .text(of)
                .raw("</bdi>")
                .text(more)
                .raw("</p></header>\n");
    }

    /** The whole page. */
    static String end(Html page) {
        page.close("main");
        return page.raw("</body></html>\n").toString();
    }

    /** A section of which the heading's id is also its link; the caller closes it. */
    static Html section(Html page, String id, String heading) {
        return page.raw("<section aria-labelledby=\"" + id + "\"><h2 id=\"" + id + "\">")
                .text(heading)
                .raw("</h2>\n");
    }

    /** @param sections texts by the id of their heading, in order */
    static void contents(Html page, Map<String, String> sections) {
        page.raw("<nav aria-label=\"Contents\"><ul>\n");
        sections.forEach((id, text) ->
                page.raw("<li><a href=\"#" + id + "\">").text(text).raw("</a></li>\n"));
        page.raw("</ul></nav>\n");
    }

    /**
     * The section that says how the audit ended.
     *
     * @param more what stands between the reasons and the notes
     */
    static void verdict(
            Html page, Verdict verdict, String meaning, List<String> reasons, Runnable more, List<String> notes) {
        section(page, "verdict", "Verdict");
        page.raw("<div class=\"verdict " + kind(verdict) + "\"><span class=\"sign\" aria-hidden=\"true\">"
                        + sign(verdict) + "</span><div><strong>")
                .text(Wording.verdict(verdict))
                .raw("</strong>")
                .text(meaning)
                .raw("</div></div>\n");
        page.list(reasons);
        more.run();
        if (!notes.isEmpty()) {
            page.element("h3", "Notes").list(notes);
        }
        page.close("section");
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

    static void term(Html page, String term, String text) {
        page.element("dt", term).element("dd", text);
    }

    /** @param digests what is told, by its name; a null digest is said to be unknown */
    static void provenance(Html page, Map<String, String> digests, byte[] canonicalPlan) {
        section(page, "provenance", "Where it comes from");
        page.element(
                "p",
                "Whoever has the same data and plan can make this report again; whoever has the cells, without the rows.");
        List<List<Cell>> rows = digests.entrySet().stream()
                .map(each -> List.of(
                        Cell.name(each.getKey()),
                        new Cell(each.getValue() == null ? "no digest is known" : each.getValue(), null, "word")))
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

package dev.gatehouse.card;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The frame of every document of this module: a cover with the numbers that matter, contents, numbered sections, and what the file says
 * of itself. One XHTML text stands behind page and PDF; only the style sheet differs. It is public for the documents of the sibling
 * package; others render a {@link CardPdf card} or a document.
 *
 * @param language BCP 47 tag of the texts
 * @param name what the running head says
 * @param subject the file's subject
 * @param cover the first page
 * @param sections at least one; numbered in this order
 * @param attachments what travels inside the PDF; names differ
 * @param closing what the last section says of the document, before what the file says of itself
 */
public record Frame(
        String language,
        String name,
        String subject,
        Cover cover,
        List<Section> sections,
        List<Attachment> attachments,
        String closing) {
    public static final int MAX_SECTIONS = 100;
    public static final int MAX_TILES = 5;
    public static final int MAX_ATTACHMENTS = 10;
    /** Longest page, in UTF-16 characters of XHTML. */
    public static final int MAX_PAGE_CHARS = 4_000_000;
    /** Most paragraphs, line ends, points and rows of a document together: what is set at once has to be held in memory. */
    public static final int MAX_LINES = 20_000;
    /** Most pages of a PDF. */
    public static final int MAX_PDF_PAGES = 500;

    private static final Pattern LINE = Pattern.compile("</p>|</li>|</tr>|<br/>|</h3>");
    private static final String SCREEN = Resources.text("page.css") + Resources.text("page-screen.css");
    private static final String PRINT = Resources.text("page.css") + Resources.text("page-print.css");
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,59}");
    private static final String ABOUT = "about";
    static final String ADVICE = "Leave rows or texts to an attached file and name its digest.";
    /** A title longer than this, in code points, is set smaller. */
    private static final int LONG_TITLE = 48;

    private static final int VERY_LONG_TITLE = 120;
    /** Longest title and subtitle on the cover, in code points; what is cut there stands whole before the first section. */
    private static final int COVER_TITLE = 200;
    /** Longest lead on the cover, in code points. */
    static final int COVER_LEAD = 400;
    /** Longest word of state and mark on the cover, in code points. */
    private static final int COVER_MARK = 60;
    /** Longest name in a running head, in code points. */
    private static final int RUNNING_NAME = 80;

    private static final int RUNNING_WORD = 30;
    /** More sections than this are set closer in the contents, to end on the cover. */
    private static final int LONG_CONTENTS = 18;

    /**
     * The first page.
     *
     * @param kind what sort of document it is, such as 'Fairness audit report'
     * @param title the heading; as all texts here it is cut where the page has no room for it, and then stands whole before the first
     *     section
     * @param subtitle the line below it
     * @param lead a few sentences, shown as they are; empty for none
     * @param state how the matter stands
     * @param marks further short words beside the state
     * @param tiles the numbers that matter, at most {@value #MAX_TILES}
     */
    public record Cover(
            String kind,
            String title,
            String subtitle,
            String lead,
            State state,
            List<String> marks,
            List<Tile> tiles) {
        public Cover {
            kind = Require.text(kind, "kind");
            title = Require.text(title, "title");
            subtitle = Require.text(subtitle, "subtitle");
            lead = lead == null ? "" : lead;
            Require.present(state, "state");
            marks = marks == null ? List.of() : List.copyOf(marks);
            tiles = atMost(tiles, MAX_TILES, "tiles");
        }
    }

    /**
     * How the matter stands.
     *
     * @param word in capitals on the cover and in the running head, such as APPROVED
     * @param tone its colour
     * @param watermark a word of 1 to 16 letters and spaces across every page of the PDF, such as DRAFT; null for none
     */
    public record State(String word, Tone tone, String watermark) {
        private static final Pattern WATERMARK = Pattern.compile("[A-Z][A-Z ]{0,15}");

        public State {
            word = Require.text(word, "state");
            tone = tone == null ? Tone.PLAIN : tone;
            if (watermark != null && !WATERMARK.matcher(watermark).matches()) {
                throw new IllegalArgumentException(
                        "a watermark is a word of 1 to 16 capital letters A to Z and spaces, not '" + watermark + "'");
            }
        }
    }

    /**
     * A numbered section.
     *
     * @param id its anchor: lower-case letters, digits and dashes
     * @param title its heading
     * @param body writes what it holds
     */
    public record Section(String id, String title, Consumer<Markup> body) {
        public Section {
            if (id == null || !ID.matcher(id).matches()) {
                throw new IllegalArgumentException(
                        "section id '" + id + "': give lower-case letters, digits and dashes, at most 60");
            }
            title = Require.text(title, "section title");
            Require.present(body, "section body");
        }
    }

    /** @throws IllegalArgumentException naming what is missing, doubled or too much */
    public Frame {
        language = Require.language(language);
        name = Require.text(name, "name");
        subject = Require.text(subject, "subject");
        Require.present(cover, "cover");
        sections = atMost(sections, MAX_SECTIONS, "sections");
        attachments = atMost(attachments, MAX_ATTACHMENTS, "attachments");
        closing = Require.text(closing, "closing");
        if (sections.isEmpty()) {
            throw new IllegalArgumentException("a document needs at least one section");
        }
        Set<String> ids = new HashSet<>(Set.of("cover", ABOUT));
        sections.forEach(section -> distinct(ids, section.id(), "section id"));
        Set<String> names = new HashSet<>();
        attachments.forEach(attachment -> distinct(names, attachment.name(), "attachment name"));
    }

    /**
     * A whole page for a browser: UTF-8, one file, no scripts, nothing loaded from elsewhere.
     *
     * @throws OverLimitException if it is larger than this class sets
     */
    public String html() {
        return page(SCREEN, false, this::aboutThePage);
    }

    /**
     * The document as a PDF that is both an archive file (PDF/A-3a) and accessible (PDF/UA-1). The same frame and instant give the same
     * bytes.
     *
     * @param issuedAt what the file states as the time of its creation
     * @throws OverLimitException if it has more than {@value #MAX_PDF_PAGES} pages, or is larger than this class sets otherwise
     */
    public byte[] pdf(Instant issuedAt) {
        return PdfFile.render(this, printed(issuedAt), issuedAt, MAX_PDF_PAGES);
    }

    /** The XHTML that the PDF is set from. */
    String printed(Instant issuedAt) {
        return page(PRINT, true, to -> aboutTheFile(to, issuedAt));
    }

    /** What the file is called: its kind and name. */
    String fileTitle() {
        return cover.kind() + ": " + name;
    }

    private String page(String style, boolean bookmarks, Consumer<Markup> about) {
        List<Section> all = new ArrayList<>(sections);
        all.add(new Section(ABOUT, "About this document", about));
        Markup page = new Markup();
        page.raw("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"")
                .text(language)
                .raw("\"><head><meta charset=\"UTF-8\"/>")
                .element("title", fileTitle())
                .raw(
                        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><meta name=\"subject\" content=\"")
                .text(subject)
                .raw("\"/><meta name=\"description\" content=\"")
                .text(subject)
                .raw("\"/>");
        if (bookmarks) {
            bookmarks(all, page);
        }
        page.raw("<style>").raw(style).raw("</style></head><body>");
        page.element("div class=\"running\"", brief(name, RUNNING_NAME));
        page.element("div class=\"running-state\"", brief(cover.state().word(), RUNNING_WORD));
        page.element("div class=\"running-kind\"", brief(cover.kind(), RUNNING_NAME));
        cover(page);
        contents(all, page);
        page.raw("<div class=\"sections\" role=\"main\">");
        uncut(page);
        long lines = 0;
        for (int i = 0; i < all.size(); i++) {
            Section section = all.get(i);
            int start = page.length();
            page.raw("<div class=\"section section-" + section.id() + "\"><h2 id=\"" + section.id()
                    + "\"><span class=\"ordinal\">");
            page.text((i + 1) + " ").raw("</span>").text(section.title()).raw("</h2>");
            section.body().accept(page);
            page.raw("</div>");
            if (page.length() > MAX_PAGE_CHARS) {
                throw new OverLimitException(
                        "the document is longer than " + MAX_PAGE_CHARS + " characters by the end of section '"
                                + section.title() + "'",
                        ADVICE);
            }
            long own = LINE.matcher(page.from(start)).results().count();
            lines += own;
            if (lines > MAX_LINES) {
                throw new OverLimitException(
                        "the document has more than " + MAX_LINES
                                + " paragraphs, line ends, points and rows by the end of section '" + section.title()
                                + "', which has " + own + " of them",
                        ADVICE);
            }
        }
        return page.raw("</div></body></html>").toString();
    }

    private static void bookmarks(List<Section> sections, Markup page) {
        page.raw("<bookmarks><bookmark name=\"Cover\" href=\"#cover\"/>");
        for (int i = 0; i < sections.size(); i++) {
            page.raw("<bookmark name=\"").text((i + 1) + " " + sections.get(i).title());
            page.raw("\" href=\"#" + sections.get(i).id() + "\"/>");
        }
        page.raw("</bookmarks>");
    }

    private void cover(Markup page) {
        int length = cover.title().codePointCount(0, cover.title().length());
        String size = length > VERY_LONG_TITLE ? "longest" : length > LONG_TITLE ? "long" : "short";
        page.raw("<div class=\"cover\" id=\"cover\" role=\"banner\"><div class=\"band\">");
        page.element("p class=\"eyebrow\"", brief(cover.kind(), RUNNING_NAME).toUpperCase(Locale.ROOT));
        page.element("h1 class=\"" + size + "\"", brief(cover.title(), COVER_TITLE));
        page.element("p class=\"version\"", brief(cover.subtitle(), COVER_TITLE));
        if (!cover.lead().isBlank()) {
            page.element("p class=\"lead\"", brief(cover.lead(), COVER_LEAD));
        }
        page.raw("<p class=\"badges\">");
        page.element(
                "span class=\"badge " + cover.state().tone().style() + "\"",
                brief(cover.state().word(), COVER_MARK).toUpperCase(Locale.ROOT));
        for (String mark : cover.marks()) {
            page.raw(" ").element("span class=\"badge mark\"", brief(mark, COVER_MARK));
        }
        page.raw("</p></div>");
        if (!cover.tiles().isEmpty()) {
            page.raw("<div class=\"tiles\">");
            cover.tiles().forEach(tile -> tile(tile, page));
            page.raw("</div>");
        }
        page.raw("</div>");
    }

    /** What the cover had no room for, whole. */
    private void uncut(Markup page) {
        uncut("Document", cover.kind(), RUNNING_NAME, page);
        uncut("Title", cover.title(), COVER_TITLE, page);
        uncut("Subject", cover.subtitle(), COVER_TITLE, page);
        uncut("Summary", cover.lead(), COVER_LEAD, page);
        uncut("State", cover.state().word(), COVER_MARK, page);
        cover.marks().forEach(mark -> uncut("Mark", mark, COVER_MARK, page));
    }

    private static void uncut(String name, String text, int most, Markup page) {
        if (text.codePointCount(0, text.length()) > most) {
            page.raw("<p class=\"uncut\"><strong>")
                    .text(name + " in full:")
                    .raw("</strong> ")
                    .text(text)
                    .raw("</p>");
        }
    }

    private static void tile(Tile tile, Markup page) {
        page.raw("<div class=\"tile " + tile.tone().style() + "\">");
        page.element("p class=\"big" + (tile.value().length() > 6 ? " wide" : "") + "\"", tile.value());
        page.element("p class=\"label\"", tile.label());
        if (!tile.detail().isEmpty()) {
            page.element("p class=\"detail\"", tile.detail());
        }
        if (!tile.limit().isEmpty()) {
            page.element("p class=\"detail\"", tile.limit());
        }
        page.raw("</div>");
    }

    private static void contents(List<Section> sections, Markup page) {
        page.raw(
                "<div class=\"contents\" role=\"navigation\" aria-label=\"Contents\"><p class=\"contents-title\">Contents</p>");
        page.raw(sections.size() > LONG_CONTENTS ? "<ol class=\"many\">" : "<ol>");
        for (Section section : sections) {
            page.raw("<li><a href=\"#" + section.id() + "\" title=\"")
                    .text("Go to " + section.title())
                    .raw("\">");
            page.text(section.title()).raw("</a></li>");
        }
        page.raw("</ol></div>");
    }

    private void aboutThePage(Markup to) {
        to.element("p", closing);
        if (!attachments.isEmpty()) {
            to.element("p", "The PDF of this document holds these files.");
            files(to);
        }
    }

    private void aboutTheFile(Markup to, Instant issuedAt) {
        to.element("p", closing);
        if (!attachments.isEmpty()) {
            to.element("p", "These files are attached to it.");
            files(to);
        }
        to.element(
                "p",
                "This file is PDF/A-3a and PDF/UA-1. The sign " + CardFonts.REPLACEMENT
                        + " stands for a character that the fonts of this file cannot show"
                        + (attachments.isEmpty() ? "" : "; the attached data have every text as it was given")
                        + ". Rendered " + Wording.moment(issuedAt) + ".");
    }

    private void files(Markup to) {
        to.raw("<ul class=\"points\">");
        for (Attachment file : attachments) {
            to.raw("<li><strong>").text(file.name()).raw("</strong>, ").text(file.description() + ", SHA-256 digest ");
            to.element("span class=\"digest\"", file.digest()).raw("</li>");
        }
        to.raw("</ul>");
    }

    /** A text of at most so many code points; what is longer ends in an ellipsis. */
    static String brief(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }

    private static <T> List<T> atMost(List<T> list, int most, String component) {
        List<T> present = list == null ? List.of() : List.copyOf(list);
        if (present.size() > most) {
            throw new OverLimitException(
                    "a document has at most " + most + " " + component + ", not " + present.size(), ADVICE);
        }
        return present;
    }

    private static void distinct(Set<String> seen, String name, String component) {
        if (!seen.add(name)) {
            throw new IllegalArgumentException(component + " '" + name + "' is used twice; every one must differ");
        }
    }
}

package dev.gatehouse.card.document;

import dev.gatehouse.card.Attachment;
import dev.gatehouse.card.Tile;
import dev.gatehouse.card.Tone;
import java.util.List;

/**
 * What a document says, such as a fairness audit report, a risk assessment or an approval record. Titles, texts and names may hold any
 * characters: they are shown as text, never read as markup, but for {@link Block.Prose}.
 *
 * @param kind what sort of document it is, such as 'Fairness audit report'; with the subtitle it is the file's title
 * @param title the heading of the cover
 * @param subtitle what exactly it is about, such as 'credit-default · version 2 · run 7f3c'; also the running head
 * @param lead a few sentences under the heading; empty or null for none
 * @param language BCP 47 tag of the texts
 * @param state how the matter stands
 * @param marks further short words beside the state, such as 'Tier HIGH'; at most {@value #MAX_MARKS}
 * @param tiles the numbers that matter, at most {@value dev.gatehouse.card.Frame#MAX_TILES}
 * @param sections in order, 1 to {@value dev.gatehouse.card.Frame#MAX_SECTIONS}
 * @param attachments the data it was made from, at most {@value dev.gatehouse.card.Frame#MAX_ATTACHMENTS}, of differing names
 * @param closing what the last section says of the document; the file's conformance, its attachments' digests and the instant are added
 */
public record Document(
        String kind,
        String title,
        String subtitle,
        String lead,
        String language,
        State state,
        List<String> marks,
        List<Tile> tiles,
        List<Section> sections,
        List<Attachment> attachments,
        String closing) {
    /** Longest title, subtitle, name or other single line, in UTF-16 characters. */
    public static final int MAX_LINE_CHARS = 1_000;
    /** Longest text of one entry, in UTF-16 characters. */
    public static final int MAX_TEXT_CHARS = 60_000;

    public static final int MAX_MARKS = 4;
    /** Most blocks of one section. */
    public static final int MAX_BLOCKS = 500;

    /** @throws IllegalArgumentException naming what is blank or too much; the rest is held by {@link DocumentPdf} and {@link DocumentHtml} */
    public Document {
        kind = Check.line(kind, "kind");
        title = Check.line(title, "title");
        subtitle = Check.line(subtitle, "subtitle");
        lead = lead == null || lead.isBlank() ? "" : Check.text(lead, "lead");
        language = Check.line(language, "language");
        Check.present(state, "state");
        marks = Check.list(marks, MAX_MARKS, "marks");
        marks.forEach(mark -> Check.line(mark, "mark"));
        tiles = Check.list(tiles, MAX_BLOCKS, "tiles");
        sections = Check.list(sections, MAX_BLOCKS, "sections");
        attachments = Check.list(attachments, MAX_BLOCKS, "attachments");
        closing = Check.text(closing, "closing");
    }

    /**
     * How the matter stands.
     *
     * @param word such as 'Passed' or 'Rejected'; printed in capitals
     * @param tone its colour
     * @param watermark 1 to 16 capital letters A to Z and spaces across every page of the PDF, such as DRAFT; null for none
     */
    public record State(String word, Tone tone, String watermark) {
        public State {
            word = Check.line(word, "state");
            Check.present(tone, "tone");
        }

        public static State of(String word, Tone tone) {
            return new State(word, tone, null);
        }
    }

    /**
     * A numbered section.
     *
     * @param id its anchor: lower-case letters, digits and dashes; differs from the other sections' and from 'cover' and 'about'
     * @param title its heading
     * @param blocks what it holds, at most {@value #MAX_BLOCKS}; none prints 'Nothing to report.'
     */
    public record Section(String id, String title, List<Block> blocks) {
        public Section {
            title = Check.line(title, "section title");
            blocks = Check.list(blocks, MAX_BLOCKS, "blocks of section '" + title + "'");
        }
    }
}

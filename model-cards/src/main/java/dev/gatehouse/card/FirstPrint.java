package dev.gatehouse.card;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A process's first PDF waits for fonts to be read and classes to be loaded, longer than for its own page. Another thread does most of that by
 * printing a page of a few words, while the thread that wants the PDF puts its own page together.
 */
final class FirstPrint {
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private FirstPrint() {}

    /** Begins it, the first time, and returns at once. */
    static void begin() {
        if (BEGUN.compareAndSet(false, true)) {
            Thread ahead = new Thread(FirstPrint::print, "gatehouse-first-print");
            ahead.setDaemon(true);
            ahead.start();
        }
    }

    private static void print() {
        try {
            new Frame(
                            "en",
                            "Nothing",
                            "Nothing",
                            new Frame.Cover(
                                    "Nothing",
                                    "Nothing",
                                    "Nothing",
                                    "",
                                    new Frame.State("Nothing", Tone.PLAIN, "NOTHING"),
                                    List.of(),
                                    List.of(Tile.of("1", "number", "", Tone.PLAIN))),
                            List.of(new Frame.Section("one", "One", FirstPrint::words)),
                            List.of(new Attachment(
                                    "nothing.json", "nothing", "application/json", new byte[] {'{', '}'})),
                            "Nothing.")
                    .pdf(Instant.EPOCH);
        } catch (RuntimeException e) {
            // Whatever is wrong, the print that somebody waits for says it.
        }
    }

    private static void words(Markup to) {
        to.element("h3", "Words").raw("<ul class=\"points\"><li>One</li></ul>");
        to.beginTable("Table", List.of(new Markup.Column("Entry", 40, false), new Markup.Column("Value", 60, true)));
        to.raw("<tr>")
                .element("th scope=\"row\"", "One")
                .element("td class=\"number\"", "1")
                .raw("</tr>");
        to.endTable();
    }
}

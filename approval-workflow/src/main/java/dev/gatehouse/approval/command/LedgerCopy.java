package dev.gatehouse.approval.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.LedgerReplay;
import dev.gatehouse.approval.ledger.LedgerReplay.KeptCheckpoint;
import dev.gatehouse.approval.ledger.LedgerReplay.StoredLeaf;
import dev.gatehouse.approval.ledger.SignedNote;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Leaves and checkpoints of a ledger outside its database: asked of the service page by page, in a file with a line of JSON for each as the
 * API gives it, or anchored.
 */
final class LedgerCopy {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE_ITEMS = 1_000;
    private static final int MAX_LINE_CHARS = 64 * 1024;
    private static final Pattern ANCHORED = Pattern.compile("([0-9]{19})\\.checkpoint");
    private static final int ANCHOR_DEPTH = 2;

    private LedgerCopy() {}

    // ---------------------------------------------------------------- from the service

    /** Leaves before that index. */
    static Iterator<JsonNode> leavesOf(ServiceApi service, long before) {
        return pages(
                from -> service.expect(
                                "/api/v1/ledger/leaves?from=" + from + "&limit=" + Math.min(PAGE_ITEMS, before - from),
                                true)
                        .json(),
                0,
                leaf -> leaf.path("index").asLong() + 1,
                before);
    }

    /** Checkpoints of at most that size, which the ledger signed under these names, by size. */
    static Iterator<JsonNode> checkpointsOf(ServiceApi service, Collection<String> origins, long newest) {
        Iterator<JsonNode> all = Collections.emptyIterator();
        for (String origin : origins) {
            String path = "/api/v1/ledger/checkpoints?origin=" + URLEncoder.encode(origin, UTF_8) + "&limit="
                    + PAGE_ITEMS + "&after=";
            all = LedgerReplay.bySize(
                    all,
                    pages(
                            after -> service.expect(path + after, true).json(),
                            0,
                            checkpoint -> checkpoint.path("size").asLong(),
                            newest),
                    checkpoint -> checkpoint.path("size").asLong());
        }
        return all;
    }

    private interface Cursor {
        long after(JsonNode item);
    }

    private static Iterator<JsonNode> pages(LongFunction<JsonNode> page, long begin, Cursor cursor, long end) {
        return new Iterator<>() {
            private long at = begin;
            private Iterator<JsonNode> items = List.<JsonNode>of().iterator();

            @Override
            public boolean hasNext() {
                if (!items.hasNext() && at < end) {
                    items = page.apply(at).path("items").elements();
                }
                return items.hasNext() && at < end;
            }

            @Override
            public JsonNode next() {
                if (!hasNext()) {
                    throw new java.util.NoSuchElementException();
                }
                JsonNode item = items.next();
                if (cursor.after(item) <= at && at > 0) {
                    throw new UnusableInput("The service gives its items out of order.");
                }
                at = cursor.after(item);
                return item;
            }
        };
    }

    // ---------------------------------------------------------------- in a file

    /** Lines of a file, checkpoints or leaves. The file is closed at its end. */
    static Iterator<JsonNode> linesOf(Path file, boolean checkpoints) {
        BufferedReader reader;
        try {
            reader = Files.newBufferedReader(file);
        } catch (IOException e) {
            throw new UnusableInput("--file: " + file + " cannot be read: " + e, e);
        }
        return new Iterator<>() {
            private long line;
            private JsonNode next = read();

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public JsonNode next() {
                JsonNode item = next;
                next = read();
                return item;
            }

            private JsonNode read() {
                try {
                    while (true) {
                        String text = reader.readLine();
                        line++;
                        if (text == null) {
                            reader.close();
                            return null;
                        }
                        JsonNode item = text.length() > MAX_LINE_CHARS ? null : JSON.readTree(text);
                        if (item == null || !item.isObject()) {
                            throw new UnusableInput("--file: line " + line + " of " + file
                                    + " is not a leaf or a checkpoint of a saved ledger.");
                        }
                        if (item.has("note") == checkpoints) {
                            return item;
                        }
                    }
                } catch (IOException e) {
                    throw new UnusableInput("--file: line " + line + " of " + file + " cannot be read: " + e, e);
                }
            }
        };
    }

    /** Passes items on and writes each to a file, a line each. */
    static Iterator<JsonNode> saving(Iterator<JsonNode> items, BufferedWriter file) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public JsonNode next() {
                JsonNode item = items.next();
                try {
                    file.write(JSON.writeValueAsString(item));
                    file.newLine();
                } catch (IOException e) {
                    throw new UnusableInput("--save: cannot be written: " + e, e);
                }
                return item;
            }
        };
    }

    // ---------------------------------------------------------------- as the replay takes them

    /** @throws UnusableInput if it is not a leaf as the API gives one */
    static StoredLeaf leaf(JsonNode item) {
        try {
            return new StoredLeaf(
                    item.required("index").longValue(),
                    text(item, "leaf").getBytes(UTF_8),
                    Digest.parse(text(item, "hash")),
                    text(item, "payload").getBytes(UTF_8),
                    text(item, "act"),
                    text(item, "actor"),
                    text(item, "subject"),
                    Instant.parse(text(item, "at")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new UnusableInput("A leaf is not one as the API gives it: " + e.getMessage() + " (" + item + ")", e);
        }
    }

    /** @throws UnusableInput if it is not a checkpoint as the API gives one */
    static KeptCheckpoint checkpoint(JsonNode item, String keptIn) {
        try {
            return new KeptCheckpoint(item.required("size").longValue(), text(item, "note"), keptIn);
        } catch (IllegalArgumentException e) {
            throw new UnusableInput("A checkpoint is not one as the API gives it: " + e.getMessage(), e);
        }
    }

    private static String text(JsonNode item, String name) {
        return Optional.ofNullable(item.required(name).textValue())
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is not a text"));
    }

    /** The anchored checkpoints under some folders, by size. */
    static List<KeptCheckpoint> anchored(List<Path> folders) {
        return folders.stream()
                .flatMap(folder -> anchoredUnder(folder).stream())
                .sorted(Comparator.comparingLong(KeptCheckpoint::size))
                .toList();
    }

    private static List<KeptCheckpoint> anchoredUnder(Path folder) {
        try (Stream<Path> files = Files.walk(folder, ANCHOR_DEPTH)) {
            return files.flatMap(file -> anchoredIn(file).stream()).toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new UnusableInput("--anchor: " + folder + " cannot be read: " + e, e);
        }
    }

    private static Optional<KeptCheckpoint> anchoredIn(Path file) {
        Matcher name = ANCHORED.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > SignedNote.MAX_CHARS) {
                throw new UnusableInput("--anchor: " + file + " is larger than any checkpoint.");
            }
            return Optional.of(new KeptCheckpoint(Long.parseLong(name.group(1)), Files.readString(file), "the anchor"));
        } catch (IOException | NumberFormatException e) {
            throw new UnusableInput("--anchor: " + file + " cannot be read: " + e, e);
        }
    }

    /** A message of the answer in JSON. */
    static String json(ObjectNode answer) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree prints", e);
        }
    }
}

package dev.gatehouse.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fenced blocks of a guide, each with the section (the heading of level two) that it stands in. */
final class Blocks {

    private static final Pattern LINE = Pattern.compile("(?m)^(?: *```(.*)|## (.+?) *)$");

    private Blocks() {}

    /**
     * One block.
     *
     * @param guide name of the file
     * @param section heading above it, empty before the first one
     * @param language what stands behind the opening fence, empty for nothing
     */
    record Block(String guide, String section, String language, String text) {
        @Override
        public String toString() {
            return guide + ", '" + section + "', ```" + language + " "
                    + text.strip().lines().findFirst().orElse("");
        }
    }

    static List<Block> of(Path file) {
        try {
            return of(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Block> of(String guide, String markdown) {
        List<Block> blocks = new ArrayList<>();
        String section = "";
        String language = null;
        int begin = 0;
        Matcher line = LINE.matcher(markdown);
        while (line.find()) {
            if (line.group(2) != null) {
                section = language == null ? line.group(2) : section;
            } else if (language == null) {
                language = line.group(1).strip();
                begin = Math.min(line.end() + 1, markdown.length());
            } else {
                blocks.add(new Block(guide, section, language, markdown.substring(begin, line.start())));
                language = null;
            }
        }
        if (language != null) {
            throw new IllegalArgumentException(guide + ": a block under '" + section + "' has no end");
        }
        return blocks;
    }
}

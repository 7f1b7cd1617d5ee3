package dev.gatehouse.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The relative links and images of Markdown files. */
final class Links {

    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)[^)]*\\)|(?:src|href)=\"([^\"]+)\"");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");

    private Links() {}

    /** The project's Markdown files: those in its root and everything under docs. */
    static List<Path> markdownFiles(Path root) {
        try (Stream<Path> top = Files.list(root);
                Stream<Path> docs = Files.walk(root.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !root.relativize(file).toString().contains("target"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each relative link or image of the file that leads to no file inside the project, or to no heading of one. */
    static List<String> broken(Path root, Path file) {
        List<String> faults = new ArrayList<>();
        Matcher links = LINK.matcher(
                CODE.matcher(FENCED.matcher(read(file)).replaceAll("")).replaceAll(""));
        while (links.find()) {
            String link = links.group(1) == null ? links.group(2) : links.group(1);
            if (!link.contains(":") && !leadsSomewhere(root, file, link)) {
                faults.add(root.relativize(file) + " links to " + link);
            }
        }
        return faults;
    }

    private static boolean leadsSomewhere(Path root, Path file, String link) {
        String path = link.replaceFirst("#.*", "");
        Path target = path.isEmpty() ? file : file.resolveSibling(path).normalize();
        if (!target.startsWith(root) || !Files.exists(target)) {
            return false;
        }
        return !link.contains("#") || headings(target).contains(link.substring(link.indexOf('#') + 1));
    }

    /** The anchors that GitHub gives the headings. */
    private static Set<String> headings(Path file) {
        Set<String> anchors = new HashSet<>();
        HEADING.matcher(FENCED.matcher(read(file)).replaceAll(""))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .forEach(text ->
                        anchors.add(text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-')));
        return anchors;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

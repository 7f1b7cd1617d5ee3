package dev.gatehouse.governance.search;

import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What somebody looks for, read in each of the ways that it can be meant: as words, as the beginning of a name, of an id or of a digest,
 * and as the number of an act in the ledger.
 *
 * @param typed as it was typed, without spaces around it
 */
record Question(String typed) {

    /** Fewest characters. */
    static final int MIN_CHARS = 2;

    /** Most characters. */
    static final int MAX_CHARS = 200;

    /** Most words. */
    static final int MAX_WORDS = 5;

    /** Fewest characters of an id or digest: fewer are the beginning of many. */
    static final int MIN_HEX_CHARS = 6;

    private static final Pattern DIGEST =
            Pattern.compile("(?:sha256:)?([0-9a-f]{" + MIN_HEX_CHARS + ",64})", Pattern.CASE_INSENSITIVE);
    private static final Pattern UUID_BEGINNING = Pattern.compile("[0-9a-f-]{" + MIN_HEX_CHARS + ",36}");
    private static final int UUID_DIGITS = 32;
    private static final Pattern NUMBER = Pattern.compile("#?([0-9]{1,18})");

    /** Sorts after every text that goes on after a beginning. */
    private static final String LAST = "\uDBFF\uDFFF";

    /**
     * A question that can be answered.
     *
     * @throws ProblemException {@code invalid-value} that says what to type
     */
    static Question of(String text) {
        String typed = text.strip();
        if (typed.codePointCount(0, typed.length()) < MIN_CHARS) {
            throw refused("type at least " + MIN_CHARS + " characters; an act of the ledger is looked for as #7.");
        }
        if (typed.length() > MAX_CHARS) {
            throw refused(
                    "type at most " + MAX_CHARS + " characters; a few words or the beginning of an id are enough.");
        }
        if (typed.chars().anyMatch(Character::isISOControl)) {
            throw refused("has a control character; type it anew.");
        }
        Question question = new Question(typed);
        if (question.words().size() > MAX_WORDS) {
            throw refused("type at most " + MAX_WORDS + " words; fewer words find more.");
        }
        return question;
    }

    private static ProblemException refused(String what) {
        return new ProblemException(ProblemType.INVALID_VALUE, "q: " + what);
    }

    /** In lower case. */
    String text() {
        return typed.toLowerCase(Locale.ROOT);
    }

    /** What every text sorts before that begins with {@link #text()}. */
    String textEnd() {
        return text() + LAST;
    }

    List<String> words() {
        return Arrays.asList(text().split("\\s+"));
    }

    /** The words as patterns of LIKE that find them anywhere. */
    String[] likes() {
        return words().stream()
                .map(word -> "%" + word.replaceAll("([\\\\%_])", "\\\\$1") + "%")
                .toArray(String[]::new);
    }

    /** Words of a name and a version, as {@code credit-default/3} or {@code credit-default, version 3}. */
    String[] parts() {
        return Arrays.stream(text().split("[\\s/,]+"))
                .filter(part -> !part.isEmpty() && !part.equals("version"))
                .toArray(String[]::new);
    }

    /**
     * The words for a text search: beginnings of words, all of which must occur. A digest is looked for without its {@code sha256:}, which
     * stands in so many texts that each of them would have to be read.
     */
    String tsquery() {
        Matcher digest = DIGEST.matcher(text());
        return (digest.matches() ? List.of(digest.group(1)) : words())
                .stream()
                        .map(word -> "'" + word.replace("\\", "\\\\").replace("'", "''") + "':*")
                        .collect(Collectors.joining(" & "));
    }

    /** The digits of a digest's beginning; a text that no digest sorts after, where it is none. */
    String hex() {
        Matcher digest = DIGEST.matcher(text());
        return digest.matches() ? digest.group(1) : LAST;
    }

    String hexEnd() {
        return hex() + LAST;
    }

    /** The first UUID that begins so; where none does, it lies after {@link #lastId()}. */
    String firstId() {
        return isId() ? id('0') : id("", 'f');
    }

    String lastId() {
        return isId() ? id('f') : id("", '0');
    }

    /** The place of an act in the ledger; −1 where it is none. */
    long number() {
        Matcher number = NUMBER.matcher(typed);
        return number.matches() ? Long.parseLong(number.group(1)) : -1;
    }

    private boolean isId() {
        return UUID_BEGINNING.matcher(text()).matches()
                && digits().length() >= MIN_HEX_CHARS
                && digits().length() <= UUID_DIGITS;
    }

    private String digits() {
        return text().replace("-", "");
    }

    private String id(char filled) {
        return id(digits(), filled);
    }

    private static String id(String digits, char filled) {
        return digits + String.valueOf(filled).repeat(UUID_DIGITS - digits.length());
    }
}

package dev.gatehouse.approval.condition;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The text of a segment expression, checked so that a conjunction of several is the conjunction of what each says. Without the check
 * {@code true) || (true} would pass for one expression and open all others. Types and names are CEL's business, not checked here.
 */
final class SegmentText {
    private SegmentText() {}

    static void require(String expression) {
        if (expression.isBlank() || expression.length() > Conditions.MAX_SEGMENT_CHARS) {
            throw Share.invalid("a segment has 1 to " + Conditions.MAX_SEGMENT_CHARS + " characters");
        }
        if (expression.chars().anyMatch(c -> c < ' ' || c == '\\')
                || expression.contains("'''")
                || expression.contains("\"\"\"")) {
            throw Share.invalid(
                    "the segment '" + expression + "' holds a line break, control character, backslash or triple quote;"
                            + " write it on one line with plain quotes");
        }
        requireClosed(expression);
    }

    static String conjunction(Set<String> segments) {
        if (segments.size() == 1) {
            return segments.iterator().next();
        }
        return segments.stream().map(segment -> "(" + segment + ")").collect(Collectors.joining(" && "));
    }

    /** Whether a text is this expression, or the conjunction of it and another one. */
    static boolean isOrHas(String text, String expression) {
        String part = "(" + expression + ")";
        return text.equals(expression)
                || text.startsWith(part + " && (") && isOneInBrackets(text.substring(part.length() + " && ".length()))
                || text.endsWith(") && " + part)
                        && isOneInBrackets(text.substring(0, text.length() - part.length() - " && ".length()));
    }

    private static boolean isOneInBrackets(String text) {
        if (!text.startsWith("(") || !text.endsWith(")")) {
            return false;
        }
        try {
            require(text.substring(1, text.length() - 1));
            return true;
        } catch (InvalidDocumentException e) {
            return false;
        }
    }

    private static void requireClosed(String expression) {
        Deque<Character> open = new ArrayDeque<>();
        char quote = 0;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '/' && expression.startsWith("//", i)) {
                throw Share.invalid("the segment '" + expression + "' holds a comment; leave it out");
            } else if ("([{".indexOf(c) >= 0) {
                open.push(")]}".charAt("([{".indexOf(c)));
            } else if (")]}".indexOf(c) >= 0 && (open.isEmpty() || open.pop() != c)) {
                throw unbalanced(expression);
            }
        }
        if (quote != 0 || !open.isEmpty()) {
            throw unbalanced(expression);
        }
    }

    private static RuntimeException unbalanced(String expression) {
        return Share.invalid("the segment '" + expression + "' has a bracket or quote without its partner");
    }
}

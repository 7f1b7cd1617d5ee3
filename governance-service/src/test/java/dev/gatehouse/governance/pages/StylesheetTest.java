package dev.gatehouse.governance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A browser passes over what it cannot read of a stylesheet, and says nothing: an open bracket or quote takes all rules after it. */
class StylesheetTest {

    private static final Path SHEET =
            Path.of("src", "main", "resources", "META-INF", "resources", "_gatehouse", "gatehouse.css");

    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");
    private static final Pattern STRING = Pattern.compile("\"[^\"\n]*\"");

    @Test
    void everyRuleIsWhole() throws IOException {
        String rules = STRING.matcher(COMMENT.matcher(Files.readString(SHEET)).replaceAll(""))
                .replaceAll("");
        assertThat(rules).doesNotContain("'", "\"", "<<<", "===", ">>>");
        assertThat(depth(rules, '{', '}')).isZero();
        assertThat(depth(rules, '(', ')')).isZero();
    }

    @Test
    void whatIsPrintedIsSaidLastSoThatNoRuleWinsOverIt() throws IOException {
        String sheet = Files.readString(SHEET);
        int print = sheet.indexOf("@media print {");
        assertThat(print).isPositive().isEqualTo(sheet.lastIndexOf("@media "));
        assertThat(sheet.substring(print)).endsWith("\n}\n");
        assertThat(sheet.substring(print).lines().filter("}"::equals)).hasSize(1);
    }

    private static long depth(String rules, char opened, char closed) {
        return rules.chars().filter(c -> c == opened).count()
                - rules.chars().filter(c -> c == closed).count();
    }
}

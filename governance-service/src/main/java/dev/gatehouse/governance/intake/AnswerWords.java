package dev.gatehouse.governance.intake;

import dev.gatehouse.governance.pages.Wording;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** How people say a value or a key of a fact, where its code alone says little; {@code answer-words.properties} holds them. */
public final class AnswerWords {

    private static final Properties WORDS = read();
    private static final int SHORTEST_WORD_CHARS = 3;

    private AnswerWords() {}

    /** {@code 5b} of {@code annex3_points} is '5b, creditworthiness of natural persons'; {@code human_decides} of any is 'Human decides'. */
    public static String of(String fact, String code) {
        String words = WORDS.getProperty(fact + "." + code);
        if (words != null) {
            return words;
        }
        return code.length() < SHORTEST_WORD_CHARS && !code.equals("no") ? code : Wording.words(code);
    }

    private static Properties read() {
        Properties words = new Properties();
        try (InputStream in = AnswerWords.class.getResourceAsStream("answer-words.properties")) {
            words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException("answer-words.properties of this build cannot be read", e);
        }
    }
}

package dev.gatehouse.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the story's people write for the model card: {@code story/card/ID.md} holds a text, {@code ID.not-applicable.txt} why there can be
 * none.
 */
final class CardTextFiles {

    private static final String FOLDER = "story/card/";

    private CardTextFiles() {}

    /**
     * The texts as the API takes them.
     *
     * @param asked the texts that the service knows, each with its id and revision
     * @throws SandboxException if the story says nothing of one of them
     */
    static List<Map<String, Object>> read(JsonNode asked) {
        List<Map<String, Object>> texts = new ArrayList<>();
        for (JsonNode text : asked) {
            String id = text.path("id").asText();
            Optional<String> markdown = file(id + ".md");
            String said = markdown.or(() -> file(id + ".not-applicable.txt"))
                    .orElseThrow(() -> new SandboxException("the story has no text '" + id + "' for the card"));
            texts.add(Map.of(
                    "id",
                    id,
                    "revision",
                    text.path("revision").asInt(),
                    markdown.isPresent() ? "markdown" : "notApplicable",
                    said.strip()));
        }
        return texts;
    }

    private static Optional<String> file(String name) {
        try (InputStream in = CardTextFiles.class.getResourceAsStream(FOLDER + name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new SandboxException(name + " of this build cannot be read");
        }
    }
}
